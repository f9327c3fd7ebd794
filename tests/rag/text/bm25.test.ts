import { describe, expect, it } from 'vitest'
import { idf, indexTerms, queryWeights, termId } from '../../../src/rag/text/bm25.ts'

const stats = (chunks: number, frequencies: Record<string, number>) => ({
  chunks,
  documents: chunks,
  frequencies: new Map(Object.entries(frequencies).map(([term, n]) => [termId(term), n])),
})

describe('termId', () => {
  it('is stable, and stays inside 1 to 999,999,999', () => {
    expect(termId('vacat')).toBe(termId('vacat'))
    const ids = Array.from({ length: 20_000 }, (_, i) => termId(`term${i}`))
    expect(Math.min(...ids)).toBeGreaterThanOrEqual(1)
    expect(Math.max(...ids)).toBeLessThanOrEqual(999_999_999)
    expect(new Set(ids).size).toBeGreaterThan(19_990)
  })

  // Stored in every index: a change needs a new analyzer id.
  it('has not changed', () => expect(termId('support')).toBe(42219503))
})

describe('indexTerms', () => {
  const weight = (chunk: Parameters<typeof indexTerms>[0], term: string) =>
    indexTerms(chunk, 85).terms.get(termId(term)) ?? 0

  it('saturates with repetition and falls with length', () => {
    const once = weight({ text: 'alpha' }, 'alpha')
    const often = weight({ text: 'alpha alpha alpha alpha' }, 'alpha')
    expect(often).toBeGreaterThan(once)
    expect(often).toBeLessThan(4 * once)
    expect(weight({ text: `alpha ${'beta '.repeat(200)}` }, 'alpha')).toBeLessThan(once)
  })

  it('counts the words of title and heading, but not into the length', () => {
    expect(weight({ text: 'beta', title: 'Alpha' }, 'alpha')).toBeGreaterThan(0)
    expect(indexTerms({ text: 'beta', title: 'Alpha', heading: 'Gamma' }, 85).length).toBe(1)
  })

  it('reads text, title and heading in the language of the document', () => {
    const german = { text: 'Urlaubsanträge', title: 'Kündigungen', heading: 'Häuser', language: 'de' }
    expect(weight(german, 'urlaubsantrag')).toBeGreaterThan(0)
    expect(weight(german, 'kundig')).toBeGreaterThan(0)
    expect(weight(german, 'haus')).toBeGreaterThan(0)
  })

  it('leaves out the addresses of links', () => {
    expect(weight({ text: '[plan](https://host.test/secret)' }, 'secret')).toBe(0)
  })
})

describe('idf', () => {
  it('falls with frequency and is never negative', () => {
    expect(idf('alpha', 1, 1000)).toBeGreaterThan(idf('alpha', 500, 1000))
    expect(idf('alpha', 1000, 1000)).toBeGreaterThan(0)
  })

  it('keeps a common word below a rare one in a tiny corpus, where the counts say nothing', () => {
    expect(idf('parent', 1, 5)).toBeGreaterThan(1.3 * idf('make', 1, 5))
  })
})

describe('queryWeights', () => {
  it('scales by the weight of each term', () => {
    const weights = queryWeights(
      new Map([
        ['alpha', 1],
        ['beta', 0.5],
      ]),
      stats(100, { alpha: 3, beta: 3 }),
    )
    expect(weights.get(termId('beta'))).toBeCloseTo((weights.get(termId('alpha')) ?? 0) / 2)
  })
})
