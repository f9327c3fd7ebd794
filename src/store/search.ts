// Search over the chunks that a scope may see: BM25 as an inner product of sparse vectors, and dense vectors. Exact in a
// small workspace; in a larger one exact over the chunks that hold one of the query's weightier terms.
import type { AccessScope } from '../model.ts'
import type { Mark } from '../rag/types.ts'
import type { Database, Sql } from './db.ts'
import { changedAt, filterSql } from './filter.ts'
import { sparsevec } from './sparsevec.ts'
import type { ChunkHit, CorpusStats, Filter, Ranked, SearchStore } from './types.ts'

// Chunks. Up to here looking at all of them takes as long as finding candidates.
const exactUpTo = 5_000
// Candidates a query may have, by the counts of its terms. Measured over 100,000 chunks: docs/benchmarks.md.
const candidates = 4_000
// Chunks that a second look goes over.
const pooled = 300
// Of equal scores the order is by address, so a few more than wanted are looked at.
const spare = 50

interface HitRow {
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
  score: number
}

const hitColumns = `d.id, d.external_id as "externalId", d.title, d.uri, d.url, d.thumbnail_url as thumbnail, d.media_type as "mediaType",
  to_json(${changedAt}) as "modifiedAt", d.text_id as revision, c.ordinal, c.text, c.start_offset as start, c.end_offset as "end",
  c.page, c.heading, c.marks, c.line`

