// PDFs: text, pages, and every named refusal.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { lines, makePdf } from '../../../fixtures/make-pdf.ts'

test('pages are a blank line apart and know where they begin', async () => {
  const pdf = makePdf({
    pages: [lines('First page.'), '', lines('Third page.')],
    info: '/Title (Staff handbook)',
  })
  const { text, layout, title, mediaType } = await readInside('h.pdf', pdf)
  expect(text).toBe('First page.\n\nThird page.')
  expect(layout.pages).toEqual([
    { offset: 0, page: 1 },
    { offset: 11, page: 2 },
    { offset: 13, page: 3 },
  ])
  expect(title).toBe('Staff handbook')
  expect(mediaType).toBe('application/pdf')
})

test('is known by its bytes, whatever the name', async () => {
  expect((await readInside('download', makePdf({ pages: [lines('Hi there.')] }))).text).toBe('Hi there.')
})

test.each(['(scan0042.tif)', '(Untitled)', '( \\000 )', '(Microsoft Word - draft.docx)'])(
  'the title %s names nothing',
  async (title) => {
    expect(await readInside('a.pdf', makePdf({ pages: [lines('x')], info: `/Title ${title}` }))).not.toHaveProperty(
      'title',
    )
  },
)

test.each([
  ['encrypted', makePdf({ pages: [lines('secret')], encrypted: true })],
  ['empty', makePdf({ pages: [] })],
  ['empty', makePdf({ pages: ['', ''] })],
  ['no-text-layer', makePdf({ pages: ['q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q'] })],
  ['broken', Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 9 0 R >>\nendobj\ntrailer << /Root 5 0 R >>')],
  ['broken', Buffer.from('%PDF-1.4 and then nothing')],
])('%s', async (code, pdf) => {
  await expect(extract('a.pdf', pdf)).rejects.toMatchObject({ name: 'AppError', code })
})

test('a file that only calls itself PDF is broken', async () => {
  await expect(extract('a.pdf', Buffer.from('just words'))).rejects.toMatchObject({ code: 'broken' })
})

test('says who wrote it and when', async () => {
  const info = "/Author (Ada Byron) /ModDate (D:20240301120000+02'00')"
  expect(await readInside('a.pdf', makePdf({ pages: [lines('x')], info }))).toMatchObject({
    author: 'Ada Byron',
    modifiedAt: '2024-03-01T10:00:00.000Z',
  })
})

test('text that is turned on its side reads like any other', async () => {
  const turned = 'BT /F1 12 Tf 0 1 -1 0 100 100 Tm (First line that is) Tj 0 -14 Td (one sentence.) Tj ET'
  expect((await readInside('a.pdf', makePdf({ pages: [turned] }))).text).toBe('First line that is one sentence.')
})

test('one damaged page does not cost the others', async () => {
  const pdf = Buffer.from(makePdf({ pages: [lines('Kept.'), lines('Lost.')] }))
  // The second page is the list of pages itself: a loop.
  const kids = '/Kids [4 0 R 6 0 R]'
  pdf.write(kids.replace('6', '2'), pdf.indexOf(kids))
  const { text } = await readInside('a.pdf', pdf)
  expect(text).toBe('Kept.')
})
