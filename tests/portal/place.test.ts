// The place of a passage in words, as the page and the source page say it.
import { expect, test } from 'vitest'
import { placeInWords } from '../../src/portal/page/place.js'

test.each([
  [{}, ''],
  [{ page: 3, heading: 'Handbook › Leave' }, 'Page 3 · Leave'],
  [{ slide: 4, heading: 'Handbook' }, 'Slide 4'],
  [{ sheet: 'Budget', cells: 'B2:D7', heading: 'Budget' }, 'Budget!B2:D7'],
  [{ line: 12 }, 'Line 12'],
  [{ time: '0:05:12', heading: 'Goals' }, 'At 0:05:12 · Goals'],
])('%j reads %j', (place, words) => expect(placeInWords(place, 'Handbook')).toBe(words))