export function createSearchStore(db: Database): Pick<SearchStore, 'readCorpus' | 'searchChunks' | 'searchVectors'> {
  return {
    readCorpus: (scope) => db.inWorkspace(scope.workspaceId, (sql) => readCorpus(sql, scope)),

    searchChunks: (scope, terms, weigh, limit, { filter, among } = {}) =>
      db.inWorkspace(scope.workspaceId, async (sql) => {
        await sql(oneMoment)
        const { documents } = await readCorpus(sql, scope)
        const stats = { ...(await readCounts(sql, terms)), documents }
        const weights = [...weigh(stats)].filter(([, weight]) => weight > 0)
        const wanted = { scope, weights, limit: Math.max(limit, pooled), ...(filter && { filter }) }
        const pool = documents === 0 ? [] : await rank(sql, wanted, stats, among)
        return { stats, hits: await readHits(sql, pool.slice(0, limit)), pool }
      }),

    searchVectors: (scope, model, vector, limit, filter) =>
      db.inWorkspace(scope.workspaceId, async (sql) => {
        await sql(oneMoment)
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

// All statements of a search see the same: between two of them a rebuild may give every document another revision.
const oneMoment = 'set transaction isolation level repeatable read, read only'

interface Wanted {
  readonly scope: AccessScope
  readonly weights: Weights
  readonly limit: number
  readonly filter?: Filter
}

async function rank(
  sql: Sql,
  wanted: Wanted,
  stats: CorpusStats,
  among: readonly Ranked[] | undefined,
): Promise<Ranked[]> {
  if (wanted.weights.length === 0) return wanted.filter ? rankNewest(sql, wanted, wanted.filter) : []
  const again = among && (await rankAmong(sql, wanted, among))
  // Fewer when documents were indexed anew since the first look.
  if (again && again.length === among.length) return again
  return stats.chunks > exactUpTo ? rankCandidates(sql, wanted, stats) : rankAll(sql, wanted)
}

/** The ranked chunks with their texts, in the same order. */
async function readHits(sql: Sql, ranked: readonly Ranked[]): Promise<ChunkHit[]> {
  if (ranked.length === 0) return []
  const rows = await sql<HitRow>(
    `select ${hitColumns}, k.score
       from unnest($1::uuid[], $2::int[], $3::float8[]) with ordinality as k (revision_id, ordinal, score, place)
       ${documentOf('k')}
       ${chunkOf('k')}
      order by k.place`,
    [
      ranked.map(({ revisionId }) => revisionId),
      ranked.map(({ ordinal }) => ordinal),
      ranked.map(({ score }) => score),
    ],
  )
  return rows.map(toHit)
}

const workspace = `nullif(current_setting('ragbot.workspace', true), '')::uuid`
// One by one through the index: the planner would rather read all documents for some hundred of them.
const documentOf = (alias: string) =>
  `join lateral (select * from documents where workspace_id = ${workspace} and revision_id = ${alias}.revision_id limit 1) d on true`
const chunkOf = (alias: string) =>
  `join chunks c on c.revision_id = ${alias}.revision_id and c.ordinal = ${alias}.ordinal`

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

async function readCounts(sql: Sql, terms: readonly number[]): Promise<Pick<CorpusStats, 'chunks' | 'frequencies'>> {
  const counts = await sql<{ term: number; chunks: number }>(
    `select t.term, sum(t.chunks)::int as chunks from term_counts t
      where t.term = any($1)
        and t.index_version_id = any (array(select id from index_versions where state in ('current', 'former')))
      group by t.term`,
    [[0, ...terms]],
  )
  const frequencies = new Map(counts.map(({ term, chunks }) => [term, chunks]))
  return { chunks: frequencies.get(0) ?? 0, frequencies }
}

type Weights = readonly (readonly [term: number, weight: number])[]

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

/** A second look at chunks that a first one found. */
async function rankAmong(sql: Sql, { scope, weights, limit }: Wanted, among: readonly Ranked[]): Promise<Ranked[]> {
  return sql<Ranked>(
    `select k.revision_id as "revisionId", k.ordinal, -(c.terms <#> $1::sparsevec) as score
       from unnest($4::uuid[], $5::int[]) as k (revision_id, ordinal)
       ${documentOf('k')}
       ${chunkOf('k')}
      where d.audience = any($2)
      order by score desc, d.uri, k.ordinal limit $3`,
    [
      sparsevec(weights),
      scope.audiences,
      limit,
      among.map(({ revisionId }) => revisionId),
      among.map(({ ordinal }) => ordinal),
    ],
  )
}

async function rankCandidates(
  sql: Sql,
  { scope, weights, limit, filter }: Wanted,
  { frequencies, documents }: CorpusStats,
): Promise<Ranked[]> {
  const [all] = await sql<{ documents: number; isSettled: boolean }>(
    `select sum(documents)::int as documents, not exists (select from revisions where state <> 'current') as "isSettled" from document_counts`,
  )
  // Whoever sees everything can be shown the best of everything; for others the best may be closed, and while documents
  // are written it may be what nobody sees yet, or any more.
  const atMost = !filter && all?.isSettled && all.documents === documents ? limit + spare : null
  const { sql: conditions, values } = filterSql(filter, 6)
  return sql<Ranked>(
    `select f.revision_id as "revisionId", f.ordinal, -f.distance as score
       from find_chunks($1::sparsevec, $4, $5) f
       ${documentOf('f')}
       ${needsText(filter) ? chunkOf('f') : ''}
      where d.audience = any($2) and f.distance < 0 ${conditions}
      order by f.distance, d.uri, f.ordinal limit $3`,
    [sparsevec(weights), scope.audiences, limit, decisive(weights, frequencies), atMost, ...values],
  )
}

/** The terms that weigh most, until too many chunks hold one of them; at least one. */
function decisive(weights: Weights, frequencies: ReadonlyMap<number, number>): number[] {
  const chosen: number[] = []
  let sum = 0
  for (const [term] of weights.toSorted(([, a], [, b]) => b - a)) {
    const count = frequencies.get(term) ?? 0
    if (count === 0) continue
    if (chosen.length > 0 && sum + count > candidates) break
    chosen.push(term)
    sum += count
  }
  return chosen
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

function toHit(row: HitRow): ChunkHit {
  const {
    id,
    externalId,
    title,
    uri,
    url,
    thumbnail,
    mediaType,
    modifiedAt,
    revision,
    page,
    heading,
    marks,
    line,
    ...place
  } = row
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
    ...place,
    ...(page !== null && { page }),
    ...(heading !== null && { heading }),
    ...(marks !== null && { marks }),
    ...(line !== null && { line }),
  }
}
