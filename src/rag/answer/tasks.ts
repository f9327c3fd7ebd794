// What a thread does with questions, see threads.ts.
import { createExtractiveWriter } from './extractive/extractive.ts'
import { type Checking, checkStatements } from './llm/claims.ts'
import type { Writing } from './writer.ts'

const extractive = createExtractiveWriter()

export const tasks = {
  write: ({ question, passages, counts, manner }: Writing) =>
    extractive.write(question, passages, counts, undefined, manner),
  check: (checking: Checking) => checkStatements(checking),
}
