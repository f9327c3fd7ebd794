// A transformer's vector for each token to one for each text, as sentence-transformers does it. Pure.
// https://github.com/huggingface/sentence-transformers/blob/main/sentence_transformers/models/Pooling.py

export const poolings = ['mean', 'cls', 'lasttoken'] as const
export type Pooling = (typeof poolings)[number]

/**
 * @param states texts × tokens × dimensions, row by row
 * @param mask texts × tokens: 1 for a token of the text, 0 for what only fills it up, on either side
 * @returns one vector a text, of no particular length
 */
export function poolTokens(
  pooling: Pooling,
  states: Float32Array,
  mask: readonly number[],
  [texts, tokens, dimensions]: readonly [number, number, number],
): readonly Float32Array[] {
  const tokenOf = (text: number, token: number) => {
    const start = (text * tokens + token) * dimensions
    return states.subarray(start, start + dimensions)
  }
  return Array.from({ length: texts }, (_, text) => {
    const own = mask.slice(text * tokens, (text + 1) * tokens)
    const first = Math.max(own.indexOf(1), 0)
    if (pooling === 'cls') return tokenOf(text, first).slice()
    if (pooling === 'lasttoken') return tokenOf(text, Math.max(own.lastIndexOf(1), 0)).slice()
    const mean = new Float32Array(dimensions)
    for (const [token, isOwn] of own.entries()) {
      if (!isOwn) continue
      const state = tokenOf(text, token)
      for (let i = 0; i < dimensions; i++) mean[i] = (mean[i] ?? 0) + (state[i] ?? 0)
    }
    // Not divided by the count: the vector is brought to length 1 anyway.
    return mean
  })
}
