// What a quotable's form says of it as an answer: a value of the asked kind, a list for a list, a definition's subject first.
// Pure; it knows nothing of what the question is about.

import type { Question } from '../../question/question.ts'
import { analyze } from '../../text/analyze.ts'
import type { Quotable } from './quotables.ts'
import { holdsAnswer } from './values.ts'

const form = {
  /** Added for a value of the asked type; for a whole list and for numbered steps, when they are asked for. */
  type: 0.1,
  list: 0.2,
  steps: 0.45,
  /** A definition's subject first, a rule where yes or no is asked; against it a fragment, pointers elsewhere. */
  definition: 0.25,
  entry: 0.5,
  deciding: 0.08,
  fragment: 0.25,
  pointer: 0.15,
  contents: 0.5,
}

// What settles a question for yes or no: a rule, a permission, a denial.
const deciding =
  /^(?:yes|no)\b|\b(?:not|never|no|cannot|can|may|must|only|always|unless|allowed|permitted|required|mandatory|optional|forbidden|prohibited|eligible|entitled|free)\b/i

/** Points for a sentence's form, below 0 against it: fragments and pointers answer little, a definition names its subject first. */
export function formFit(question: Question, { said, kind, isContents }: Quotable): number {
  const words = said.split(' ').length
  if (question.type === 'definition' && kind !== 'list' && defines(question, said))
    return isEntry(said) ? form.entry : form.definition
  if (isContents && question.type !== 'list') return -form.contents
  if (words < 7 && kind !== 'row' && !/[.!?:\d]/.test(said)) return -form.fragment
  if (
    words < 16 &&
    /^(?:see|refer to|learn more|read|visit|check out|for (?:more|additional|further|details))\b/i.test(said)
  )
    return -form.pointer
  return question.type === 'yes-no' && deciding.test(said) ? form.deciding : 0
}

/** "OLU – Online University", as in a glossary. */
function isEntry(said: string): boolean {
  return /^[^.,;:–]{1,40}?(?:\s[–-]\s|:\s)/.test(said)
}

/** "A guild is …", "OLU – Online University": the subject among the first words, then what it is; or "… Act (FISMA)". */
function defines(question: Question, said: string): boolean {
  const [, acronym] = /\b(\p{Lu}[\p{Lu}\d]+)s?\b/u.exec(question.text) ?? []
  if (
    acronym !== undefined &&
    new RegExp(`\\p{Lu}[\\p{L}’'-]{1,40} (?:[\\p{L}’'&-]{1,40} ){0,6}\\(${acronym}\\)`, 'u').test(said)
  )
    return true
  const subject = analyze(said.slice(0, 120))
    .slice(0, 5)
    .findLast(({ term }) => question.terms.has(term))
  if (!subject) return false
  return /^["”’)]?(?:\s\([^)]*\))?(?:,[^,]{2,40},)?\s*(?:(?:is|are|was|were|means?|refers?|stands?|consists?)\b|[–:]|-\s)/.test(
    said.slice(subject.end),
  )
}

/** Points for a value of the asked kind, for a list where one is asked; below 0 where that is missing. */
export function typeFit({ type, typeWeight }: Question, { kind, said }: Quotable): number {
  const holds = holdsAnswer(type, said)
  const weight = form.type * typeWeight
  if (kind !== 'list') return holds === null ? 0 : holds ? weight : -weight
  if (type === 'steps') return /^\d{1,3}\. /m.test(said) ? form.steps : /^.*:\n/.test(said) ? form.type : 0
  if (type === 'list') return form.list
  // A whole list says more than what a question for one value asks.
  if (type === 'other' || type === 'definition') return 0
  return holds ? weight - form.type : -weight
}
