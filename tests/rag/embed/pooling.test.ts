import { expect, test } from 'vitest'
import { poolTokens } from '../../../src/rag/embed/pooling.ts'

// Two texts of three tokens, two dimensions: the first is filled up on the right, the second on the left.
const states = Float32Array.from([1, 2, 3, 4, 9, 9, 8, 8, 5, 6, 7, 9])
const mask = [1, 1, 0, 0, 1, 1]

test.each([
  ['mean', [4, 6], [12, 15]],
  ['cls', [1, 2], [5, 6]],
  ['lasttoken', [3, 4], [7, 9]],
] as const)('%s reads only the tokens of the text', (pooling, first, second) => {
  const pooled = poolTokens(pooling, states, mask, [2, 3, 2])
  expect(pooled.map((vector) => [...vector])).toEqual([first, second])
})
