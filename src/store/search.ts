// Lexical search: an exact inner product of BM25 weights over the chunks that the scope may see.
import type { Database } from './db.ts'
import { sparsevec } from './sparsevec.ts'
import type { SearchStore } from './types.ts'

interface HitRow {
  id: string
  externalId: string | null
  title: string
  uri: string
  url: string | null
  thumbnail: string | null
  mediaType: string
  revision: string
  text: string
  start: number
  end: number
  page: number | null
  heading: string | null
  score: number
}

export function createSearchStore(db: Database): SearchStore {
  return {
    searchChunks: (scope, terms, weigh, limit) =>
      db.inWorkspace(scope.workspaceId, async (sql) => {
        const counts = await sql<{ term: number; chunks: number }>(
          `select term, sum(chunks)::int as chunks from term_counts
            where term = any($1) group by term`,
          [[0, ...terms]],
        )
        const [visible] = await sql<{ documents: number }>(
          'select count(*) as documents from documents where audience = any($1)',
          [scope.audiences],
        )
        const frequencies = new Map(counts.map(({ term, chunks }) => [term, chunks]))
        const stats = { chunks: frequencies.get(0) ?? 0, frequencies, documents: visible!.documents }
        const weights = [...weigh(stats)].filter(([, weight]) => weight > 0)
        if (weights.length === 0 || stats.documents === 0) return { stats, hits: [] }
        const rows = await sql<HitRow>(
          // <#> is the negative inner product. Equal scores are ordered by place, so that a result is repeatable.
          `select d.id, d.external_id as "externalId", d.title, d.uri, d.url, d.thumbnail_url as thumbnail, d.media_type as "mediaType", d.revision_id as revision,
                  c.text, c.start_offset as start, c.end_offset as "end", c.page, c.heading, -best.distance as score
             from (select c.revision_id, c.ordinal, d.id, c.terms <#> $1::sparsevec as distance
                     from chunks c join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id
                    where d.audience = any($2)
                    order by distance, d.uri, c.ordinal limit $3) as best
             join documents d on d.id = best.id
             join chunks c on c.revision_id = best.revision_id and c.ordinal = best.ordinal
            where best.distance < 0
            order by best.distance, d.uri, c.ordinal`,
          [sparsevec(weights), scope.audiences, limit],
        )
        const hits = rows.map(
          ({ id, externalId, title, uri, url, thumbnail, mediaType, revision, page, heading, ...place }) => ({
            document: {
              id,
              title,
              uri,
              mediaType,
              revision,
              ...(externalId !== null && { externalId }),
              ...(url !== null && { url }),
              ...(thumbnail !== null && { thumbnail }),
            },
            ...place,
            ...(page !== null && { page }),
            ...(heading !== null && { heading }),
          }),
        )
        return { stats, hits }
      }),
  }
}
