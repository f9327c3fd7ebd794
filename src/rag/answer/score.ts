// Scores a passage's sentences as answers to a question, and says how sure one is. Pure. The constants were measured
// on one half of SQuAD 2's articles and checked on the other; each is flat around its value.
import { analyze } from '../analyze.ts'
import { isCommon } from '../bm25.ts'
import type { SentenceKind } from '../sentences.ts'
import type { Passage } from '../types.ts'
import { prose } from './prose.ts'
import { holdsAnswer, mannerWeight, type Question } from './question.ts'
import { type Unit, units } from './units.ts'

// Terms of a document's question and of its answer do not stand together.
const gap = Array.from({ length: 8 }, () => '')

const scoring = {
  /** What a term counts that is not in the sentence but beside it, in the title or headings, or elsewhere around. */
  beside: 0.6,
  head: 0.85,
  around: 0.35,
  /** Added for neighbouring question terms that stand together, the passage's rank, and a value of the asked type. */
  pairs: 0.2,
  rank: 0.5,
  type: 0.1,
  /** The same for a whole list and for numbered steps, when they are asked for. */
  list: 0.2,
  steps: 0.45,
  /** A pair counts this much when it stands in the headings; the prior keeps one pair from deciding alone. */
  headPair: 0.75,
  pairPrior: 0.2,
  /** Terms at most this far apart stand together. */
  pairWindow: 4,
  /** Form: the first sentence of a section, a definition's subject first; a fragment, a pointer, a very long one. */
  opening: 0.05,
  definition: 0.15,
  fragment: 0.25,
  pointer: 0.15,
  longTerms: 25,
  perLongTerm: 0.004,
  /**
   * How sure: the parts add up to 1 when every term is there once and together. Against it count names, years and codes
   * that are missing, and a sentence without a value of the asked type.
   */
  sureEvidence: 0.2,
  surePairs: 0.3,
  sureAbout: 0.5,
  sureNamedMiss: 0.2,
  sureDesignatorMiss: 0.35,
  sureTypeMiss: 0.08,
  /** A term said n times counts n (k + 1) / (n + k) for what the passage is about. */
  aboutSaturation: 2,
  maxAbout: 1.5,
}

export interface Candidate {
  /** Index of the passage. */
  readonly passage: number
  readonly unit: Unit
  readonly terms: ReadonlySet<string>
  /** Share of the question's IDF weight in the sentence and the headings it stands under. */
  readonly coverage: number
  /** The same in the whole passage with its title and headings. */
  readonly reach: number
  /** Whether the passage holds a word with a topic of its own, or all that is asked about. */
  readonly isCarried: boolean
  /** 0 to about 1.2: how likely the passage is about what is asked. */
  readonly sureness: number
  readonly score: number
}

interface Weighed {
  readonly question: Question
  /** Term → weight × IDF; `total` is their sum. */
  readonly weights: ReadonlyMap<string, number>
  readonly total: number
  readonly pairs: readonly (readonly [string, string, number])[]
  readonly pairTotal: number
}

/** The sentences of all passages, best first. @param idf of an analyzed term */
export function rank(question: Question, passages: readonly Passage[], idf: (term: string) => number): Candidate[] {
  const weighed = weigh(question, idf)
  if (weighed.total === 0) return []
  const top = passages[0]?.score || 1
  return passages
    .flatMap((passage, i) => scorePassage(weighed, passage, i, passage.score / top))
    .sort((a, b) => b.score - a.score)
}

/**
 * The share of the question's IDF weight that evidence speaks of, from 0 to 1: each piece a quote with the title and
 * headings it stands under.
 * @param idf of an analyzed term
 */
export function covered(question: Question, evidence: readonly string[], idf: (term: string) => number): number {
  const weighed = weigh(question, idf)
  const all = evidence.join('\n')
  const held = new Set(readerOf(question, all)(all))
  if (weighed.total === 0) return 0
  const share = shareOf(weighed, (term) => (held.has(term) ? 1 : 0))
  // Sums of fractions may end a hair above the whole.
  return Math.min(1, share)
}

function weigh(question: Question, idf: (term: string) => number): Weighed {
  const weights = new Map([...question.terms].map(([term, weight]) => [term, weight * idf(term)]))
  const pairs = question.order.slice(1).map((term, i) => {
    const previous = question.order[i] ?? ''
    return [previous, term, Math.min(weights.get(previous) ?? 0, weights.get(term) ?? 0)] as const
  })
  return {
    question,
    weights,
    total: sum(weights.values()),
    pairs,
    pairTotal: sum(pairs.map(([, , weight]) => weight)),
  }
}

