// Doubt about a sentence that stands in the right passage: it may speak of another name, number or kind, or deny what is
// asked. Pure. The weights are those of a logistic regression, rounded, with "denial" as 1: see docs/architecture.md.

import type { AnswerType, Question } from '../../question/question.ts'
import { analyze, type Token } from '../../text/analyze.ts'
import { isNegated } from '../../text/negation.ts'
import { digitsOf } from '../../text/numbers.ts'
import type { Passage } from '../writer.ts'
import { isPriced } from './attribute.ts'
import type { Candidate } from './fit.ts'
import { hasOpposite } from './opposites.ts'
import { readerIn } from './term-reader.ts'
import { holdsAnswer } from './values.ts'

const weights = {
  denial: 1,
  opposite: 0.25,
  oppositeAround: 0.3,
  number: 0.12,
  name: 0.2,
  nameShare: 0.13,
  superlative: 0.1,
  value: 0.1,
  attribute: 0.3,
  replaced: 0.05,
  scattered: 0.8,
  uncovered: 0.16,
  unsure: 0.25,
}

type Signal = keyof typeof weights

const superlative =
  /\b(?:most|least|only|first|last|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|final|best|worst|\p{L}{2,30}(?:iest|[dghlmnrtw]est))\b/giu
const noSuperlative =
  /^(?:(?:mid|north|south)west|(?:rain)?forest|arrest|attest|contest|detest|digest|earnest|everest|honest|interest|modest|priest|protest)$/
// "Why can't I …", "what if it does not …": these tell of a trouble, they do not ask for what is not so.
const trouble = /\bwhy\b|\bif\b|\b(?:i|we|my|our)\b/i
// Words that deny without "not".
const denying =
  /\b(?:except(?:ions?|ing)?|unless|unable|unlike|lacks?|lacking|fail(?:s|ed|ure)?|refus(?:es?|ed|al)|rejects?|rejected|prohibit(?:s|ed)?|forbid(?:s|den)?|banned|prevent(?:s|ed|ing)?|exclud(?:es?|ed|ing)|avoid(?:s|ed)?|rather than|instead of|other than|closed|off-limits)\b/i

const hasValue: ReadonlySet<AnswerType> = new Set([
  'time',
  'duration',
  'count',
  'price',
  'amount',
  'frequency',
  'person',
  'place',
])

/**
 * How much speaks against a sentence, from about 0 (it says all that is asked) to 2 and more.
 * @param candidate a quotable of `passage`
 * @param idf of an analyzed term
 */
export function doubt(
  question: Question,
  candidate: Candidate,
  passage: Passage,
  idf: (term: string) => number,
): number {
  const found = signals(question, candidate, passage, idf)
  return Object.entries(found).reduce((sum, [name, value]) => sum + weights[name as Signal] * value, 0)
}

