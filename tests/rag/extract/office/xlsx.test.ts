// Excel workbooks.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makeXlsx, makeZip, namespaces } from '../../../fixtures/make-office.ts'

const row = (number: number, ...cells: string[]) => `<row r="${number}">${cells.join('')}</row>`
const value = (at: string, content: string, style = 0) => `<c r="${at}" s="${style}"><v>${content}</v></c>`
const inline = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`

test('sheets are headings, rows are lines that know their cells', async () => {
  const file = makeXlsx({
    Budget:
      row(2, inline('B2', 'Item'), inline('C2', 'Cost')) +
      row(3, inline('B3', 'Chairs'), inline('D3', 'late')) +
      row(5, inline('C5', '9')),
    Empty: '',
    People: row(1, inline('A1', 'Ada')),
  })
  const { text, layout } = await readInside('a.xlsx', file)
  expect(text).toBe('Budget\n\n| Item | Cost |\n| Chairs | | late |\n\n9\n\nPeople\n\nAda')
  expect(layout.headings).toEqual([
    { offset: 0, level: 1, text: 'Budget' },
    { offset: text.indexOf('People'), level: 1, text: 'People' },
  ])
  expect(layout.marks).toEqual([
    { offset: 0, sheet: 'Budget', row: 2, from: 'B', to: 'C' },
    { offset: text.indexOf('| Chairs'), sheet: 'Budget', row: 3, from: 'B', to: 'D' },
    { offset: text.indexOf('9'), sheet: 'Budget', row: 5, from: 'C', to: 'C' },
    { offset: text.indexOf('People'), sheet: 'People', row: 1, from: 'A', to: 'A' },
  ])
})

test('values as a person sees them', async () => {
  const styles = `<styleSheet ${namespaces.x}><numFmts><numFmt numFmtId="164" formatCode="0.0&quot; km&quot;"/></numFmts>
    <cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="164"/></cellXfs></styleSheet>`
  const strings = `<sst ${namespaces.x}><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>reading</t></rPh></si></sst>`
  const cells = [
    value('A1', '45000', 1),
    value('B1', '0.25', 2),
    value('C1', '12', 3),
    '<c r="D1" t="s"><v>0</v></c>',
    '<c r="E1" t="b"><v>1</v></c>',
    '<c r="F1" t="e"><v>#DIV/0!</v></c>',
    '<c r="G1"><f>1+1</f><v>2</v></c>',
    '<c r="H1" t="d"><v>2024-02-29T00:00:00</v></c>',
    '<c r="I1" t="str"><f>x</f><v>two\nlines</v></c>',
    '<c r="J1" t="s"><v>99</v></c>',
  ]
  const file = makeXlsx({ S: row(1, ...cells) }, { 'xl/styles.xml': styles, 'xl/sharedStrings.xml': strings })
  expect((await readInside('a.xlsx', file)).text).toBe(
    'S\n\n| 2023-03-15 | 25% | 12.0 km | rich text | TRUE | #DIV/0! | 2 | 2024-02-29 | two lines |',
  )
})

test('days from 1904, cells and rows without their places, hidden sheets', async () => {
  const styles = `<styleSheet ${namespaces.x}><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>`
  const file = makeXlsx(
    {
      S: '<row><c><v>1</v></c></row><row><c/><c><v>2</v></c></row>',
      'H" state="hidden': row(1, inline('A1', 'kept')),
      'V" state="veryHidden': row(1, inline('A1', 'secret')),
    },
    { 'xl/styles.xml': styles },
    '<workbookPr date1904="1"/>',
  )
  const { text } = await readInside('a.xlsx', file)
  expect(text).toBe('S\n\n| 1904-01-02 |\n| | 1904-01-03 |\n\nH\n\nkept')
})

test('a sheet that is nearly all empty stays small', async () => {
  const file = makeXlsx({
    S: row(1, inline('A1', 'a'), inline('XFD1', 'z')) + row(1_048_576, inline('A1048576', 'end')),
  })
  const { text } = await readInside('a.xlsx', file)
  expect(text.replaceAll(/[| ]+/g, ' ')).toBe('S\n\n a z \n\nend')
  expect(text.length).toBeLessThan(100)
})

test('one long text in every cell is too large', async () => {
  const strings = `<sst ${namespaces.x}><si><t>${Array.from({ length: 20_000 }, (_, index) => index).join(' ')}</t></si></sst>`
  const rows = Array.from({ length: 1000 }, (_, index) => row(index + 1, `<c t="s"><v>0</v></c>`)).join('')
  await expect(extract('a.xlsx', makeXlsx({ S: rows }, { 'xl/sharedStrings.xml': strings }))).rejects.toMatchObject({
    code: 'too-large',
  })
})

test('a binary workbook is refused by name', async () => {
  const file = makeZip({ '[Content_Types].xml': '<Types/>', 'xl/workbook.bin': 'x' })
  await expect(extract('a.xlsx', file)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('binary Excel'),
  })
})

test('merged cells, and headers of filters, panes and bold fonts', async () => {
  const bold = `<styleSheet ${namespaces.x}><fonts><font/><font><b/></font></fonts><cellXfs><xf fontId="0"/><xf fontId="1"/></cellXfs></styleSheet>`
  const read = async (rows: string, before: string, after: string) => {
    const sheet = `<worksheet ${namespaces.x}>${before}<sheetData>${rows}</sheetData>${after}</worksheet>`
    return (
      await readInside('a.xlsx', makeXlsx({ S: '' }, { 'xl/styles.xml': bold, 'xl/worksheets/sheet1.xml': sheet }))
    ).text
  }
  const names = (style = 0) =>
    row(
      1,
      ...['Site', 'Shift'].map(
        (name, i) => `<c r="${'AB'[i]}1" s="${style}" t="inlineStr"><is><t>${name}</t></is></c>`,
      ),
    )
  const body =
    row(2, inline('A2', 'Moss'), inline('B2', 'Early')) + row(3, inline('A3', 'hidden'), inline('B3', 'Late'))
  const headed = 'S\n\n| Site | Shift |\n| --- | --- |\n| Moss | Early |\n| Moss | Late |'
  const merges = '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>'
  expect(await read(names(1) + body, '', merges)).toBe(headed)
  expect(await read(names() + body, '', `<autoFilter ref="A1:B3"/>${merges}`)).toBe(headed)
  const pane = '<sheetViews><sheetView><pane ySplit="1" state="frozen"/></sheetView></sheetViews>'
  expect(await read(names() + body, pane, merges)).toBe(headed)
  expect(await read(names() + body, '', merges)).toBe('S\n\n| Site | Shift |\n| Moss | Early |\n| Moss | Late |')
})

test('a header of two rows is one, and both its names stand with each value', async () => {
  const head = row(1, inline('A1', 'Zone'), inline('B1', 'Fee')) + row(2, inline('B2', 'Day'), inline('C2', 'Night'))
  const sheet = `<worksheet ${namespaces.x}><sheetData>${head}${row(3, inline('A3', 'Inner'), value('B3', '4'), value('C3', '9'))}</sheetData>
    <mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>`
  const { text, layout } = await readInside(
    'a.xlsx',
    makeXlsx({ S: '' }, { 'xl/worksheets/sheet1.xml': sheet.replace('<mergeCell ref="A1:XFD1048576"/>', '') }),
  )
  expect(text).toBe('S\n\n| Zone | Fee, Day | Fee, Night |\n| --- | --- | --- |\n| Inner | 4 | 9 |')
  expect(layout.marks?.at(-1)).toEqual({ offset: text.indexOf('| Inner'), sheet: 'S', row: 3, from: 'A', to: 'C' })
  expect(
    (await readInside('a.xlsx', makeXlsx({ S: '' }, { 'xl/worksheets/sheet1.xml': sheet }))).text.length,
  ).toBeLessThan(1_000)
})
