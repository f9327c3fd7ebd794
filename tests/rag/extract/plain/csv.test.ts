// Tables: every record says what its values are, and what is no table stays as it is.
import { expect, test } from 'vitest'
import { extract } from '../../../../src/rag/extract/index.ts'

const read = (text: string, name = 'a.csv') => extract(name, Buffer.from(text))

test('each record names its values, a line for a line', async () => {
  const { text, layout, mediaType } = await read('Name,Role,Since\nAda,Engineer,2019\n\nBob,,2020\n')
  expect(text.split('\n')).toEqual([
    'Name; Role; Since',
    '- Name: Ada; Role: Engineer; Since: 2019',
    '',
    '- Name: Bob; Since: 2020',
  ])
  expect(layout.isByLine).toBe(true)
  expect(mediaType).toBe('text/csv')
})

test('quotes hold delimiters, quotes and lines', async () => {
  const { text, layout } = await read('Name,Note\n"Carol, PhD","says ""hi""\nand goes"\nBob,5" pipe\n')
  expect(text).toBe('Name; Note\n- Name: Carol, PhD; Note: says "hi" and goes\n- Name: Bob; Note: 5" pipe')
  expect(layout.isByLine).toBeUndefined()
})

test('a cell of several lines counts whatever quoted cells come after it: no line is named then', async () => {
  expect((await read('Name,Note\n"Ada","two\nlines"\n"Bob","one"\n')).layout.isByLine).toBeUndefined()
  expect((await read('Name,Note\n"Ada","one line"\n"Bob","one"\n')).layout.isByLine).toBe(true)
})

test('a quote that is never closed takes its line only', async () => {
  expect((await read('Name,Note\nAda,"open\nBob,fine\n')).text).toBe(
    'Name; Note\n- Name: Ada; Note: open\n- Name: Bob; Note: fine',
  )
})

test.each([
  ['semicolons', 'Brot;2,50\nMilch;1,20\n', '- Brot; 2,50\n- Milch; 1,20'],
  ['tabs', 'id\tname\n1\tAda, B\n', 'id; name\n- id: 1; name: Ada, B'],
  ['bars', 'id|name|x\n1|Ada|y\n', 'id; name; x\n- id: 1; name: Ada; x: y'],
  ['named by a spreadsheet', 'sep=;\nid;name\n1;Ada, B, C\n', 'id; name\n- id: 1; name: Ada, B, C'],
])('delimiters: %s', async (_name, source, text) => {
  expect((await read(source)).text).toBe(text)
})

test('a title above the table is no header, numbers are none either', async () => {
  expect((await read('Sales report,,\n\nRegion,Sales,Change\nNorth,100,5%\n')).text).toBe(
    'Sales report\n\nRegion; Sales; Change\n- Region: North; Sales: 100; Change: 5%',
  )
  expect((await read('1,2\n3,4\n')).text).toBe('- 1; 2\n- 3; 4')
})

test('one column is no table', async () => {
  expect((await read('Words\nof one column\n')).text).toBe('Words\nof one column\n')
})

test('names over several columns, and a group that is named in its first record', async () => {
  expect((await read('Zone,Fee,,Pets\n,Day,Night,\nInner,4,9,2\nOuter,3,7,1\n')).text).toContain(
    '- Zone: Inner; Fee, Day: 4; Fee, Night: 9; Pets: 2',
  )
  expect((await read('Site,Shift,Lead\nMoss,Early,Ann\n,Late,Bo\nBodo,Early,Cy\n,Late,Di\n')).text).toContain(
    '- Site: Bodo; Shift: Late; Lead: Di',
  )
  expect((await read('Code,Part,Price\nK1,Hinge,4\n,Knob,3\nK3,Rail,9\nK4,Strap,2\n')).text).toContain(
    '\n- Part: Knob; Price: 3',
  )
})
