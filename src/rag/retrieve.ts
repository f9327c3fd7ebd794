// A question or query to ranked chunks, and a search's distinct documents. A search without a scope does not compile.
import type { AccessScope, SearchResult } from '../model.ts'
import type { ChunkHit, CorpusStats, SearchStore } from '../store/types.ts'
import { analyzeQuery } from './analyze.ts'
import { idf, queryWeights, termId } from './bm25.ts'
import { documentRef, type LinkTo, locatorOf } from './citations.ts'
import { sentences } from './sentences.ts'

/** A search's quote is about this long at most, in UTF-16 units, but never less than one sentence. */
const maxQuoteChars = 320
/** Chunks read for each distinct document wanted: long documents fill several ranks. */
const chunksPerDocument = 4

/** @param terms analyzed terms, each with its own weight */
export function retrieve(
  store: SearchStore,
  scope: AccessScope,
  terms: ReadonlyMap<string, number>,
  limit: number,
): Promise<{ readonly stats: CorpusStats; readonly hits: readonly ChunkHit[] }> {
  return store.searchChunks(scope, [...terms.keys()].map(termId), (stats) => queryWeights(terms, stats), limit)
}

/** The IDF of a term under a search's counts. */
export function idfOf(stats: CorpusStats): (term: string) => number {
  return (term) => idf(term, stats.frequencies.get(termId(term)) ?? 0, stats.chunks)
}

/** The best chunk of each document, in order. */
export function distinctDocuments(hits: readonly ChunkHit[], top: number): ChunkHit[] {
  const seen = new Set<string>()
  return hits.filter(({ document: { id } }) => !seen.has(id) && seen.add(id)).slice(0, top)
}

/** The sentences of a chunk around its best match: offsets into the chunk's text. */
export function bestWindow(
  text: string,
  terms: ReadonlyMap<string, number>,
  weight: (term: string) => number,
): { start: number; end: number } {
  const spans = sentences(text)
  const scores = spans.map(({ start, end, kind }) => {
    const held = new Set(analyzeQuery(text.slice(start, end)).map(({ term }) => term))
    let sum = 0
    for (const [term, own] of terms) if (held.has(term)) sum += own * weight(term)
    return kind === 'heading' ? sum / 2 : sum
  })
  const best = scores.indexOf(Math.max(...scores))
  const first = spans[best]
  if (!first) return { start: 0, end: text.length }
  let end = first.end
  for (const next of spans.slice(best + 1)) {
    if (next.end - first.start > maxQuoteChars) break
    end = next.end
  }
  return { start: first.start, end }
}

export interface SearchOptions {
  readonly store: SearchStore
  readonly linkTo: LinkTo
  /** A clock in milliseconds. */
  readonly now: () => number
}

/** Search over a store. `top` counts distinct documents; `quote` is the part of the chunk that matches best. */
export function createSearch({ store, linkTo, now }: SearchOptions) {
  return async (query: string, scope: AccessScope, top: number): Promise<SearchResult> => {
    const startedAt = now()
    const terms = countTerms(query)
    const { stats, hits } = terms.size === 0 ? noHits : await retrieve(store, scope, terms, top * chunksPerDocument)
    const weight = idfOf(stats)
    const found = distinctDocuments(hits, top).map((hit, i) => {
      const { start, end } = bestWindow(hit.text, terms, weight)
      const document = documentRef(hit)
      const locator = locatorOf(hit, start, end)
      const quote = hit.text.slice(start, end)
      const url = linkTo(hit.document, locator, quote)
      return { rank: i + 1, score: hit.score, document, quote, locator, ...(url === undefined ? {} : { url }) }
    })
    return { query, hits: found, tookMs: now() - startedAt }
  }
}

const noHits = { stats: { chunks: 0, frequencies: new Map<number, number>(), documents: 0 }, hits: [] }

/** A query's terms with how often it says them. */
function countTerms(query: string): Map<string, number> {
  const terms = new Map<string, number>()
  for (const { term } of analyzeQuery(query)) terms.set(term, (terms.get(term) ?? 0) + 1)
  return terms
}
