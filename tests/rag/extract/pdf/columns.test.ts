// Columns that a page draws line by line are read one after the other; tables and pages in order stay as they are.
import { describe, expect, test } from 'vitest'
import { readInside } from '../../../../src/rag/extract/inside.ts'
import { makePdf, type PlacedText, placed } from '../../../fixtures/make-pdf.ts'

async function read(...texts: readonly PlacedText[]): Promise<string> {
  return (await readInside('a.pdf', makePdf({ pages: [placed(...texts)] }))).text
}

/** Columns as they are drawn line by line, 14 points apart; `drop` lowers the lines of all but the first. */
function woven(xs: readonly number[], columns: readonly (readonly string[])[], top = 700, drop = 0): PlacedText[] {
  const rows = Math.max(...columns.map(({ length }) => length))
  return Array.from({ length: rows }, (_, row) =>
    columns.flatMap((lines, column): PlacedText[] => {
      const text = lines[row]
      return text === undefined ? [] : [[xs[column]!, top - row * 14 - (column > 0 ? drop : 0), text]]
    }),
  ).flat()
}

const ferry = [
  'The early boat to Sandholm leaves the',
  'harbour at ten to six and takes no more',
  'than twelve cars. Whoever comes later',
  'waits for the boat at nine.',
]
const bicycles = [
  'Bicycles travel free of charge in winter,',
  'but from May to August they cost four',
  'euros each. A trailer counts as another',
  'bicycle.',
]
const dogs = ['Dogs stay on the lower deck,', 'where a bowl of water is always', 'kept for them.']
const joined = (lines: readonly string[]) => lines.join(' ')

describe('drawn line by line', () => {
  test('two columns, each as a whole', async () => {
    expect(await read(...woven([72, 320], [ferry, bicycles]))).toBe(`${joined(ferry)}\n\n${joined(bicycles)}`)
  })

  test('three narrow columns of different lengths', async () => {
    const text = await read(...woven([40, 250, 460], [ferry, bicycles, dogs]))
    expect(text).toBe([ferry, bicycles, dogs].map(joined).join('\n\n'))
  })

  test('lines of two columns on different heights', async () => {
    expect(await read(...woven([72, 320], [ferry, bicycles], 700, 5))).toBe(`${joined(ferry)}\n\n${joined(bicycles)}`)
  })

  test('a sentence goes on in the next column', async () => {
    const [first, second] = [
      ferry.slice(0, 3).concat('wait for the boat at nine,'),
      ['which is the last one that', ...dogs],
    ]
    const text = await read(...woven([72, 320], [first, second]))
    expect(text).toContain('wait for the boat at nine, which is the last one that Dogs')
  })

  test('a title above and a note below go across', async () => {
    const text = await read(
      [72, 740, 'Crossings of the Sandholm line in the summer timetable', 18],
      ...woven([72, 320], [ferry, bicycles]),
      [72, 600, 'These rules were adopted by the board of the Sandholm line on the third of March and hold until', 9],
      [72, 589, 'they are replaced.', 9],
    )
    expect(text.split('\n\n')).toEqual([
      'Crossings of the Sandholm line in the summer timetable',
      joined(ferry),
      joined(bicycles),
      'These rules were adopted by the board of the Sandholm line on the third of March and hold until they are replaced.',
    ])
  })

  test('a heading between two stretches of columns', async () => {
    const text = await read(
      ...woven([72, 320], [ferry, bicycles]),
      [72, 630, 'Animals', 14],
      ...woven([72, 320], [dogs, bicycles.slice(0, 3)], 610),
    )
    expect(text.split('\n\n').map((part) => part.slice(0, 9))).toEqual([
      'The early',
      'Bicycles ',
      'Animals',
      'Dogs stay',
      'Bicycles ',
    ])
  })
})

describe('not columns', () => {
  test('a table stays one, row by row', async () => {
    const rows = [
      ['Crossing', 'Price'],
      ['Sandholm by day', '12 euros'],
      ['Sandholm at night', '9 euros'],
      ['Ostrand by day', '15 euros'],
    ]
    const places = rows.flatMap(([name, price], row): PlacedText[] => [
      [72, 700 - row * 14, name!],
      [300, 700 - row * 14, price!],
    ])
    expect(await read(...places)).toBe(rows.map((row) => row.join(' ')).join('\n'))
  })

  test('labels with long values stay in their rows', async () => {
    const values = ['the harbour office, which opens at five', 'the captain on board, at any hour', 'nobody on Sundays']
    const labels = ['Tickets', 'Luggage', 'Lost things']
    const text = await read(...woven([72, 200], [labels, values]))
    expect(text).toBe(labels.map((label, row) => `${label} ${values[row]}`).join('\n'))
  })

  test('rows of a table with wrapped cells are read cell by cell', async () => {
    const question = ['When does the early boat to the', 'island of Sandholm leave?']
    const answer = ['At ten to six, from the quay that', 'lies behind the fish market.']
    const other = ['What does it cost to take a', 'bicycle on the early boat?']
    const price = ['Four euros from May to August,', 'and nothing in the winter.']
    const text = await read(...woven([72, 320], [question, answer]), ...woven([72, 320], [other, price], 650))
    expect(text.split('\n\n')).toEqual([question, answer, other, price].map(joined))
  })

  test('a page that draws each column as a whole keeps its order', async () => {
    const column = (x: number, lines: readonly string[]) => woven([x], [lines])
    const text = await read(...column(320, ferry), ...column(72, bicycles))
    expect(text).toBe(`${joined(ferry)}\n\n${joined(bicycles)}`)
  })
})
