// Reading, chunking and summarizing: a small text at once, all others in a worker thread, which ends when a text takes
// too long or too much memory. A thread works on one text at a time, so that what ends it is known.

import { Worker } from 'node:worker_threads'
import type { ErrorCode } from '../../../error-codes.ts'
import { AppError } from '../../../errors.ts'
import type { Chunk, Layout } from '../../../layout.ts'
import { isJailed } from '../../extract/index.ts'
import { summarize } from '../../text/summary.ts'
import type { Extracted } from '../../types.ts'
import { chunk } from '../chunk.ts'
import { type ReadDocument, readDocument } from './read-document.ts'

export interface ReadingLimits {
  /** Of one text, turns in the queue not counted. Default 120,000 ms. */
  readonly timeMs: number
  /** Heap of one thread. Default 768 MB: a text of 50 MB takes about half of it. */
  readonly memoryMb: number
}

/** What the thread is asked → what it answers. */
export interface Answers {
  document: Omit<ReadDocument, 'chunks' | 'text' | 'layout'> & {
    readonly chunkCount: number
    readonly textLength: number
    readonly layoutLength: number
  }
  piece: string
  /** The number of chunks. */
  chunk: number
  chunks: readonly Omit<Chunk, 'text'>[]
  text: Pick<Extracted, 'title' | 'text'> & { readonly isCut: boolean }
  summary: readonly string[]
}

interface Questions {
  document: { readonly name: string; readonly bytes: Uint8Array }
  /** Of the document before: its next piece. */
  piece: { readonly of: 'text' | 'layout'; readonly from: number }
  chunk: { readonly text: string; readonly layout: string }
  /** Of the document or text before: the next ones. */
  chunks: { readonly from: number }
  text: { readonly name: string; readonly bytes: Uint8Array; readonly maxChars: number }
  summary: { readonly text: string; readonly sentences: number }
}

export type Question<Kind extends keyof Answers = keyof Answers> = {
  [K in Kind]: { readonly kind: K } & Questions[K]
}[Kind]

export type ThreadReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string }

export interface Reading {
  /** @throws AppError as `readDocument`, and `too-slow`, `too-large` (memory) */
  read(name: string, bytes: Uint8Array): Promise<ReadDocument>
  /** Chunks of an artifact. @param layout as JSON */
  chunk(text: string, layout: string): Promise<readonly Chunk[]>
  /** A file's text and its own title. @param maxChars the text is cut there */
  readText(name: string, bytes: Uint8Array, maxChars: number): Promise<Answers['text']>
  /** The key sentences of a text, see summary.ts. @param sentences 3 by default */
  summarize(text: string, sentences?: number): Promise<readonly string[]>
  close(): Promise<void>
}

/** Bytes or UTF-16 units of what is read at once: a few milliseconds. */
const smallSize = 32 * 1024
/** Files in a process of their own are read side by side. */
const maxThreads = 2
/** A thread without work ends after this, and its memory with it. */
const idleMs = 20_000
const defaults: ReadingLimits = { timeMs: 120_000, memoryMb: 768 }

type Ask = <Kind extends keyof Answers>(question: Question<Kind>) => Promise<Answers[Kind]>

