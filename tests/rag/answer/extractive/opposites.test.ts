import { describe, expect, it } from 'vitest'
import { hasOpposite } from '../../../../src/rag/answer/extractive/opposites.ts'
import { analyze } from '../../../../src/rag/text/analyze.ts'

/** Both ways. */
const opposed = (a: string, b: string) => {
  const [first, second] = [analyze(a)[0]?.term ?? '', analyze(b)[0]?.term ?? '']
  return [hasOpposite(first, (other) => other === second), hasOpposite(second, (other) => other === first)]
}

describe('hasOpposite', () => {
  it.each([
    ['increased', 'decreases'],
    ['accepts', 'rejected'],
    ['mandatory', 'optional'],
    ['known', 'unknown'],
    ['stable', 'unstable'],
    ['correct', 'incorrect'],
    ['before', 'after'],
    ['sender', 'recipient'],
  ])('%s and %s', (a, b) => expect(opposed(a, b)).toEqual([true, true]))

  it.each([
    ['increase', 'increases'],
    ['decrease', 'lower'],
    ['car', 'vehicle'],
    ['form', 'inform'],
    ['less', 'unless'],
    ['cover', 'discover'],
  ])('neither %s and %s', (a, b) => expect(opposed(a, b)).toEqual([false, false]))
})
