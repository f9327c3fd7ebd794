// Files in files: chosen by their bytes, refused by name, and not without end.
import { expect, test } from 'vitest'
import { readInside } from '../../../src/rag/extract/inside.ts'
import { makeDocx, wordParagraph } from '../../fixtures/make-office.ts'

test('an attachment is read as the file it is', async () => {
  expect((await readInside('LETTER.BIN', makeDocx(wordParagraph('Hello.')))).text).toBe('Hello.')
})

test.each([
  ['empty', 'a.txt', ''],
  ['unsupported', 'a.svg', '<svg/>'],
  ['broken', 'a.docx', 'words'],
])('%s', async (code, name, text) => {
  await expect(readInside(name, Buffer.from(text))).rejects.toMatchObject({ name: 'AppError', code })
})

test('a mail in a mail in a mail in a mail stays closed', async () => {
  const inside = (depth: number): string => {
    const body = depth === 0 ? 'The innermost words.' : inside(depth - 1)
    const type = depth === 0 ? 'text/plain' : 'application/octet-stream; name="m.eml"'
    const disposition =
      depth === 0 ? '' : 'Content-Disposition: attachment; filename="m.eml"\r\nContent-Transfer-Encoding: base64\r\n'
    const shown = depth === 0 ? body : Buffer.from(body).toString('base64').replaceAll(/.{76}/g, '$&\r\n')
    return `From: a@example.com\r\nTo: b@example.com\r\nSubject: Level ${depth}\r\nDate: Fri, 1 Mar 2024 10:00:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\n${disposition}\r\n${shown}\r\n`
  }
  expect((await readInside('m.eml', Buffer.from(inside(2)))).text).toContain('The innermost words.')
  const deep = (await readInside('m.eml', Buffer.from(inside(5)))).text
  expect(deep).not.toContain('The innermost words.')
})
