// The statements that rank chunks, as a reader's: what is not for him is not there. Each gives "revisionId", ordinal and
// product, best first; equals are ordered by address, so that a result is repeatable. `<#>` is the negative inner product.
import { changedAt, type Filter, filterSql } from './filter.ts'
import { sparsevec } from './sparsevec.ts'

/** What BM25 needs to know about a workspace: chunk counts, not document counts. */
export interface CorpusStats {
  /** Chunks in the workspace. IDF is workspace-wide whatever the reader's scope: see docs/architecture.md. */
  readonly chunks: number
  /** Chunks that hold the term, by term id; absent means none. */
  readonly frequencies: ReadonlyMap<number, number>
  /** Documents this reader may see. */
  readonly documents: number
}

// Chunks that hold any of the weightier terms, and chunks that hold several of the others. Measured over 100,000 chunks:
// docs/benchmarks.md.
const candidates = 2_000
// Of equal scores the order is by address, so a few more than wanted are looked at.
const spare = 30

export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

/** A chunk by its place in the store, and the inner product it is ranked by. */
export interface Ranked {
  readonly revisionId: string
  readonly ordinal: number
  readonly product: number
}

export type Weights = readonly (readonly [term: number, weight: number])[]

export interface Wanted {
  readonly weights: Weights
  readonly limit: number
  readonly filter: Filter | undefined
}

export interface Corpus extends CorpusStats {
  /** Nothing is hidden from the scope, and nothing is being written or replaced. */
  readonly isOpen: boolean
}

const workspace = `nullif(current_setting('ragbot.workspace', true), '')::uuid`
// One by one through the index: the planner would rather read all of them for some hundred.
const documentOf = (revision: string) =>
  `lateral (select * from documents where workspace_id = ${workspace} and revision_id = ${revision} limit 1) d`
export const chunkOf = (revision: string, ordinal: string) =>
  `lateral (select * from readable_chunks where revision_id = ${revision} and ordinal = ${ordinal} limit 1) c`

/** Of all chunks. */
export function rankAll({ weights, limit, filter }: Wanted): Statement {
  const { sql: conditions, values } = filterSql(filter, 3, 'd')
  return {
    text: `select "revisionId", ordinal, -distance as product
       from (select d.revision_id as "revisionId", d.ordinal, d.terms <#> $1::sparsevec as distance
               from readable_chunks d where true ${conditions}
              order by distance, d.uri, d.ordinal limit $2) as best
      where distance < 0`,
    values: [sparsevec(weights), limit, ...values],
  }
}

/** A second look at chunks that the first one found, and that the scope may see therefore. */
export function rankAmong(weights: Weights, pool: readonly Ranked[], limit: number): Statement {
  return {
    text: `select k.revision_id as "revisionId", k.ordinal, -(c.terms <#> $1::sparsevec) as product
       from unnest($2::uuid[], $3::int[]) with ordinality as k (revision_id, ordinal, place)
       join ${chunkOf('k.revision_id', 'k.ordinal')} on true
      order by product desc, k.place limit $4`,
    values: [sparsevec(weights), pool.map(({ revisionId }) => revisionId), pool.map(({ ordinal }) => ordinal), limit],
  }
}

/** Of the chunks that hold any of some terms, or all of some others. */
export function rankHolding(
  { weights, limit, filter }: Wanted,
  { isOpen }: Corpus,
  { any, all }: Candidates,
): Statement {
  // Whoever sees everything can be shown the best of everything; for others the best may be closed, and while documents
  // are written it may be what nobody sees yet, or any more.
  const atMost = isOpen && !filter ? limit + spare : null
  const { sql: conditions, values } = filterSql(filter, 6)
  const orNull = (terms: readonly number[]) => (terms.length > 0 ? terms : null)
  return {
    text: `select f.revision_id as "revisionId", f.ordinal, -f.distance as product
       from find_chunks($1::sparsevec, $3, $4, $5) f
       join ${documentOf('f.revision_id')} on true
       ${filter?.phrases ? `join ${chunkOf('f.revision_id', 'f.ordinal')} on true` : ''}
      where f.distance < 0 ${conditions}
      order by f.distance, d.uri, f.ordinal limit $2`,
    values: [sparsevec(weights), limit, orNull(any), orNull(all), atMost, ...values],
  }
}

export interface Candidates {
  readonly any: readonly number[]
  readonly all: readonly number[]
}

/**
 * What the best chunks hold: `any` of the terms that weigh most, as long as few chunks hold one of them; or `all` of the
 * next ones, as many as it takes for few chunks to hold them together if they meet by chance.
 */
export function candidateTerms(weights: Weights, { frequencies, chunks }: Corpus): Candidates {
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

/** The beginnings of documents, newest first; with phrases the chunks that hold them. */
export function rankNewest({ limit }: Wanted, filter: Filter): Statement {
  const { sql: conditions, values } = filterSql(filter, 2, 'd')
  return {
    text: `select d.revision_id as "revisionId", d.ordinal, 1 as product
       from readable_chunks d where ${filter.phrases ? 'true' : 'd.ordinal = 0'} ${conditions}
      order by ${changedAt} desc, d.uri, d.ordinal limit $1`,
    values: [limit, ...values],
  }
}

/** By the cosine of their vectors under a model. */
export function rankVectors(
  modelId: string,
  vector: Float32Array,
  limit: number,
  filter: Filter | undefined,
): Statement {
  const { sql: conditions, values } = filterSql(filter, 4)
  return {
    text: `select d.revision_id as "revisionId", d.ordinal, -(d.embedding <#> $1::vector) as product
       from readable_embeddings d
       ${filter?.phrases ? `join ${chunkOf('d.revision_id', 'd.ordinal')} on true` : ''}
      where d.model_id = $2 ${conditions}
      order by product desc, d.uri, d.ordinal limit $3`,
    values: [`[${vector.join(',')}]`, modelId, limit, ...values],
  }
}
