// The write path of indexing: artifacts and chunks go in by short transactions and stay invisible until `publish`
// points their documents to them. Short, because every embedded connection waits behind an open transaction.
import { randomUUID } from 'node:crypto'
import type { WorkspaceId } from '../model.ts'
import type { Database, Sql } from './db.ts'
import { sparsevec } from './sparsevec.ts'
import type { IndexStore, IndexVersion, KnownDocument } from './types.ts'

// A revision that nobody has written to for so long belongs to a process that died.
const abandonedAfter = '15 minutes'
const removalBatch = 32

export function createIndexStore(db: Database): IndexStore {
  return {
    currentVersion: (workspaceId, made) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const find = async (): Promise<IndexVersion | undefined> =>
          (
            await sql<IndexVersion>(
              'select id, average_length as "averageLength" from index_versions where is_current and analyzer = $1 and chunker = $2',
              [made.analyzer, made.chunker],
            )
          )[0]
        const current = await find()
        if (current) return current
        // Another analyzer or chunker: documents are re-made under the new version as they are indexed again.
        await sql('update index_versions set is_current = false where is_current')
        await sql(
          `insert into index_versions (workspace_id, id, analyzer, chunker, average_length) values ($1, $2, $3, $4, $5)
           on conflict (workspace_id) where is_current do nothing`,
          [workspaceId, randomUUID(), made.analyzer, made.chunker, made.averageLength],
        )
        return (await find())!
      }),

    findBySource: (target, sourceKeys) =>
      db.inWorkspace(target.workspaceId, async (sql) => {
        const rows = await sql<KnownDocument & { sourceKey: string }>(
          `select d.source_key as "sourceKey", d.id as "documentId", d.source_hash as "sourceHash", d.title, d.url, d.thumbnail_url as thumbnail,
                  d.chunk_count as "chunkCount", r.index_version_id as "indexVersionId"
             from documents d join revisions r on r.workspace_id = d.workspace_id and r.id = d.revision_id
            where d.audience = $1 and d.source_key = any($2)`,
          [target.audience, sourceKeys],
        )
        return new Map(rows.map((row) => [row.sourceKey, row]))
      }),

    beginRevisions: (workspaceId, version, revisions) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const artifacts = [...new Map(revisions.map(({ artifact }) => [artifact.hash, artifact])).values()]
        await sql(
          `insert into artifacts (workspace_id, hash, text, layout, media_type)
           select $1::uuid, hash, text, layout::jsonb, media_type
             from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as new (hash, text, layout, media_type)
           -- Locks the artifact that is there, so that nobody removes it before the revision below refers to it.
           on conflict (workspace_id, hash) do update set media_type = excluded.media_type`,
          [
            workspaceId,
            artifacts.map(({ hash }) => hash),
            artifacts.map(({ text }) => text),
            artifacts.map(({ layout }) => JSON.stringify(layout)),
            artifacts.map(({ mediaType }) => mediaType),
          ],
        )
        await sql(
          `insert into revisions (workspace_id, id, index_version_id, artifact_hash)
           select $1, id, $2, hash from unnest($3::uuid[], $4::text[]) as new (id, hash)`,
          [
            workspaceId,
            version.id,
            revisions.map(({ revisionId }) => revisionId),
            revisions.map(({ artifact }) => artifact.hash),
          ],
        )
      }),

    addChunks: (workspaceId, chunks) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const termIds = chunks.map(({ index }) => [...index.terms.keys()].sort((a, b) => a - b))
        await sql(
          `insert into chunks (workspace_id, revision_id, ordinal, start_offset, end_offset, page, heading, text, length, terms, term_ids)
           select $1, revision_id, ordinal, start_offset, end_offset, page, heading, text, length, terms::sparsevec, term_ids::integer[]
             from unnest($2::uuid[], $3::int[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::int[], $10::text[], $11::text[])
               as new (revision_id, ordinal, start_offset, end_offset, page, heading, text, length, terms, term_ids)`,
          [
            workspaceId,
            chunks.map(({ revisionId }) => revisionId),
            chunks.map(({ chunk }) => chunk.ordinal),
            chunks.map(({ chunk }) => chunk.start),
            chunks.map(({ chunk }) => chunk.end),
            chunks.map(({ chunk }) => chunk.page ?? null),
            chunks.map(({ chunk }) => chunk.heading ?? null),
            chunks.map(({ chunk }) => chunk.text),
            chunks.map(({ index }) => index.length),
            chunks.map(({ index }) => sparsevec(index.terms)),
            termIds.map((ids) => `{${ids.join(',')}}`),
          ],
        )
        await sql('update revisions set touched_at = now() where id = any($1)', [
          [...new Set(chunks.map(({ revisionId }) => revisionId))],
        ])
      }),

    publish: (target, version, revisions, counts) =>
      db.inWorkspace(target.workspaceId, async (sql) => {
        // One publication at a time: of two that add the same new document, the second has to see the first.
        await sql('select 1 from index_versions where id = $1 for update', [version.id])
        const replaced = await sql<{ revisionId: string }>(
          `select revision_id as "revisionId" from documents where audience = $1 and source_key = any($2) order by id for update`,
          [target.audience, revisions.map(({ sourceKey }) => sourceKey)],
        )
        const documents = await sql<{ id: string; sourceKey: string }>(
          `insert into documents (workspace_id, audience, id, revision_id, source_key, source_hash, uri, external_id, title, url, thumbnail_url, media_type, chunk_count)
           select $1, $2, id, revision_id, source_key, source_hash, uri, external_id, title, url, thumbnail_url, media_type, chunk_count
             from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::int[])
               as new (id, revision_id, source_key, source_hash, uri, external_id, title, url, thumbnail_url, media_type, chunk_count)
           on conflict (workspace_id, audience, source_key) do update set
             revision_id = excluded.revision_id, source_hash = excluded.source_hash, uri = excluded.uri,
             external_id = excluded.external_id, title = excluded.title, url = excluded.url, thumbnail_url = excluded.thumbnail_url,
             media_type = excluded.media_type, chunk_count = excluded.chunk_count, updated_at = now()
           returning id, source_key as "sourceKey"`,
          [
            target.workspaceId,
            target.audience,
            revisions.map(() => randomUUID()),
            revisions.map(({ revisionId }) => revisionId),
            revisions.map(({ sourceKey }) => sourceKey),
            revisions.map(({ sourceHash }) => sourceHash),
            revisions.map(({ uri }) => uri),
            revisions.map(({ externalId }) => externalId ?? null),
            revisions.map(({ title }) => title),
            revisions.map(({ url }) => url ?? null),
            revisions.map(({ thumbnail }) => thumbnail ?? null),
            revisions.map(({ mediaType }) => mediaType),
            revisions.map(({ chunkCount }) => chunkCount),
          ],
        )
        await setRevisionState(
          sql,
          'retired',
          replaced.map(({ revisionId }) => revisionId),
        )
        await setRevisionState(
          sql,
          'current',
          revisions.map(({ revisionId }) => revisionId),
        )
        // In the same transaction, so that the counts are those of published documents however a process ends.
        const sorted = [...counts].sort(([a], [b]) => a - b)
        await sql(
          'insert into term_counts (workspace_id, index_version_id, term, chunks) select $1, $2, * from unnest($3::int[], $4::int[])',
          [target.workspaceId, version.id, sorted.map(([term]) => term), sorted.map(([, count]) => count)],
        )
        const ids = new Map(documents.map(({ id, sourceKey }) => [sourceKey, id]))
        return revisions.map(({ sourceKey }) => ids.get(sourceKey)!)
      }),

    removeRetired: (workspaceId) => removeRetired(db, workspaceId),
    vacuum: () => db.vacuum(),
  }
}