function scorePassage(weighed: Weighed, passage: Passage, index: number, relativeScore: number): Candidate[] {
  const { question, weights } = weighed
  const read = readerOf(question, `${passage.title}\n${passage.heading ?? ''}\n${passage.text}`)
  const share = (countOf: (term: string) => number) => shareOf(weighed, countOf)
  const headTerms = read(`${passage.title}\n${passage.heading ?? ''}`)
  const head = new Set(headTerms)
  const local = new Set(read(passage.heading?.split(' › ').at(-1) ?? passage.title))
  const parts = units(passage.text)
  const sequences = parts.sentences.map(({ start, end }) => read(prose(passage.text.slice(start, end))))
  const sets = sequences.map((terms) => new Set(terms))
  const counts = new Map<string, number>()
  for (const term of [...sequences.flat(), ...head]) counts.set(term, (counts.get(term) ?? 0) + 1)

  const reach = share((term) => (counts.has(term) ? 1 : 0))
  if (reach === 0) return []
  const isCarried =
    [...question.terms].every(([term, weight]) => counts.has(term) || weight <= mannerWeight) ||
    [...weights.keys()].some((term) => counts.has(term) && !isCommon(term))
  const k = scoring.aboutSaturation
  const about = share((term) => ((counts.get(term) ?? 0) * (k + 1)) / ((counts.get(term) ?? 0) + k))
  const named = [...question.named]
  const namedMiss = named.length === 0 ? 0 : named.filter((term) => !counts.has(term)).length / named.length
  const isAnother = [...question.designators].some((term) => !counts.has(term))
  const headings = new Set([passage.title, passage.heading?.split(' › ').at(-1)])

  return parts.units.flatMap((unit) => {
    const { said, asked, kind, first, last } = unit
    const sequence = read(said)
    const askedSequence = read(asked)
    const terms = new Set(sequence)
    const matched = new Set([...askedSequence, ...sequence])
    const own = share((term) => (matched.has(term) ? 1 : 0))
    const coverage = share((term) => (matched.has(term) || head.has(term) ? 1 : 0))
    // Below a heading that names the subject, a sentence need not repeat it.
    if ((own === 0 && share((term) => (local.has(term) ? 1 : 0)) === 0) || headings.has(said)) return []
    const isBeside = (term: string) => sets[first - 1]?.has(term) || sets[last + 1]?.has(term)
    const evidence = share((term) => {
      if (matched.has(term)) return 1
      if (head.has(term)) return scoring.head
      if (isBeside(term)) return scoring.beside
      return counts.has(term) ? scoring.around : 0
    })
    const together = togetherness(weighed, [...askedSequence, ...gap, ...sequence], headTerms, own)
    const sureness =
      scoring.sureEvidence * evidence +
      scoring.surePairs * together +
      scoring.sureAbout * Math.min(scoring.maxAbout, about) -
      scoring.sureNamedMiss * namedMiss -
      (isAnother ? scoring.sureDesignatorMiss : 0) -
      (holdsAnswer(question.type, said) === false ? scoring.sureTypeMiss : 0)
    const score =
      evidence +
      scoring.pairs * together +
      scoring.rank * relativeScore +
      typeScore(question, unit) +
      formScore(question, said, kind) -
      scoring.perLongTerm * Math.max(0, sequence.length - scoring.longTerms) +
      (unit.opens ? scoring.opening : 0)
    return [{ passage: index, unit, terms, coverage, reach, isCarried, sureness, score }]
  })
}

/** Reads texts to terms; a synonym stands in only where the asker's own word is nowhere in all of it. */
function readerOf({ synonyms }: Question, all: string): (text: string) => string[] {
  const plain = new Set(termsOf(all))
  const standIns = new Map(
    [...synonyms].map(([other, terms]) => [other, terms.filter((term) => !plain.has(term))] as const),
  )
  return (text) =>
    termsOf(text).flatMap((term) => {
      const standsFor = standIns.get(term) ?? []
      return standsFor.length > 0 ? standsFor : [term]
    })
}

/** @param countOf how much of a term is there */
function shareOf({ weights, total }: Weighed, countOf: (term: string) => number): number {
  let held = 0
  for (const [term, weight] of weights) held += weight * countOf(term)
  return held / total
}

function termsOf(text: string): string[] {
  return analyze(text).map(({ term }) => term)
}

/** The share of neighbouring question terms that stand together in the sentence or in its headings. */
function togetherness(
  { pairs, pairTotal, total }: Weighed,
  sequence: readonly string[],
  headTerms: readonly string[],
  own: number,
): number {
  const joined = sum(
    pairs.map(([a, b, weight]) => {
      if (isNear(sequence, a, b)) return weight
      return isNear(headTerms, a, b) ? weight * scoring.headPair : 0
    }),
  )
  const prior = scoring.pairPrior * total
  return (joined + prior * own) / (pairTotal + prior)
}

function isNear(sequence: readonly string[], a: string, b: string): boolean {
  return sequence.some(
    (term, i) =>
      term === a && sequence.slice(Math.max(0, i - scoring.pairWindow), i + scoring.pairWindow + 1).includes(b),
  )
}

function typeScore({ type, typeWeight }: Question, { kind, said }: Unit): number {
  const holds = holdsAnswer(type, said)
  const weight = scoring.type * typeWeight
  if (kind !== 'list') return holds === null ? 0 : holds ? weight : -weight
  if (type === 'steps') return /^\d{1,3}\. /m.test(said) ? scoring.steps : scoring.type
  if (type === 'list') return scoring.list
  // A whole list says more than what a question for one value asks.
  if (type === 'other' || type === 'definition') return 0
  return holds ? weight - scoring.type : -weight
}

/** What a sentence's form says: fragments and pointers answer little, a definition names its subject first. */
function formScore(question: Question, said: string, kind: SentenceKind): number {
  const words = said.split(' ').length
  if (words < 7 && kind !== 'row' && !/[.!?:\d]/.test(said)) return -scoring.fragment
  if (
    words < 16 &&
    /^(?:see|refer to|learn more|read|visit|check out|for (?:more|additional|further|details))\b/i.test(said)
  )
    return -scoring.pointer
  return question.type === 'definition' && defines(question, said) ? scoring.definition : 0
}

/** "A guild is …", "OLU – Online University": the subject among the first words, then what it is. */
function defines(question: Question, said: string): boolean {
  const subject = analyze(said.slice(0, 120))
    .slice(0, 5)
    .findLast(({ term }) => question.terms.has(term))
  if (!subject) return false
  return /^["”’)]?(?:\s\([^)]*\))?(?:,[^,]{2,40},)?\s*(?:(?:is|are|was|were|means?|refers?|stands?|consists?)\b|[–:]|-\s)/.test(
    said.slice(subject.end),
  )
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
