// A reader on loopback: the stand-in's own host is the one that the operator allowed.
import { deflateRawSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SourceDocument, Validators } from '../../../src/model.ts'
import { createPageReader, type WebOptions } from '../../../src/rag/fetch/pages.ts'
import { createNames, startWebsite, type Website } from '../../stand-ins/website.ts'

const timeouts = { connectMs: 500, firstByteMs: 500, totalMs: 2_000 }
const now = Date.parse('2026-02-01T00:00:00Z')
let site: Website

beforeEach(async () => {
  site = await startWebsite()
})
afterEach(() => site.close())

function createReader(options: Partial<WebOptions> = {}) {
  return createPageReader({ allowedHosts: [site.host], maxBytes: 2_000_000, timeouts, now: () => now, ...options })
}

async function readAll(
  url: string,
  {
    read = createReader(),
    known = {},
  }: { read?: ReturnType<typeof createReader>; known?: Record<string, Validators> } = {},
) {
  return Array.fromAsync(read(url, async (key) => known[key] ?? null))
}

const failure = (code: string, message?: RegExp) => ({
  uri: expect.any(String),
  error: { code, message: message ? expect.stringMatching(message) : expect.any(String) },
})
const paths = () => site.requests.map(({ path }) => path)
const text = (source: unknown) => Buffer.from((source as SourceDocument).bytes).toString()

describe('one page', () => {
  test('is a document under its normal address', async () => {
    site.serve('/Page?a=1&utm_source=news', {
      headers: { 'Content-Type': 'text/html', ETag: 'W/"7"', 'Last-Modified': 'Wed, 01 Jan 2025 10:00:00 GMT' },
      body: '<!doctype html><title>Page</title>',
    })
    const uri = `${site.origin.replace('http', 'HTTP')}/Page?a=1&utm_source=news#part`
    expect(await readAll(uri)).toEqual([
      {
        sourceKey: `${site.origin}/Page?a=1`,
        uri,
        url: `${site.origin}/Page?a=1&utm_source=news`,
        name: 'Page.html',
        bytes: expect.any(Uint8Array),
        modifiedAt: '2025-01-01T10:00:00.000Z',
        validators: { etag: 'W/"7"', lastModified: 'Wed, 01 Jan 2025 10:00:00 GMT' },
      },
    ])
  })

  test('is asked for without cookie, Referer or credential', async () => {
    site.serve('/a', { status: 302, headers: { Location: '/b', 'Set-Cookie': 'session=1' } })
    site.serve('/b', 'words')
    await readAll(`${site.origin}/a`)
    expect(paths()).toEqual(['/robots.txt', '/a', '/b'])
    for (const { headers } of site.requests) {
      expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'host', 'user-agent'])
      expect(headers).toMatchObject({ host: site.host, 'user-agent': expect.stringMatching(/^ragbot /) })
    }
  })

  test('that did not change is said so', async () => {
    site.serve('/page', (request, response) => {
      response.writeHead(request.headers['if-none-match'] === '"7"' ? 304 : 200).end()
    })
    const known = { [`${site.origin}/page`]: { etag: '"7"', lastModified: 'Wed, 01 Jan 2025 10:00:00 GMT' } }
    expect(await readAll(`${site.origin}/page`, { known })).toEqual([
      { uri: `${site.origin}/page`, sourceKey: `${site.origin}/page`, isUnchanged: true },
    ])
    expect(site.requests[1]?.headers).toMatchObject({ 'if-modified-since': 'Wed, 01 Jan 2025 10:00:00 GMT' })
    expect(await readAll(`${site.origin}/page`)).toMatchObject([{ name: 'page' }])
  })

  test('stored validators put no line into a request', async () => {
    site.serve('/page', 'words')
    const known = { [`${site.origin}/page`]: { etag: '"7"\r\nX-Injected: 1', lastModified: '\u2028' } }
    expect(await readAll(`${site.origin}/page`, { known })).toMatchObject([{ name: 'page.txt' }])
    expect(site.requests[1]?.headers).not.toHaveProperty('x-injected')
  })

  test.each([
    ['gzip', gzipSync('words')],
    ['br', Buffer.from('CwKAd29yZHMD', 'base64')],
    ['deflate', deflateRawSync('words')],
    ['x-gzip', gzipSync('words')],
    ['identity', Buffer.from('words')],
  ])('compressed as %s is read', async (coding, body) => {
    site.serve('/page', { headers: { 'Content-Encoding': coding }, body })
    expect(text((await readAll(`${site.origin}/page`))[0])).toBe('words')
  })

  test('of the future is not', async () => {
    site.serve('/page', { headers: { 'Last-Modified': 'Wed, 01 Jan 2031 10:00:00 GMT' }, body: 'words' })
    expect((await readAll(`${site.origin}/page`))[0]).not.toHaveProperty('modifiedAt')
  })

  test.each([
    [401, 'http-error', /needs a sign-in.*save the page/],
    [403, 'http-error', /needs a sign-in/],
    [404, 'not-found', /check the address/],
    [410, 'not-found', /check the address/],
    [429, 'http-error', /try again later/],
    [503, 'http-error', /try again later/],
    [204, 'http-error', /without a page/],
    [206, 'http-error', /without a page/],
    [300, 'http-error', /without a page/],
    [304, 'http-error', /without a page/],
    [418, 'http-error', /without a page/],
  ])('with status %i is a failure', async (status, code, message) => {
    site.serve('/page', { status })
    expect(await readAll(`${site.origin}/page`)).toEqual([failure(code, message)])
  })

  test('that is no address is a failure that repeats no password', async () => {
    const [source] = await readAll('http://user:secret@example.org/')
    expect(source).toEqual(failure('bad-url'))
    expect(JSON.stringify(source)).not.toContain('secret')
    expect(await readAll('not an address')).toEqual([failure('bad-url')])
  })

  test('an error of who indexes is not taken for the page’s', async () => {
    const lost = createReader()(`${site.origin}/page`, () => Promise.reject(new Error('database')))
    await expect(lost.next()).rejects.toThrow('database')
  })
})

