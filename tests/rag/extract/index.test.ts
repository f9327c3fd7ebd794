// Which format a file is read as, and the refusals by name.
import { expect, test } from 'vitest'
import { extract, maxDocumentBytes } from '../../../src/rag/extract/index.ts'

const zip = (...parts: string[]) => Buffer.from(`PK\x03\x04\x14\0\0\0${parts.join('\0\x01\x02\0')}\0\0\0\0`, 'latin1')
const compoundFile = (part: string) =>
  Buffer.concat([Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0', 'latin1'), Buffer.from(part, 'utf16le')])

test.each([
  ['a.md', '# A\n', 'text/markdown'],
  ['a.txt', '# A\n', 'text/plain'],
  ['README', 'Read me', 'text/plain'],
  ['table.csv', 'a,b\n1,2\n', 'text/plain'],
  ['BM25.txt', 'BM25 and ID3 are names; PK too', 'text/plain'],
])('%s is read as it is', async (name, text, mediaType) => {
  expect(await extract(name, Buffer.from(text))).toMatchObject({ text, mediaType })
})

test.each([
  ['Word', 'a.docx', zip('word/document.xml')],
  ['Word', 'a.bin', zip('[Content_Types].xml', 'word/document.xml')],
  ['Word', 'old.doc', compoundFile('WordDocument')],
  ['Excel', 'a.xlsx', zip('xl/workbook.xml')],
  ['PowerPoint', 'a.pptx', zip('ppt/presentation.xml')],
  ['OpenDocument', 'a.odt', zip('mimetypeapplication/vnd.oasis.opendocument.text')],
  ['OpenDocument', 'a.odt', Buffer.from('not a zip at all')],
  ['EPUB', 'a.epub', zip('mimetypeapplication/epub+zip')],
  ['RTF', 'a.txt', Buffer.from('{\\rtf1 hello}')],
  ['e-mail', 'a.eml', Buffer.from('From: a@example.com\n\nhi')],
  ['image', 'a', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01', 'latin1')],
  ['image', 'a.svg', Buffer.from('<svg><text>x</text></svg>')],
  ['archive', 'a.zip', zip('notes.txt')],
  ['archive', 'a.md', Buffer.from('\x1f\x8b\x08\0\0\0\0\0\0\x03\x01\x02\x05', 'latin1')],
])('%s is refused by name: %s', async (what, name, bytes) => {
  await expect(extract(name, bytes)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining(what),
  })
})

test.each([
  ['empty', 'a.md', new Uint8Array()],
  ['empty', 'a.txt', Buffer.from(' \r\n\t\ufeff\n')],
  ['empty', 'a.html', Buffer.from('<!doctype html><body></body>')],
  ['binary', 'a.txt', Uint8Array.from({ length: 999 }, (_, index) => (index * 89) % 256)],
  ['binary', 'a.html', Uint8Array.from({ length: 999 }, (_, index) => (index * 89) % 256)],
  ['encrypted', 'a.xlsx', compoundFile('EncryptedPackage')],
  ['too-large', 'a.txt', new Uint8Array(maxDocumentBytes + 1)],
])('%s: %s', async (code, name, bytes) => {
  await expect(extract(name, bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(/\.$/) })
})
