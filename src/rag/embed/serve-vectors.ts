// What an embedding model's worker thread says and hears; speaks to thread.ts.
import { parentPort } from 'node:worker_threads'
import type { ErrorCode } from '../../error-codes.ts'
import { AppError, describeError } from '../../errors.ts'
import type { Batch, ThreadMessage } from './thread.ts'

/** A unit vector a text, in their order. */
type Embed = (texts: readonly string[]) => Promise<readonly Float32Array[]>

/**
 * Loads a model, says that it is ready, and answers batches until the thread is ended; what fails is told, not thrown.
 * @throws outside of a worker thread
 */
export async function serveVectors(load: () => Promise<Embed>): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('vectors are served in a worker thread only')
  const tell = (message: ThreadMessage) => port.postMessage(message)
  try {
    const embed = await load()
    port.on('message', async ({ id, texts }: Batch) => {
      try {
        tell({ kind: 'vectors', id, vectors: await embed(texts) })
      } catch (error) {
        tell({ kind: 'error', id, ...described(error) })
      }
    })
    tell({ kind: 'ready' })
  } catch (error) {
    tell({ kind: 'failed', ...described(error) })
  }
}

function described(error: unknown): { code: ErrorCode; message: string } {
  return { code: error instanceof AppError ? error.code : 'embedding-failed', message: describeError(error) }
}
