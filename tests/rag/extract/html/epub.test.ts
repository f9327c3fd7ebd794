// Books in reading order; copy-protected and damaged ones are refused by name.
import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'

const container =
  '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
const opf = `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
  <dc:title>On Herons</dc:title><dc:creator>Ada &amp; Bob</dc:creator><dc:language>en-GB</dc:language><dc:date>2009-10-07</dc:date><meta property="dcterms:modified">2019-03-21T09:45:00Z</meta></metadata>
  <manifest><item id="two" href="ch%202.xhtml"/><item id="one" href="ch1.xhtml"/><item id="nav" href="nav.xhtml" properties="nav"/></manifest>
  <spine><itemref idref="nav"/><itemref idref="one"/><itemref idref="two"/></spine></package>`
const chapter = (body: string) =>
  `<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x.js"/></head><body>${body}</body></html>`

function book(more: Readonly<Record<string, string>> = {}) {
  const parts = {
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': container,
    'OPS/book.opf': opf,
    'OPS/nav.xhtml': chapter('<nav><a href="ch1.xhtml">Birds</a></nav>'),
    'OPS/ch 2.xhtml': chapter('<a id="p2"/><h1>Food</h1><p>Fish.</p>'),
    'OPS/ch1.xhtml': chapter('<h1>Birds</h1><p>Herons<br/>stand.</p>'),
    ...more,
  }
  const files = Object.entries(parts).filter(([, text]) => text !== '')
  return zipSync(
    Object.fromEntries(files.map(([name, text]) => [name, [strToU8(text), { level: name === 'mimetype' ? 0 : 6 }]])),
  )
}

test('chapters in the order of reading, and what the book says of itself', async () => {
  expect(await readInside('a.epub', book())).toEqual({
    text: 'Birds\n\nHerons\nstand.\n\nFood\n\nFish.',
    layout: {
      pages: [],
      headings: [
        { offset: 0, level: 1, text: 'Birds' },
        { offset: 22, level: 1, text: 'Food' },
      ],
    },
    title: 'On Herons',
    author: 'Ada & Bob',
    modifiedAt: '2019-03-21T09:45:00.000Z',
    language: 'en',
    mediaType: 'application/epub+zip',
  })
})

const encryption = (path: string) =>
  `<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:CipherData><enc:CipherReference URI="${path}"/></enc:CipherData></enc:EncryptedData></encryption>`

test('protected chapters are refused, scrambled fonts are not', async () => {
  await expect(
    readInside('a.epub', book({ 'META-INF/encryption.xml': encryption('OPS/ch%202.xhtml') })),
  ).rejects.toMatchObject({
    code: 'encrypted',
  })
  expect((await readInside('a.epub', book({ 'META-INF/encryption.xml': encryption('OPS/font.otf') }))).title).toBe(
    'On Herons',
  )
})

test.each([
  ['no package document', { 'OPS/book.opf': '' }],
  ['no chapters', { 'OPS/ch1.xhtml': '', 'OPS/ch 2.xhtml': '' }],
])('damaged: %s', async (_name, more) => {
  await expect(extract('a.epub', book(more))).rejects.toMatchObject({ code: 'broken' })
})
