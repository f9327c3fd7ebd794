// Search over the chunks that a scope may see: BM25 as an inner product of sparse vectors, and dense vectors. Exact in a
// small workspace; in a larger one exact over the chunks that hold one of the query's weightier terms.
import type { AccessScope } from '../model.ts'
import type { Mark } from '../rag/types.ts'
import type { Database, Sql } from './db.ts'
import { changedAt, filterSql } from './filter.ts'
import { sparsevec } from './sparsevec.ts'
import type { ChunkHit, CorpusStats, Filter, SearchStore } from './types.ts'

// Chunks. Up to here looking at all of them takes as long as finding candidates.
const exactUpTo = 5_000
// Chunks that hold any of the weightier terms, and chunks that hold several of the others. Measured over 100,000 chunks:
// docs/benchmarks.md.
const candidates = 2_000
// Chunks that a second look goes over.
const pooled = 120
// The term id that every chunk is counted under.
const everyChunk = 0
// Of equal scores the order is by address, so a few more than wanted are looked at.
const spare = 30

/** A chunk by its place in the store, and its score. */
interface Ranked {
  readonly revisionId: string
  readonly ordinal: number
  readonly score: number
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
  ordinal: number
  text: string
  start: number
  end: number
  page: number | null
  heading: string | null
  marks: Mark[] | null
  line: number | null
}

const hitColumns = `c.revision_id as "revisionId", d.id, d.external_id as "externalId", d.title, d.uri, d.url, d.thumbnail_url as thumbnail, d.media_type as "mediaType",
  to_json(${changedAt}) as "modifiedAt", d.text_id as revision, c.ordinal, c.text, c.start_offset as start, c.end_offset as "end",
  c.page, c.heading, c.marks, c.line`

export function createSearchStore(db: Database): Pick<SearchStore, 'readCorpus' | 'searchChunks' | 'searchVectors'> {
  return {
    readCorpus: (scope) => db.readWorkspace(scope.workspaceId, (sql) => readCorpus(sql, scope)),

    searchChunks: (scope, terms, weigh, limit, { filter, again } = {}) =>
      db.readWorkspace(scope.workspaceId, async (sql) => {
        const corpus = await readCounts(sql, scope, terms)
        const { documents, chunks, frequencies } = corpus
        const stats = { documents, chunks, frequencies }
        const wanted = { scope, weights: positive(weigh(stats)), limit: Math.max(limit, pooled), filter }
        const pool = documents === 0 ? [] : await rank(sql, wanted, corpus)
        const read: ReadHits = new Map()
        const hits = await readHits(sql, pool.slice(0, limit), read)
        const look = again?.({ stats, hits }) ?? null
        if (look === null) return { stats, hits, again: null }
        const more = await readFrequencies(sql, look.terms, frequencies)
        const weights = positive(look.weigh({ ...stats, frequencies: more }))
        return { stats, hits, again: await readHits(sql, await rankAmong(sql, weights, pool, limit), read) }
      }),

    searchVectors: (scope, model, vector, limit, filter) =>
      db.readWorkspace(scope.workspaceId, async (sql) => {
        const [ready] = await sql<{ id: string }>(
          'select id from embedding_models where model = $1 and dimensions = $2 and ready_at is not null',
          [model, vector.length],
        )
        if (!ready) return null
        const { sql: conditions, values } = filterSql(filter, 5)
        const ranked = await sql<Ranked>(
          `select e.revision_id as "revisionId", e.ordinal, -(e.embedding <#> $1::vector) as score
             from embeddings e
             join documents d on d.workspace_id = e.workspace_id and d.revision_id = e.revision_id
             ${needsText(filter) ? chunkOf('e') : ''}
            where e.model_id = $2 and d.audience = any($3) ${conditions}
            order by score desc, d.uri, e.ordinal limit $4`,
          [`[${vector.join(',')}]`, ready.id, scope.audiences, limit, ...values],
        )
        return readHits(sql, ranked)
      }),
  }
}

interface Wanted {
  readonly scope: AccessScope
  readonly weights: Weights
  readonly limit: number
  readonly filter: Filter | undefined
}

type Weights = readonly (readonly [term: number, weight: number])[]

