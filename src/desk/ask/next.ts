// What could be asked next: buttons below an answer, and what a click on one asks.
import type { Button } from '../../card.ts'
import type { Answer, Hint, Incoming } from '../../model.ts'
import { isQuestion, type Question, readQuestion } from './question.ts'

const pattern = /^(next|alone)>(.+)$/s

/** None below a refusal. */
export function nextButtons(incoming: Incoming, answer: Answer): readonly Button[] {
  const how = incoming.isForAskerAlone ? 'alone' : 'next'
  const next = answer.kind === 'answered' ? (answer.next ?? []) : []
  return next.map((label) => ({ label, isQuestion: true, action: { gesture: 'ask', value: `${how}>${label}` } }))
}

/** Null for any other value. */
export function askedNext(value: string): Question | Hint | null {
  const [, how, words] = pattern.exec(value) ?? []
  if (words === undefined) return null
  const request = readQuestion(words)
  return isQuestion(request) && how === 'alone' ? { ...request, isAlone: true } : request
}
