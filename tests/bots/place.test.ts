// A place is one position and the headings that say something new.
import { expect, test } from 'vitest'
import { placeParts } from '../../src/bots/place.ts'

test.each([
  [{}, []],
  [{ page: 3 }, ['page 3']],
  [{ slide: 4, heading: 'Handbook › Goals' }, ['slide 4', 'Goals']],
  [{ sheet: 'Budget', cells: 'B2:D7' }, ['Budget!B2:D7']],
  [{ sheet: 'Budget', cells: 'B2', heading: 'Budget' }, ['Budget!B2']],
  [{ sheet: 'Bud\nget', cells: 'B2', heading: 'Handbook › Bud get › Q3' }, ['Bud get!B2', 'Q3']],
  [{ sheet: 'Budget' }, ['Budget']],
  [{ line: 12 }, ['line 12']],
  [{ time: '0:05:12' }, ['at 0:05:12']],
  [{ heading: 'Handbook' }, []],
  [{ heading: 'Handbooks › Leave' }, ['Handbooks › Leave']],
])('%j reads %j', (place, parts) => expect(placeParts({ title: 'Handbook' }, place)).toEqual(parts))
