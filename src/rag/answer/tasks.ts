// What a thread does with questions, see threads.ts.
import { createExtractiveWriter } from './extractive/extractive.ts'
import { type Checking, checkStatements } from './llm/claims.ts'
import type { Writing } from './writer.ts'

const extractive = createExtractiveWriter()

export const tasks = {
  write: ({ question, passages, counts }: Writing) => extractive.write(question, passages, counts),
  check: (checking: Checking) => checkStatements(checking),
}