function positive(weights: ReadonlyMap<number, number>): Weights {
  return [...weights].filter(([, weight]) => weight > 0)
}

function rank(sql: Sql, wanted: Wanted, corpus: Corpus): Promise<Ranked[]> {
  const { weights, filter } = wanted
  if (weights.length === 0) return filter ? rankNewest(sql, wanted, filter) : Promise.resolve([])
  return corpus.chunks > exactUpTo ? rankCandidates(sql, wanted, corpus) : rankAll(sql, wanted)
}

type ReadHits = Map<string, Omit<ChunkHit, 'score'>>

/** The ranked chunks with their texts, in the same order. @param read what was read before; the others are added */
async function readHits(sql: Sql, ranked: readonly Ranked[], read: ReadHits = new Map()): Promise<ChunkHit[]> {
  const keyOf = ({ revisionId, ordinal }: Omit<Ranked, 'score'>) => `${revisionId} ${ordinal}`
  const missing = ranked.filter((one) => !read.has(keyOf(one)))
  const rows =
    missing.length === 0
      ? []
      : await sql<HitRow>(
          `select ${hitColumns}
             from unnest($1::uuid[], $2::int[]) as k (revision_id, ordinal)
             ${documentOf('k')}
             ${chunkOf('k')}`,
          [missing.map(({ revisionId }) => revisionId), missing.map(({ ordinal }) => ordinal)],
        )
  for (const row of rows) read.set(keyOf(row), toHit(row))
  return ranked.flatMap((one) => {
    const hit = read.get(keyOf(one))
    return hit ? [{ ...hit, score: one.score }] : []
  })
}

const workspace = `nullif(current_setting('ragbot.workspace', true), '')::uuid`
// One by one through the index: the planner would rather read all of them for some hundred.
const documentOf = (alias: string) =>
  `join lateral (select * from documents where workspace_id = ${workspace} and revision_id = ${alias}.revision_id limit 1) d on true`
const chunkOf = (alias: string) =>
  `join lateral (select * from chunks where workspace_id = ${workspace} and revision_id = ${alias}.revision_id
                                        and ordinal = ${alias}.ordinal limit 1) c on true`

function needsText(filter: Filter | undefined): boolean {
  return filter?.phrases !== undefined
}

async function readCorpus(sql: Sql, { audiences }: AccessScope) {
  const rows = await sql<{ language: string; documents: number }>(
    'select language, sum(documents)::int as documents from document_counts where audience = any($1) group by language',
    [audiences],
  )
  const present = rows.filter(({ documents }) => documents > 0)
  return {
    documents: present.reduce((sum, { documents }) => sum + documents, 0),
    languages: present.toSorted((a, b) => b.documents - a.documents).map(({ language }) => language),
  }
}

interface Corpus extends CorpusStats {
  /** Nothing is hidden from the scope, and nothing is being written or replaced. */
  readonly isOpen: boolean
}

const countsOf = (terms: string) => `select t.term, sum(t.chunks)::int as chunks from term_counts t
   where t.term = any(${terms})
     and t.index_version_id = any (array(select id from index_versions where state in ('current', 'former')))
   group by t.term`

