import { describe, expect, it } from 'vitest'
import { holdsAnyAnswer, ndcg, percentile, recall, reciprocalRank } from '../../../src/rag/evaluation/metrics.ts'

describe('metrics', () => {
  const judged = new Map([
    ['a', 3],
    ['b', 1],
    ['c', 0],
  ])

  it('nDCG has linear gain and a log2 discount', () => {
    expect(ndcg(['a', 'b'], judged)).toBe(1)
    expect(ndcg(['b', 'a'], judged)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)), 12)
    expect(ndcg(['c', 'x'], judged)).toBe(0)
    expect(ndcg(['x', 'a', 'b'], judged, 1)).toBe(0)
  })

  it('recall and reciprocal rank count grades above 0', () => {
    expect(recall(['c', 'b'], judged)).toBe(0.5)
    expect(reciprocalRank(['c', 'b'], judged)).toBe(0.5)
    expect(reciprocalRank(['c'], judged)).toBe(0)
  })

  it('percentiles are nearest-rank, and nothing has none', () => {
    expect(percentile([4, 1, 3, 2], 50)).toBe(2)
    expect(percentile([4, 1, 3, 2], 95)).toBe(4)
    expect(percentile([], 50)).toBeNull()
  })

  it('an answer is held as whole words, whatever stands between them', () => {
    expect(holdsAnyAnswer('It takes 16 weeks. [1]', ['two months', '16-Weeks'])).toBe(true)
    expect(holdsAnyAnswer('It takes 116 weeks.', ['16 weeks', ''])).toBe(false)
  })
})
