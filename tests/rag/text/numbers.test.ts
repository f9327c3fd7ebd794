import { describe, expect, it } from 'vitest'
import { digitsOf, inWords } from '../../../src/rag/text/numbers.ts'

describe('numbers in words', () => {
  it.each([
    [1, 'one'],
    [20, 'twenty'],
    [21, 'twenty-one'],
    [40, 'forty'],
    [99, 'ninety-nine'],
    [100, 'many'],
  ])('%i: %s', (number, word) => {
    expect(inWords(number)).toBe(word)
    if (number <= 20) expect(digitsOf(word)).toBe(String(number))
  })
})
