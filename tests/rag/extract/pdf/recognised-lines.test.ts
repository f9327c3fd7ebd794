// Words that were recognised in a picture: cells side by side are a row, columns of text are not.
import { expect, test } from 'vitest'
import type { Word } from '../../../../src/rag/extract/ocr/recogniser.ts'
import { toRecognisedLines } from '../../../../src/rag/extract/pdf/recognised-lines.ts'

/** Of 20 pixels in height, in the order in which they were recognised. */
const read = (...words: readonly (readonly [text: string, left: number, top: number])[]) =>
  toRecognisedLines(
    words.map(([text, left, top], line): Word => {
      return { text, left, top, right: left + text.length * 10, bottom: top + 20, line, paragraph: line }
    }),
    1,
  ).map(({ text, isRow }) => (isRow ? `row: ${text}` : text))

test('cells of a ruled table, each a line of its own to recognition', () => {
  expect(
    read(
      ['Item', 90, 160],
      ['Shelf', 240, 160],
      ['Turpentine', 50, 226],
      ['D7', 240, 227],
      ['Oil', 55, 293],
      ['F2', 240, 290],
    ),
  ).toEqual(['row: Item Shelf', 'row: Turpentine D7', 'row: Oil F2'])
})

test('columns, one after the other', () => {
  expect(read(['left', 50, 100], ['below', 50, 130], ['right', 300, 100], ['last', 300, 130])).toEqual([
    'left',
    'below',
    'right',
    'last',
  ])
})
