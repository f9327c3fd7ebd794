// Books in reading order; copy-protected and damaged ones are refused by name.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makeEpub } from '../../../fixtures/make-epub.ts'

test('chapters in the order of reading, and what the book says of itself', async () => {
  expect(await readInside('a.epub', makeEpub())).toEqual({
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
    readInside('a.epub', makeEpub({ 'META-INF/encryption.xml': encryption('OPS/ch%202.xhtml') })),
  ).rejects.toMatchObject({
    code: 'encrypted',
  })
  expect((await readInside('a.epub', makeEpub({ 'META-INF/encryption.xml': encryption('OPS/font.otf') }))).title).toBe(
    'On Herons',
  )
})

test.each([
  ['no package document', { 'OPS/book.opf': '' }],
  ['no chapters', { 'OPS/ch1.xhtml': '', 'OPS/ch 2.xhtml': '' }],
])('damaged: %s', async (_name, more) => {
  await expect(extract('a.epub', makeEpub(more))).rejects.toMatchObject({ code: 'broken' })
})
