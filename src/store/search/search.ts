// Search over the chunks that a scope may see: BM25 as an inner product of sparse vectors, and dense vectors. Exact in a
// small workspace; in a larger one exact over the chunks that hold what the best ones do.

import type { Mark } from '../../layout.ts'
import type { AccessScope, DocumentRef } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import type { Filter } from './filter.ts'
import {
  type Corpus,
  type CorpusStats,
  candidateTerms,
  chunkOf,
  type Ranked,
  rankAll,
  rankAmong,
  rankHolding,
  rankNewest,
  rankVectors,
  type Statement,
  type Wanted,
  type Weights,
} from './rank.ts'

export interface ChunkHit {
  readonly document: DocumentRef & {
    readonly url?: string
    readonly mediaType: string
    /** Changes with the text, so that a link to a place notices when the document was replaced. */
    readonly revision: string
    /** ISO 8601; when nobody says, when it was first indexed. */
    readonly modifiedAt: string
  }
  /** Of its document: with the document it names the chunk. */
  readonly ordinal: number
  readonly text: string
  readonly start: number
  readonly end: number
  readonly page?: number
  readonly heading?: string
  /** Offsets into `text`; the first one is in force where the chunk begins. */
  readonly marks?: readonly Mark[]
  /** The line it begins on, where readers go by lines. */
  readonly line?: number
  /** The inner product it was found by: of term weights, above 0, or of vectors (the cosine); 1 where only a filter was asked. */
  readonly product: number
}

/** The corpus's counts → a weight a term id. */
type Weigh = (stats: CorpusStats) => ReadonlyMap<number, number>

/** The counts of the terms that were looked for, and the chunks that were found, best first. */
export interface Found {
  readonly stats: CorpusStats
  readonly hits: readonly ChunkHit[]
}

export interface SearchStore {
  /** How many documents the scope may see, and the languages they are written in. */
  readCorpus(scope: AccessScope): Promise<{ readonly documents: number; readonly languages: readonly string[] }>
  /**
   * The chunks nearest to a query, best first, all read at one moment. Without terms: the beginnings of the documents
   * that the filter lets through, newest first; none without a filter.
   * @param terms the query's term ids
   * @param weigh turns the corpus's counts into a weight a term
   * @param options `again`: what to look for a second time, among the some hundred chunks that came closest; null for
   *   not at all. What that finds is returned as `again`.
   */
  searchChunks(
    scope: AccessScope,
    terms: readonly number[],
    weigh: Weigh,
    limit: number,
    options?: {
      readonly filter?: Filter
      readonly again?: (found: Found) => { readonly terms: readonly number[]; readonly weigh: Weigh } | null
    },
  ): Promise<Found & { readonly again: readonly ChunkHit[] | null }>
  /** The chunks whose vectors of this model are nearest, best first; null while not all chunks have one. */
  searchVectors(
    scope: AccessScope,
    model: string,
    vector: Float32Array,
    limit: number,
    filter?: Filter,
  ): Promise<readonly ChunkHit[] | null>
}

// Chunks. Up to here looking at all of them takes as long as finding candidates.
const exactUpTo = 5_000
// Chunks that a second look goes over.
const pooled = 120
// For so long nobody needs to be told when a document was last seen at its source.
const freshDays = 30
// The term id that every chunk is counted under.
const everyChunk = 0

export function createSearchStore(db: Database): SearchStore {
  return {
    readCorpus: (scope) => db.readAs(scope, (sql) => readCorpus(sql, scope)),

    searchChunks: (scope, terms, weigh, limit, { filter, again } = {}) =>
      db.readAs(scope, async (sql) => {
        const corpus = await readCounts(sql, scope, terms)
        const { documents, chunks, frequencies } = corpus
        const stats = { documents, chunks, frequencies }
        const wanted = { weights: positive(weigh(stats)), limit: Math.max(limit, pooled), filter }
        const read: Read = new Map()
        const { pool, hits } = documents === 0 ? nothing : await lookAtAll(sql, wanted, corpus, limit, read)
        const look = again?.({ stats, hits }) ?? null
        if (look === null) return { stats, hits, again: null }
        const more = await readFrequencies(sql, look.terms, frequencies)
        const weights = positive(look.weigh({ ...stats, frequencies: more }))
        if (weights.length === 0 || pool.length === 0) return { stats, hits, again: [] }
        return { stats, hits, again: (await readRanked(sql, rankAmong(weights, pool, limit), limit, read)).hits }
      }),

    searchVectors: (scope, model, vector, limit, filter) =>
      db.readAs(scope, async (sql) => {
        const [ready] = await sql<{ id: string }>(
          'select id from embedding_models where model = $1 and dimensions = $2 and ready_at is not null',
          [model, vector.length],
        )
        if (!ready) return null
        return (await readRanked(sql, rankVectors(ready.id, vector, limit, filter), limit)).hits
      }),
  }
}

function positive(weights: ReadonlyMap<number, number>): Weights {
  return [...weights].filter(([, weight]) => weight > 0)
}

interface Looked {
  /** All that were ranked, best first. */
  readonly pool: readonly Ranked[]
  /** The first of them, with their texts. */
  readonly hits: readonly ChunkHit[]
}

const nothing: Looked = { pool: [], hits: [] }

