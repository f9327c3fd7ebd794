// What takes milliseconds, in a lane of its own beside the reading of documents: nobody who asks waits for a long text.
import { createExtractiveWriter } from './answer/extractive/extractive.ts'
import { type Checking, checkStatements } from './answer/llm/claims.ts'
import type { Writing } from './answer/writer.ts'
import { indexAll, type Weighing } from './indexing/weigh.ts'

const extractive = createExtractiveWriter()

export const tasks = {
  write: ({ question, passages, counts }: Writing) => extractive.write(question, passages, counts),
  check: (checking: Checking) => checkStatements(checking),
  weigh: (weighing: Weighing) => indexAll(weighing),
}
