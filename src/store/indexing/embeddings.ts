// Vectors of chunks, kept apart by model: a search uses one model's, and only once all chunks had theirs.
import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors.ts'
import type { WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import type { IndexStore, UnembeddedChunk } from '../types.ts'

type Embeddings = 'openEmbeddingModel' | 'readUnembedded' | 'addEmbeddings' | 'finishEmbedding'

export function createEmbeddingStore(db: Database): Pick<IndexStore, Embeddings> {
  return {
    openEmbeddingModel: (workspaceId, model, dimensions) =>
      db.inWorkspace(workspaceId, async (sql) => {
        await sql(
          `insert into embedding_models (workspace_id, id, model, dimensions) values ($1, $2, $3, $4)
           on conflict (workspace_id, model) do nothing`,
          [workspaceId, randomUUID(), model, dimensions],
        )
        const [known] = await sql<{ id: string; dimensions: number }>(
          'select id, dimensions from embedding_models where model = $1',
          [model],
        )
        if (known!.dimensions === dimensions) return known!.id
        throw new AppError(
          'embedding-dimensions',
          `The vectors of ${model} have ${known!.dimensions} numbers here, and it gives ${dimensions} now: set EMBEDDING_DIMENSIONS back, or run "ragbot reindex --embeddings" to make them anew.`,
        )
      }),

    readUnembedded: (workspaceId, model, after, limit) =>
      db.inWorkspace(workspaceId, (sql) =>
        sql<UnembeddedChunk>(
          `select c.revision_id as "revisionId", c.ordinal, d.title, c.heading, c.text
             from chunks c join documents d on d.workspace_id = c.workspace_id and d.revision_id = c.revision_id
            where (c.revision_id, c.ordinal) > ($2::uuid, $3::int)
              and not exists (select from embeddings e join embedding_models m on m.workspace_id = e.workspace_id and m.id = e.model_id
                               where m.model = $1 and e.workspace_id = c.workspace_id and e.revision_id = c.revision_id and e.ordinal = c.ordinal)
            order by c.revision_id, c.ordinal limit $4`,
          [model, after?.revisionId ?? '00000000-0000-0000-0000-000000000000', after?.ordinal ?? -1, limit],
        ),
      ),

    addEmbeddings: (workspaceId, modelId, vectors) =>
      db.inWorkspace(workspaceId, async (sql) => {
        // A chunk may have been removed while its vector was made; from here on it waits for this transaction.
        await sql('select from revisions where id = any($1) order by id for key share', [
          [...new Set(vectors.map(({ revisionId }) => revisionId))],
        ])
        await sql(
          `insert into embeddings (workspace_id, model_id, revision_id, ordinal, embedding)
           select $1, $2, n.revision_id, n.ordinal, n.embedding::vector
             from unnest($3::uuid[], $4::int[], $5::text[]) as n (revision_id, ordinal, embedding)
            where exists (select from chunks c where c.revision_id = n.revision_id and c.ordinal = n.ordinal)
           on conflict do nothing`,
          [
            workspaceId,
            modelId,
            vectors.map(({ revisionId }) => revisionId),
            vectors.map(({ ordinal }) => ordinal),
            vectors.map(({ vector }) => `[${vector.join(',')}]`),
          ],
        )
      }),

    finishEmbedding: (workspaceId, model) =>
      db.inWorkspace(workspaceId, async (sql) => {
        await sql('update embedding_models set ready_at = coalesce(ready_at, now()) where model = $1', [model])
        await sql('delete from embedding_models where model <> $1', [model])
      }),
  }
}

/** Vectors are gone at once; the next indexing or rebuild makes them anew. */
export async function forgetEmbeddings(db: Database, workspaceId: WorkspaceId): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) => sql('delete from embedding_models'))
}

/** How many chunks have a vector, by model; `isReady` once all had. */
export async function countEmbeddings(
  db: Database,
  workspaceId: WorkspaceId,
): Promise<readonly { readonly model: string; readonly chunks: number; readonly isReady: boolean }[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql(
      `select m.model, count(e.ordinal) as chunks, m.ready_at is not null as "isReady"
         from embedding_models m left join embeddings e on e.workspace_id = m.workspace_id and e.model_id = m.id
        group by m.id, m.model, m.ready_at`,
    ),
  )
}

/** Numbers a vector of this model; null when there are none. */
export async function readDimensions(db: Database, workspaceId: WorkspaceId, model: string): Promise<number | null> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ dimensions: number }>('select dimensions from embedding_models where model = $1', [model]),
  )
  return row?.dimensions ?? null
}
