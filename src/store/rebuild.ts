// A new index version beside the one in use: made from artifacts alone, seen by nobody, then switched on at once.
import { randomUUID } from 'node:crypto'
import type { Database } from './db.ts'
import type { IndexStore, IndexVersion, StoredArtifact } from './types.ts'

type Rebuild = 'readAverageLength' | 'beginRebuild' | 'beginRebuilt' | 'readUnbuilt' | 'addRebuilt' | 'switchVersion'

export function createRebuildStore(db: Database): Pick<IndexStore, Rebuild> {
  return {
    readAverageLength: (workspaceId) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const [row] = await sql<{ mean: number | null }>(
          `select avg(c.length)::real as mean from chunks c
             join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id`,
        )
        return row!.mean
      }),

    beginRebuild: (workspaceId, made) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const find = async () =>
          (
            await sql<IndexVersion & { analyzer: string; chunker: string }>(
              `select id, average_length as "averageLength", analyzer, chunker from index_versions where state = 'building' for update`,
            )
          )[0]
        const begun = await find()
        if (begun && begun.analyzer === made.analyzer && begun.chunker === made.chunker) {
          // Of a process that ended in the middle of a batch.
          await sql(
            `update revisions set state = 'retired', replaces = null where index_version_id = $1 and chunk_count is null`,
            [begun.id],
          )
          return begun
        }
        if (begun) {
          // Begun by a program that made its chunks differently, and never finished.
          await sql(`update index_versions set state = 'retired' where id = $1`, [begun.id])
          await sql(`update revisions set state = 'retired' where index_version_id = $1`, [begun.id])
          await sql('delete from term_counts where index_version_id = $1', [begun.id])
        }
        await sql(
          `insert into index_versions (workspace_id, id, analyzer, chunker, average_length, state) values ($1, $2, $3, $4, $5, 'building')
           on conflict (workspace_id) where state = 'building' do nothing`,
          [workspaceId, randomUUID(), made.analyzer, made.chunker, made.averageLength],
        )
        return (await find())!
      }),

    readUnbuilt: (workspaceId, version, after, limit) =>
      db.inWorkspace(workspaceId, (sql) =>
        sql<StoredArtifact>(
          `select d.id as "documentId", d.revision_id as "revisionId", r.artifact_hash as "artifactHash", d.title, d.language, a.text, a.layout
             from documents d
             join revisions r on r.workspace_id = d.workspace_id and r.id = d.revision_id
             join artifacts a on a.workspace_id = d.workspace_id and a.hash = r.artifact_hash
            where r.index_version_id <> $1 and d.id > $3
              and not exists (select from revisions n where n.workspace_id = d.workspace_id and n.index_version_id = $1
                                 and n.replaces = d.revision_id and n.chunk_count is not null)
            order by d.id limit $2`,
          [version.id, limit, after ?? '00000000-0000-0000-0000-000000000000'],
        ),
      ),

    beginRebuilt: (workspaceId, version, revisions) =>
      db.inWorkspace(workspaceId, async (sql) => {
        await sql(
          `insert into revisions (workspace_id, id, index_version_id, artifact_hash, replaces)
           select $1, id, $2, hash, replaces from unnest($3::uuid[], $4::text[], $5::uuid[]) as new (id, hash, replaces)`,
          [
            workspaceId,
            version.id,
            revisions.map(({ revisionId }) => revisionId),
            revisions.map(({ artifactHash }) => artifactHash),
            revisions.map(({ replaces }) => replaces),
          ],
        )
      }),

    addRebuilt: (workspaceId, version, revisions, counts) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const ids = revisions.map(({ revisionId }) => revisionId)
        await sql(
          `update revisions r set chunk_count = n.chunks, touched_at = now()
             from unnest($1::uuid[], $2::int[]) as n (id, chunks) where r.id = n.id`,
          [ids, revisions.map(({ chunkCount }) => chunkCount)],
        )
        // What a model made of a text it need not make of the same text again.
        await sql(
          `insert into embeddings (workspace_id, model_id, revision_id, ordinal, embedding)
           select e.workspace_id, e.model_id, n.revision_id, n.ordinal, e.embedding
             from revisions r join chunks n on n.workspace_id = r.workspace_id and n.revision_id = r.id
             join embeddings e on e.workspace_id = r.workspace_id and e.revision_id = r.replaces
             join chunks o on o.workspace_id = e.workspace_id and o.revision_id = e.revision_id and o.ordinal = e.ordinal
            where r.id = any($1) and o.text = n.text and o.heading is not distinct from n.heading
           on conflict do nothing`,
          [ids],
        )
        const sorted = [...counts].sort(([a], [b]) => a - b)
        await sql(
          'insert into term_counts (workspace_id, index_version_id, term, chunks) select $1, $2, * from unnest($3::int[], $4::int[])',
          [workspaceId, version.id, sorted.map(([term]) => term), sorted.map(([, count]) => count)],
        )
      }),

    switchVersion: (workspaceId, version) =>
      db.inWorkspace(workspaceId, async (sql) => {
        // As for a publication: one at a time, and none of the old version comes after this.
        await sql('select 1 from index_versions order by id for update')
        const replaced = await sql<{ old: string }>(
          `update documents d set revision_id = n.id, chunk_count = n.chunk_count
             from revisions n
            where n.workspace_id = d.workspace_id and n.index_version_id = $1 and n.replaces = d.revision_id and n.chunk_count is not null
        returning n.replaces as old`,
          [version.id],
        )
        // Of documents that were deleted or indexed anew meanwhile.
        await sql(
          `update revisions r set state = case when exists (select from documents d where d.workspace_id = r.workspace_id and d.revision_id = r.id)
                                               then 'current' else 'retired' end, touched_at = now()
            where r.index_version_id = $1 and r.state = 'writing' and r.chunk_count is not null`,
          [version.id],
        )
        await sql(`update revisions set state = 'retired', touched_at = now() where id = any($1)`, [
          replaced.map(({ old }) => old),
        ])
        await sql(`update index_versions set state = 'retired' where id <> $1 and state in ('current', 'former')`, [
          version.id,
        ])
        await sql('delete from term_counts where index_version_id <> $1', [version.id])
        await sql(`update index_versions set state = 'current' where id = $1`, [version.id])
      }),
  }
}