export function createReading(limits: Partial<ReadingLimits> = {}): Reading {
  const { timeMs, memoryMb } = { ...defaults, ...limits }
  const idle: Thread[] = []
  const busy = new Set<Thread>()
  const waiting: (() => void)[] = []

  /** One text's turn with a thread. */
  async function inThread<T>(work: (ask: Ask) => Promise<T>): Promise<T> {
    while (busy.size >= maxThreads) await new Promise<void>((resolve) => waiting.push(resolve))
    const thread = idle.pop() ?? startThread(memoryMb)
    busy.add(thread)
    const timer = setTimeout(() => thread.end(tooSlow(timeMs)), timeMs)
    try {
      return await work(thread.ask)
    } finally {
      clearTimeout(timer)
      busy.delete(thread)
      if (thread.isAlive()) {
        idle.push(thread)
        thread.rest(() => {
          const at = idle.indexOf(thread)
          if (at >= 0) idle.splice(at, 1)
        })
      }
      waiting.shift()?.()
    }
  }

  async function takeText(ask: Ask, of: 'text' | 'layout', length: number): Promise<string> {
    const pieces: string[] = []
    for (let from = 0; from < length; from += pieces.at(-1)?.length ?? length)
      pieces.push(await ask({ kind: 'piece', of, from }))
    return pieces.join('')
  }

  async function takeChunks(ask: Ask, text: string, count: number): Promise<Chunk[]> {
    const chunks: Chunk[] = []
    while (chunks.length < count)
      for (const place of await ask({ kind: 'chunks', from: chunks.length }))
        chunks.push({ ...place, text: text.slice(place.start, place.end) })
    return chunks
  }

  return {
    async read(name, bytes) {
      if (bytes.length <= smallSize && !isJailed(name, bytes)) return readDocument(name, bytes)
      return inThread(async (ask) => {
        const { chunkCount, textLength, layoutLength, ...document } = await ask({ kind: 'document', name, bytes })
        const text = await takeText(ask, 'text', textLength)
        const layout = await takeText(ask, 'layout', layoutLength)
        return { ...document, text, layout, chunks: await takeChunks(ask, text, chunkCount) }
      })
    },
    async chunk(text, layout) {
      if (text.length + layout.length <= smallSize) return chunk({ text, layout: JSON.parse(layout) as Layout })
      return inThread(async (ask) => takeChunks(ask, text, await ask({ kind: 'chunk', text, layout })))
    },
    readText: (name, bytes, maxChars) => inThread((ask) => ask({ kind: 'text', name, bytes, maxChars })),
    async summarize(text, sentences = 3) {
      return text.length <= smallSize
        ? summarize(text, sentences)
        : inThread((ask) => ask({ kind: 'summary', text, sentences }))
    },
    async close() {
      await Promise.all([...idle.splice(0), ...busy].map((thread) => thread.end(stopped())))
    },
  }
}

interface Thread {
  readonly ask: Ask
  isAlive(): boolean
  /** Ends it after a while without work. */
  rest(onEnd: () => void): void
  /** What is asked fails with the error. */
  end(error: AppError): Promise<unknown>
}

function startThread(memoryMb: number): Thread {
  const worker = new Worker(new URL(`./reading-thread${import.meta.url.slice(-3)}`, import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: memoryMb },
  })
  let open: { done: (value: unknown) => void; failed: (error: AppError) => void } | undefined
  let isAlive = true
  let resting: NodeJS.Timeout | undefined
  const fail = (error: AppError) => {
    isAlive = false
    open?.failed(error)
    open = undefined
  }
  worker.on('message', (reply: ThreadReply) => {
    const asked = open
    open = undefined
    if (reply.ok) asked?.done(reply.value)
    else asked?.failed(new AppError(reply.code, reply.message))
  })
  worker.on('error', (cause) => fail(ofThread(cause, memoryMb)))
  worker.on('exit', () => fail(stopped()))
  return {
    isAlive: () => isAlive,
    ask: (question) => {
      clearTimeout(resting)
      worker.ref()
      return new Promise((resolve, reject) => {
        if (!isAlive) return reject(stopped())
        open = { done: resolve as (value: unknown) => void, failed: reject }
        worker.postMessage(question)
      })
    },
    rest(onEnd) {
      // An idle thread must not keep a command from ending.
      worker.unref()
      resting = setTimeout(() => {
        onEnd()
        isAlive = false
        void worker.terminate()
      }, idleMs).unref()
    },
    end(error) {
      clearTimeout(resting)
      fail(error)
      return worker.terminate()
    },
  }
}

function tooSlow(timeMs: number): AppError {
  const seconds = Math.ceil(timeMs / 1000)
  return new AppError('too-slow', `Reading this text took more than ${seconds} s and was stopped: split it.`)
}

function stopped(): AppError {
  return new AppError('reading-stopped', 'The thread that reads texts was stopped.', { retry: 'later' })
}

function ofThread(cause: unknown, memoryMb: number): AppError {
  const code = (cause as { code?: unknown }).code
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? new AppError('too-large', `Reading this text takes more than ${memoryMb} MB of memory: split it.`, { cause })
    : new AppError('broken', 'This text stopped the thread that read it: save it again in a simpler form.', { cause })
}