describe('redirects', () => {
  test('three are followed, and the document keeps the address it was asked by', async () => {
    site.serve('/1', { status: 301, headers: { Location: '/2' } })
    site.serve('/2', { status: 303, headers: { Location: `//${site.host}/3` } })
    // A server that does not escape: the bytes of UTF-8.
    const accented = Buffer.from('?q=é').toString('latin1')
    site.serve('/3', { status: 308, headers: { Location: accented } })
    site.serve('/3?q=%C3%A9', 'words')
    expect(await readAll(`${site.origin}/1`)).toMatchObject([
      { sourceKey: `${site.origin}/1`, url: `${site.origin}/3?q=%C3%A9` },
    ])
  })

  test('four are not, nor is a loop', async () => {
    for (const step of [1, 2, 3, 4]) site.serve(`/${step}`, { status: 302, headers: { Location: `/${step + 1}` } })
    site.serve('/5', 'words')
    site.serve('/loop', { status: 307, headers: { Location: '/loop' } })
    expect(await readAll(`${site.origin}/1`)).toEqual([failure('too-many-redirects')])
    expect(paths()).not.toContain('/5')
    expect(await readAll(`${site.origin}/loop`)).toEqual([failure('too-many-redirects')])
    expect(paths().filter((path) => path === '/loop')).toHaveLength(4)
  })

  test.each([
    'http://127.0.0.1:1/',
    'http://127.1/',
    'http://0x7f.1:8080/',
    'http://2130706433/',
    'http://017700000001/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::]/',
    'http://0/',
    'http://localhost/',
    'http://localhost./',
    '//127.0.0.1:22/',
    '//localhost/',
    '\\\\127.1\\',
    'http://inside.example/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/',
    'http://8.8.8.8:22/',
  ])('to %s is refused', async (location) => {
    site.serve('/page', { status: 302, headers: { Location: location } })
    const { lookup } = createNames({ 'inside.example': [['10.0.0.1']] })
    expect(await readAll(`${site.origin}/page`, { read: createReader({ lookup }) })).toEqual([
      failure('forbidden-address'),
    ])
  })

  test.each([
    'file:///etc/passwd',
    'ftp://example.org/',
    'javascript:alert(1)',
    'http://user:secret@example.org/',
    'http://',
  ])('to %s is no address', async (location) => {
    site.serve('/page', { status: 302, headers: { Location: location } })
    const sources = await readAll(`${site.origin}/page`)
    expect(sources).toEqual([failure('bad-url')])
    expect(JSON.stringify(sources)).not.toContain('secret')
  })

  test('without an address is an answer without a page', async () => {
    site.serve('/page', { status: 302 })
    expect(await readAll(`${site.origin}/page`)).toEqual([failure('http-error')])
  })
})

