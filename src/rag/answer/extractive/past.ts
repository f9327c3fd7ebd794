// Rules that a document keeps and says are superseded: they are true of the past alone. Pure; knows English.
import type { Question } from '../../question/question.ts'

const past =
  /^\(?(?:superseded|obsolete|outdated|deprecated|withdrawn|repealed|no longer (?:valid|in force|applies|so)|old (?:rule|policy|version)|previous (?:rule|policy))\b/i
const asksForPast =
  /\b(?:superseded|obsolete|outdated|deprecated|withdrawn|repealed|old|former|formerly|previous|previously|used to|before|past|was|were|did|history)\b/i

/** Whether a sentence says of itself that it holds no more, and what holds now is asked. */
export function holdsNoMore({ text }: Question, said: string): boolean {
  return past.test(said) && !asksForPast.test(text)
}
