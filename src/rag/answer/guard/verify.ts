// Whether and how well quoted text carries a written sentence, the same for every writer. Pure, by words alone: it cannot
// tell who did what to whom, so it refuses on what words do tell: a number, a name or a "not" that the evidence lacks.

import { synonymsOf } from '../../question/synonyms.ts'
import { analyze } from '../../text/analyze.ts'
import { isCommon } from '../../text/bm25.ts'
import { isNegated } from '../../text/negation.ts'
import { digitsOf } from '../../text/numbers.ts'
import { sentences } from '../../text/sentences.ts'

const weights = {
  /** Beside 1 for another word: one that is common in English, and one that the evidence says with a synonym. */
  common: 0.5,
  synonym: 0.8,
}
/** What the share of held words is multiplied with for a missing number, each missing name, and a denial on one side. */
const penalties = { number: 0.4, name: 0.6, negation: 0.4 }
/** The share of a claim's terms that its evidence has to hold. */
const leastShare = 0.5
/** Sentences of the evidence that hold this share of what the best one holds may settle whether it denies. */
const nearBest = 0.8

/** The least that any claim's evidence has to hold: all its numbers, and half of its terms. @param said the claim's terms */
export function carries(said: ReadonlySet<string>, isHeld: (term: string) => boolean): boolean {
  if ([...said].some((term) => /^\d/.test(term) && !isHeld(term))) return false
  return [...said].filter(isHeld).length >= leastShare * said.size
}

/**
 * How well slices of text carry a sentence: 0 to 1. Numbers, names and negations of the sentence that the evidence lacks
 * pull it down: below 0.5 for a number or a denial. 0 for a sentence that says nothing of its own.
 */
export function support(sentence: string, evidence: string): number {
  const said = read(sentence)
  const held = new Set(read(evidence).map(({ term }) => term))
  if (said.length === 0) return 0
  let total = 0
  let found = 0
  for (const { term, weight } of said) {
    total += weight
    if (held.has(term)) found += weight
    else if (synonymsOf(term).some((other) => held.has(other))) found += weights.synonym * weight
  }
  const missing = said.filter(({ term }) => !held.has(term))
  const numbers = missing.some(({ isNumber }) => isNumber) ? penalties.number : 1
  const names = penalties.name ** missing.filter(({ isName }) => isName).length
  const negation = deniesAlike(sentence, said, evidence) ? 1 : penalties.negation
  return (found / total) * numbers * names * negation
}

interface Word {
  readonly term: string
  readonly weight: number
  readonly isNumber: boolean
  readonly isName: boolean
}

/** The words of a text, each once. "Two" and "2" are one; the first word of a sentence names nothing. */
function read(text: string): Word[] {
  const found = new Map<string, Word>()
  for (const { term: raw, start, end } of analyze(text)) {
    const word = text.slice(start, end)
    const term = digitsOf(word) ?? raw
    const isFirst = /(?:^|[.?!:\n])(?:[^\S\n]|["“‘'(*_])*$/.test(text.slice(Math.max(0, start - 8), start))
    const isName = /^\p{Lu}/u.test(word) && !isFirst
    const known = found.get(term)
    found.set(term, {
      term,
      weight: isCommon(term) && !isName ? weights.common : 1,
      isNumber: /^\d/.test(term),
      isName: isName || known?.isName === true,
    })
  }
  return [...found.values()]
}

/** Whether a sentence and what the evidence says of the same deny alike: both or neither. */
function deniesAlike(sentence: string, said: readonly Word[], evidence: string): boolean {
  const spans = sentences(evidence).map(({ start, end }) => {
    const text = evidence.slice(start, end)
    const held = new Set(analyze(text).map(({ term }) => term))
    return {
      denies: isNegated(text),
      shared: said.filter(({ term }) => held.has(term)).length,
    }
  })
  const best = spans.reduce((most, { shared }) => Math.max(most, shared), 0)
  if (best === 0) return true
  const denies = isNegated(sentence)
  return spans.some((span) => span.shared >= nearBest * best && span.denies === denies)
}
