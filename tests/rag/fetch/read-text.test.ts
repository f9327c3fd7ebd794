// A page as text, with the refusals of indexing.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createPageReader } from '../../../src/rag/fetch/pages.ts'
import { createReadText } from '../../../src/rag/fetch/read-text.ts'
import { createReading } from '../../../src/rag/indexing/reading/reading.ts'
import { startWebsite, type Website } from '../../stand-ins/website.ts'

let site: Website
beforeEach(async () => {
  site = await startWebsite()
})
afterEach(() => site.close())

const reading = createReading()
afterAll(() => reading.close())

function createReader(allowedHosts = [site.host]) {
  return createReadText(createPageReader({ allowedHosts, maxBytes: 1_000_000, now: Date.now }), reading.readText)
}

test('a page is its title, its text, and where it was in the end', async () => {
  site.serve('/old', { status: 302, headers: { location: '/new' } })
  site.serve('/new', '<title>Garage</title><main><p>The garage closes at midnight.</p></main>')
  expect(await createReader()(`${site.origin}/old`)).toEqual({
    title: 'Garage',
    text: expect.stringContaining('The garage closes at midnight.'),
    isCut: false,
    url: `${site.origin}/new`,
  })
})

test('of a long page the beginning is read, and that it was cut is known', async () => {
  site.serve('/long', `<main><p>${'The garage closes at midnight. '.repeat(10_000)}</p></main>`)
  const { text, isCut } = await createReader()(`${site.origin}/long`)
  expect([text.length, isCut]).toEqual([200_000, true])
})

test('what indexing refuses is refused, by the same names', async () => {
  const read = createReader()
  site.serve('/robots.txt', { headers: { 'content-type': 'text/plain' }, body: 'User-agent: *\nDisallow: /hidden' })
  site.serve('/hidden', '<p>Hidden.</p>')
  site.serve('/empty', '<title></title>')
  const urls = ['/a', '/b'].map((path) => `<url><loc>${site.origin}${path}</loc></url>`)
  site.serve('/sitemap.xml', `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`)
  site.serve('/a', '<p>First of two.</p>')
  const codes = await Promise.all(
    ['/missing', '/hidden', '/empty', '/sitemap.xml'].map((path) =>
      read(`${site.origin}${path}`).catch((error: { code: string }) => error.code),
    ),
  )
  expect(codes).toEqual(['not-found', 'robots', 'empty', 'bad-url'])
  await expect(createReader([])(`${site.origin}/a`)).rejects.toMatchObject({ code: 'forbidden-address' })
  await expect(read('ftp://127.0.0.1/a')).rejects.toMatchObject({ code: 'bad-url' })
})