/** Each from 0 to 1, but `unsure` may be a little below. */
function signals(
  question: Question,
  { quotable, coverage, sureness, language }: Candidate,
  passage: Passage,
  idf: (term: string) => number,
): Record<Signal, number> {
  const { text, type } = question
  const head = `${passage.title}\n${passage.heading ?? ''}`
  const asked = analyze(text)
  const askedTerms = setOf(asked)
  const read = readerIn(question.full, language)
  const said = read(quotable.said)
  const own = setOf([...said, ...read(quotable.asked)])
  const here = new Set([...own, ...setOf(read(head))])
  const near = new Set([
    ...here,
    ...setOf(read(passage.text.slice(Math.max(0, quotable.start - 250), quotable.end + 250))),
  ])
  const all = new Set([...here, ...setOf(read(passage.text))])
  const opposed = (held: ReadonlySet<string>) =>
    type !== 'yes-no' &&
    [...askedTerms].some(
      (term) => !held.has(term) && hasOpposite(term, (other) => held.has(other) && !askedTerms.has(other)),
    )
  const weightIn = (held: ReadonlySet<string>) => {
    const weighed = [...question.terms].map(([term, weight]) => [term, weight * idf(term)] as const)
    const sum = (some: readonly (readonly [string, number])[]) => some.reduce((all, [, weight]) => all + weight, 0)
    return sum(weighed.filter(([term]) => held.has(term))) / Math.max(1e-9, sum(weighed))
  }
  const names = [...question.named].filter((term) => !/^\d/.test(term))
  const missingNames = names.filter((term) => !holds(here, term)).length
  const digits = asked.filter((token) => numberOf(text, token) !== null)
  const nearNumbers = new Set([...near].map((term) => digitsOf(term) ?? term))
  const superlatives = superlativesOf(text)
  const saidSuperlatives = superlativesOf(`${passage.text}\n${head}`)
  // A table says once that its numbers are prices.
  const isPrice = type === 'price' && quotable.columns !== undefined && /\d/.test(quotable.said) && isPriced(near)
  const isWithout = !isPrice && lacksValue(question, quotable.said, said)
  return {
    denial: flag(
      isNegated(text) &&
        type !== 'yes-no' &&
        !trouble.test(text) &&
        !isNegated(quotable.said) &&
        !denying.test(quotable.said),
    ),
    opposite: flag(opposed(own)),
    oppositeAround: flag(opposed(all)),
    number: flag(digits.some((token) => !nearNumbers.has(numberOf(text, token) ?? ''))),
    name: flag(missingNames > 0),
    nameShare: names.length === 0 ? 0 : missingNames / names.length,
    superlative: flag([...superlatives].some((word) => !saidSuperlatives.has(word))),
    value: flag(isWithout),
    attribute: flag(isWithout && [...question.attributes].some((term) => !near.has(term))),
    replaced: flag(isReplaced(text, asked, quotable.said, said, own)),
    scattered: weightIn(all) - weightIn(near),
    uncovered: 1 - coverage,
    unsure: 1 - sureness,
  }
}

/**
 * Whether a sentence has no value of the asked kind. A number or a name that the question says itself is no answer to it.
 * @param read the sentence's terms
 */
export function lacksValue({ text, type }: Question, said: string, read: readonly Token[]): boolean {
  if (!hasValue.has(type)) return false
  const asked = setOf(analyze(text))
  const isValue = (start: number, end: number) => /^[\p{Lu}\d]/u.test(said.slice(start, end))
  const rest = read.reduceRight(
    (left, { term, start, end }) =>
      asked.has(term) && isValue(start, end) ? `${left.slice(0, start)}…${left.slice(end)}` : left,
    said,
  )
  return holdsAnswer(type, rest) === false
}

function flag(value: boolean): number {
  return value ? 1 : 0
}

function setOf(tokens: readonly Token[]): Set<string> {
  return new Set(tokens.map(({ term }) => term))
}

/** Whether a text says a word, or one that begins like it: "Portuguese" stands for "Portugal". */
function holds(terms: ReadonlySet<string>, term: string): boolean {
  if (terms.has(term)) return true
  if (!/^\p{L}{5,}$/u.test(term)) return false
  const root = term.slice(0, Math.min(6, term.length - 1))
  return [...terms].some((other) => other.startsWith(root))
}

function numberOf(text: string, { term, start, end }: Token): string | null {
  if (/^\d/.test(term)) return term
  return digitsOf(text.slice(start, end)) ?? null
}

function superlativesOf(text: string): Set<string> {
  const found = text.toLowerCase().match(superlative) ?? []
  return new Set(found.filter((word) => !noSuperlative.test(word)))
}

/** "Optional committees" where the sentence has only "mandatory committees": another word in the place of the asked one. */
function isReplaced(
  text: string,
  asked: readonly Token[],
  saidText: string,
  said: readonly Token[],
  own: ReadonlySet<string>,
): boolean {
  const askedTerms = setOf(asked)
  const adjoin = (source: string, a: Token, b: Token) => /^[\s-]$/.test(source.slice(a.end, b.start))
  const stands = (missing: Token, kept: Token, step: 1 | -1) => {
    if (holds(own, missing.term)) return false
    const places = said.flatMap(({ term }, i) => (term === kept.term ? [i] : []))
    return (
      places.length > 0 &&
      places.every((i) => {
        const at = said[i]!
        const other = said[i + step]
        if (!other || askedTerms.has(other.term)) return false
        return step < 0 ? adjoin(saidText, other, at) : adjoin(saidText, at, other)
      })
    )
  }
  return asked.some((token, i) => {
    const next = asked[i + 1]
    return next !== undefined && adjoin(text, token, next) && (stands(token, next, -1) || stands(next, token, 1))
  })
}