async function setRevisionState(sql: Sql, state: 'current' | 'retired', ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql('update revisions set state = $1, touched_at = now() where id = any($2)', [state, ids])
}

async function removeRetired(db: Database, workspaceId: WorkspaceId): Promise<void> {
  for (;;) {
    const finished = await db.inWorkspace(workspaceId, async (sql) => {
      const [revision] = await sql<{ id: string; versionId: string; hash: string; wasPublished: boolean }>(
        `select id, index_version_id as "versionId", artifact_hash as hash, state = 'retired' as "wasPublished" from revisions
          where state = 'retired' or (state = 'writing' and touched_at < now() - $1::interval)
          order by touched_at limit 1 for update skip locked`,
        [abandonedAfter],
      )
      if (!revision) return true
      const [removed] = await sql<{ count: number }>(
        `with doomed as (select ordinal from chunks where revision_id = $1 order by ordinal limit $2),
              gone as (delete from chunks c using doomed d where c.revision_id = $1 and c.ordinal = d.ordinal returning c.term_ids),
              less as (insert into term_counts (workspace_id, index_version_id, term, chunks)
                       select $3, $4, term, -count(*) from (select unnest(term_ids || 0) as term from gone where $5) as terms
                        group by term order by term)
         select count(*) from gone`,
        [revision.id, removalBatch, workspaceId, revision.versionId, revision.wasPublished],
      )
      if (removed!.count === removalBatch) return false
      await sql('delete from revisions where id = $1', [revision.id])
      await sql(
        'delete from artifacts a where hash = $1 and not exists (select from revisions r where r.workspace_id = a.workspace_id and r.artifact_hash = a.hash)',
        [revision.hash],
      )
      return false
    })
    if (finished) return
  }
}

// Term ids are spread evenly, so each slice is a short transaction.
const countSlices = 64
const sliceWidth = Math.ceil(1_000_000_000 / countSlices)

/** Sums the appended term counts into one row a term. */
export async function compactTermCounts(db: Database, workspaceId: WorkspaceId): Promise<void> {
  for (let slice = 0; slice < countSlices; slice += 1) {
    await db.inWorkspace(workspaceId, (sql) =>
      sql(
        `with scattered as (select index_version_id, term from term_counts where term >= $2 and term < $3
                             group by index_version_id, term having count(*) > 1),
              old as (delete from term_counts c using scattered s
                       where c.index_version_id = s.index_version_id and c.term = s.term
                   returning c.index_version_id, c.term, c.chunks)
         insert into term_counts (workspace_id, index_version_id, term, chunks)
         select $1, index_version_id, term, sum(chunks) from old group by index_version_id, term having sum(chunks) <> 0 order by term`,
        [workspaceId, slice * sliceWidth, (slice + 1) * sliceWidth],
      ),
    )
  }
}
