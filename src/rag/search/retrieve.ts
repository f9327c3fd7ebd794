// A question or query to ranked chunks, and a search's distinct documents: by words, by meaning where there is a model,
// and judged again where there is a reranker. A search without a scope does not compile.
import { AppError, describeError, isDatabaseAway } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { AccessScope, SearchResult } from '../../model.ts'
import type { Filter } from '../../store/search/filter.ts'
import type { CorpusStats } from '../../store/search/rank.ts'
import type { ChunkHit, Found, SearchStore } from '../../store/search/search.ts'
import type { Embedder } from '../embed/types.ts'
import { asksForLatest } from '../question/latest.ts'
import { parseQuery } from '../question/query.ts'
import type { Reranker } from '../rerank/types.ts'
import { analyze, queryTerms } from '../text/analyze.ts'
import { idfOf, queryWeights, termId } from '../text/bm25.ts'
import { detectLanguage } from '../text/language.ts'
import { sentences } from '../text/sentences.ts'
import { fuse } from './fuse.ts'
import { type SearchChunks, searchLexical, type WordHit } from './lexical.ts'
import { documentRef, type LinkTo, locatorOf } from './locator.ts'

/** A search's quote is about this long at most, in UTF-16 units, but never less than one sentence. */
const maxQuoteChars = 320
/** Chunks read for each distinct document wanted: long documents fill several ranks. */
const chunksPerDocument = 4
/** Chunks that the reranker judges. */
const reranked = 24
/** Asked for the latest, what has at least this share of the best one's relevance is as good, and goes by date. */
const comparable = 0.6

export interface RetrieveOptions {
  readonly store: SearchStore
  readonly embedder?: Embedder
  readonly reranker?: Reranker
  readonly log?: Log
}

export interface Wanted {
  /** In words, for models. */
  readonly text: string
  /** Analyzed terms, each with its own weight. */
  readonly terms: ReadonlyMap<string, number>
  readonly filter?: Filter
  /** Newer ones first among those that fit as well. */
  readonly isLatest?: boolean
}

/**
 * A hit as a result ranks it. `relevance` is comparable within one result only, for it is what the last of its stages gave:
 * `wordScore` (0 up), with vectors what was fused (0 to 1), with a reranker 1 and its verdict for those it judged.
 */
export interface RankedHit extends ChunkHit {
  readonly relevance: number
}

/** What was found, best first, and the counts of the terms that were looked for. */
export interface Retrieved {
  readonly stats: CorpusStats
  readonly hits: readonly RankedHit[]
}

/** @param limit of chunks */
export async function retrieve(
  options: RetrieveOptions,
  scope: AccessScope,
  wanted: Wanted,
  limit: number,
): Promise<Retrieved> {
  const { store } = options
  const { text, terms, filter } = wanted
  const look = (weighted: ReadonlyMap<string, number>) => ({
    terms: [...weighted.keys()].map(termId),
    weigh: (stats: CorpusStats) => queryWeights(weighted, stats),
  })
  const search: SearchChunks = (first, most, again) => {
    const { terms: ids, weigh } = look(first)
    const second = (found: Found) => {
      const expanded = again(found)
      return expanded && look(expanded)
    }
    return store.searchChunks(scope, ids, weigh, most, { again: second, ...(filter && { filter }) })
  }
  const [lexical, dense] = await Promise.all([
    searchLexical(search, terms, limit),
    text === '' ? null : searchDense(options, scope, text, limit, filter),
  ])
  const ranked =
    dense === null
      ? lexical.hits.map((hit) => ({ ...hit, relevance: hit.wordScore }))
      : fuseHits(lexical.hits, dense, options.embedder?.share).slice(0, limit)
  const judged = await rerank(options, text, ranked)
  return { stats: lexical.stats, hits: wanted.isLatest === true ? newestFirst(judged) : judged }
}

/** Null without a model, while it has not seen all chunks, and when it cannot be reached: words find documents too. */
async function searchDense(
  { store, embedder, log }: RetrieveOptions,
  scope: AccessScope,
  text: string,
  limit: number,
  filter: Filter | undefined,
): Promise<readonly ChunkHit[] | null> {
  if (!embedder) return null
  try {
    const [vector] = await embedder.embed([text], 'query')
    return vector ? await store.searchVectors(scope, embedder.model, vector, limit, filter) : null
  } catch (error) {
    if (!(error instanceof AppError) || isDatabaseAway(error)) throw error
    log?.warn('searched without vectors', { model: embedder.model, error: describeError(error) })
    return null
  }
}

