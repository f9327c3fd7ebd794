import { describe, expect, it } from 'vitest'
import { proximityScore } from '../../../src/rag/search/proximity.ts'

const query = new Map([
  ['boundari', 2],
  ['layer', 4],
  ['flow', 3],
])
const score = (text: string) => proximityScore(query, text.split(' '))

describe('proximityScore', () => {
  it('counts neighbours of the query that are neighbours in the text', () => {
    expect(score('boundari layer')).toBeGreaterThan(score('boundari x layer'))
    expect(score('boundari x layer')).toBeGreaterThan(0)
    expect(score('boundari x x layer')).toBe(0)
  })

  it('takes them in either order, but not words that are apart in the query', () => {
    expect(score('layer boundari')).toBe(score('boundari layer'))
    expect(score('boundari flow')).toBe(0)
  })

  it('weighs a pair by its lesser word, and saturates', () => {
    expect(score('layer flow')).toBeCloseTo(1.5 * score('boundari layer'))
    const often = score('boundari layer x x boundari layer x x boundari layer')
    expect(often).toBeGreaterThan(score('boundari layer'))
    expect(often).toBeLessThan(3 * score('boundari layer'))
  })

  it('is nothing for a single word', () => expect(proximityScore(new Map([['layer', 1]]), ['layer', 'layer'])).toBe(0))
})
