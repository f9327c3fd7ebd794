// What an answer's card makes of its citations.
import { expect, test } from 'vitest'
import { cite } from '../../src/desk/ask/card.ts'

test('a quoted row stands below its header without the line between them', () => {
  const document = { id: 'd', title: 'Fees', uri: 'file:///fees.md' }
  const quote = '| Item | Fee |\n|---|:-:|\n| Chair | 5 --- 6 |'
  expect(cite({ marker: 1, document, locator: { start: 0, end: quote.length }, quote })).toEqual({
    label: '[1]',
    document,
    locator: { start: 0, end: quote.length },
    quote: '| Item | Fee |\n| Chair | 5 --- 6 |',
  })
})
