// What a thread does with documents, see reading.ts. It remembers the chunks of the one that it was given last, and hands them
// over a few at a time: what is cloned in one message holds the other side's loop.
import type { Chunk, Layout } from '../../../layout.ts'
import { extract, recognise } from '../../extract/index.ts'
import type { JailTask } from '../../extract/sandbox/jail.ts'
import { summarize } from '../../text/summary.ts'
import { chunk } from '../chunk.ts'
import { readDocument } from './read-document.ts'

/** Chunks in one message: taking them over is a matter of milliseconds. */
const chunksAtOnce = 250

let chunks: readonly Chunk[] = []

export const tasks = {
  async document({ name, bytes, task }: { name: string; bytes: Uint8Array; task: JailTask }) {
    const { chunks: made, ...document } = await readDocument(name, bytes, undefined, task)
    chunks = made
    return { ...document, chunkCount: made.length }
  },
  /** @returns the number of chunks */
  chunk({ text, layout }: { text: string; layout: string }) {
    chunks = chunk({ text, layout: JSON.parse(layout) as Layout })
    return chunks.length
  },
  /** Of the document or text before: the next ones. */
  chunks: ({ from }: { from: number }) => chunks.slice(from, from + chunksAtOnce),
  async text({
    name,
    bytes,
    maxChars,
    task = 'read',
  }: {
    name: string
    bytes: Uint8Array
    maxChars: number
    task?: JailTask
  }) {
    const { title, text, hasPictures } = await (task === 'read' ? extract : recognise)(name, bytes)
    return {
      ...(title !== undefined && { title }),
      ...(hasPictures && { hasPictures }),
      text: text.slice(0, maxChars),
      isCut: text.length > maxChars,
    }
  },
  summary: ({ text, sentences }: { text: string; sentences: number }) => summarize(text, sentences),
}
