// Reading, chunking and summarizing: a small text at once, all others in a thread, see pool.ts.
import type { Chunk, Layout } from '../../../layout.ts'
import { isJailed } from '../../extract/index.ts'
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
  /** @throws AppError as `readDocument`, and `too-slow`, `too-large` (memory) */
  read(name: string, bytes: Uint8Array): Promise<ReadDocument>
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

type Ask = Run<typeof tasks>

export function createReading(limits: Partial<ReadingLimits> = {}): Reading {
  const { timeMs, memoryMb } = { ...defaults, ...limits }
  const pool = createPool<typeof tasks>({
    module: new URL(`./tasks${import.meta.url.slice(-3)}`, import.meta.url),
    threads: maxThreads,
    memoryMb,
    doing: 'Reading this text',
    instead: 'split it, or save it again in a simpler form',
  })

  async function takeText(ask: Ask, of: 'text' | 'layout', length: number): Promise<string> {
    const pieces: string[] = []
    for (let from = 0; from < length; from += pieces.at(-1)?.length ?? length)
      pieces.push(await ask('piece', { of, from }))
    return pieces.join('')
  }

  async function takeChunks(ask: Ask, text: string, count: number): Promise<Chunk[]> {
    const chunks: Chunk[] = []
    while (chunks.length < count)
      for (const place of await ask('chunks', { from: chunks.length }))
        chunks.push({ ...place, text: text.slice(place.start, place.end) })
    return chunks
  }

  return {
    async read(name, bytes) {
      if (bytes.length <= smallSize && !isJailed(name, bytes)) return readDocument(name, bytes)
      return pool.turn(timeMs, async (ask) => {
        const { chunkCount, textLength, layoutLength, ...document } = await ask('document', { name, bytes })
        const text = await takeText(ask, 'text', textLength)
        const layout = await takeText(ask, 'layout', layoutLength)
        return { ...document, text, layout, chunks: await takeChunks(ask, text, chunkCount) }
      })
    },
    async chunk(text, layout) {
      if (text.length + layout.length <= smallSize) return chunk({ text, layout: JSON.parse(layout) as Layout })
      return pool.turn(timeMs, async (ask) => takeChunks(ask, text, await ask('chunk', { text, layout })))
    },
    readText: (name, bytes, maxChars) => pool.run('text', { name, bytes, maxChars }, timeMs),
    async summarize(text, sentences = 3) {
      return text.length <= smallSize ? summarize(text, sentences) : pool.run('summary', { text, sentences }, timeMs)
    },
    close: pool.close,
  }
}
