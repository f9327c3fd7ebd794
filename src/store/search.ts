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
// Candidates a query may have, by the counts of its terms. Measured over 100,000 chunks: docs/benchmarks.md.
const candidates = 6_000
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
  to_json(${changedAt}) as "modifiedAt", d.revision_id as revision, c.ordinal, c.text, c.start_offset as start, c.end_offset as "end",
  c.page, c.heading, c.marks, c.line`

export function createSearchStore(db: Database): Pick<SearchStore, 'readCorpus' | 'searchChunks' | 'searchVectors'> {
  return {
    readCorpus: (scope) => db.inWorkspace(scope.workspaceId, (sql) => readCorpus(sql, scope)),

    searchChunks: (scope, terms, weigh, limit, filter) =>
      db.inWorkspace(scope.workspaceId, async (sql) => {
        const { documents } = await readCorpus(sql, scope)
        const stats = { ...(await readCounts(sql, terms)), documents }
        const weights = [...weigh(stats)].filter(([, weight]) => weight > 0)
        if (documents === 0) return { stats, hits: [] }
        if (weights.length === 0) return { stats, hits: filter ? await readNewest(sql, scope, filter, limit) : [] }
        const isLarge = stats.chunks > exactUpTo
        const rows = await (isLarge ? searchCandidates : searchAll)(sql, scope, weights, stats, limit, filter)
        return { stats, hits: rows.map(toHit) }
      }),

    searchVectors: (scope, model, vector, limit, filter) =>
      db.inWorkspace(scope.workspaceId, async (sql) => {
        const [ready] = await sql<{ id: string }>(
          'select id from embedding_models where model = $1 and dimensions = $2 and ready_at is not null',
          [model, vector.length],
        )
        if (!ready) return null
        const { sql: conditions, values } = filterSql(filter, 5)
        const rows = await sql<HitRow>(
          `select ${hitColumns}, -best.distance as score
             from (select e.revision_id, e.ordinal, d.id, e.embedding <#> $1::vector as distance
                     from embeddings e
                     join documents d on d.workspace_id = e.workspace_id and d.revision_id = e.revision_id
                     ${needsText(filter) ? chunkOf('e') : ''}
                    where e.model_id = $2 and d.audience = any($3) ${conditions}
                    order by distance, d.uri, e.ordinal limit $4) as best
             join documents d on d.id = best.id ${chunkOf('best')}
            order by best.distance, d.uri, c.ordinal`,
          [`[${vector.join(',')}]`, ready.id, scope.audiences, limit, ...values],
        )
        return rows.map(toHit)
      }),
  }
}

const chunkOf = (alias: string) =>
  `join chunks c on c.revision_id = ${alias}.revision_id and c.ordinal = ${alias}.ordinal`

function needsText(filter: Filter | undefined): boolean {
  return filter?.phrases !== undefined || filter?.without !== undefined
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
async function searchAll(
  sql: Sql,
  scope: AccessScope,
  weights: Weights,
  _stats: CorpusStats,
  limit: number,
  filter: Filter | undefined,
): Promise<HitRow[]> {
  const { sql: conditions, values } = filterSql(filter, 4)
  return sql<HitRow>(
    `select ${hitColumns}, -best.distance as score
       from (select c.revision_id, c.ordinal, d.id, c.terms <#> $1::sparsevec as distance
               from chunks c join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id
              where d.audience = any($2) ${conditions}
              order by distance, d.uri, c.ordinal limit $3) as best
       join documents d on d.id = best.id ${chunkOf('best')}
      where best.distance < 0
      order by best.distance, d.uri, c.ordinal`,
    [sparsevec(weights), scope.audiences, limit, ...values],
  )
}

async function searchCandidates(
  sql: Sql,
  scope: AccessScope,
  weights: Weights,
  { frequencies, documents }: CorpusStats,
  limit: number,
  filter: Filter | undefined,
): Promise<HitRow[]> {
  const [all] = await sql<{ documents: number }>('select sum(documents)::int as documents from document_counts')
  // Whoever sees everything can be shown the best of everything; for others the best may be closed.
  const atMost = !filter && all?.documents === documents ? limit + spare : null
  const { sql: conditions, values } = filterSql(filter, 6)
  return sql<HitRow>(
    `select ${hitColumns}, -best.distance as score
       from (select f.revision_id, f.ordinal, d.id, f.distance
               from find_chunks($1::sparsevec, $4, $5) f
               join documents d on d.workspace_id = nullif(current_setting('ragbot.workspace', true), '')::uuid and d.revision_id = f.revision_id
               ${needsText(filter) ? chunkOf('f') : ''}
              where d.audience = any($2) ${conditions}
              order by f.distance, d.uri, f.ordinal limit $3) as best
       join documents d on d.id = best.id ${chunkOf('best')}
      where best.distance < 0
      order by best.distance, d.uri, c.ordinal`,
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

async function readNewest(sql: Sql, scope: AccessScope, filter: Filter, limit: number): Promise<ChunkHit[]> {
  const { sql: conditions, values } = filterSql(filter, 3)
  const rows = await sql<HitRow>(
    `select ${hitColumns}, 1 as score
       from documents d join chunks c on c.workspace_id = d.workspace_id and c.revision_id = d.revision_id
      where d.audience = any($1) and ${filter.phrases ? 'true' : 'c.ordinal = 0'} ${conditions}
      order by ${changedAt} desc, d.uri, c.ordinal limit $2`,
    [scope.audiences, limit, ...values],
  )
  return rows.map(toHit)
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
