// A question. What is answered to it is conversation: queue/jobs/answer-job.ts; small talk gets to know what the bot is for.
import type { Request } from '../model.ts'
import type { Gesture } from './types.ts'
import { cutAtWord, questionLimit, tidy } from './words.ts'

/** A question from free text: white space collapsed, cut at `questionLimit`; a hint when there is none. */
export function readQuestion(text: string): Request {
  const question = tidy(text)
  if (question === '') {
    return {
      kind: 'hint',
      reason: 'There was no question in that message. Ask me something in words, for example: who approves travel?',
    }
  }
  if (question.length <= questionLimit) return { kind: 'ask', question, cut: false }
  return { kind: 'ask', question: cutAtWord(question, questionLimit), cut: true }
}

export const ask: Gesture = {
  words: ['ask'],
  help: { usage: 'ask <question>', says: 'answers from your team’s documents, with every claim cited' },
  isTyped: true,
  command: (rest, prefix) =>
    rest === ''
      ? { kind: 'hint', reason: `Type the question after it: ${prefix}ask who approves travel?` }
      : readQuestion(rest),
}
