// Vectors of chunks, kept apart by model: a search uses one model's, and only once all chunks had theirs.
import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors.ts'
import type { WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'

/** A chunk that has no vector of a model yet. */
export interface UnembeddedChunk {
  readonly revisionId: string
  readonly ordinal: number
  readonly title: string
  readonly heading: string | null
  readonly text: string
}

/** Vectors of chunks. Each call is one short transaction. */
export interface EmbeddingStore {
  /** The id under which a model's vectors are kept. @throws AppError `embedding-dimensions` when they had another size */
  openEmbeddingModel(workspaceId: WorkspaceId, model: string, dimensions: number): Promise<string>
  /** @param after where the last batch ended; null from the start */
  readUnembedded(
    workspaceId: WorkspaceId,
    model: string,
    after: Pick<UnembeddedChunk, 'revisionId' | 'ordinal'> | null,
    limit: number,
  ): Promise<readonly UnembeddedChunk[]>
  addEmbeddings(
    workspaceId: WorkspaceId,
    modelId: string,
    vectors: readonly { readonly revisionId: string; readonly ordinal: number; readonly vector: Float32Array }[],
  ): Promise<void>
  /** All chunks have a vector: the model is searched from now on, and other models' vectors go. */
  finishEmbedding(workspaceId: WorkspaceId, model: string): Promise<void>
  /** Vectors are gone at once; the next indexing or rebuild makes them anew. */
  forgetEmbeddings(workspaceId: WorkspaceId): Promise<void>
  /** How many chunks have a vector, by model; `isReady` once all had. */
  countEmbeddings(
    workspaceId: WorkspaceId,
  ): Promise<readonly { readonly model: string; readonly chunks: number; readonly isReady: boolean }[]>
  /** Numbers a vector of this model; null when there are none. */
  readDimensions(workspaceId: WorkspaceId, model: string): Promise<number | null>
}

export function createEmbeddingStore(db: Database): EmbeddingStore {
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

    async forgetEmbeddings(workspaceId) {
      await db.inWorkspace(workspaceId, (sql) => sql('delete from embedding_models'))
    },

    countEmbeddings: (workspaceId) =>
      db.inWorkspace(workspaceId, (sql) =>
        sql(
          `select m.model, count(e.ordinal) as chunks, m.ready_at is not null as "isReady"
             from embedding_models m left join embeddings e on e.workspace_id = m.workspace_id and e.model_id = m.id
            group by m.id, m.model, m.ready_at`,
        ),
      ),

    async readDimensions(workspaceId, model) {
      const [row] = await db.inWorkspace(workspaceId, (sql) =>
        sql<{ dimensions: number }>('select dimensions from embedding_models where model = $1', [model]),
      )
      return row?.dimensions ?? null
    },
  }
}
