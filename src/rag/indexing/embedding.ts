// Vectors for the chunks that have none of the model yet. A model that is out of reach leaves them without: documents are
// found by their words, and the next indexing or the hourly round goes on where this one stopped.
import { describeError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { WorkspaceId } from '../../model.ts'
import type { EmbeddingStore, UnembeddedChunk } from '../../store/indexing/embeddings.ts'
import type { Embedder } from '../embed/types.ts'

/** Enough for several requests of a server at once. */
const batchChunks = 256

/** @returns runs one round for a workspace at a time; never throws */
export function createEmbedMissing(
  store: EmbeddingStore,
  embedder: Embedder | undefined,
  log: Log | undefined,
): (workspaceId: WorkspaceId) => Promise<void> {
  if (!embedder) return async () => {}
  const rounds = new Map<WorkspaceId, Promise<void>>()
  return (workspaceId) => {
    const round = (rounds.get(workspaceId) ?? Promise.resolve()).then(async () => {
      try {
        await embedAll(store, embedder, workspaceId)
      } catch (error) {
        log?.warn('documents wait for their vectors', { model: embedder.model, error: describeError(error) })
      }
    })
    rounds.set(workspaceId, round)
    return round
  }
}

async function embedAll(store: EmbeddingStore, embedder: Embedder, workspaceId: WorkspaceId): Promise<void> {
  let last: UnembeddedChunk | undefined
  for (;;) {
    const chunks = await store.readUnembedded(workspaceId, embedder.model, last ?? null, batchChunks)
    if (chunks.length === 0) break
    const vectors = await embedder.embed(chunks.map(textOf), 'document')
    const modelId = await store.openEmbeddingModel(workspaceId, embedder.model, vectors[0]?.length ?? 0)
    const rows = chunks.flatMap(({ revisionId, ordinal }, i) => {
      const vector = vectors[i]
      return vector ? [{ revisionId, ordinal, vector }] : []
    })
    await store.addEmbeddings(workspaceId, modelId, rows)
    last = chunks.at(-1)
  }
  await store.finishEmbedding(workspaceId, embedder.model)
}

/** A passage alone rarely says what it is about. */
function textOf({ title, heading, text }: UnembeddedChunk): string {
  const head = heading === null || heading === title ? title : `${title} › ${heading}`
  return text.startsWith(head) ? text : `${head}\n\n${text}`
}