describe('names', () => {
  test('are looked up once a hop: robots.txt and page come from the address that was checked', async () => {
    const { lookup, asked } = createNames({ 'wiki.example': [['127.0.0.1'], ['10.0.0.1']] })
    site.serve('/page', 'words')
    const read = createReader({ lookup, allowedHosts: [`wiki.example:${site.port}`] })
    expect(await readAll(`http://wiki.example:${site.port}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
    expect(asked).toEqual(['wiki.example'])
    expect(site.requests.map(({ headers }) => headers.host)).toEqual(Array(2).fill(`wiki.example:${site.port}`))
  })

  test('that have several addresses are read from the one that answers', async () => {
    const { lookup } = createNames({ 'wiki.example': [['127.0.0.2', '127.0.0.1']] })
    site.serve('/page', 'words')
    const read = createReader({ lookup, allowedHosts: [`wiki.example:${site.port}`] })
    expect(await readAll(`http://wiki.example:${site.port}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
  })

  test('that answer with a private address are refused before anything is sent', async () => {
    const { lookup } = createNames({ '127.0.0.1.nip.io': [['127.0.0.1']], 'mixed.example': [['8.8.8.8', '127.0.0.1']] })
    const read = createReader({ lookup })
    for (const host of ['127.0.0.1.nip.io:8080', 'mixed.example'])
      expect(await readAll(`http://${host}/`, { read })).toEqual([failure('forbidden-address', /FETCH_ALLOWED_HOSTS/)])
    expect(site.requests).toEqual([])
  })
})

describe('robots', () => {
  test('are asked for once a day a site, and kept to', async () => {
    let clock = now
    const read = createReader({ now: () => clock })
    site.serve('/robots.txt', 'User-agent: *\nDisallow: /private')
    site.serve('/private', 'words')
    site.serve('/page', 'words')
    expect(await readAll(`${site.origin}/private`, { read })).toEqual([failure('robots', /save it and index the file/)])
    expect(await readAll(`${site.origin}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
    expect(paths()).toEqual(['/robots.txt', '/page'])
    clock += 24 * 60 * 60_000
    site.serve('/robots.txt', '')
    expect(await readAll(`${site.origin}/private`, { read })).toMatchObject([{ name: 'private.txt' }])
  })

  test('hold for where a redirect leads', async () => {
    site.serve('/robots.txt', 'User-agent: ragbot\nDisallow: /private')
    site.serve('/page', { status: 302, headers: { Location: '/private' } })
    site.serve('/private', 'words')
    expect(await readAll(`${site.origin}/page`)).toEqual([failure('robots')])
    expect(paths()).not.toContain('/private')
  })

  test.each([
    ['forbidden', { status: 403 }, true],
    ['an endless redirect', { status: 302, headers: { Location: '/robots.txt' } }, true],
    ['a redirect to rules that allow', { status: 302, headers: { Location: '/rules' } }, true],
    ['a redirect to the inside', { status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, false],
    ['an error of the server', { status: 500 }, false],
    ['larger than is parsed', { body: `User-agent: *\nDisallow: /private\n${'#'.repeat(600_000)}\nDisallow: /` }, true],
  ])('%s: the page is read: %s', async (_what, robots, isRead) => {
    site.serve('/robots.txt', robots)
    site.serve('/rules', 'User-agent: *\nAllow: /')
    site.serve('/page', 'words')
    expect(await readAll(`${site.origin}/page`)).toEqual([
      isRead ? expect.objectContaining({ name: 'page.txt' }) : failure('robots', /try again later/),
    ])
  })

  test('that failed are asked for again a minute later', async () => {
    let clock = now
    const read = createReader({ now: () => clock })
    site.serve('/robots.txt', { status: 500 })
    site.serve('/page', 'words')
    expect(await readAll(`${site.origin}/page`, { read })).toEqual([failure('robots')])
    site.serve('/robots.txt', '')
    clock += 60_000
    expect(await readAll(`${site.origin}/page`, { read })).toMatchObject([{ name: 'page.txt' }])
  })

  test('in the page or its header are kept to', async () => {
    site.serve('/meta', '<!doctype html><meta name="robots" content="noindex">')
    site.serve('/header', {
      headers: { 'X-Robots-Tag': 'noindex', 'Content-Type': 'application/pdf' },
      body: '%PDF-1.7',
    })
    expect(await readAll(`${site.origin}/meta`)).toEqual([failure('robots', /noindex/)])
    expect(await readAll(`${site.origin}/header`)).toEqual([failure('robots', /noindex/)])
  })
})

describe('sitemaps', () => {
  const urlset = (...addresses: string[]) =>
    `<?xml version="1.0"?><urlset>${addresses.map((address) => `<url><loc>${address}</loc><lastmod>2025-05-06</lastmod></url>`).join('')}</urlset>`
  const index = (...addresses: string[]) =>
    `<sitemapindex>${addresses.map((address) => `<sitemap><loc>${address}</loc></sitemap>`).join('')}</sitemapindex>`

  test('give each page once, in order, with what went wrong', async () => {
    const totals: number[] = []
    site.serve('/robots.txt', 'User-agent: *\nDisallow: /private')
    site.serve('/sitemap.xml', {
      // As blogs send it: for the sitemap itself, not for its pages.
      headers: { 'X-Robots-Tag': 'noindex' },
      body: urlset(...['a', 'a?utm_source=x', 'gone', 'private', 'b', 'same'].map((path) => `${site.origin}/${path}`)),
    })
    site.serve('/a', 'words')
    site.serve('/b', { headers: { 'Last-Modified': 'Wed, 01 Jan 2025 10:00:00 GMT' }, body: 'words' })
    site.serve('/same', { status: 304 })
    const read = createReader()
    const known: Record<string, Validators> = { [`${site.origin}/same`]: { etag: '"1"' } }
    const sources = await Array.fromAsync(
      read(
        `${site.origin}/sitemap.xml`,
        async (key) => known[key] ?? null,
        (total) => totals.push(total),
      ),
    )
    expect(sources).toEqual([
      expect.objectContaining({ uri: `${site.origin}/a`, modifiedAt: '2025-05-06T00:00:00.000Z' }),
      failure('not-found'),
      failure('robots'),
      expect.objectContaining({ uri: `${site.origin}/b`, modifiedAt: '2025-01-01T10:00:00.000Z' }),
      { uri: `${site.origin}/same`, sourceKey: `${site.origin}/same`, isUnchanged: true },
    ])
    expect(totals).toEqual([5])
    expect(paths().filter((path) => path === '/robots.txt')).toHaveLength(1)
  })

  test('under any name, packed, or as a list', async () => {
    site.serve('/a', 'words')
    site.serve('/map?kind=pages', urlset(`${site.origin}/a`))
    site.serve('/sitemap-1.xml.gz', { body: gzipSync(urlset(`${site.origin}/a`)) })
    site.serve('/sitemap.txt', { body: `${site.origin}/a\n` })
    for (const path of ['/map?kind=pages', '/sitemap-1.xml.gz', '/sitemap.txt'])
      expect(await readAll(site.origin + path), path).toMatchObject([{ uri: `${site.origin}/a` }])
  })

  test('that are none are said so', async () => {
    site.serve('/sitemap.xml', '<!doctype html><title>Not found</title>')
    site.serve('/sitemap.xml.gz', { body: Buffer.from([0x1f, 0x8b, 0, 0]) })
    expect(await readAll(`${site.origin}/sitemap.xml`)).toEqual([failure('http-error', /holds no sitemap/)])
    expect(await readAll(`${site.origin}/sitemap.xml.gz`)).toEqual([failure('http-error', /damaged/)])
  })

  test('of other sites or broken addresses are left out, and said so', async () => {
    const addresses = [
      'http://8.8.8.8/x',
      'http://127.0.0.1:1/',
      'http://localhost/',
      'file:///etc/passwd',
      `${site.origin}/a`,
    ]
    site.serve('/sitemap.xml', urlset(...addresses))
    site.serve('/a', 'words')
    expect(await readAll(`${site.origin}/sitemap.xml`)).toEqual([
      expect.objectContaining({ uri: `${site.origin}/a` }),
      { uri: 'file:///etc/passwd', error: { code: 'bad-url', message: expect.any(String) } },
      failure('bad-url', /other sites \(8\.8\.8\.8, 127\.0\.0\.1:1, localhost\)/),
    ])
  })

  test('beyond the limit are cut, and said so', async () => {
    site.serve('/sitemap.xml', urlset(...Array.from({ length: 7 }, (_, page) => `${site.origin}/${page}`)))
    for (let page = 0; page < 7; page++) site.serve(`/${page}`, 'words')
    const sources = await readAll(`${site.origin}/sitemap.xml`, { read: createReader({ maxPages: 3 }) })
    expect(sources).toEqual([
      ...Array(3).fill(expect.objectContaining({ name: expect.any(String) })),
      failure('too-large', /4 pages/),
    ])
    expect(paths()).not.toContain('/3')
  })

  test('of sitemaps are followed one level, past broken ones and loops', async () => {
    site.serve(
      '/sitemap.xml',
      index(...['1.xml', 'gone.xml', 'sitemap.xml', '2.xml', '1.xml'].map((name) => `${site.origin}/${name}`)),
    )
    site.serve('/1.xml', urlset(`${site.origin}/a`, `${site.origin}/b`))
    site.serve('/2.xml', urlset(`${site.origin}/b`, `${site.origin}/c`))
    for (const path of ['/a', '/b', '/c']) site.serve(path, 'words')
    expect(await readAll(`${site.origin}/sitemap.xml`)).toEqual([
      ...['a', 'b', 'c'].map((path) => expect.objectContaining({ uri: `${site.origin}/${path}` })),
      { uri: `${site.origin}/gone.xml`, error: { code: 'not-found', message: expect.any(String) } },
      { uri: `${site.origin}/sitemap.xml`, error: { code: 'bad-url', message: expect.any(String) } },
    ])
  })

  test('stop at the limit between the sitemaps of an index', async () => {
    site.serve('/sitemap.xml', index(`${site.origin}/1.xml`, `${site.origin}/2.xml`))
    site.serve('/1.xml', urlset(`${site.origin}/a`))
    site.serve('/a', 'words')
    const sources = await readAll(`${site.origin}/sitemap.xml`, { read: createReader({ maxPages: 1 }) })
    expect(sources).toEqual([expect.objectContaining({ uri: `${site.origin}/a` }), failure('too-large', /1 sitemaps/)])
  })

  test('keep the delay that robots.txt asks for, ten seconds at most', async () => {
    site.serve('/robots.txt', 'User-agent: *\nCrawl-delay: 600')
    site.serve('/sitemap.xml', urlset(`${site.origin}/a`, `${site.origin}/b`))
    const waits: number[] = []
    const read = createReader({ wait: async (ms) => waits.push(ms) })
    await readAll(`${site.origin}/sitemap.xml`, { read })
    expect(waits).toEqual([10_000, 10_000])
  })

  test('are read two pages at a time, whoever asks', async () => {
    let running = 0
    let most = 0
    const addresses = Array.from({ length: 8 }, (_, page) => `${site.origin}/${page}`)
    site.serve('/sitemap.xml', urlset(...addresses))
    for (let page = 0; page < 8; page++)
      site.serve(`/${page}`, (_request, response) => {
        most = Math.max(most, ++running)
        setTimeout(() => {
          running--
          response.end('words')
        }, 5)
      })
    const read = createReader()
    const all = await Promise.all([1, 2, 3].map(() => readAll(`${site.origin}/sitemap.xml`, { read })))
    expect(all.flat()).toHaveLength(24)
    expect(most).toBe(2)
  })

  test('are let go of when nobody takes them any more', async () => {
    const { promise: isHungUp, resolve } = Promise.withResolvers<void>()
    site.serve('/sitemap.xml', urlset(...Array.from({ length: 8 }, (_, page) => `${site.origin}/${page}`)))
    site.serve('/0', 'words')
    site.serve('/1', (request) => request.on('close', resolve))
    const patient = { connectMs: 60_000, firstByteMs: 60_000, totalMs: 60_000 }
    for await (const source of createReader({ timeouts: patient })(`${site.origin}/sitemap.xml`, async () => null)) {
      expect(source).toMatchObject({ uri: `${site.origin}/0` })
      break
    }
    await isHungUp
    expect(paths()).not.toContain('/3')
  })
})
