// A model's worker thread, seen from the main one: it starts with the first text, takes a batch at a time, and a query goes
// before the documents that wait. In the main thread a model's arithmetic would starve timers and acks.

import { Worker } from 'node:worker_threads'
import type { ErrorCode } from '../../error-codes.ts'
import { AppError } from '../../errors.ts'
import type { Prefixes } from './prefixes.ts'
import { createQueryCache } from './query-cache.ts'
import type { Embedder } from './types.ts'
import { checkDimensions } from './vectors.ts'

export interface Batch {
  readonly id: number
  readonly texts: readonly string[]
}
/** 'ready' or 'failed' once, then each batch is answered. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'vectors'; readonly id: number; readonly vectors: readonly Float32Array[] }
  | { readonly kind: 'error'; readonly id: number; readonly code: ErrorCode; readonly message: string }

interface Job {
  readonly texts: readonly string[]
  readonly done: (vectors: readonly Float32Array[]) => void
  readonly failed: (error: AppError) => void
}

export interface ThreadOptions {
  /** The thread's file, beside this one and without its ending. */
  readonly thread: string
  readonly workerData?: unknown
  /** See `Embedder`. */
  readonly model: string
  readonly share?: number
  /** Only checked. */
  readonly dimensions: number | undefined
  readonly prefixes: Prefixes
  /** Texts that the thread gets at once: few enough that a query does not wait long for its turn. */
  readonly batchSize: number
}

export function createThreadEmbedder(options: ThreadOptions): Embedder {
  const { model, prefixes, batchSize, share } = options
  const cache = createQueryCache()
  let dimensions = options.dimensions
  const queue: Job[] = []
  let current: Job | undefined
  let worker: Worker | undefined
  let isReady = false
  let lastId = 0

  const next = () => {
    if (current || queue.length === 0) return
    worker ??= start()
    if (!isReady) return
    current = queue.shift()!
    worker.ref()
    worker.postMessage({ id: ++lastId, texts: current.texts } satisfies Batch)
  }

  /** The thread is gone: all that waits fails, and the next call starts another. */
  const stopped = (error: AppError) => {
    const lost = current ? [current, ...queue.splice(0)] : queue.splice(0)
    current = undefined
    worker = undefined
    isReady = false
    for (const { failed } of lost) failed(error)
  }

  const start = (): Worker => {
    const thread = new Worker(new URL(`./${options.thread}${import.meta.url.slice(-3)}`, import.meta.url), {
      workerData: options.workerData,
    })
    thread.on('message', (message: ThreadMessage) => {
      if (thread !== worker) return
      if (message.kind === 'failed') {
        stopped(new AppError(message.code, message.message))
        void thread.terminate()
        return
      }
      if (message.kind === 'ready') isReady = true
      else {
        const job = current
        current = undefined
        if (message.kind === 'vectors') job?.done(message.vectors)
        else job?.failed(new AppError(message.code, message.message))
      }
      // An idle thread must not keep a command from ending.
      if (queue.length === 0) thread.unref()
      next()
    })
    const crashed = (cause: unknown) => {
      if (thread !== worker) return
      stopped(new AppError('embedding-failed', 'The local embedding model stopped.', { retry: 'later', cause }))
    }
    thread.on('error', crashed)
    thread.on('exit', crashed)
    return thread
  }

  const run = (texts: readonly string[], isUrgent: boolean) =>
    new Promise<readonly Float32Array[]>((done, failed) => {
      const job = { texts, done, failed }
      if (isUrgent) queue.unshift(job)
      else queue.push(job)
      next()
    })

  const embed = async (texts: readonly string[], isUrgent: boolean): Promise<readonly Float32Array[]> => {
    const batches = Array.from({ length: Math.ceil(texts.length / batchSize) }, (_, i) =>
      run(texts.slice(i * batchSize, (i + 1) * batchSize), isUrgent),
    )
    const vectors = (await Promise.all(batches)).flat()
    dimensions = checkDimensions(vectors, dimensions)
    return vectors
  }

  const embedQuery = async (text: string): Promise<Float32Array> => {
    const known = cache.get(text)
    if (known) return known
    const [vector] = await embed([`${prefixes.query}${text}`], true)
    cache.set(text, vector!)
    return vector!
  }

  return {
    model,
    ...(share !== undefined && { share }),
    get dimensions() {
      return dimensions
    },
    async embed(texts, kind) {
      if (kind === 'query') return Promise.all(texts.map(embedQuery))
      return embed(
        texts.map((text) => `${prefixes.document}${text}`),
        false,
      )
    },
    async close() {
      const thread = worker
      stopped(new AppError('embedding-failed', 'The local embedding model was closed.', { retry: 'later' }))
      await thread?.terminate()
    },
  }
}
