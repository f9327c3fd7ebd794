// Words to a question. Pure.
import type { Hint, Request } from '../../model.ts'
import { cutAtWord, questionLimit, tidy } from '../words.ts'

export interface Question extends Request {
  readonly kind: 'ask'
  readonly question: string
  /** It was longer. */
  readonly cut: boolean
  /** The text of a message that it is about: data, like a document. */
  readonly about?: string
  /** Asked again for the asker alone. */
  readonly isAgain?: true
  /** For the asker alone, as what it follows on was. */
  readonly isAlone?: true
  /** What it means, where it was asked before and leans on what stood there: that is looked up instead. */
  readonly readAs?: string
}

const noQuestion: Hint = {
  kind: 'hint',
  reason: 'There was no question in that message. Ask me something in words, for example: who approves travel?',
}

/**
 * A question from free text, cut at `questionLimit`; a hint when there is none.
 * @param keepsLines white space stays as it is, where it would be collapsed
 */
export function readQuestion(words: string, keepsLines = false): Question | Hint {
  const question = keepsLines ? words.trim() : tidy(words)
  if (question === '') return noQuestion
  if (question.length <= questionLimit) return { kind: 'ask', question, cut: false }
  return { kind: 'ask', question: cutAtWord(question, questionLimit), cut: true }
}

export const isQuestion = (request: Request): request is Question => request.kind === 'ask'
