// Whether all of a site's pages are known: what is not among them is taken for deleted.
import { expect, test } from 'vitest'
import { AppError } from '../../../src/errors.ts'
import { collectPages } from '../../../src/rag/fetch/site-pages.ts'
import type { Sitemap } from '../../../src/rag/fetch/sitemap.ts'

const at = (path: string) => new URL(path, 'https://example.org/')
const asked = { uri: at('/sitemap.xml').href, url: at('/sitemap.xml'), sourceKey: at('/sitemap.xml').href }
const index: Sitemap = {
  kind: 'sitemaps',
  entries: [{ address: at('/1.xml').href }, { address: at('/2.xml').href }],
  isWhole: true,
}
const part = (path: string, isWhole = true): Sitemap => ({
  kind: 'pages',
  entries: [{ address: at(path).href }],
  isWhole,
})

const collect = (parts: Readonly<Record<string, Sitemap | AppError>>, maxPages = 10) =>
  collectPages({ asked, answer: { url: asked.url } as never, sitemap: index }, maxPages, async ({ url }) => {
    const next = parts[url.pathname]
    if (next instanceof AppError) throw next
    return next ?? null
  })
const gone = new AppError('http-error', 'It is gone.')

test.each([
  ['all were read', { '/1.xml': part('/a'), '/2.xml': part('/b') }, true],
  ['the first was cut', { '/1.xml': part('/a', false), '/2.xml': part('/b') }, false],
  ['the last was cut', { '/1.xml': part('/a'), '/2.xml': part('/b', false) }, false],
  ['the first cannot be read', { '/1.xml': gone, '/2.xml': part('/b') }, false],
  ['the last cannot be read', { '/1.xml': part('/a'), '/2.xml': gone }, false],
  ['one is no sitemap', { '/1.xml': part('/a') }, false],
])('an index of two sitemaps, of which %s', async (_, parts, isWhole) => {
  expect((await collect(parts)).isWhole).toBe(isWhole)
})

test('what is over the limit is not known', async () => {
  expect(await collect({ '/1.xml': part('/a'), '/2.xml': part('/b') }, 1)).toMatchObject({
    pages: [{ uri: at('/a').href }],
    isWhole: false,
  })
})
