// Reading, chunking and summarizing: a small text at once, all others in a thread, see pool.ts. What has to be recognised in
// pictures is read a second time, in a lane of its own: other texts do not wait behind it.
import type { AppError } from '../../../errors.ts'
import { createSlices, joinBytes } from '../../../give-way.ts'
import type { Chunk, Layout } from '../../../layout.ts'
import { isJailed } from '../../extract/index.ts'
import type { JailTask } from '../../extract/sandbox/jail.ts'
import { createPool, type Run } from '../../pool.ts'
import { summarize } from '../../text/summary.ts'
import type { Extracted } from '../../types.ts'
import { chunk } from '../chunk.ts'
import { type ReadDocument, readDocument } from './read-document.ts'
import type { tasks } from './tasks.ts'

export interface ReadingLimits {
  /** Of one text, turns in the queue not counted. Default 120,000 ms. */
  readonly timeMs: number
  /** Heap of one thread. Default 768 MB: a text of 50 MB takes about half of it. */
  readonly memoryMb: number
}

export interface Reading {
  /**
   * @param onAside called when all but its pictures is read: what is left takes up to minutes
   * @throws AppError as `readDocument`, and `too-slow`, `too-large` (memory)
   */
  read(name: string, bytes: Uint8Array, onAside?: () => void): Promise<ReadDocument>
  /** Chunks of an artifact. @param layout as JSON */
  chunk(text: string, layout: string): Promise<readonly Chunk[]>
  /** A file's text and its own title. @param maxChars the text is cut there */
  readText(
    name: string,
    bytes: Uint8Array,
    maxChars: number,
  ): Promise<Pick<Extracted, 'title' | 'text'> & { readonly isCut: boolean }>
  /** The key sentences of a text, see summary.ts. @param sentences 3 by default */
  summarize(text: string, sentences?: number): Promise<readonly string[]>
  close(): Promise<void>
}

/** Bytes or UTF-16 units of what is read at once: a few milliseconds. */
const smallSize = 32 * 1024
/** Files in a process of their own are read side by side. */
const maxThreads = 2
const defaults: ReadingLimits = { timeMs: 120_000, memoryMb: 768 }

/** A little longer than the child may take that recognises. */
const recognitionMs = 150_000

type Ask = Run<typeof tasks>

export function createReading(limits: Partial<ReadingLimits> = {}): Reading {
  const { timeMs, memoryMb } = { ...defaults, ...limits }
  const createLane = (threads: number) =>
    createPool<typeof tasks>({
      module: new URL(`./tasks${import.meta.url.slice(-3)}`, import.meta.url),
      threads,
      memoryMb,
      doing: 'Reading this text',
      instead: 'split it, or save it again in a simpler form',
    })
  const pool = createLane(maxThreads)
  const recognition = createLane(1)

  async function takeChunks(ask: Ask, count: number): Promise<Chunk[]> {
    const chunks: Chunk[] = []
    const slice = createSlices()
    while (chunks.length < count) {
      await slice()
      chunks.push(...(await ask('chunks', { from: chunks.length })))
    }
    return chunks
  }

  /** A copy that is made little by little and then handed over: the bytes may be needed again. */
  async function askOf<Name extends 'document' | 'text'>(
    ask: Ask,
    name: Name,
    input: Parameters<(typeof tasks)[Name]>[0],
  ): Promise<Awaited<ReturnType<(typeof tasks)[Name]>>> {
    const bytes = await joinBytes([input.bytes], input.bytes.length)
    return ask(name, { ...input, bytes }, [bytes.buffer])
  }

  function readIn(task: JailTask, name: string, bytes: Uint8Array): Promise<ReadDocument> {
    const [lane, longestMs] = task === 'read' ? [pool, timeMs] : [recognition, recognitionMs]
    return lane.turn(longestMs, async (ask) => {
      const { chunkCount, ...document } = await askOf(ask, 'document', { name, bytes, task })
      return { ...document, chunks: await takeChunks(ask, chunkCount) }
    })
  }

  return {
    async read(name, bytes, onAside) {
      const isSmall = bytes.length <= smallSize && !isJailed(name, bytes)
      const read = await (isSmall ? readDocument(name, bytes) : readIn('read', name, bytes))
      if (!read.hasPictures) return read
      onAside?.()
      return readIn('recognise', name, bytes).catch((error: AppError) => withoutPictures(read, error))
    },
    async chunk(text, layout) {
      if (text.length + layout.length <= smallSize) return chunk({ text, layout: JSON.parse(layout) as Layout })
      return pool.turn(timeMs, async (ask) => takeChunks(ask, await ask('chunk', { text, layout })))
    },
    async readText(name, bytes, maxChars) {
      const read = await pool.turn(timeMs, (ask) => askOf(ask, 'text', { name, bytes, maxChars }))
      if (!read.hasPictures) return read
      return recognition
        .turn(recognitionMs, (ask) => askOf(ask, 'text', { name, bytes, maxChars, task: 'recognise' }))
        .catch((error) => (read.text === '' ? Promise.reject(error) : read))
    },
    async summarize(text, sentences = 3) {
      return text.length <= smallSize ? summarize(text, sentences) : pool.run('summary', { text, sentences }, timeMs)
    },
    close: async () => void (await Promise.all([pool.close(), recognition.close()])),
  }
}

/** What the document says without its pictures, where it says something. */
function withoutPictures(read: ReadDocument, error: AppError): ReadDocument {
  if (read.chunks.length === 0) throw error
  return { ...read, note: `Not read: its pages that are pictures of text. ${error.message}` }
}
