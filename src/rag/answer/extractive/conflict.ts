// Whether two sentences of different documents say different things of the same. Pure, and strict: it takes one value of
// the asked kind on each side, in the same unit, with the same words around it; else they may both be true.

import type { AnswerType, Question } from '../../question/question.ts'
import { analyze } from '../../text/analyze.ts'
import { digitsOf, withPlainNumbers } from '../../text/numbers.ts'

/** Share of the shorter sentence's words that both have to say, values and names apart. */
const sameWords = 0.5

const month = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const dates = new RegExp(
  `\\b(?:(\\d{1,2})(?:st|nd|rd|th)?\\.? (${month})\\p{L}*|(${month})\\p{L}* (\\d{1,2})(?:st|nd|rd|th)?)\\b`,
  'giu',
)
const patterns: readonly (readonly [kind: string, RegExp])[] = [
  ['clock', /\b\d{1,2}:\d{2}(?:\s?[ap]\.?m\b)?|\b\d{1,2}\s?[ap]\.?m\b/gi],
  ['weekday', /\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b/gi],
  ['year', /\b(?:19|20)\d\d\b/g],
  [
    'money',
    /(?:[$€£¥]\s?\d[\d.,]{0,20}\d|[$€£¥]\s?\d)\s?(?:k|m|million|billion)?\b|\b\d[\d.,]{0,20}\s?(?:(?:euros?|dollars?|pounds?|usd|eur|gbp|chf)\b|[$€£¥])|\b(?:usd|eur|gbp|chf)\s?\d[\d.,]{0,20}\d/gi,
  ],
  ['share', /\b\d[\d.]{0,20}\s?(?:%|percent\b)/gi],
]
const counted = /\b(\d[\d.,]{0,20}|\p{L}{1,40})[\s-]+(?:(?:\p{Ll}{1,40})[\s-]+)?(\p{Ll}{3,40})/giu
const mailbox = /(?<![\w.+-])[\w.+-]+@[\w.-]*\w/g
const comparable: ReadonlySet<AnswerType> = new Set([
  'time',
  'duration',
  'frequency',
  'count',
  'price',
  'amount',
  'person',
  'place',
  'other',
  'definition',
])

export interface Said {
  readonly text: string
  /** The title and headings it stands under. */
  readonly head: string
}

/** Whether both answer the question with a value of one kind, and the values differ. */
export function disagree(question: Question, a: Said, b: Said): boolean {
  if (!comparable.has(question.type)) return false
  const asked = [...question.terms.keys()]
  const wordsOf = ({ text }: Said) => new Set(analyze(text.replace(/\d\S*/g, ' ')).map(({ term }) => term))
  const [wordsA, wordsB] = [wordsOf(a), wordsOf(b)]
  const termsOf = ({ text, head }: Said) => new Set(analyze(`${head}\n${text}`).map(({ term }) => term))
  const [allA, allB] = [termsOf(a), termsOf(b)]
  if (asked.some((term) => allA.has(term) !== allB.has(term))) return false
  const shared = [...wordsA].filter((term) => wordsB.has(term)).length
  if (shared < 1 || shared < sameWords * Math.min(wordsA.size, wordsB.size)) return false
  const [valuesA, valuesB] = [valuesOf(question, a.text), valuesOf(question, b.text)]
  return [...valuesA].some(([kind, value]) => value !== null && (valuesB.get(kind) ?? value) !== value)
}

const kindsOfDocument = new Set(
  analyze('policy handbook guide manual rules faq notes wiki page overview document old new draft final update').map(
    ({ term }) => term,
  ),
)

/**
 * Whether two titles name two things of a kind, "Berlin office" and "Paris office": what they say differently is no
 * contradiction. Years and kinds of documents make no other thing.
 */
export function areOfTwo(a: string, b: string): boolean {
  const [first, second] = [a, b].map((title) => analyze(title).map(({ term }) => term)) as [string[], string[]]
  if (first.length !== second.length || first.length < 2) return false
  const pairs = first.flatMap((term, i) => (term === second[i] ? [] : [[term, second[i] ?? '']]))
  return pairs.length === 1 && pairs.flat().every((term) => /^\p{L}+$/u.test(term) && !kindsOfDocument.has(term))
}

/** Kind of value → the one value of it, null where there are several. What the question says itself is none. */
function valuesOf({ text, type }: Question, said: string): Map<string, string | null> {
  const found = new Map<string, string | null>()
  const asked = withPlainNumbers(text).toLowerCase().replace(/[\s,]/g, '')
  const add = (kind: string, value: string) => {
    const plain = value.toLowerCase().replace(/[\s,]|days?$/g, '')
    if (asked.includes(plain)) return
    found.set(kind, found.has(kind) && found.get(kind) !== plain ? null : plain)
  }
  let rest = withPlainNumbers(said).replace(
    dates,
    (_, day: string | undefined, name: string, month: string, other: string) => {
      add('date', `${day ?? other} ${day === undefined ? month : name}`)
      return ' | '
    },
  )
  for (const [kind, pattern] of patterns)
    rest = rest.replace(pattern, (value) => {
      add(kind, value)
      return ' | '
    })
  for (const { 1: number = '', 2: unit = '' } of rest.matchAll(counted)) {
    const digits = /^\d/.test(number) ? number : digitsOf(number)
    const term = analyze(unit)[0]?.term
    if (digits !== undefined && term !== undefined) add(`count ${term}`, digits)
  }
  if (type === 'person') for (const [value] of said.matchAll(mailbox)) add('mailbox', value)
  if (type === 'person' || type === 'place')
    for (const [name] of said.matchAll(/(?<=\p{Ll}\s)\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)*/gu)) add('name', name)
  return found
}
