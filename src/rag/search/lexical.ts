// Search by words: BM25, then what the first hits agree on, then which of the query's words stand together. Only the first
// hits' texts are analyzed.

import type { CorpusStats } from '../../store/search/rank.ts'
import type { ChunkHit, Found } from '../../store/search/search.ts'
import { analyze } from '../text/analyze.ts'
import { idf, termId } from '../text/bm25.ts'
import { detectLanguage } from '../text/language.ts'
import { expand, expansionHits } from './expansion.ts'
import { proximityScore } from './proximity.ts'

/**
 * BM25 over the store.
 * @param terms analyzed terms → own weight
 * @param again what to look for a second time among the chunks that came closest: terms → own weight; null for nothing
 */
export type SearchChunks = (
  terms: ReadonlyMap<string, number>,
  limit: number,
  again: (found: Found) => ReadonlyMap<string, number> | null,
) => Promise<Found & { readonly again: readonly ChunkHit[] | null }>

/** A hit by its words: BM25, with what stands together in it; as far as the rank says, see `searchLexical`. */
export interface WordHit extends ChunkHit {
  readonly wordScore: number
}

/** Hits whose texts are read for words that stand together. Analysis costs about 0.3 ms for a chunk of 2,000 characters. */
const readHits = 12

/**
 * Ranked chunks for analyzed terms → own weight. A chunk that holds none of the terms is no hit where the terms' chunks can
 * be told: where there are fewer of them than `limit`. The counts are those of the query's terms. `wordScore` is the first
 * search's, by rank: words of the expansion raise all hits alike, and would hide how far the best one stands out.
 * @param limit of chunks
 */
export async function searchLexical(
  search: SearchChunks,
  terms: ReadonlyMap<string, number>,
  limit: number,
): Promise<{ readonly stats: CorpusStats; readonly hits: readonly WordHit[] }> {
  const wanted = Math.max(limit, readHits)
  const read = reader()
  let weights = new Map<string, number>()
  let first: readonly WordHit[] = []
  const { stats, hits, again } = await search(terms, wanted, (found) => {
    if (found.hits.length < 2 || terms.size === 0) return null
    weights = new Map([...terms].map(([term, own]) => [term, own * idfIn(found.stats, term)]))
    first = rescore(found.hits.map(byProduct), weights, read)
    return expand(
      terms,
      first.slice(0, expansionHits).map((hit) => ({ wordScore: hit.wordScore, terms: read(hit) })),
    )
  })
  if (again === null) return { stats, hits: hits.slice(0, limit).map(byProduct) }
  const second = rescore(merge(first, again.map(byProduct), hits.length < wanted), weights, read)
  const least = first.at(-1)?.wordScore ?? 0
  return { stats, hits: second.slice(0, limit).map((hit, i) => ({ ...hit, wordScore: first[i]?.wordScore ?? least })) }
}

function idfIn({ frequencies, chunks }: CorpusStats, term: string): number {
  return idf(term, frequencies.get(termId(term)) ?? 0, chunks)
}

/** Texts to terms, each analyzed once, title and heading before the text. */
function reader(): (hit: ChunkHit) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (hit) => {
    const terms = known.get(keyOf(hit)) ?? termsOf(hit)
    known.set(keyOf(hit), terms)
    return terms
  }
}

function termsOf({ document, heading = '', text }: ChunkHit): readonly string[] {
  const language = detectLanguage(text)
  return [`${document.title}\n${heading}`, text].flatMap((part) => analyze(part, language).map(({ term }) => term))
}

function keyOf({ document, ordinal }: ChunkHit): string {
  return `${document.revision} ${ordinal}`
}

function byProduct(hit: ChunkHit): WordHit {
  return { ...hit, wordScore: hit.product }
}

/** The first hits with what they score for words that stand together; the others behind them as they were. */
function rescore(
  hits: readonly WordHit[],
  weights: ReadonlyMap<string, number>,
  read: (hit: ChunkHit) => readonly string[],
): readonly WordHit[] {
  const top = hits
    .slice(0, readHits)
    .map((hit) => ({ ...hit, wordScore: hit.wordScore + proximityScore(weights, read(hit)) }))
  return [...top.sort((a, b) => b.wordScore - a.wordScore), ...hits.slice(readHits)]
}

/** The second search's hits, then those that only the first one has. @param isAll the first search found all there are */
function merge(first: readonly WordHit[], second: readonly WordHit[], isAll: boolean): readonly WordHit[] {
  const keys = new Set(first.map(keyOf))
  const kept = isAll ? second.filter((hit) => keys.has(keyOf(hit))) : second
  const again = new Set(kept.map(keyOf))
  const least = kept.at(-1)?.wordScore ?? Number.POSITIVE_INFINITY
  const missed = first
    .filter((hit) => !again.has(keyOf(hit)))
    .map((hit) => ({ ...hit, wordScore: Math.min(hit.wordScore, least) }))
  return [...kept, ...missed]
}
