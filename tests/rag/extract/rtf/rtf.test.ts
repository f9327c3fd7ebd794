// RTF.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'

const read = async (body: string) =>
  (await readInside('a.rtf', Buffer.from(`{\\rtf1\\ansi\\ansicpg1252 ${body}}`, 'latin1'))).text

test('paragraphs, tabs, symbols, escapes; line ends of the file are nothing', async () => {
  expect(await read('One\\tab two\\line three.\\par\r\nBra\r\nces \\{a\\}\\~b\\emdash c\\-d\\_e')).toBe(
    'One two\nthree.\n\nBraces {a} b—cd-e',
  )
})

test('characters: the code page, the font’s charset, several bytes, Unicode with its stand-in', async () => {
  const fonts =
    '{\\fonttbl{\\f0\\fcharset0 Times;}{\\f1\\fcharset204 Cyr;}{\\f2\\fcharset128 Mincho;}{\\f3\\fcharset2 Wingdings;}}'
  const body =
    "caf\\'e9 {\\f1 \\'ef\\'f0} {\\f2 \\'93\\'fa\\'96\\'7b} {\\f3\\'fc}\\u8364? \\u-10179?\\u-8704? {\\uc2\\u960\\'70\\'69}!"
  expect(await read(fonts + body)).toBe('café пр 日本 € 😀 π!')
})

test('what readers do not see is left out', async () => {
  const hidden = [
    '{\\*\\generator Word;}{\\info{\\title Named}{\\author Ada}{\\revtim\\yr2024\\mo3\\dy1\\hr10\\min5}}{\\colortbl;\\red0;}',
    '{\\header head\\par}{\\pict\\pngblip 89504e47}{\\v hidden}{\\deleted gone}{\\field{\\*\\fldinst PAGE }{\\fldrslt seven}}',
    '{\\object{\\*\\objdata 0102}{\\result  shown}}\\bin5 }}}}} end',
  ].join('')
  const extracted = await readInside('a.rtf', Buffer.from(`{\\rtf1 ${hidden}}`, 'latin1'))
  expect(extracted).toMatchObject({
    text: 'seven shown end',
    title: 'Named',
    author: 'Ada',
    modifiedAt: '2024-03-01T10:05:00.000Z',
  })
})

test('headings by style and outline level, list marks, tables, notes after their paragraph', async () => {
  const styles = '{\\stylesheet{\\s1\\sb240 heading 1;}{\\s2 Normal;}}'
  const body = [
    '\\pard\\s1 Leave\\par\\pard\\outlinelevel1 Paid\\par',
    '\\pard Six weeks{\\super 1}{\\footnote\\pard Noted.} off.\\par',
    '{\\listtext\\pard 1.\\tab}\\pard\\ls1 ask\\par{\\listtext 2.\\tab}\\pard\\ls1\\ilvl1 early\\par',
    '\\pard\\trowd\\cellx1\\cellx2\\intbl Kind\\cell Days\\cell\\row\\intbl Sick\\cell 3\\cell\\row\\pard After.',
  ].join('')
  const { text, layout } = await readInside('a.rtf', Buffer.from(`{\\rtf1${styles}${body}}`))
  expect(text).toBe(
    'Leave\n\nPaid\n\nSix weeks¹ off.\n\nNoted.\n\n- ask\n  - early\n\n| Kind | Days |\n| Sick | 3 |\n\nAfter.',
  )
  expect(layout.headings).toEqual([
    { offset: 0, level: 1, text: 'Leave' },
    { offset: 7, level: 2, text: 'Paid' },
  ])
})

test('a file that is cut gives what it has; one that nests without end is broken', async () => {
  expect((await readInside('a.rtf', Buffer.from('{\\rtf1 {\\b Cut sho'))).text).toBe('Cut sho')
  await expect(extract('a.rtf', Buffer.from(`{\\rtf1 ${'{'.repeat(20_000)}`))).rejects.toMatchObject({ code: 'broken' })
  await expect(extract('a.rtf', Buffer.from('no RTF'))).rejects.toMatchObject({ code: 'broken' })
})

test('merged cells and rows that name columns', async () => {
  const row = (definition: string, ...cells: string[]) =>
    `\\trowd${definition}${cells.map((cell) => `\\pard\\intbl ${cell}\\cell`).join('')}\\row\n`
  const file = `{\\rtf1\\ansi ${row('\\trhdr\\cellx1\\cellx2\\cellx3', 'Pier', 'Sat', 'Sun')}${row('\\clvmgf\\cellx1\\clmgf\\cellx2\\clmrg\\cellx3', 'Long', 'Asta', '')}${row('\\clvmrg\\cellx1\\cellx2\\cellx3', '', 'Bo', 'Cai')}\\pard End.\\par}`
  const { text } = await readInside('a.rtf', Buffer.from(file))
  expect(text).toBe('| Pier | Sat | Sun |\n| --- | --- | --- |\n| Long | Asta | Asta |\n| Long | Bo | Cai |\n\nEnd.')
})