function fuseHits(lexical: readonly WordHit[], dense: readonly ChunkHit[], share: number | undefined): RankedHit[] {
  const byWords = lexical.map((item) => ({ item, strength: item.wordScore }))
  const byMeaning = dense.map((item) => ({ item, strength: item.product }))
  const fused = fuse<ChunkHit>(byWords, byMeaning, ({ document, ordinal }) => `${document.revision} ${ordinal}`, share)
  return fused.map(({ item, fused: relevance }) => ({ ...item, relevance }))
}

async function rerank(
  { reranker, log }: RetrieveOptions,
  text: string,
  hits: readonly RankedHit[],
): Promise<readonly RankedHit[]> {
  if (!reranker || hits.length < 2 || text === '') return hits
  const judged = hits.slice(0, reranked)
  try {
    const passages = judged.map(({ document, heading, text: passage }) =>
      [document.title, heading, passage].filter(Boolean).join('\n'),
    )
    const verdicts = await reranker.rerank(text, passages)
    // What was not judged stays behind what was, in its order.
    const best = judged
      .map((hit, i) => ({ ...hit, relevance: 1 + (verdicts[i] ?? 0) }))
      .sort((a, b) => b.relevance - a.relevance)
    const highest = Math.max(...hits.map(({ relevance }) => relevance))
    return [...best, ...hits.slice(reranked).map((hit) => ({ ...hit, relevance: hit.relevance / highest }))]
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log?.warn('not reranked', { model: reranker.model, error: describeError(error) })
    return hits
  }
}

function newestFirst(hits: readonly RankedHit[]): RankedHit[] {
  const bar = comparable * (hits[0]?.relevance ?? 0)
  const good = hits.filter(({ relevance }) => relevance >= bar)
  const others = hits.filter(({ relevance }) => relevance < bar)
  return [...good.sort((a, b) => Date.parse(b.document.modifiedAt) - Date.parse(a.document.modifiedAt)), ...others]
}

/** The best chunk of each document, in order. */
export function distinctDocuments(hits: readonly RankedHit[], top: number): RankedHit[] {
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
  const tokens = analyze(text, detectLanguage(text))
  // Summed up in the order of the query, whatever the order of a sentence.
  const places = new Map([...terms.keys()].map((term, i) => [term, i]))
  const placeOf = (term: string) => places.get(term) ?? 0
  let at = 0
  const scores = spans.map(({ start, end, kind }) => {
    const held = new Set<string>()
    while ((tokens[at]?.start ?? start) < start) at += 1
    for (; (tokens[at]?.start ?? end) < end; at += 1) if (places.has(tokens[at]!.term)) held.add(tokens[at]!.term)
    let sum = 0
    for (const term of [...held].sort((a, b) => placeOf(a) - placeOf(b))) sum += (terms.get(term) ?? 0) * weight(term)
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

export interface SearchOptions extends RetrieveOptions {
  readonly linkTo: LinkTo
  /** A clock in milliseconds. */
  readonly now: () => number
}

/**
 * Search over a store. `top` counts distinct documents; `quote` is the part of the chunk that matches best. Queries may
 * hold limits: see query.ts.
 */
export function createSearch(options: SearchOptions) {
  const { linkTo, now } = options
  return async (query: string, scope: AccessScope, top: number): Promise<SearchResult> => {
    const startedAt = now()
    const { languages } = await options.store.readCorpus(scope)
    const { text, filter } = parseQuery(query, languages)
    const terms = queryTerms(text, languages)
    const wanted = { text, terms, isLatest: asksForLatest(text), ...(filter && { filter }) }
    const { stats, hits } =
      terms.size === 0 && !filter ? noHits : await retrieve(options, scope, wanted, top * chunksPerDocument)
    const weight = idfOf(stats)
    const found = distinctDocuments(hits, top).map((hit, i) => {
      const { start, end } = bestWindow(hit.text, terms, weight)
      const document = documentRef(hit)
      const locator = locatorOf(hit, start, end)
      const quote = hit.text.slice(start, end)
      const url = linkTo(hit.document, locator, quote)
      return { rank: i + 1, score: hit.relevance, document, quote, locator, ...(url === undefined ? {} : { url }) }
    })
    return { query, hits: found, tookMs: now() - startedAt }
  }
}

const noHits = { stats: { chunks: 0, frequencies: new Map<number, number>(), documents: 0 }, hits: [] }
