// Which format a file is read as, and the refusals by name.
import { expect, test } from 'vitest'
import { extract, maxDocumentBytes } from '../../../src/rag/extract/index.ts'
import { makeDocx, makeZip, wordParagraph } from '../../fixtures/make-office.ts'

const compoundFile = (part: string) =>
  Buffer.concat([Buffer.from('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0\0\0', 'latin1'), Buffer.from(part, 'utf16le')])

test.each([
  ['a.md', '# A\n', 'text/markdown'],
  ['a.txt', '# A\n', 'text/plain'],
  ['README', 'Read me', 'text/plain'],
  ['legacy.xls', 'a table saved as text', 'text/plain'],
  ['BM25.txt', 'BM25 and ID3 are names; PK too', 'text/plain'],
])('%s is read as it is', async (name, text, mediaType) => {
  expect(await extract(name, Buffer.from(text))).toMatchObject({ text, mediaType })
})

test.each([
  ['save it as .docx', 'old.doc', compoundFile('WordDocument')],
  ['Word document', 'lies.docx', compoundFile('WordDocument')],
  ['save it as .xlsx', 'old.xls', compoundFile('Workbook')],
  ['save it as .pptx', 'old.ppt', compoundFile('PowerPoint Document')],
  ['Excel workbook', 'holds-a-letter.xls', compoundFile('WordDocument Workbook')],
  ['Outlook message', 'a', compoundFile('__substg1.0_')],
  ['Office file', 'a', compoundFile('Root Entry')],
  ['Visio drawing', 'a.vsdx', makeZip({ 'visio/document.xml': '' })],
  ['PNG or JPEG', 'a', Buffer.from('GIF89a\x01\0\x01\0\x80\0\0', 'latin1')],
  ['image', 'a.svg', Buffer.from('<svg><text>x</text></svg>')],
  ['archive', 'a.zip', makeZip({ 'notes.txt': 'x' })],
  ['archive', 'a.md', makeZip({ 'notes.txt': 'x' })],
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
  ['broken', 'a.png', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01', 'latin1')],
  ['broken', 'a.docx', makeZip({ 'notes.txt': 'x' })],
  ['too-large', 'a.txt', new Uint8Array(maxDocumentBytes + 1)],
])('%s: %s', async (code, name, bytes) => {
  await expect(extract(name, bytes)).rejects.toMatchObject({ code, message: expect.stringMatching(/\.$/) })
})

test.each(['a.pdf', 'a.xlsx', 'a.txt', 'a'])(
  'a Word document that calls itself %s is read by its bytes',
  async (name) => {
    expect((await extract(name, makeDocx(wordParagraph('Hello.')))).text).toBe('Hello.')
  },
)

test('what only hides is left out, whatever the format, and headings stay where they are', async () => {
  const text = 'In\u200btro\n\n# Re\u00adtries \u2060now\n\nThe con\u200bfig\u2060uration key.\n'
  for (const name of ['a.md', 'a.txt']) {
    const read = await extract(name, Buffer.from(text))
    expect(read.text).toContain('The configuration key.')
    for (const heading of read.layout.headings) {
      expect(heading.text).toBe('Retries now')
      expect(read.text.slice(heading.offset)).toMatch(/^# Retries/)
    }
  }
  expect((await extract('a.csv', Buffer.from('na\u200dme,b\nA\u00adnna,1\n'))).text).toContain('Anna')
})