async function readCounts(sql: Sql, { audiences }: AccessScope, terms: readonly number[]): Promise<Corpus> {
  const [row] = await sql<{ documents: number; isOpen: boolean; counts: Record<string, number> }>(
    `select scope.documents, scope.documents = scope.all and not exists (select from revisions where state <> 'current') as "isOpen",
            coalesce((select json_object_agg(term, chunks) from (${countsOf('$2')}) as counts), '{}') as counts
       from (select coalesce(sum(documents) filter (where audience = any($1)), 0)::int as documents,
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

// <#> is the negative inner product. Equal scores are ordered by place, so that a result is repeatable.
async function rankAll(sql: Sql, { scope, weights, limit, filter }: Wanted): Promise<Ranked[]> {
  const { sql: conditions, values } = filterSql(filter, 4)
  return sql<Ranked>(
    `select "revisionId", ordinal, -distance as score
       from (select c.revision_id as "revisionId", c.ordinal, c.terms <#> $1::sparsevec as distance
               from chunks c join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id
              where d.audience = any($2) ${conditions}
              order by distance, d.uri, c.ordinal limit $3) as best
      where distance < 0`,
    [sparsevec(weights), scope.audiences, limit, ...values],
  )
}

/** A second look at chunks that the first one found, and that the scope may see therefore. */
async function rankAmong(sql: Sql, weights: Weights, pool: readonly Ranked[], limit: number): Promise<Ranked[]> {
  if (weights.length === 0 || pool.length === 0) return []
  return sql<Ranked>(
    `select k.revision_id as "revisionId", k.ordinal, -(c.terms <#> $1::sparsevec) as score
       from unnest($2::uuid[], $3::int[]) with ordinality as k (revision_id, ordinal, place)
       ${chunkOf('k')}
      order by score desc, k.place limit $4`,
    [sparsevec(weights), pool.map(({ revisionId }) => revisionId), pool.map(({ ordinal }) => ordinal), limit],
  )
}

async function rankCandidates(sql: Sql, wanted: Wanted, corpus: Corpus): Promise<Ranked[]> {
  const { any, all } = candidateTerms(wanted.weights, corpus)
  const found = await rankHolding(sql, wanted, corpus, any, all)
  if (any.length > 0 || found.length >= wanted.limit) return found
  // The query's common words seldom meet: then the best chunks hold one of them.
  return rankHolding(sql, wanted, corpus, all, [])
}

async function rankHolding(
  sql: Sql,
  { scope, weights, limit, filter }: Wanted,
  { isOpen }: Corpus,
  any: readonly number[],
  all: readonly number[],
): Promise<Ranked[]> {
  // Whoever sees everything can be shown the best of everything; for others the best may be closed, and while documents
  // are written it may be what nobody sees yet, or any more.
  const atMost = isOpen && !filter ? limit + spare : null
  const { sql: conditions, values } = filterSql(filter, 7)
  return sql<Ranked>(
    `select f.revision_id as "revisionId", f.ordinal, -f.distance as score
       from find_chunks($1::sparsevec, $4, $5, $6) f
       ${documentOf('f')}
       ${needsText(filter) ? chunkOf('f') : ''}
      where d.audience = any($2) and f.distance < 0 ${conditions}
      order by f.distance, d.uri, f.ordinal limit $3`,
    [
      sparsevec(weights),
      scope.audiences,
      limit,
      any.length > 0 ? any : null,
      all.length > 0 ? all : null,
      atMost,
      ...values,
    ],
  )
}

/**
 * What the best chunks hold: `any` of the terms that weigh most, as long as few chunks hold one of them; or `all` of the
 * next ones, as many as it takes for few chunks to hold them together if they meet by chance.
 */
function candidateTerms(weights: Weights, { frequencies, chunks }: Corpus) {
  const terms = weights
    .toSorted(([, a], [, b]) => b - a)
    .map(([term]) => ({ term, count: frequencies.get(term) ?? 0 }))
    .filter(({ count }) => count > 0)
  const any: number[] = []
  const all: number[] = []
  let holders = 0
  let expected = chunks
  for (const { term, count } of terms) {
    if (all.length === 0 && holders + count <= candidates) {
      any.push(term)
      holders += count
    } else if (expected > candidates) {
      all.push(term)
      expected *= count / chunks
    }
  }
  return { any, all: any.length === 0 || expected <= candidates ? all : [] }
}

async function rankNewest(sql: Sql, { scope, limit }: Wanted, filter: Filter): Promise<Ranked[]> {
  const { sql: conditions, values } = filterSql(filter, 3)
  return sql<Ranked>(
    `select c.revision_id as "revisionId", c.ordinal, 1 as score
       from documents d join chunks c on c.workspace_id = d.workspace_id and c.revision_id = d.revision_id
      where d.audience = any($1) and ${filter.phrases ? 'true' : 'c.ordinal = 0'} ${conditions}
      order by ${changedAt} desc, d.uri, c.ordinal limit $2`,
    [scope.audiences, limit, ...values],
  )
}

function toHit(row: HitRow): Omit<ChunkHit, 'score'> {
  const { id, externalId, title, uri, url, thumbnail, mediaType, modifiedAt, revision } = row
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
