// Pseudo-relevance feedback: words of the first hits go into a second search, as in RM3 and Rocchio's method. Hits count by a
// steep power of their score, so that a query with one clear answer is hardly changed. Pure.
// Abdul-Jaleel et al. 2004, https://trec.nist.gov/pubs/trec13/papers/umass.novelty.hard.pdf
import { isCommon } from '../text/bm25.ts'

/** Hits whose words are taken, at most. */
export const expansionHits = 6
/** Measured on Cranfield, SQuAD and manual pages, whole and shortened: each is flat around its value. */
const expansion = {
  terms: 25,
  /** What all terms weigh together, of what the query's own weigh. */
  share: 0.7,
  /** A hit counts (score / best score) to this power. */
  steepness: 10,
  /** Saturation and length normalisation of a term in a hit, as BM25's k1 and b. */
  k1: 1.5,
  b: 0.75,
}

/**
 * A query's terms and those of its first hits, with their own weights.
 * @param hits best first: scores above 0, and all terms of each text in order
 */
export function expand(
  query: ReadonlyMap<string, number>,
  hits: readonly { readonly wordScore: number; readonly terms: readonly string[] }[],
): Map<string, number> {
  const used = hits.slice(0, expansionHits)
  const best = used[0]?.wordScore ?? 1
  const average = sum(used.map(({ terms }) => terms.length)) / used.length
  const found = new Map<string, number>()
  for (const { wordScore, terms } of used) {
    const trust = (wordScore / best) ** expansion.steepness
    const norm = expansion.k1 * (1 - expansion.b + (expansion.b * terms.length) / average)
    for (const [term, n] of countTerms(terms)) found.set(term, (found.get(term) ?? 0) + (trust * n) / (n + norm))
  }
  const chosen = [...found]
    .filter(([term]) => !isCommon(term) && !/^\d/.test(term))
    .sort(([, a], [, b]) => b - a)
    .slice(0, expansion.terms)
  const scale = (expansion.share * sum(query.values())) / sum(chosen.map(([, weight]) => weight))
  const expanded = new Map(query)
  for (const [term, weight] of chosen) expanded.set(term, (expanded.get(term) ?? 0) + weight * scale)
  return expanded
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  return counts
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
