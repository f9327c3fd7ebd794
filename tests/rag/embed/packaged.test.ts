// The packaged model itself, in its thread.
import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { createEmbedder } from '../../../src/rag/embed/index.ts'
import { createRag } from '../../../src/rag/index.ts'
import { useEngine } from '../engine.ts'

const embedder = createEmbedder({ model: 'packaged', now: () => 0 })
afterAll(() => embedder.close?.())
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

test('other words for the same are nearer than the same word for something else', { timeout: 60_000 }, async () => {
  const [leaving, quitting] = await embedder.embed(
    ['Resignation: give your manager a month’s notice in writing.', 'To quit the app, press Command and Q.'],
    'document',
  )
  const [asked] = await embedder.embed(['How do I leave my job?'], 'query')
  expect(asked).toHaveLength(512)
  expect(Math.hypot(...asked!)).toBeCloseTo(1)
  expect(cosine(asked!, leaving!)).toBeGreaterThan(cosine(asked!, quitting!) + 0.1)
})

test('all of a long text counts, and none is too odd for a vector', { timeout: 60_000 }, async () => {
  const filler = 'The garage closes at midnight and opens at six in the morning. '.repeat(20)
  const texts = [
    filler,
    `${filler}Resignation: give your manager a month’s notice in writing.`,
    '\u{1F600} \u0001',
    ' ',
  ]
  const [without, having, ...odd] = await embedder.embed(texts, 'document')
  const [asked] = await embedder.embed(['How do I leave my job?'], 'query')
  expect(cosine(asked!, having!)).toBeGreaterThan(cosine(asked!, without!) + 0.02)
  for (const vector of odd) expect(Math.hypot(...vector)).toBeCloseTo(1)
})

describe('a search with it', () => {
  const engine = useEngine()

  test('also finds what is worded otherwise, and words come first', { timeout: 60_000 }, async () => {
    const { store } = engine()
    const { scope } = await engine().open([
      {
        id: 'leaving',
        text: '# Resignation\n\nGive notice in writing a month before the last day of your employment.',
      },
      { id: 'quit', text: '# Editor\n\nTo quit, press Command and Q.' },
      { id: 'garage', text: '# Garage\n\nThe garage closes at midnight.' },
    ])
    const rag = createRag({
      store,
      linkTo: () => undefined,
      newId: randomUUID,
      now: () => 0,
      embedding: { model: 'packaged' },
    })
    try {
      await rag.embedMissing(scope.workspaceId)
      const { hits } = await rag.search('Can I quit my job?', scope, 3)
      expect(hits.map(({ document, score }) => [document.externalId, Number(score.toFixed(2))])).toEqual([
        ['quit', 0.8],
        // The nearest in meaning, by a fifth: words have the say.
        ['leaving', 0.2],
        ['garage', expect.closeTo(0, 1)],
      ])
    } finally {
      await rag.close()
    }
  })
})
