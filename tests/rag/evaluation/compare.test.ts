import { describe, expect, it } from 'vitest'
import { compare } from '../../../src/rag/evaluation/compare.ts'
import type { Figure, Item } from '../../../src/rag/evaluation/items.ts'
import { formatRun, parseRun } from '../../../src/rag/evaluation/saved-run.ts'

const items = (count: number, figuresOf: (i: number) => Record<string, Figure>, part: Item['part'] = 'answers') =>
  Array.from(
    { length: count },
    (_, i): Item => ({ part, id: `${i}`, text: `q ${i}`, tookMs: 1, figures: figuresOf(i) }),
  )
const only = (before: readonly Item[], after: readonly Item[]) => {
  const [difference, ...others] = compare(before, after).differences
  expect(others).toEqual([])
  return difference
}

describe('compare', () => {
  it('finds a clear gain, and its mirror image', () => {
    const low = items(200, (i) => ({ goldCited: i % 2 }))
    const high = items(200, (i) => ({ goldCited: i % 2 || i % 5 === 0 ? 1 : 0 }))
    const gain = only(low, high)
    expect(gain).toMatchObject({ metric: 'goldCited', before: 0.5, after: 0.6, verdict: 'better' })
    expect(gain?.difference).toBeCloseTo(0.1, 12)
    // Twenty of 200 pairs differ: the standard error of the mean is sqrt(0.1 × 0.9 / 200) = 0.0212.
    expect(gain?.low).toBeCloseTo(0.1 - 1.96 * 0.0212, 1)
    expect(gain?.high).toBeCloseTo(0.1 + 1.96 * 0.0212, 1)
    expect(gain?.p).toBeLessThan(0.001)
    expect(only(high, low)?.verdict).toBe('worse')
  })

  it('does not take luck for a gain', () => {
    const before = items(40, (i) => ({ goldCited: i % 2 }))
    const after = items(40, (i) => ({ goldCited: i === 0 ? 1 : i % 2 }))
    expect(only(before, after)).toMatchObject({ verdict: 'no clear difference' })
    expect(only(before, before)).toMatchObject({ verdict: 'the same', difference: 0, low: 0, high: 0, p: 1 })
  })

  it('is paired: the same small gain on every question is clear, however much questions differ', () => {
    const before = items(30, (i) => ({ ndcg10: (i % 10) / 20 }), 'search')
    const after = items(30, (i) => ({ ndcg10: (i % 10) / 20 + 0.01 }), 'search')
    expect(only(before, after)?.verdict).toBe('better')
  })

  it('knows that fewer words, citations and uncited answers are better', () => {
    const of = (value: number) => items(50, (i) => ({ meanWords: value + (i % 3), uncitedAnswers: value > 30 ? 1 : 0 }))
    expect(compare(of(40), of(20)).differences.map(({ verdict }) => verdict)).toEqual(['better', 'better'])
  })

  it('compares quotients of sums, over the questions that either run has', () => {
    const before = items(100, (i): Record<string, Figure> => (i < 50 ? { refusalF1: [0, 2] } : {}))
    const after = items(100, (i): Record<string, Figure> => (i < 50 ? { refusalF1: [2, 2] } : { refusalF1: [0, 1] }))
    expect(only(before, after)).toMatchObject({ before: 0, after: 100 / 150, verdict: 'better' })
  })

  it('gives the same figures every time', () => {
    const [before, after] = [items(60, (i) => ({ goldCited: i % 2 })), items(60, (i) => ({ goldCited: i % 3 ? 1 : 0 }))]
    expect(compare(before, after)).toEqual(compare(before, after))
  })

  it('leaves out what only one run has, or has with another text', () => {
    const before = items(5, () => ({ answered: 1 }))
    const after = items(4, () => ({ answered: 0 })).map((item) => (item.id === '0' ? { ...item, text: 'other' } : item))
    expect(compare(before, after)).toMatchObject({ shared: 3, leftOut: 3 })
    expect(() => compare(before, [])).toThrow(expect.objectContaining({ code: 'eval-compare' }))
  })
})

describe('a saved run', () => {
  const run = {
    folder: 'data/"x"',
    at: '2026-03-01T00:00:00.000Z',
    items: items(2, () => ({ refusalF1: [2, 2], answered: 1 })),
  }

  it('comes back as it was', () => {
    expect(parseRun(formatRun(run), 'a.json')).toEqual(run)
    expect(formatRun({ ...run, items: [] })).toContain('"items":[')
    expect(parseRun(formatRun({ ...run, items: [] }), 'a.json').items).toEqual([])
  })

  it.each(['', '{}', 'null', '{"format":"ragbot-eval-1","folder":"x","at":"y","items":[{"id":1}]}'])(
    'is refused by name when it is none: %s',
    (text) => {
      expect(() => parseRun(text, 'a.json')).toThrow(/^a\.json is not a saved run: .*--save a\.json/)
    },
  )
})
