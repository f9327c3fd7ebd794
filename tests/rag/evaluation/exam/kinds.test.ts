import { describe, expect, it } from 'vitest'
import type { Kind } from '../../../../src/rag/evaluation/exam/exam.ts'
import { byKind, type Sat, wilson } from '../../../../src/rag/evaluation/exam/kinds.ts'

const sat = (kind: Kind, outcome: Sat['outcome'], showsPage = false): Sat => ({
  id: 'a',
  kind,
  half: 'fit',
  handbook: 'book',
  text: '?',
  outcome,
  showsPage,
})

describe('outcomes by kind', () => {
  it('are shares of what was asked, in the order of kinds, and of all with and without an answer', () => {
    const rows = byKind([
      sat('near-miss', 'wrong'),
      sat('who', 'right'),
      sat('who', 'refused', true),
      sat('list', 'right'),
    ])
    expect(rows.map(({ kind, questions, right }) => [kind, questions, right.share])).toEqual([
      ['who', 2, 0.5],
      ['list', 1, 1],
      ['near-miss', 1, 0],
      ['with an answer', 3, 2 / 3],
      ['without', 1, 0],
    ])
    expect(rows[0]).toMatchObject({ partly: { share: 0 }, wrong: { share: 0 }, refused: { share: 0.5 } })
    expect(rows[0]?.showsPage.share).toBe(0.5)
  })

  it.each([
    [8, 10, 0.490162, 0.943318],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
  ])('%i of %i lies between', (hits, of, low, high) => {
    const share = wilson(hits, of)
    expect(share.share).toBe(hits / of)
    expect(share.low).toBeCloseTo(low, 4)
    expect(share.high).toBeCloseTo(high, 4)
  })
})
