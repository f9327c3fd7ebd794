// What a thread does with documents, see reading.ts. It remembers the one that it was given last, and hands it over in pieces:
// what is cloned in one message holds the other side's loop.
import type { Chunk, Layout } from '../../../layout.ts'
import { extract, recognise } from '../../extract/index.ts'
import type { JailTask } from '../../extract/sandbox/jail.ts'
import { summarize } from '../../text/summary.ts'
import { chunk } from '../chunk.ts'
import { readDocument } from './read-document.ts'

/** Chunks in one message: taking them over is a matter of milliseconds. */
const chunksAtOnce = 500
/** UTF-16 units. */
const charsAtOnce = 1_000_000

let chunks: readonly Chunk[] = []
let texts = { text: '', layout: '' }

export const tasks = {
  async document({ name, bytes, task }: { name: string; bytes: Uint8Array; task: JailTask }) {
    const { chunks: made, text, layout, ...document } = await readDocument(name, bytes, undefined, task)
    chunks = made
    texts = { text, layout }
    return { ...document, chunkCount: made.length, textLength: text.length, layoutLength: layout.length }
  },
  /** @returns the number of chunks */
  chunk({ text, layout }: { text: string; layout: string }) {
    chunks = chunk({ text, layout: JSON.parse(layout) as Layout })
    return chunks.length
  },
  /** Of the document before: its next piece. */
  piece: ({ of, from }: { of: 'text' | 'layout'; from: number }) => texts[of].slice(from, from + charsAtOnce),
  /** Of the document or text before: the next ones. Their texts are slices of what the other side has. */
  chunks: ({ from }: { from: number }): readonly Omit<Chunk, 'text'>[] =>
    chunks.slice(from, from + chunksAtOnce).map(({ text: _, ...place }) => place),
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
