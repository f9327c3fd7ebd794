// The vectors of the last queries: people ask again, page on, and press the button twice.

export interface QueryCache {
  get(query: string): Float32Array | undefined
  set(query: string, vector: Float32Array): void
}

/** Forgets the one that was not used for longest. @param size how many are kept, 500 by default */
export function createQueryCache(size = 500): QueryCache {
  // A Map keeps the order of insertion: what is used is taken out and put in again, so the first is the oldest.
  const vectors = new Map<string, Float32Array>()
  const put = (query: string, vector: Float32Array) => {
    vectors.delete(query)
    vectors.set(query, vector)
  }
  return {
    get(query) {
      const vector = vectors.get(query)
      if (vector) put(query, vector)
      return vector
    },
    set(query, vector) {
      put(query, vector)
      const oldest = vectors.keys().next()
      if (vectors.size > size && !oldest.done) vectors.delete(oldest.value)
    },
  }
}
