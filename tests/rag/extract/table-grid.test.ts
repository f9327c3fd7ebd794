// What a cell spans, and what stands above columns, whatever the format.
import { expect, test } from 'vitest'
import { type GridCell, TableGrid } from '../../../src/rag/extract/table-grid.ts'

/** "Name>2" spans two columns, "Name^3" three rows, "Name>2^3" both. */
function cell(written: string): GridCell {
  const [, text = '', columns, rows] = /^([^>^]*)(?:>(\d+))?(?:\^(\d+))?$/.exec(written) ?? []
  return { text, columns: Number(columns ?? 1), rows: Number(rows ?? 1) }
}

const grid = (rows: readonly string[], headers = 0) => {
  const table = new TableGrid()
  for (const [i, row] of rows.entries()) table.addRow(row.split('|').map(cell), i < headers)
  return table.finish().map(({ text }) => text)
}
const rows = (count: number, row: string) => Array.from({ length: count }, () => row)

test('a cell counts for each row and column that it spans, in the middle too', () => {
  expect(grid(['Hall|Mon|Tue|Wed', 'Alder|Judo^2|Closed>2', 'Birch|Yoga|Chess', 'Cedar>2|Tea^9|Fair'], 1)).toEqual([
    '| Hall | Mon | Tue | Wed |',
    '| --- | --- | --- | --- |',
    '| Alder | Judo | Closed | Closed |',
    '| Birch | Judo | Yoga | Chess |',
    '| Cedar | | Tea | Fair |',
  ])
  expect(grid(['A|B|C', 'x^2|y>2^2', '|', 'z|1|2'], 1).slice(2)).toEqual(['| x | y | y |', '| z | 1 | 2 |'])
})

test('two and three rows of names become one, and what spans all of them a line above', () => {
  const head = ['Fees 2027>5', 'Berth^2|Summer>2|Winter>2', 'Member|Guest|Member|Guest']
  expect(grid([...head, 'North|310|420|150|190'])).toEqual([
    'Fees 2027',
    '',
    '| Berth | Summer, Member | Summer, Guest | Winter, Member | Winter, Guest |',
    '| --- | --- | --- | --- | --- |',
    '| North | 310 | 420 | 150 | 190 |',
  ])
  expect(grid(['Orchard^2|2023>2|2024>2', 'Apples|Plums|Apples|Plums', 'Ulvik|430|51|466|58'])[0]).toBe(
    '| Orchard | 2023, Apples | 2023, Plums | 2024, Apples | 2024, Plums |',
  )
  const deep = ['Zone^3|Post>4', 'Letter>2|Parcel>2', 'Slow|Fast|Slow|Fast', 'Inland|1|2|3|4']
  for (const marked of [0, 1, 3])
    expect(grid(deep, marked)[0]).toBe(
      '| Zone | Post, Letter, Slow | Post, Letter, Fast | Post, Parcel, Slow | Post, Parcel, Fast |',
    )
  // A form is no table of values: nothing says that its first row names anything.
  expect(grid(['Name|Ann Berg>3', 'Street|Main|Town|Oslo', 'Trade|Cook|Land|Peru'])[1]).toBe(
    '| Street | Main | Town | Oslo |',
  )
})

test('names over a group of rows stand in each of them, also one over nothing', () => {
  const table = ['Item|Price', 'North>2', 'Rope|3', 'South>2', 'Rope|4', 'Tent|50', 'East>2']
  expect(grid(table, 1)).toEqual([
    '| | Item | Price |',
    '| --- | --- | --- |',
    '| North | Rope | 3 |',
    '| South | Rope | 4 |',
    '| South | Tent | 50 |',
    '| | East |',
  ])
  // Only where groups begin with the table, and for what reads like a name.
  expect(grid(['Item|Price', 'Rope|3', 'South>2', 'Tent|50'], 1)[3]).toBe('| South |')
  expect(grid(['Item|Price', 'All prices are net.>2', 'Tent|50'], 1)[2]).toBe('| All prices are net. |')
})

test('another header begins another table', () => {
  const table = new TableGrid()
  for (const [row, isHeader] of [
    ['Item|Price', true],
    ['Rope|3', false],
    ['Room|Seats', true],
    ['Blue|12', false],
  ] as const)
    table.addRow(row.split('|').map(cell), isHeader)
  expect(table.finish().map(({ text }) => text)).toEqual([
    '| Item | Price |',
    '| --- | --- |',
    '| Rope | 3 |',
    '',
    '| Room | Seats |',
    '| --- | --- |',
    '| Blue | 12 |',
  ])
})

test('a first row above groups names them, and so does one above things and their values', () => {
  expect(grid(['Site|Shift|Lead', 'Narvik^2|Early|Foss', 'Late|Moe', 'Bodo^2|Early|Lund', 'Late|Vik'])[1]).toContain(
    '---',
  )
  expect(grid(['Tool|Deposit', 'Jack|40', 'Winch|90'])[1]).toBe('| --- | --- |')
  expect(grid(['Manager|Dana', 'Phone|4410', 'Floor|3'])).toEqual([
    '| Manager | Dana |',
    '| Phone | 4410 |',
    '| Floor | 3 |',
  ])
})

test('what is told again stays within bounds', () => {
  const long = 'x'.repeat(400)
  expect(grid(['A|B', `${long}^2|1`, '2'], 1).slice(2)).toEqual([`| ${long} | 1 |`, '| | 2 |'])
  const name = 'n'.repeat(250)
  const wide = grid(['A|B', `${name}>1000000^1000000|1`, ...rows(2_000, 'v')], 1).join('\n')
  expect(wide.length).toBeLessThan(400_000)
  expect(grid([`|${'a|'.repeat(300)}`])[0]).toContain('| a | a |')
})

test('lines of a single cell are no table', () => {
  expect(grid(['one', 'two'])).toEqual(['one', 'two'])
  expect(grid([])).toEqual([])
})
