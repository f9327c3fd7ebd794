// Reads documents in a worker thread: whatever a text does to a pattern or a parser, the main thread's loop goes on, and
// reading.ts ends this thread when it takes too long. Speaks to reading.ts: one request at a time, each answered once.
import { parentPort } from 'node:worker_threads'
import { AppError, describeError } from '../../../errors.ts'
import type { Chunk, Layout } from '../../../layout.ts'
import { extract } from '../../extract/index.ts'
import { summarize } from '../../text/summary.ts'
import { chunk } from '../chunk.ts'
import { readDocument } from './read-document.ts'
import type { Answers, Question, ThreadReply } from './reading.ts'

/** Chunks in one message: taking them over is a matter of milliseconds. */
const chunksAtOnce = 500

const port = parentPort
if (!port) throw new Error('reading-thread.ts runs as a worker thread only')

const charsAtOnce = 1_000_000

/** Of the document that was read last. */
let chunks: readonly Chunk[] = []
let texts = { text: '', layout: '' }

const answers: {
  readonly [Kind in keyof Answers]: (question: Question<Kind>) => Promise<Answers[Kind]> | Answers[Kind]
} = {
  async document({ name, bytes }) {
    const { chunks: made, text, layout, ...document } = await readDocument(name, bytes)
    chunks = made
    texts = { text, layout }
    return { ...document, chunkCount: made.length, textLength: text.length, layoutLength: layout.length }
  },
  chunk({ text, layout }) {
    chunks = chunk({ text, layout: JSON.parse(layout) as Layout })
    return chunks.length
  },
  piece: ({ of, from }) => texts[of].slice(from, from + charsAtOnce),
  // Their texts are slices of what the other side has.
  chunks: ({ from }) => chunks.slice(from, from + chunksAtOnce).map(({ text: _, ...place }) => place),
  async text({ name, bytes, maxChars }) {
    const { title, text } = await extract(name, bytes)
    return { ...(title !== undefined && { title }), text: text.slice(0, maxChars), isCut: text.length > maxChars }
  },
  summary: ({ text, sentences }) => summarize(text, sentences),
}

port.on('message', async (question: Question) => {
  const tell = (reply: ThreadReply) => port.postMessage(reply)
  try {
    tell({ ok: true, value: await (answers[question.kind] as (asked: Question) => unknown)(question) })
  } catch (error) {
    tell({ ok: false, code: error instanceof AppError ? error.code : 'broken', message: describeError(error) })
  }
})
