// A site that is read again by its sitemap: what changed is indexed, what is gone goes, and what cannot be right is not
// believed.
import { beforeEach, describe, expect, test } from 'vitest'
import { useSite } from './site.ts'

const { engine, site, map, workspaceId, pages, times, put, serveMap, index, refresh, titles, source } = useSite()
const names = Array.from({ length: 12 }, (_, n) => `p${String(n).padStart(2, '0')}`)
const textOf = (name: string) => `The garage of ${name} closes at midnight.`

beforeEach(() => {
  for (const name of names) put(name, { text: textOf(name), etag: `"${name}"` })
})

test('the first time all of it is indexed, and it is a source', async () => {
  const { outcomes, end } = await index(map(), { every: 3_600 })
  expect(outcomes.map(({ status }) => status)).toEqual(Array(12).fill('indexed'))
  expect(end).toEqual({ indexed: 12, unchanged: 0, failed: 0, retired: 0, error: null, isForgotten: false })
  expect(await source(map())).toMatchObject({ kind: 'sitemap', every: 3_600, documents: 12, error: null })
})

test('what changed is indexed in place, the rest is answered 304 or has the same bytes, one request a second', async () => {
  for (const name of names.slice(6)) put(name, { text: textOf(name) })
  await index(map())
  const before = await engine().store.listDocuments(workspaceId())
  put('p03', { text: 'It closes at noon now.', etag: '"new"' })
  put('p09', { text: 'It never closes now.' })
  times().length = 0
  const requests = site().requests.length
  expect(await refresh(map())).toMatchObject({ indexed: 2, unchanged: 10, failed: 0, retired: 0, error: null })
  const after = await engine().store.listDocuments(workspaceId())
  expect(after.map(({ id }) => id).toSorted()).toEqual(before.map(({ id }) => id).toSorted())
  // robots.txt, the sitemap, and each page once.
  expect(
    site()
      .requests.slice(requests)
      .map(({ path }) => path),
  ).toEqual(['/robots.txt', '/sitemap.xml', ...names.map((name) => `/${name}`)])
  const gaps = times()
    .slice(1)
    .map((time, n) => time - times()[n]!)
  expect(gaps).toHaveLength(12)
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000)
})

test('a tag that changes with each answer costs a body, and no indexing; the newest is asked with', async () => {
  const tags: (string | undefined)[] = []
  let tag = 0
  site().serve('/p00', ({ headers }, response) => {
    tags.push(headers['if-none-match'])
    response.writeHead(200, { 'Content-Type': 'text/plain', ETag: `"${tag++}"` }).end(textOf('p00'))
  })
  await index(map())
  for (let round = 0; round < 2; round += 1)
    expect(await refresh(map())).toMatchObject({ indexed: 0, unchanged: 12, error: null })
  expect(tags).toEqual([undefined, '"0"', '"1"'])
})

describe('a page', () => {
  test.each([404, 410])('that answers %i is taken out, and is no failure', async (status) => {
    await index(map())
    site().serve('/p05', { status })
    expect(await refresh(map())).toMatchObject({ unchanged: 11, failed: 0, retired: 1, error: null })
    expect(await titles()).not.toContain('p05')
    expect((await source(map()))!.documents).toBe(11)
    put('p05', { text: textOf('p05') })
    expect(await refresh(map())).toMatchObject({ indexed: 1, retired: 0 })
  })

  test('that left the sitemap is taken out, and what another source has too stays', async () => {
    await index(map())
    await index(`${site().origin}/p01`)
    serveMap(names.slice(2))
    expect(await refresh(map())).toMatchObject({ unchanged: 10, retired: 1 })
    expect((await titles()).toSorted()).toEqual(names.slice(1))
  })

  test('that is gone is taken out, whichever source has it too', async () => {
    await index(map())
    await index(`${site().origin}/p01`)
    site().serve('/p01', { status: 410 })
    expect(await refresh(map())).toMatchObject({ unchanged: 11, retired: 1 })
    expect(await titles()).not.toContain('p01')
    expect(await source(`${site().origin}/p01`)).toMatchObject({ documents: 0 })
  })

  test('that asks not to be indexed from now on is taken out', async () => {
    await index(map())
    site().serve('/p05', { headers: { 'X-Robots-Tag': 'noindex' }, body: textOf('p05') })
    expect(await refresh(map())).toMatchObject({ retired: 1, error: null })
  })

  test.each([500, 403])('that answers %i stays, and is left out by name', async (status) => {
    await index(map())
    site().serve('/p05', { status })
    expect(await refresh(map())).toMatchObject({ unchanged: 11, failed: 1, retired: 0, error: null })
    expect(await source(map())).toMatchObject({
      documents: 12,
      leftOut: 1,
      note: expect.stringContaining(`/p05: `),
    })
  })

  test('that someone deleted is not asked for again, until someone indexes it', async () => {
    await index(map())
    const [first] = await engine().store.listDocuments(workspaceId())
    await engine().store.retireDocument(workspaceId(), first!.id)
    site().requests.length = 0
    expect(await refresh(map())).toMatchObject({ indexed: 0, unchanged: 11, retired: 0, error: null })
    expect(site().requests.map(({ path }) => path)).not.toContain(new URL(first!.uri).pathname)
    expect((await index(map())).end).toMatchObject({ indexed: 1, unchanged: 11 })
  })
})

