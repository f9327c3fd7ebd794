import { describe, expect, it } from 'vitest'
import { expand } from '../../../src/rag/search/expansion.ts'

const query = new Map([['wing', 1]])
const hit = (wordScore: number, terms: string) => ({ wordScore, terms: terms.split(' ') })
const sum = (weights: Iterable<number>) => [...weights].reduce((a, b) => a + b, 0)

describe('expand', () => {
  it('adds what the first hits speak of, always less together than the query says itself', () => {
    const expanded = expand(query, [hit(10, 'wing flutter flutter'), hit(9.9, 'wing flutter panel')])
    expect([...expanded.keys()].sort()).toEqual(['flutter', 'panel', 'wing'])
    expect(expanded.get('flutter')).toBeGreaterThan(expanded.get('panel') ?? 0)
    expect(sum(expanded.values())).toBeCloseTo(1.7)
  })

  it('hardly listens to hits far behind the first', () => {
    const near = expand(query, [hit(10, 'wing flutter'), hit(10, 'wing panel')])
    const far = expand(query, [hit(10, 'wing flutter'), hit(5, 'wing panel')])
    expect(near.get('panel')).toBeCloseTo(near.get('flutter') ?? 0)
    expect(far.get('panel')).toBeLessThan(0.01 * (far.get('flutter') ?? 0))
  })

  it('leaves out numbers and words that are common everywhere', () => {
    expect([...expand(query, [hit(1, 'wing 1958 make flutter')]).keys()]).toEqual(['wing', 'flutter'])
  })

  it('adds at most 25 terms', () => {
    const many = Array.from({ length: 60 }, (_, i) => `flutter${'x'.repeat(i)}`).join(' ')
    expect(expand(query, [hit(1, many)]).size).toBe(26)
  })

  it('adds those that the hits say most of', () => {
    const once = Array.from({ length: 30 }, (_, i) => `panel${'x'.repeat(i)}`).join(' ')
    expect(expand(query, [hit(1, `${once} flutter flutter flutter`)]).has('flutter')).toBe(true)
  })

  it('adds in proportion to what the query itself weighs', () => {
    const expanded = expand(new Map([['wing', 10]]), [hit(1, 'wing flutter')])
    expect(sum(expanded.values())).toBeCloseTo(17)
  })

  it('reads the first six hits', () => {
    const seven = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => hit(1, `wing flutter${letter}`))
    const expanded = expand(query, seven)
    expect([expanded.has('flutterf'), expanded.has('flutterg')]).toEqual([true, false])
  })

  it('leaves a query alone whose hits have nothing to add', () => {
    expect(expand(query, [hit(1, '1958 make')])).toEqual(query)
    expect(expand(query, [])).toEqual(query)
  })
})
