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

test('quoted code stands without its fences', () => {
  const document = { id: 'd', title: 'Setup', uri: 'file:///setup.md' }
  const quote = 'Set the mirror:\n```bash title="x"\n# once\nnpm config set a b\n```\n~~~\n`a` and ```b``` stay\n~~~'
  expect(cite({ marker: 1, document, locator: { start: 0, end: quote.length }, quote }).quote).toBe(
    'Set the mirror:\n# once\nnpm config set a b\n`a` and ```b``` stay',
  )
})