describe('nothing is taken out, and the source is named as failing', () => {
  const keepsAll = async (code: string, message: RegExp) => {
    const error = { code, message: expect.stringMatching(message) }
    expect(await refresh(map())).toMatchObject({ retired: 0, error })
    expect(await source(map())).toMatchObject({ documents: 12, error, failingSince: expect.any(String) })
  }
  beforeEach(() => index(map()))

  test('when the sitemap is empty', async () => {
    serveMap([])
    await keepsAll('source-shrank', /had 12 documents and now has 0/)
  })

  test('when it has a tenth of what it had', async () => {
    serveMap(names.slice(0, 1))
    await keepsAll('source-shrank', /had 12 documents and now has 1,/)
  })

  test('when nearly all pages are gone at once', async () => {
    for (const name of names.slice(1)) site().serve(`/${name}`, { status: 404 })
    await keepsAll('source-shrank', /now has 1,/)
  })

  test('when robots.txt suddenly forbids it all', async () => {
    site().serve('/robots.txt', 'User-agent: *\nDisallow: /')
    await keepsAll('robots', /does not let programs read/)
  })

  test.each([
    ['is gone', { status: 404 }, 'not-found'],
    ['cannot be served', { status: 503 }, 'http-error'],
    ['is a page', '<!doctype html><title>Oops</title><p>Something went wrong.</p>', 'http-error'],
  ] as const)('when the sitemap %s', async (_, page, code) => {
    site().serve('/sitemap.xml', page)
    await keepsAll(code, /./)
  })

  test('when another address than sitemap.xml gives a page where a sitemap was', async () => {
    const at = `${site().origin}/map`
    site().serve('/map', `<urlset><url><loc>${site().origin}/p00</loc></url></urlset>`)
    await index(at)
    site().serve('/map', '<!doctype html><title>Oops</title><p>Something went wrong.</p>')
    expect(await refresh(at)).toMatchObject({
      indexed: 0,
      retired: 0,
      error: { message: expect.stringMatching(/sitemap at this/) },
    })
    expect(await titles()).toHaveLength(12)
  })

  test('when one of the sitemaps of an index cannot be read', async () => {
    const at = `${site().origin}/index.xml`
    const part = (some: readonly string[]) =>
      `<urlset>${some.map((name) => `<url><loc>${site().origin}/${name}</loc></url>`).join('')}</urlset>`
    site().serve('/1.xml', part(names.slice(0, 6)))
    site().serve('/2.xml', part(names.slice(6)))
    site().serve(
      '/index.xml',
      `<sitemapindex>${['1', '2'].map((n) => `<sitemap><loc>${site().origin}/${n}.xml</loc></sitemap>`).join('')}</sitemapindex>`,
    )
    await index(at)
    site().serve('/2.xml', { status: 404 })
    expect(await refresh(at)).toMatchObject({ retired: 0, unchanged: 6, error: { code: 'not-found' } })
    expect(await titles()).toHaveLength(12)
  })

  test('when the sitemap breaks off in the middle', async () => {
    const urls = names.slice(0, 7).map((name) => `<url><loc>${site().origin}/${name}</loc></url>`)
    site().serve('/sitemap.xml', `<urlset>${urls.join('')}<url><lo`)
    expect(await refresh(map())).toMatchObject({ retired: 0, unchanged: 7 })
    expect(await titles()).toHaveLength(12)
  })
})

test('a site that moved all its pages is believed', async () => {
  await index(map())
  pages().clear()
  for (const name of names) put(`new-${name}`, { text: textOf(name) })
  expect(await refresh(map())).toMatchObject({ indexed: 12, retired: 12, error: null })
  expect((await titles()).every((title) => title.startsWith('new-'))).toBe(true)
})

test('a site that fails several times in a row is left alone', async () => {
  await index(map())
  for (const name of names.slice(2)) site().serve(`/${name}`, { status: 500 })
  site().requests.length = 0
  const error = { code: 'http-error', message: expect.stringMatching(/ended early.*\(500\)/) }
  expect(await refresh(map())).toMatchObject({ unchanged: 2, failed: 5, retired: 0, error })
  expect(site().requests.map(({ path }) => path)).toEqual(
    ['/robots.txt', '/sitemap.xml', ...names.slice(0, 7).map((name) => `/${name}`)].slice(0, 9),
  )
})

test('a site that asks to be left alone is, for as long as it asks', async () => {
  await index(map(), { every: 60 })
  site().serve('/p02', { status: 429, headers: { 'Retry-After': '7200' } })
  site().requests.length = 0
  expect(await refresh(map())).toMatchObject({ unchanged: 2, error: { code: 'http-error' } })
  expect(site().requests.map(({ path }) => path)).not.toContain('/p04')
  const { nextAt } = (await source(map()))!
  const hours = (Date.parse(nextAt!) - Date.parse('2026-02-01T00:00:00Z')) / 3_600_000
  expect(hours).toBeGreaterThan(1.7)
  expect(hours).toBeLessThan(2.4)
})
