// Lines to paragraphs: what is joined, and what is left apart.
import { expect, test } from 'vitest'
import type { PdfItem } from '../../../../src/rag/extract/pdf/items.ts'
import { type PdfLine, toLines } from '../../../../src/rag/extract/pdf/lines.ts'
import { collectWords, toTexts } from '../../../../src/rag/extract/pdf/paragraphs.ts'

/** Lines of 10 points, 12 apart; `[x, y, width, text, size?]`. */
type Place = readonly [x: number, y: number, width: number, text: string, size?: number]

function read(...places: readonly Place[]): string {
  const items = places.map(
    ([x, y, width, str, fontSize = 10]): PdfItem => ({ x, y, width, str, fontSize, hasEOL: true }),
  )
  return textOf(toLines(items))
}

function textOf(body: readonly PdfLine[]): string {
  return toTexts([{ head: [], body, foot: [] }], collectWords(body)).join('')
}

test('full lines are one paragraph, a gap begins the next', () => {
  expect(read([50, 700, 200, 'The days of'], [50, 688, 200, 'rest are paid.'], [50, 660, 200, 'Next.'])).toBe(
    'The days of rest are paid.\n\nNext.',
  )
})

test('double-spaced text has no paragraph per line', () => {
  expect(read([50, 700, 200, 'One'], [50, 676, 200, 'two'], [50, 652, 200, 'three'], [50, 600, 200, 'Four'])).toBe(
    'One two three\n\nFour',
  )
})

test('a larger line is a heading', () => {
  expect(read([50, 700, 90, 'Vacation', 14], [50, 686, 200, 'Take it.'])).toBe('Vacation\n\nTake it.')
})

test('short lines and list items stay lines', () => {
  expect(read([50, 700, 80, 'Mon 9'], [50, 688, 80, 'Tue 10'], [50, 676, 200, 'Wednesday to Friday 8'])).toBe(
    'Mon 9\nTue 10\nWednesday to Friday 8',
  )
  expect(read([50, 700, 200, '• first'], [50, 688, 200, '• second'])).toBe('• first\n• second')
})

test('rows of a table stay lines', () => {
  const item = (x: number, y: number, str: string, hasEOL = false) => ({ x, y, width: 40, str, fontSize: 10, hasEOL })
  const rows = toLines([
    item(50, 700, 'Mon '),
    item(210, 700, '9', true),
    item(50, 688, 'Tue '),
    item(210, 688, '10', true),
  ])
  expect(textOf(rows)).toBe('Mon 9\nTue 10')
})

test('a paragraph over two columns knows both their margins', () => {
  expect(
    read(
      [50, 112, 200, 'One two'],
      [50, 100, 200, 'three and'],
      [300, 700, 200, 'four and five'],
      [300, 688, 200, 'six.'],
    ),
  ).toBe('One two three and four and five six.')
})

test('a sentence runs on in the next column', () => {
  expect(read([50, 100, 200, 'It is used on the'], [300, 700, 200, 'server side.'])).toBe(
    'It is used on the server side.',
  )
  expect(read([50, 100, 200, 'It ends.'], [300, 700, 200, 'Another starts.'])).toBe('It ends.\n\nAnother starts.')
})

test.each([
  ['a half that is no word', 'the special-', 'ization of it', 'the specialization of it'],
  ['a compound seen elsewhere', 'a well-known fact, a well-', 'known one', 'a well-known fact, a well-known one'],
  ['two words of this document', 'long term, the long-', 'term plan, term', 'long term, the long-term plan, term'],
  ['a word seen whole', 'a report on re-', 'port writing', 'a report on report writing'],
  ['a name', 'the Anglo-', 'Saxon age', 'the Anglo-Saxon age'],
  ['a soft hyphen', 'the hand\u00ad', 'book', 'the handbook'],
])('hyphen at the line end: %s', (_name, first, second, joined) => {
  expect(read([50, 700, 200, first], [50, 688, 200, second])).toBe(joined)
})

test('Chinese and Japanese lines join without a space', () => {
  expect(read([50, 700, 200, '会議は月曜日に'], [50, 688, 200, '行われます。'])).toBe('会議は月曜日に行われます。')
})
