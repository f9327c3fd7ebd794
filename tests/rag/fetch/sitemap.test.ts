import { expect, test } from 'vitest'
import { isSitemap, parseSitemap } from '../../../src/rag/fetch/sitemap.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const addresses = async (text: string) => (await parseSitemap(bytes(text), 'xml')).entries.map(({ address }) => address)

test('pages with their dates, in order', async () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
    <!-- made by hand -->
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><loc> https://example.org/a?b=1&amp;c=2 </loc><lastmod>2025-03-04</lastmod><priority>0.5</priority></url>
      <url><image:image><image:loc>https://example.org/picture.png</image:loc></image:image>
        <loc><![CDATA[https://example.org/b]]></loc><lastmod>soon</lastmod></url>
      <url><loc></loc></url><url/>
    </urlset>`
  expect(isSitemap(bytes(text))).toBe(true)
  expect(await parseSitemap(bytes(text), 'xml')).toEqual({
    kind: 'pages',
    entries: [
      { address: 'https://example.org/a?b=1&c=2', modifiedAt: '2025-03-04T00:00:00.000Z' },
      { address: 'https://example.org/b' },
    ],
    isWhole: true,
  })
})

test('an index, with a prefix', async () => {
  const text =
    '<sm:sitemapindex xmlns:sm="x"><sm:sitemap><sm:loc>https://example.org/1.xml</sm:loc></sm:sitemap></sm:sitemapindex>'
  expect(isSitemap(bytes(text))).toBe(true)
  expect(await parseSitemap(bytes(text), 'xml')).toEqual({
    kind: 'sitemaps',
    entries: [{ address: 'https://example.org/1.xml' }],
    isWhole: true,
  })
})

test('a list of lines', async () => {
  const text = '\uFEFFhttps://example.org/a\r\n\r\n# note\nhttps://example.org/b  \nmailto:x@example.org\n'
  expect((await parseSitemap(bytes(text), 'list')).entries).toEqual([
    { address: 'https://example.org/a' },
    { address: 'https://example.org/b' },
  ])
})

test.each([
  '<!doctype html><html><body>urlset</body></html>',
  '<rss><channel/></rss>',
  'urlset',
  '<?never closed <urlset>',
  `${'<!---->'.repeat(500)}<p>`,
  `${'<?a?>'.repeat(500)}<p>`,
  '<p>A sitemap begins with &lt;urlset&gt;: <urlset></p>',
  '',
])('no sitemap: %#', (text) => {
  expect(isSitemap(bytes(text))).toBe(false)
})

test('entities that the document declares stay what they are', async () => {
  const text = `<!DOCTYPE urlset [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
    <urlset><url><loc>https://example.org/&b;&f;</loc></url></urlset>`
  expect(await addresses(text)).toEqual(['https://example.org/&b;&f;'])
})

test('an endless one ends: in depth, in entries, in one address', async () => {
  await expect(addresses(`<urlset>${'<a>'.repeat(100_000)}`)).rejects.toThrow(/never closed/)
  expect(await addresses(`<urlset>${'<url><loc>http://a/</loc></url>'.repeat(60_000)}`)).toHaveLength(50_000)
  expect(await addresses(`<urlset><url><loc>http://a/${'x'.repeat(1_000_000)}</loc></url></urlset>`)).toEqual([])
})
