// A place is one position and the headings that say something new.
import { expect, test } from 'vitest'
import { placeInWords, placeParts } from '../src/place.js'

test.each([
  [{}, [], ''],
  [{ page: 3 }, ['page 3'], 'Page 3'],
  [{ page: 3, heading: 'Handbook › Leave' }, ['page 3', 'Leave'], 'Page 3 · Leave'],
  [{ slide: 4, heading: 'Handbook › Goals' }, ['slide 4', 'Goals'], 'Slide 4 · Goals'],
  [{ sheet: 'Budget', cells: 'B2:D7' }, ['Budget!B2:D7'], 'Budget!B2:D7'],
  [{ sheet: 'Budget', cells: 'B2', heading: 'Budget' }, ['Budget!B2'], 'Budget!B2'],
  [{ sheet: 'Bud\nget', cells: 'B2', heading: 'Handbook › Bud get › Q3' }, ['Bud get!B2', 'Q3'], 'Bud get!B2 · Q3'],
  [{ sheet: 'budget' }, ['budget'], 'budget'],
  [{ line: 12 }, ['line 12'], 'Line 12'],
  [{ time: '0:05:12', heading: 'Goals' }, ['at 0:05:12', 'Goals'], 'At 0:05:12 · Goals'],
  [{ heading: 'Handbook' }, [], ''],
  [{ page: 3, sure: 87 }, ['page 3', 'read from a picture, 87 % sure'], 'Page 3 · read from a picture, 87 % sure'],
  [{ sure: 87 }, ['read from a picture, 87 % sure'], 'Read from a picture, 87 % sure'],
  [{ heading: 'handbooks › Leave' }, ['handbooks › Leave'], 'handbooks › Leave'],
])('%j reads %j', (place, parts, words) => {
  expect(placeParts({ title: 'Handbook' }, place)).toEqual(parts)
  expect(placeInWords({ title: 'Handbook' }, place)).toBe(words)
})

test.each([
  [31, 'read 1 month ago'],
  [59, 'read 1 month ago'],
  [61, 'read 2 months ago'],
  [400, 'read 13 months ago'],
  [800, 'read 2 years ago'],
  [-5, 'read 1 month ago'],
])('a document that was seen %i days ago was %s', (days, words) => {
  const now = Date.parse('2026-06-01T00:00:00Z')
  const document = { title: 'Handbook', readAt: new Date(now - days * 86_400_000).toISOString() }
  expect(placeParts(document, { page: 3, heading: 'Leave' }, now)).toEqual(['page 3', 'Leave', words])
  expect(placeParts({ title: 'Handbook' }, {}, now)).toEqual([])
})
