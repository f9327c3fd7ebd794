// Quoting, and checking what a model wrote: at once where that takes milliseconds, as nearly always, else in a thread, in a
// lane of its own beside the reading of documents: nobody who asks waits for a long text.
import { createPool } from '../pool.ts'
import { createExtractiveWriter } from './extractive/extractive.ts'
import { type Checking, checkStatements, type Verified } from './llm/claims.ts'
import type { tasks } from './tasks.ts'
import type { Passage, Writer } from './writer.ts'

/** Lines and sentences of all passages together: pages of prose have some 300, which take about 10 ms. */
const manySentences = 500
/** Of one question. */
const timeMs = 30_000

export interface AnswerThreads {
  readonly extractive: Writer
  readonly check: (checking: Checking) => Promise<Verified>
  close(): Promise<void>
}

export function createAnswerThreads(): AnswerThreads {
  const pool = createPool<typeof tasks>({
    module: new URL(`./tasks${import.meta.url.slice(-3)}`, import.meta.url),
    threads: 2,
    memoryMb: 256,
    doing: 'Working on this question',
    instead: 'ask it in fewer words',
  })
  const atOnce = createExtractiveWriter()
  return {
    extractive: {
      ...atOnce,
      write: (question, passages, counts, onText, manner) =>
        isLong(passages)
          ? pool.run('write', { question, passages, counts, ...(manner && { manner }) }, timeMs)
          : atOnce.write(question, passages, counts, onText, manner),
    },
    check: async (checking) =>
      isLong(checking.passages) ? pool.run('check', checking, timeMs) : checkStatements(checking),
    close: pool.close,
  }
}

function isLong(passages: readonly Passage[]): boolean {
  let count = 0
  for (const { text } of passages) count += text.match(/[.!?。！？\n]/g)?.length ?? 0
  return count > manySentences
}
