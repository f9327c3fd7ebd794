// Sites that would hold a reading up, fill the index or make it forget: each reading ends, and what was there stays.
import { beforeEach, expect, test } from 'vitest'
import { useSite } from './site.ts'

const { site, map, put, index, refresh, titles, source } = useSite()
const names = ['a', 'b', 'c', 'd', 'e', 'f']

beforeEach(async () => {
  for (const name of names) put(name, { text: `The garage of ${name} closes at midnight.` })
  await index(map())
})

const stays = async (end: { readonly retired: number }) => {
  expect(end.retired).toBe(0)
  expect(await titles()).toHaveLength(names.length)
}

test('a sitemap that names itself and others that do', async () => {
  const at = `${site().origin}/loop.xml`
  const all = ['loop.xml', 'more.xml', 'loop.xml?again'].map(
    (name) => `<sitemap><loc>${site().origin}/${name}</loc></sitemap>`,
  )
  for (const path of ['/loop.xml', '/more.xml', '/loop.xml?again'])
    site().serve(path, `<sitemapindex>${all.join('')}</sitemapindex>`)
  const { end } = await index(at)
  expect(end).toMatchObject({ indexed: 0, isForgotten: true })
  expect(site().requests.filter(({ path }) => path.startsWith('/loop') || path === '/more.xml')).toHaveLength(4)
})

test('pages that send on in a circle', async () => {
  for (const [n, name] of names.entries())
    site().serve(`/${name}`, { status: 302, headers: { Location: `/${names[(n + 1) % names.length]}` } })
  const end = await refresh(map())
  expect(end).toMatchObject({ failed: 6, error: { code: 'too-many-redirects' } })
  await stays(end)
})

test('pages that say another length than they have', async () => {
  for (const name of names)
    site().serve(`/${name}`, ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nshort'))
  const end = await refresh(map())
  // Five in a row say that the site is broken.
  expect(end).toMatchObject({ failed: 5, error: { code: 'http-error' } })
  await stays(end)
})

test('a page without an end, and one larger than is taken', async () => {
  site().serve('/a', (_, response) => {
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(64_000)));
    }
    response.on('drain', pour)
    pour()
  })
  site().serve('/b', { headers: { 'Content-Length': '9000000000' }, body: 'x' })
  const end = await refresh(map())
  expect(end).toMatchObject({ unchanged: 4, failed: 2, error: null })
  await stays(end)
})

test('tags that no server can mean are not sent back', async () => {
  for (const name of names)
    site().serve(`/${name}`, {
      headers: { ETag: 'x'.repeat(5_000), 'Content-Type': 'text/plain' },
      body: `The garage of ${name} closes at midnight.`,
    })
  await refresh(map())
  site().requests.length = 0
  const end = await refresh(map())
  expect(end).toMatchObject({ unchanged: 6, error: null })
  expect(site().requests.every(({ headers }) => headers['if-none-match'] === undefined)).toBe(true)
  await stays(end)
})

test('"not changed" for a page that was never asked about', async () => {
  put('new', { text: 'x' })
  site().serve('/new', { status: 304 })
  expect(await refresh(map())).toMatchObject({ unchanged: 6, failed: 1, error: null })
})

test('a robots.txt that breaks later', async () => {
  site().serve('/robots.txt', { status: 500 })
  const end = await refresh(map())
  expect(end).toMatchObject({ error: { code: 'robots' } })
  await stays(end)
})

test('what it says is cut before it is kept', async () => {
  site().serve('/a', { headers: { 'Content-Encoding': 'z'.repeat(3_000) }, body: 'x' })
  await refresh(map())
  expect((await source(map()))!.note!.length).toBeLessThanOrEqual(500)
})
