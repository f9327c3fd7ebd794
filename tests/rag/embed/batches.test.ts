import { expect, test } from 'vitest'
import { estimateTokens, splitIntoBatches } from '../../../src/rag/embed/batches.ts'

test('estimates tokens by the script', () => {
  expect(estimateTokens('')).toBe(0)
  expect(estimateTokens('the boat is on the sea')).toBe(6)
  expect(estimateTokens('12345678')).toBe(4)
  expect(estimateTokens('東京都庁')).toBe(4)
})

test('splits by count and by tokens, in order, with nothing lost', () => {
  const texts = ['aaaa', 'bbbb', 'cccccccc', 'dddd', 'eeee']
  expect(splitIntoBatches(texts, { inputs: 2, tokens: 100 })).toEqual([
    ['aaaa', 'bbbb'],
    ['cccccccc', 'dddd'],
    ['eeee'],
  ])
  expect(splitIntoBatches(texts, { inputs: 9, tokens: 3 })).toEqual([['aaaa', 'bbbb'], ['cccccccc', 'dddd'], ['eeee']])
  expect(splitIntoBatches([], { inputs: 2, tokens: 100 })).toEqual([])
})

test('a text above the limit goes alone', () => {
  expect(splitIntoBatches(['a', 'b'.repeat(99), 'c'], { inputs: 9, tokens: 3 })).toEqual([
    ['a'],
    ['b'.repeat(99)],
    ['c'],
  ])
})
