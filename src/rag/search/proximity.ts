// What a text scores for query words that stand side by side in it, beside what it scores for each: the ordered and unordered
// pairs of the sequential dependence model, saturated as BM25 does. Pure.
// Metzler & Croft 2005, https://doi.org/10.1145/1076034.1076115

/** Measured on Cranfield, SQuAD and manual pages: flat around each value. */
const proximity = { weight: 0.2, maxDistance: 2, k1: 1.5 }

/**
 * @param query terms with their weights (IDF included), in the order of the query
 * @param terms of the text, in order
 * @returns 0 or more, in units of the weights
 */
export function proximityScore(query: ReadonlyMap<string, number>, terms: readonly string[]): number {
  const after = new Map<string, string>()
  const order = [...query.keys()]
  for (const [i, term] of order.slice(1).entries()) after.set(order[i]!, term)
  const met = new Map<string, number>()
  const meet = (first: string, second: string, distance: number) => {
    if (after.get(first) === second) met.set(first, (met.get(first) ?? 0) + 1 / distance)
  }
  for (const [i, term] of terms.entries()) {
    if (!query.has(term)) continue
    for (let distance = 1; distance <= proximity.maxDistance; distance++) {
      const other = terms[i + distance]
      if (other === undefined || !query.has(other)) continue
      meet(term, other, distance)
      meet(other, term, distance)
    }
  }
  let score = 0
  for (const [first, count] of met) {
    const weight = Math.min(query.get(first) ?? 0, query.get(after.get(first) ?? '') ?? 0)
    score += (weight * count * (proximity.k1 + 1)) / (count + proximity.k1)
  }
  return proximity.weight * score
}
