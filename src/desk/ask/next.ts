// What could be asked next: buttons below an answer, and what a click on one asks.
import type { Button } from '../../card.ts'
import { describeError } from '../../errors.ts'
import type { AccessScope, Answer, Hint } from '../../model.ts'
import type { Asked, Tools } from '../types.ts'
import { isQuestion, type Question, readQuestion } from './question.ts'

const pattern = /^(next|alone)>(.+)$/s

/** @param question as it was read. @param scope whose documents the answer went by */
export async function nextButtons(
  { rag, log }: Pick<Tools, 'rag' | 'log'>,
  { incoming, traceId }: Asked,
  question: string,
  { citations }: Answer,
  scope: AccessScope,
): Promise<readonly Button[]> {
  if (citations.length === 0) return []
  // An answer without them is better than none.
  const next = await rag.nextQuestions(scope, question, citations).catch((error) => {
    log.warn('no further questions', { traceId, error: describeError(error) })
    return []
  })
  const how = incoming.isForAskerAlone ? 'alone' : 'next'
  return next.map((label) => ({ label, isQuestion: true, action: { gesture: 'ask', value: `${how}>${label}` } }))
}

/** Null for any other value. */
export function askedNext(value: string): Question | Hint | null {
  const [, how, words] = pattern.exec(value) ?? []
  if (words === undefined) return null
  const request = readQuestion(words)
  return isQuestion(request) && how === 'alone' ? { ...request, isAlone: true } : request
}
