// What an answer's card makes of its citations.
import { expect, test } from 'vitest'
import { answerCard, cite } from '../../src/desk/ask/card.ts'
import { quotedTable, quoteText } from '../../src/desk/ask/quote.ts'
import type { Answer } from '../../src/model.ts'

test('rows of a quoted table stand beside each other, with their cells apart and without the line below the header', () => {
  const document = { id: 'd', title: 'Fees', uri: 'file:///fees.md' }
  const quote = '| Item | Fee |\n|---|:-:|\n| Chair | 5 --- 6 |'
  expect(cite({ marker: 1, document, locator: { start: 0, end: quote.length }, quote })).toEqual({
    label: '[1]',
    document,
    locator: { start: 0, end: quote.length },
    quote: 'Item · Fee; Chair · 5 --- 6',
  })
})

test('what is said around an answer is in the language of the question', () => {
  const document = { id: 'd', title: 'Urlaub', uri: 'file:///urlaub.md' }
  const near = { document, locator: { start: 0, end: 1 } }
  const base = { markdown: 'x', backend: { name: 'extractive', model: null }, tookMs: 1, citations: [] } as const
  const titleIn = (language?: string) => {
    const searched = { documents: 1, nearest: [near] }
    const answer = { ...base, kind: 'no_evidence', searched, ...(language !== undefined && { language }) } as const
    return answerCard('q', answer, []).parts.find(({ kind }) => kind === 'sources')
  }
  expect(titleIn()).toMatchObject({ title: 'The closest I found' })
  expect(titleIn('de')).toMatchObject({ title: 'Am nächsten kommt' })
})

test('quoted code stands without its fences', () => {
  const document = { id: 'd', title: 'Setup', uri: 'file:///setup.md' }
  const quote = 'Set the mirror:\n```bash title="x"\n# once\nnpm config set a b\n```\n~~~\n`a` and ```b``` stay\n~~~'
  expect(cite({ marker: 1, document, locator: { start: 0, end: quote.length }, quote }).quote).toBe(
    'Set the mirror:\n# once\nnpm config set a b\n`a` and ```b``` stay',
  )
})

test.each([
  ['## Leave\n\n> Ask **first**, with `leave --ask`.\n* one', 'Leave\n\nAsk first, with leave --ask.\n* one'],
  ['x**2 + y**2, 2 * 3 and ** 4 **', 'x**2 + y**2, 2 * 3 and ** 4 **'],
  ['**bold****er** and ``a`b``', '**bold****er** and ``a`b``'],
  ['| a \\| b |  | **c** |\n| |\nafter', 'a | b · c\nafter'],
  ['```\n| x | y |\n**kept**\n```', '| x | y |\n**kept**'],
  ['#1 in sales', '#1 in sales'],
])('%j is quoted as %j', (quote, shown) => expect(quoteText(quote)).toBe(shown))

const plans = '| Plan | Price |\n|---|---|\n| Plan 1 | 9 |\n| Plan 2 | 19 |\n| Plan 12 | 119 |'

test.each([
  [
    'Plan 1 – Price: 9. [1] Plan 2 – Price: 19. [1]',
    [
      ['Plan 1', '9'],
      ['Plan 2', '19'],
    ],
  ],
  [
    'Plan 12 is dearer than Plan 2.',
    [
      ['Plan 2', '19'],
      ['Plan 12', '119'],
    ],
  ],
])('of a quoted table only rows are drawn that are spoken of: %j', (said, rows) =>
  expect(quotedTable(plans, said)).toEqual({ kind: 'table', header: ['Plan', 'Price'], rows }),
)

test.each([
  [plans, 'Plan 12 costs 119.'],
  [plans, 'Nothing of it.'],
  ['Plan 1 and Plan 2', 'Plan 1 and Plan 2'],
  ['| Plan 1 | 9 |\n| Plan 2 | 19 |', 'Plan 1 and Plan 2'],
  [plans.split('\n').slice(2).join('\n'), 'Plan 12 is dearer than Plan 1 and Plan 2.'],
  [`${plans.split('\n')[0]}\n${plans.split('\n').slice(2).join('\n')}`, 'Plan 12 is dearer than Plan 2.'],
])('no table is drawn of %j where %j is said', (quote, said) => expect(quotedTable(quote, said)).toBeNull())

test('how well an answer is supported is seen by its colour, and an “I don’t know” by another', () => {
  const toneOf = (confidence: number) =>
    answerCard('q', { kind: 'answered', markdown: 'x', citations: [{ marker: 1, quote: '' }], confidence } as never, [])
      .tone
  expect([1, 0.75, 0.74, 0.5, 0.49, 0].map(toneOf)).toEqual(['good', 'good', 'fair', 'fair', 'weak', 'weak'])
  const unknown = { kind: 'no_evidence', markdown: 'x', citations: [], searched: { documents: 1, nearest: [] } }
  expect(answerCard('q', unknown as never, []).tone).toBe('quiet')
})

test('an answer from two tables draws the first', () => {
  const cited = (marker: number, quote: string) => ({
    marker,
    document: { id: `d${marker}`, title: 'Plans', uri: 'file:///plans.md' },
    locator: { start: 0, end: quote.length },
    quote,
  })
  const markdown = 'Plan 1: 9. [1] Plan 2: 19. [1] Plan 1: one. [2] Plan 2: two. [2]'
  const citations = [cited(1, plans), cited(2, plans.replaceAll('9', '8'))]
  const card = answerCard(
    'What do they cost?',
    { kind: 'answered', markdown, citations, confidence: 1 } as unknown as Answer,
    [],
  )
  expect(card.parts.map(({ kind }) => kind)).toEqual(['prose', 'table', 'sources'])
  const [, , sources] = card.parts
  // What is drawn is not quoted again.
  expect(sources?.kind === 'sources' && sources.sources.map(({ quote }) => quote?.slice(0, 12))).toEqual([
    undefined,
    'Plan · Price',
  ])
  expect(card.parts[1]).toMatchObject({
    rows: [
      ['Plan 1', '9'],
      ['Plan 2', '19'],
    ],
  })
})
