// All pages of a site, by its sitemap: each once, politely, with what was left out.
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Validators } from '../../../src/model.ts'
import { failure, useWebsite } from './page-reader.ts'

const { site, createReader, readAll, paths } = useWebsite()

describe('sitemaps', () => {
  const urlset = (...addresses: string[]) =>
    `<?xml version="1.0"?><urlset>${addresses.map((address) => `<url><loc>${address}</loc><lastmod>2025-05-06</lastmod></url>`).join('')}</urlset>`
  const index = (...addresses: string[]) =>
    `<sitemapindex>${addresses.map((address) => `<sitemap><loc>${address}</loc></sitemap>`).join('')}</sitemapindex>`

  test('give each page once, in order, with what went wrong', async () => {
    const totals: number[] = []
    site().serve('/robots.txt', 'User-agent: *\nDisallow: /private')
    site().serve('/sitemap.xml', {
      // As blogs send it: for the sitemap itself, not for its pages.
      headers: { 'X-Robots-Tag': 'noindex' },
      body: urlset(
        ...['a', 'a?utm_source=x', 'gone', 'private', 'b', 'same'].map((path) => `${site().origin}/${path}`),
      ),
    })
    site().serve('/a', 'words')
    site().serve('/b', { headers: { 'Last-Modified': 'Wed, 01 Jan 2025 10:00:00 GMT' }, body: 'words' })
    site().serve('/same', { status: 304 })
    const read = createReader()
    const known: Record<string, Validators> = { [`${site().origin}/same`]: { etag: '"1"' } }
    const sources = await Array.fromAsync(
      read(`${site().origin}/sitemap.xml`, {
        validatorsOf: async (key) => known[key] ?? null,
        onFound: ({ sourceKeys }) => totals.push(sourceKeys.size),
      }),
    )
    expect(sources).toEqual([
      expect.objectContaining({ uri: `${site().origin}/a`, modifiedAt: '2025-05-06T00:00:00.000Z' }),
      failure('not-found'),
      failure('robots'),
      expect.objectContaining({ uri: `${site().origin}/b`, modifiedAt: '2025-01-01T10:00:00.000Z' }),
      { uri: `${site().origin}/same`, sourceKey: `${site().origin}/same`, isUnchanged: true },
    ])
    expect(totals).toEqual([5])
    expect(paths().filter((path) => path === '/robots.txt')).toHaveLength(1)
  })

  test('under any name, packed, or as a list', async () => {
    site().serve('/a', 'words')
    site().serve('/map?kind=pages', urlset(`${site().origin}/a`))
    site().serve('/sitemap-1.xml.gz', { body: gzipSync(urlset(`${site().origin}/a`)) })
    site().serve('/sitemap.txt', { body: `${site().origin}/a\n` })
    for (const path of ['/map?kind=pages', '/sitemap-1.xml.gz', '/sitemap.txt'])
      expect(await readAll(site().origin + path), path).toMatchObject([{ uri: `${site().origin}/a` }])
  })

  test('that are none are said so', async () => {
    site().serve('/sitemap.xml', '<!doctype html><title>Not found</title>')
    site().serve('/sitemap.xml.gz', { body: Buffer.from([0x1f, 0x8b, 0, 0]) })
    expect(await readAll(`${site().origin}/sitemap.xml`)).toEqual([failure('http-error', /holds no sitemap/)])
    expect(await readAll(`${site().origin}/sitemap.xml.gz`)).toEqual([failure('http-error', /damaged/)])
  })

  test('of other sites or broken addresses are left out, and said so', async () => {
    const addresses = [
      'http://8.8.8.8/x',
      'http://127.0.0.1:1/',
      'http://localhost/',
      'file:///etc/passwd',
      `${site().origin}/a`,
    ]
    site().serve('/sitemap.xml', urlset(...addresses))
    site().serve('/a', 'words')
    expect(await readAll(`${site().origin}/sitemap.xml`)).toEqual([
      expect.objectContaining({ uri: `${site().origin}/a` }),
      failure('bad-url', /./, 'file:///etc/passwd'),
      failure('bad-url', /other sites \(8\.8\.8\.8, 127\.0\.0\.1:1, localhost\)/),
    ])
  })

  test('beyond the limit are cut, and said so', async () => {
    site().serve('/sitemap.xml', urlset(...Array.from({ length: 7 }, (_, page) => `${site().origin}/${page}`)))
    for (let page = 0; page < 7; page++) site().serve(`/${page}`, 'words')
    const sources = await readAll(`${site().origin}/sitemap.xml`, { read: createReader({ maxPages: 3 }) })
    expect(sources).toEqual([
      ...Array(3).fill(expect.objectContaining({ name: expect.any(String) })),
      failure('too-large', /4 pages/),
    ])
    expect(paths()).not.toContain('/3')
  })

  test('of sitemaps are followed one level, past broken ones and loops', async () => {
    site().serve(
      '/sitemap.xml',
      index(...['1.xml', 'gone.xml', 'sitemap.xml', '2.xml', '1.xml'].map((name) => `${site().origin}/${name}`)),
    )
    site().serve('/1.xml', urlset(`${site().origin}/a`, `${site().origin}/b`))
    site().serve('/2.xml', urlset(`${site().origin}/b`, `${site().origin}/c`))
    for (const path of ['/a', '/b', '/c']) site().serve(path, 'words')
    expect(await readAll(`${site().origin}/sitemap.xml`)).toEqual([
      ...['a', 'b', 'c'].map((path) => expect.objectContaining({ uri: `${site().origin}/${path}` })),
      failure('not-found', /./, `${site().origin}/gone.xml`),
      failure('bad-url', /./, `${site().origin}/sitemap.xml`),
    ])
  })

  test('stop at the limit between the sitemaps of an index', async () => {
    site().serve('/sitemap.xml', index(`${site().origin}/1.xml`, `${site().origin}/2.xml`))
    site().serve('/1.xml', urlset(`${site().origin}/a`))
    site().serve('/a', 'words')
    const sources = await readAll(`${site().origin}/sitemap.xml`, { read: createReader({ maxPages: 1 }) })
    expect(sources).toEqual([
      expect.objectContaining({ uri: `${site().origin}/a` }),
      failure('too-large', /1 sitemaps/),
    ])
  })

  test('keep the delay that robots.txt asks for, ten seconds at most', async () => {
    site().serve('/robots.txt', 'User-agent: *\nCrawl-delay: 600')
    site().serve('/sitemap.xml', urlset(`${site().origin}/a`, `${site().origin}/b`))
    const waits: number[] = []
    const read = createReader({ wait: async (ms) => waits.push(ms) })
    await readAll(`${site().origin}/sitemap.xml`, { read })
    expect(waits).toEqual([10_000, 10_000])
  })

  test('are read two pages at a time, whoever asks', async () => {
    let running = 0
    let most = 0
    const addresses = Array.from({ length: 8 }, (_, page) => `${site().origin}/${page}`)
    site().serve('/sitemap.xml', urlset(...addresses))
    for (let page = 0; page < 8; page++)
      site().serve(`/${page}`, (_request, response) => {
        most = Math.max(most, ++running)
        setTimeout(() => {
          running--
          response.end('words')
        }, 5)
      })
    const read = createReader()
    const all = await Promise.all([1, 2, 3].map(() => readAll(`${site().origin}/sitemap.xml`, { read })))
    expect(all.flat()).toHaveLength(24)
    expect(most).toBe(2)
  })

  test('are let go of when nobody takes them any more', async () => {
    const { promise: isHungUp, resolve } = Promise.withResolvers<void>()
    site().serve('/sitemap.xml', urlset(...Array.from({ length: 8 }, (_, page) => `${site().origin}/${page}`)))
    site().serve('/0', 'words')
    site().serve('/1', (request) => request.on('close', resolve))
    const patient = { connectMs: 60_000, firstByteMs: 60_000, totalMs: 60_000 }
    for await (const source of createReader({ timeouts: patient })(`${site().origin}/sitemap.xml`, {
      validatorsOf: async () => null,
    })) {
      expect(source).toMatchObject({ uri: `${site().origin}/0` })
      break
    }
    await isHungUp
    expect(paths()).not.toContain('/3')
  })
})
