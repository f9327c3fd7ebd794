// What a sentence leaves open when it names who or what is asked about but not the value: another document may say it of
// that name ("the lead is Salma Ito", "Salma Ito sits in room 3.14"). Pure; one step, among passages that are at hand.

import type { Question } from '../../question/question.ts'
import { analyze } from '../../text/analyze.ts'
import type { Candidate } from './fit.ts'
import { lacksValue } from './near-miss.ts'
import { readerIn } from './term-reader.ts'

const name = /\p{Lu}[\p{L}'’-]{1,40}(?: \p{Lu}[\p{L}'’-]+)+/gu

/** Whether a sentence has no value of the kind that is asked for. */
export function isOpen(question: Question, { quotable, language }: Candidate): boolean {
  return lacksValue(question, quotable.said, readerIn(question.full, language)(quotable.said))
}

/**
 * The best sentence of another document that says the missing value of a name that `best` brings up.
 * @param all best first
 * @param documentOf a candidate
 */
export function bridge(
  question: Question,
  best: Candidate,
  all: readonly Candidate[],
  documentOf: (candidate: Candidate) => string,
): Candidate | undefined {
  const asked = new Set(question.terms.keys())
  const names = (best.quotable.said.match(name) ?? []).filter((one) =>
    analyze(one).every(({ term }) => !asked.has(term)),
  )
  if (names.length === 0) return undefined
  return all.find(
    (one) =>
      documentOf(one) !== documentOf(best) &&
      names.some((known) => one.quotable.said.includes(known)) &&
      [...one.terms].some((term) => asked.has(term) && !best.terms.has(term)) &&
      !isOpen(question, one),
  )
}

/** The words of a question that no sentence of an answer says, nor the headings above it, as they were asked. */
export function missingWords(question: Question, said: readonly string[]): readonly string[] {
  const held = new Set(analyze(said.join('\n')).map(({ term }) => term))
  const missing = analyze(question.text).filter(({ term }) => question.terms.has(term) && !held.has(term))
  return [...new Set(missing.map(({ start, end }) => question.text.slice(start, end)))]
}