async function lookAtAll(sql: Sql, wanted: Wanted, corpus: Corpus, limit: number, read: Read): Promise<Looked> {
  const { weights, filter } = wanted
  if (weights.length === 0) return filter ? readRanked(sql, rankNewest(wanted, filter), limit, read) : nothing
  if (corpus.chunks <= exactUpTo) return readRanked(sql, rankAll(wanted), limit, read)
  const { any, all } = candidateTerms(weights, corpus)
  const found = await readRanked(sql, rankHolding(wanted, corpus, { any, all }), limit, read)
  if (any.length > 0 || found.pool.length >= wanted.limit) return found
  // The query's common words seldom meet: then the best chunks hold one of them.
  return readRanked(sql, rankHolding(wanted, corpus, { any: all, all: [] }), limit, read)
}

interface HitRow {
  revisionId: string
  id: string
  externalId: string | null
  title: string
  uri: string
  url: string | null
  thumbnail: string | null
  mediaType: string
  modifiedAt: string
  revision: string
  readAt: string | null
  ordinal: number
  text: string
  start: number
  end: number
  page: number | null
  heading: string | null
  marks: Mark[] | null
  line: number | null
}

const hitColumns = `c.revision_id as "revisionId", c.ordinal, c.document_id as id, c.external_id as "externalId", c.title, c.uri, c.url, c.thumbnail_url as thumbnail, c.media_type as "mediaType",
  to_json(coalesce(c.modified_at, c.created_at)) as "modifiedAt", c.text_id as revision, c.text, c.start_offset as start, c.end_offset as "end",
  c.page, c.heading, c.marks, c.line, case when c.read_at < now() - interval '${freshDays} days' then to_json(c.read_at) end as "readAt"`

type Read = Map<string, Omit<ChunkHit, 'product'>>

/**
 * @param limit of chunks whose texts are read
 * @param read texts that were read before; the others are added
 */
async function readRanked(
  sql: Sql,
  { text, values }: Statement,
  limit: number,
  read: Read = new Map(),
): Promise<Looked> {
  const keyOf = ({ revisionId, ordinal }: Omit<Ranked, 'product'>) => `${revisionId} ${ordinal}`
  const pool = await sql<Ranked>(text, values)
  const best = pool.slice(0, limit)
  const missing = best.filter((one) => !read.has(keyOf(one)))
  if (missing.length > 0) {
    const rows = await sql<HitRow>(
      `select ${hitColumns}
         from unnest($1::uuid[], $2::int[]) as k (revision_id, ordinal),
              ${chunkOf('k.revision_id', 'k.ordinal')}`,
      [missing.map(({ revisionId }) => revisionId), missing.map(({ ordinal }) => ordinal)],
    )
    for (const row of rows) read.set(keyOf(row), toHit(row))
  }
  const hits = best.flatMap((one) => {
    const hit = read.get(keyOf(one))
    return hit ? [{ ...hit, product: one.product }] : []
  })
  return { pool, hits }
}

async function readCorpus(sql: Sql, { audiences }: AccessScope) {
  const rows = await sql<{ language: string; documents: number }>(
    'select language, sum(documents)::int as documents from document_counts where audiences && $1 group by language',
    [audiences],
  )
  const present = rows.filter(({ documents }) => documents > 0)
  return {
    documents: present.reduce((sum, { documents }) => sum + documents, 0),
    languages: present.toSorted((a, b) => b.documents - a.documents).map(({ language }) => language),
  }
}

const countsOf = (terms: string) => `select t.term, sum(t.chunks)::int as chunks from term_counts t
   where t.term = any(${terms})
     and t.index_version_id = any (array(select id from index_versions where state in ('current', 'former')))
   group by t.term`

async function readCounts(sql: Sql, { audiences }: AccessScope, terms: readonly number[]): Promise<Corpus> {
  const [row] = await sql<{ documents: number; isOpen: boolean; counts: Record<string, number> }>(
    `select scope.documents, scope.documents = scope.all and not exists (select from revisions where state <> 'current') as "isOpen",
            coalesce((select json_object_agg(term, chunks) from (${countsOf('$2')}) as counts), '{}') as counts
       from (select coalesce(sum(documents) filter (where audiences && $1), 0)::int as documents,
                    coalesce(sum(documents), 0)::int as all from document_counts) as scope`,
    [audiences, [everyChunk, ...terms]],
  )
  if (!row) throw new Error('an aggregate without a row')
  const { documents, isOpen, counts } = row
  const frequencies = new Map(Object.entries(counts).map(([term, chunks]) => [Number(term), chunks]))
  return { documents, isOpen, chunks: frequencies.get(everyChunk) ?? 0, frequencies }
}

/** `known` with the counts of further terms. */
async function readFrequencies(
  sql: Sql,
  terms: readonly number[],
  known: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, number>> {
  const missing = terms.filter((term) => !known.has(term))
  const counts = missing.length === 0 ? [] : await sql<{ term: number; chunks: number }>(countsOf('$1'), [missing])
  return new Map([...known, ...counts.map(({ term, chunks }) => [term, chunks] as const)])
}

function toHit(row: HitRow): Omit<ChunkHit, 'product'> {
  const { id, externalId, title, uri, url, thumbnail, mediaType, modifiedAt, revision, readAt } = row
  const { ordinal, text, start, end, page, heading, marks, line } = row
  return {
    document: {
      id,
      title,
      uri,
      mediaType,
      modifiedAt,
      revision,
      ...(externalId !== null && { externalId }),
      ...(url !== null && { url }),
      ...(thumbnail !== null && { thumbnail }),
      ...(readAt !== null && { readAt }),
    },
    ordinal,
    text,
    start,
    end,
    ...(page !== null && { page }),
    ...(heading !== null && { heading }),
    ...(marks !== null && { marks }),
    ...(line !== null && { line }),
  }
}
