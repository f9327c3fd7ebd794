// A slice's place, from the layout of its text.
import { expect, test } from 'vitest'
import { documentRef, placeIn } from '../../../src/rag/search/locator.ts'

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

test('is a single cell by its name alone, and begins with the heading and on the page that it begins with', () => {
  const single = [{ offset: 0, sheet: 'Q3', row: 1, from: 'A', to: 'A' }, ...rows]
  expect(placeIn({ pages: [], headings, marks: single }, text, 0, 2)).toEqual({
    sheet: 'Q3',
    cells: 'A1',
    heading: 'Q3',
  })
  const pages = [0, 10].map((offset, i) => ({ offset, page: i + 1 }))
  expect(placeIn({ pages, headings: [] }, text, 10, 12)).toEqual({ page: 2 })
  // Over a page's end: it is where it begins.
  expect(placeIn({ pages, headings: [] }, text, 4, 18)).toEqual({ page: 1 })
})

test('a document is told with its picture and with when it was last seen, and with nothing of the engine', () => {
  const told = {
    ...{ id: 'd', externalId: 'e', title: 'T', uri: 'u', thumbnail: 'https://a.test/p.png' },
    readAt: '2026-01-01',
  }
  const document = { ...told, url: 'https://a.test', mediaType: 'text/plain', revision: 'r', modifiedAt: '2025-01-01' }
  expect(documentRef({ document, ordinal: 0, text, start: 0, end: 2, product: 1 })).toEqual(told)
})
