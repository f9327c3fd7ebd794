// A slice's place, from the layout of its text.
import { expect, test } from 'vitest'
import { placeIn } from '../../../src/rag/search/locator.ts'

const text = 'Q3\nRevenue\t4\nCosts\t3\n'
const headings = [{ offset: 0, level: 1, text: 'Q3' }]
const rows = [
  { offset: 3, sheet: 'Q3', row: 2, from: 'A', to: 'B' },
  { offset: 13, sheet: 'Q3', row: 3, from: 'A', to: 'AA' },
]

test('is the page, the cells, the slide, the moment or the line that it begins at', () => {
  const none = { pages: [], headings: [] }
  expect(placeIn({ pages: [], headings, marks: rows }, text, 3, 20)).toEqual({
    sheet: 'Q3',
    cells: 'A2:AA3',
    heading: 'Q3',
  })
  expect(placeIn({ ...none, marks: [{ offset: 0, slide: 4 }] }, text, 3, 5)).toEqual({ slide: 4 })
  expect(placeIn({ ...none, marks: [{ offset: 0, time: '0:05:12' }] }, text, 3, 5)).toEqual({ time: '0:05:12' })
  expect(placeIn({ ...none, isByLine: true }, text, 14, 18)).toEqual({ line: 3 })
  const pages = [
    { offset: 0, page: 1 },
    { offset: 10, page: 2 },
  ]
  expect(placeIn({ ...none, pages }, text, 12, 18)).toEqual({ page: 2 })
  expect(placeIn(none, text, 0, 2)).toEqual({})
})
