// What no document points to any more, taken away in short transactions; and the appended counts, summed up.
import type { WorkspaceId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import type { IndexStore } from './indexing.ts'

/** What is done after much was written. */
export interface RemovalStore {
  /** Removes chunks and artifacts that no document points to any more, in short transactions. */
  removeRetired(workspaceId: WorkspaceId): Promise<void>
  compactCounts(workspaceId: WorkspaceId): Promise<void>
}

// A revision that nobody has written to for so long belongs to a process that died.
const abandonedAfter = '15 minutes'

export function createRemovalStore(db: Database, batch: IndexStore['batch']): RemovalStore {
  return {
    async removeRetired(workspaceId) {
      while ((await db.inWorkspace(workspaceId, (sql) => removeSome(sql, workspaceId, batch.chunks))) > 0);
      await db.inWorkspace(workspaceId, removeVersions)
    },
    async compactCounts(workspaceId) {
      await db.inWorkspace(workspaceId, (sql) => compactDocumentCounts(sql, workspaceId))
      for (let slice = 0; slice < countSlices; slice += 1)
        await db.inWorkspace(workspaceId, (sql) => compactTermCounts(sql, workspaceId, slice))
    },
  }
}

interface Doomed {
  readonly id: string
  readonly versionId: string
  /** Its chunks are in the counts of its version. */
  readonly isCounted: boolean
}

/** One transaction's worth of chunks, and the revisions that have none left. Returns how many revisions it looked at. */
async function removeSome(sql: Sql, workspaceId: WorkspaceId, chunks: number): Promise<number> {
  const doomed = await sql<Doomed>(
    `select r.id, r.index_version_id as "versionId",
            v.state <> 'retired' and (r.state = 'retired' or r.chunk_count is not null) as "isCounted"
       from revisions r join index_versions v on v.workspace_id = r.workspace_id and v.id = r.index_version_id
      where r.state = 'retired'
         or (r.state = 'writing' and r.touched_at < now() - $1::interval
             and (v.state <> 'building' or r.chunk_count is null))
      order by r.touched_at limit $2 for update of r skip locked`,
    [abandonedAfter, chunks],
  )
  if (doomed.length === 0) return 0
  const ids = doomed.map(({ id }) => id)
  const [removed] = await sql<{ count: number }>(
    `with doomed as (select revision_id, ordinal from chunks where revision_id = any($1) limit $2),
          vectors as (delete from embeddings e using doomed d where e.revision_id = d.revision_id and e.ordinal = d.ordinal),
          gone as (delete from chunks c using doomed d where c.revision_id = d.revision_id and c.ordinal = d.ordinal
                    returning c.revision_id, c.term_ids),
          less as (insert into term_counts (workspace_id, index_version_id, term, chunks)
                   select $3, version, term, -count(*)
                     from (select v.version, unnest(g.term_ids || 0) as term from gone g
                             join unnest($4::uuid[], $5::uuid[]) as v (revision, version) on v.revision = g.revision_id) as terms
                    group by version, term order by version, term)
     select count(*) from gone`,
    [
      ids,
      chunks,
      workspaceId,
      doomed.filter(({ isCounted }) => isCounted).map(({ id }) => id),
      doomed.filter(({ isCounted }) => isCounted).map(({ versionId }) => versionId),
    ],
  )
  if (removed!.count === chunks) return doomed.length
  const hashes = await sql<{ hash: string }>(
    'delete from revisions where id = any($1) returning artifact_hash as hash',
    [ids],
  )
  await sql(
    `delete from artifacts a where hash = any($1)
        and not exists (select from revisions r where r.workspace_id = a.workspace_id and r.artifact_hash = a.hash)`,
    [hashes.map(({ hash }) => hash)],
  )
  return doomed.length
}

/** Also what a summing up of its counts may have written after they were deleted. */
async function removeVersions(sql: Sql): Promise<void> {
  const gone = await sql<{ id: string }>(
    `delete from index_versions v where state = 'retired'
        and not exists (select from revisions r where r.workspace_id = v.workspace_id and r.index_version_id = v.id)
     returning id`,
  )
  if (gone.length > 0) await sql('delete from term_counts where index_version_id = any($1)', [gone.map(({ id }) => id)])
}

// Term ids are spread evenly, so each slice is a short transaction.
const countSlices = 64
const sliceWidth = Math.ceil(1_000_000_000 / countSlices)

/** Sums the appended counts of one slice of the terms into one row a term. */
async function compactTermCounts(sql: Sql, workspaceId: WorkspaceId, slice: number): Promise<void> {
  await sql(
    `with scattered as (select index_version_id, term from term_counts where term >= $2 and term < $3
                         group by index_version_id, term having count(*) > 1),
          old as (delete from term_counts c using scattered s
                   where c.index_version_id = s.index_version_id and c.term = s.term
               returning c.index_version_id, c.term, c.chunks)
     insert into term_counts (workspace_id, index_version_id, term, chunks)
     select $1, index_version_id, term, sum(chunks) from old group by index_version_id, term having sum(chunks) <> 0 order by term`,
    [workspaceId, slice * sliceWidth, (slice + 1) * sliceWidth],
  )
}

async function compactDocumentCounts(sql: Sql, workspaceId: WorkspaceId): Promise<void> {
  await sql(
    `with old as (delete from document_counts returning audiences, language, documents)
     insert into document_counts (workspace_id, audiences, language, documents)
     select $1, audiences, language, sum(documents) from old group by audiences, language having sum(documents) <> 0`,
    [workspaceId],
  )
}
