// A new index version beside the one in use: made from artifacts alone, seen by nobody, then switched on at once. One
// process at a time: each write says whose it is, and is refused once another process took the rebuild over.
import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors.ts'
import type { WorkspaceId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import { within } from '../deadlines.ts'
import { addCounts, type IndexVersion, publishMs, type TermCounts } from './indexing.ts'

/** A version that a process rebuilds into. */
export interface Rebuild extends IndexVersion {
  /** That process, for as long as it works on it. */
  readonly builder: string
}

/** A document to be made again from its artifact. */
export interface StoredArtifact {
  readonly documentId: string
  readonly revisionId: string
  readonly title: string
  readonly language: string
  readonly text: string
  /** As JSON. */
  readonly layout: string
}

/** A version made anew, seen by nobody until it is switched on. Each call is one short transaction. */
export interface RebuildStore {
  /**
   * Goes on with a version that is being built of the same kind, or begins one: written beside the current, unseen.
   * @throws AppError `rebuild-running` while another process does, as all that write to it once another took it over
   */
  beginRebuild(
    workspaceId: WorkspaceId,
    made: { readonly analyzer: string; readonly chunker: string; readonly averageLength: number },
  ): Promise<Rebuild>
  /** Documents that the version has no revision for yet, in the order of their ids: some megabytes of text at most. @param after the last one's id */
  readUnbuilt(
    workspaceId: WorkspaceId,
    version: IndexVersion,
    after: string | null,
    limit: number,
  ): Promise<readonly StoredArtifact[]>
  /** Returns the ids of those begun: not of documents that are deleted or indexed anew by now. */
  beginRebuilt(
    workspaceId: WorkspaceId,
    version: Rebuild,
    revisions: readonly {
      readonly revisionId: string
      /** The revision it will take the place of. */
      readonly replaces: string
    }[],
  ): Promise<ReadonlySet<string>>
  /** The batch's revisions are complete; the vectors of chunks that did not change come along. */
  addRebuilt(
    workspaceId: WorkspaceId,
    version: Rebuild,
    revisions: readonly { readonly revisionId: string; readonly chunkCount: number }[],
    counts: TermCounts,
  ): Promise<void>
  /** All documents show the new version from now on. Those that were indexed meanwhile are left for another round. */
  switchVersion(workspaceId: WorkspaceId, version: Rebuild): Promise<void>
  /** Lets another process rebuild. */
  endRebuild(workspaceId: WorkspaceId, version: Rebuild): Promise<void>
}

// A builder that nobody heard of for so long is taken for dead; one that is only slow finds its writes refused.
const deadAfter = '30 seconds'
// Of text in one batch, so that memory is bounded.
const batchBytes = 4_000_000

export function createRebuildStore(db: Database): RebuildStore {
  return {
    beginRebuild: (workspaceId, made) =>
      db.inWorkspace(workspaceId, async (sql) => {
        const builder = randomUUID()
        await sql('select from index_versions order by id for update')
        const busy = await sql(
          `select from index_versions where builder is not null and built_at > now() - '${deadAfter}'::interval`,
        )
        if (busy.length > 0) throw taken()
        await sql('update index_versions set builder = null where builder is not null')
        const [begun] = await sql<Omit<Rebuild, 'builder'> & { analyzer: string; chunker: string }>(
          `select id, average_length as "averageLength", analyzer, chunker from index_versions where state = 'building'`,
        )
        if (begun && begun.analyzer === made.analyzer && begun.chunker === made.chunker) {
          await sql('update index_versions set builder = $2, built_at = now() where id = $1', [begun.id, builder])
          // Of a process that ended in the middle of a batch: begun anew, and removed as nobody's.
          await sql(
            `update revisions set touched_at = '-infinity', replaces = null where index_version_id = $1 and chunk_count is null`,
            [begun.id],
          )
          return { id: begun.id, averageLength: begun.averageLength, builder }
        }
        if (begun) {
          // Begun by a program that made its chunks differently, and never finished.
          await sql(`update index_versions set state = 'retired' where id = $1`, [begun.id])
          await sql(`update revisions set state = 'retired' where index_version_id = $1`, [begun.id])
          await sql('delete from term_counts where index_version_id = $1', [begun.id])
        }
        const [added] = await sql<Omit<Rebuild, 'builder'>>(
          `insert into index_versions (workspace_id, id, analyzer, chunker, average_length, state, builder, built_at)
           values ($1, $2, $3, $4, $5, 'building', $6, now())
           on conflict (workspace_id) where state = 'building' do nothing returning id, average_length as "averageLength"`,
          [workspaceId, randomUUID(), made.analyzer, made.chunker, made.averageLength, builder],
        )
        if (!added) throw taken()
        return { ...added, builder }
      }),

    readUnbuilt: (workspaceId, version, after, limit) =>
      db.inWorkspace(workspaceId, async (sql) => {
        for (let from = after ?? '00000000-0000-0000-0000-000000000000'; ; ) {
          const page = await sql<{ id: string }>('select id from documents where id > $1 order by id limit $2', [
            from,
            limit,
          ])
          const last = page.at(-1)
          if (!last) return []
          const unbuilt = await readArtifacts(sql, version, from, last.id)
          if (unbuilt.length > 0) return unbuilt
          from = last.id
        }
      }),

    beginRebuilt: (workspaceId, version, revisions) =>
      db.inWorkspace(workspaceId, async (sql) => {
        await renew(sql, version)
        // What was deleted or indexed anew since it was read may have lost its artifact: the lock keeps the others'.
        const begun = await sql<{ id: string }>(
          `insert into revisions (workspace_id, id, index_version_id, artifact_hash, replaces)
           select old.workspace_id, new.id, $1, old.artifact_hash, old.id
             from unnest($2::uuid[], $3::uuid[]) as new (id, replaces)
             join lateral (select * from revisions where workspace_id = $4 and id = new.replaces and state = 'current'
                              for key share) old on true
        returning id`,
          [
            version.id,
            revisions.map(({ revisionId }) => revisionId),
            revisions.map(({ replaces }) => replaces),
            workspaceId,
          ],
        )
        return new Set(begun.map(({ id }) => id))
      }),

    addRebuilt: (workspaceId, version, revisions, counts) =>
      within(publishMs, () =>
        db.inWorkspace(workspaceId, async (sql) => {
          await renew(sql, version)
          const ids = revisions.map(({ revisionId }) => revisionId)
          await sql(
            `update revisions r set chunk_count = n.chunks, touched_at = now(),
                  state = case when exists (select from documents d where d.workspace_id = r.workspace_id and d.revision_id = r.replaces)
                               then 'writing' else 'retired' end
             from unnest($1::uuid[], $2::int[]) as n (id, chunks) where r.id = n.id`,
            [ids, revisions.map(({ chunkCount }) => chunkCount)],
          )
          // What a model made of a text it need not make of the same text again; nobody removes the model meanwhile.
          await sql('select from embedding_models for key share')
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
          await addCounts(sql, workspaceId, version, counts)
        }),
      ),

    switchVersion: (workspaceId, version) =>
      db.inWorkspace(workspaceId, async (sql) => {
        // As for a publication: one at a time, and none of the old version comes after this.
        await sql('select from index_versions order by id for update')
        await renew(sql, version)
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

    endRebuild: (workspaceId, version) =>
      db.inWorkspace(workspaceId, async (sql) => {
        await sql('update index_versions set builder = null where id = $1 and builder = $2', [
          version.id,
          version.builder,
        ])
      }),
  }
}

// Of documents between two ids. What is looked up is so one by one: of versions side by side the planner knows nothing.
function readArtifacts(sql: Sql, version: IndexVersion, after: string, upTo: string): Promise<StoredArtifact[]> {
  return sql<StoredArtifact>(
    `select d.id as "documentId", d.revision_id as "revisionId", d.title, d.language, a.text, a.layout::text as layout
       from (select d.workspace_id, d.id, d.title, d.language, d.revision_id, r.artifact_hash,
                    sum(r.bytes) over (order by d.id) - r.bytes as bytes_before
               from documents d
               join lateral (select r.artifact_hash, octet_length(a.text) as bytes
                               from revisions r join artifacts a on a.workspace_id = r.workspace_id and a.hash = r.artifact_hash
                              where r.workspace_id = d.workspace_id and r.id = d.revision_id and r.index_version_id <> $1
                              limit 1) r on true
              where d.id > $2 and d.id <= $3
                and (select count(*) from revisions n where n.workspace_id = d.workspace_id and n.index_version_id = $1
                        and n.replaces = d.revision_id and n.chunk_count is not null) = 0) as d
       join lateral (select * from artifacts where workspace_id = d.workspace_id and hash = d.artifact_hash limit 1) a on true
      where d.bytes_before < ${batchBytes} order by d.id`,
    [version.id, after, upTo],
  )
}

/** @throws AppError `rebuild-running` */
async function renew(sql: Sql, { id, builder }: Rebuild): Promise<void> {
  const renewed = await sql('update index_versions set built_at = now() where id = $1 and builder = $2 returning 1', [
    id,
    builder,
  ])
  if (renewed.length === 0) throw taken()
}

function taken(): AppError {
  return new AppError(
    'rebuild-running',
    'Another process rebuilds the index of this workspace. If it was killed, try again in half a minute: it is gone on with.',
    { retry: 'later' },
  )
}
