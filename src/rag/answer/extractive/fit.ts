// How well a passage's sentences fit as answers to a question, and says how sure one is. Pure. The constants were measured
// on one half of SQuAD 2's articles and checked on the other; each is flat around its value.
import { isOfCodes } from '../../question/codes.ts'
import { meets } from '../../question/needs.ts'
import { mannerWeight, type Question } from '../../question/question.ts'
import { analyze } from '../../text/analyze.ts'
import { isCommon } from '../../text/bm25.ts'
import { prose } from '../../text/prose.ts'
import { splitColumns } from '../../text/table.ts'
import type { Passage } from '../writer.ts'
import { formFit, typeFit } from './form.ts'
import type { Quotable } from './quotables.ts'
import { quotables } from './quotables.ts'
import { isMisspelling } from './spelling.ts'
import { languageOf, type Read, readerIn, variants } from './term-reader.ts'
import { holdsAnswer } from './values.ts'

// Terms of a document's question and of its answer do not stand together.
const gap = Array.from({ length: 8 }, () => '')

// A term that no text yields: its IDF is that of an unknown one.
const nowhere = ' '

const fitting = {
  /** What a term counts that is not in the sentence but beside it, in the title or headings, or elsewhere around. */
  beside: 0.6,
  head: 0.85,
  around: 0.35,
  /** Added for neighbouring question terms that stand together, and for the passage's rank. */
  pairs: 0.2,
  rank: 0.5,
  /** A pair counts this much when it stands in the headings; the prior keeps one pair from deciding alone. */
  headPair: 0.75,
  pairPrior: 0.2,
  /** Terms at most this far apart stand together. */
  pairWindow: 4,
  /** The first sentence of a section; against it each term of a very long one. */
  opening: 0.05,
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

/** Unknown words of a question that may be slips: each is compared with every word of a passage. */
const maxUnknown = 40

export interface Candidate {
  /** ISO 639-1: what the passage is written in. */
  readonly language: string
  /** Index of the passage. */
  readonly passage: number
  readonly quotable: Quotable
  readonly terms: ReadonlySet<string>
  /** Share of the question's IDF weight in the sentence and the headings it stands under. */
  readonly coverage: number
  /** The same in the whole passage with its title and headings. */
  readonly reach: number
  /** Whether the passage holds a word with a topic of its own, or all that is asked about. */
  readonly isCarried: boolean
  /** 0 to about 1.2: how likely the passage is about what is asked. */
  readonly sureness: number
  /** How well it would answer; comparable among the candidates of one question only. */
  readonly fit: number
}

interface Weighed {
  readonly question: Question
  /** Terms that no document holds: they may be misspelt. */
  readonly unknown: readonly { readonly term: string; readonly word: string }[]
  /** Term → weight × IDF; `total` is their sum. */
  readonly weights: ReadonlyMap<string, number>
  readonly total: number
  readonly pairs: readonly (readonly [string, string, number])[]
  readonly pairTotal: number
}

/** The sentences of all passages, best first. @param idf of an analyzed term */
export function rank(question: Question, passages: readonly Passage[], idf: (term: string) => number): Candidate[] {
  const languages = passages.map(languageOf)
  const weighed = weigh(question, idf, languages)
  if (weighed.total === 0) return []
  const top = passages[0]?.relevance || 1
  const found: Candidate[] = []
  for (const [i, passage] of passages.entries()) {
    for (const candidates of fitPassage(weighed, passage, languages[i] ?? 'en', i, passage.relevance / top))
      found.push(...candidates)
  }
  return found.sort((a, b) => b.fit - a.fit)
}

/**
 * The share of the question's IDF weight that evidence speaks of, from 0 to 1: each piece a quote with the title and
 * headings it stands under.
 * @param idf of an analyzed term
 */
export function covered(question: Question, evidence: readonly string[], idf: (term: string) => number): number {
  const all = evidence.join('\n')
  const language = languageOf({ title: '', text: all })
  const weighed = weigh(question, idf, [language])
  const held = new Set(readerOf(weighed, all, language)(all))
  if (weighed.total === 0) return 0
  const share = shareOf(weighed, (term) => (held.has(term) ? 1 : 0))
  // Sums of fractions may end a hair above the whole.
  return Math.min(1, share)
}

function weigh(question: Question, idfOf: (term: string) => number, languages: readonly string[]): Weighed {
  const others = [...new Set(languages)].filter((language) => language !== 'en')
  const maps = others.map((language) => variants(question.full, language))
  // A word is as common as it is in the language that has it.
  const idf = (term: string) => Math.min(idfOf(term), ...maps.map((map) => idfOf(map.get(term) ?? term)))
  const weights = new Map([...question.terms].map(([term, weight]) => [term, weight * idf(term)]))
  const pairs = question.order.slice(1).map((term, i) => {
    const previous = question.order[i] ?? ''
    return [previous, term, Math.min(weights.get(previous) ?? 0, weights.get(term) ?? 0)] as const
  })
  return {
    question,
    unknown: wordsOf(question.text)
      .filter(({ term }) => weights.has(term) && idf(term) >= idf(nowhere))
      .slice(0, maxUnknown),
    weights,
    total: sum(weights.values()),
    pairs,
    pairTotal: sum(pairs.map(([, , weight]) => weight)),
  }
}

/** A quotable at a time: none, or one candidate. */
function* fitPassage(
  weighed: Weighed,
  passage: Passage,
  language: string,
  index: number,
  relativeRelevance: number,
): Generator<readonly Candidate[]> {
  const { question, weights } = weighed
  const read = readerOf(weighed, `${passage.title}\n${passage.heading ?? ''}\n${passage.text}`, language)
  const share = (countOf: (term: string) => number) => shareOf(weighed, countOf)
  const headText = `${passage.title}\n${passage.heading ?? ''}`
  const headTerms = read(headText)
  const headPlaces = placesOf(headTerms)
  const head = new Set(headTerms)
  const { path, columns } = splitColumns(passage.heading ?? '', passage.text)
  const local = new Set(read(path === '' ? passage.title : (path.split(' › ').at(-1) ?? '')))
  const parts = quotables(passage.text, columns)
  const sequences = parts.sentences.map(({ start, end }) => read(prose(passage.text.slice(start, end))))
  const sets = sequences.map((terms) => new Set(terms))
  const counts = new Map<string, number>()
  for (const term of [...sequences.flat(), ...head]) counts.set(term, (counts.get(term) ?? 0) + 1)

  const reach = share((term) => (counts.has(term) ? 1 : 0))
  if (reach === 0) return
  const isCarried =
    [...question.terms].every(([term, weight]) => counts.has(term) || weight <= mannerWeight) ||
    [...weights.keys()].some((term) => counts.has(term) && !isCommon(term))
  const k = fitting.aboutSaturation
  const about = share((term) => ((counts.get(term) ?? 0) * (k + 1)) / ((counts.get(term) ?? 0) + k))
  const named = [...question.named]
  const namedMiss = named.length === 0 ? 0 : named.filter((term) => !counts.has(term)).length / named.length
  const isAnother = [...question.designators].some((term) => !counts.has(term))
  const headings = new Set([passage.title, passage.heading?.split(' › ').at(-1)])
  // A title is all that some documents say; it answers by what the question does not say already.
  const saysNothing = (said: string, terms: ReadonlySet<string>) =>
    headings.has(said) && (said !== passage.text.trim() || [...terms].every((term) => question.terms.has(term)))

  const fitted = (quotable: Quotable): Candidate[] => {
    const { said, asked, first, last } = quotable
    if (!isOfCodes(question.codes, `${asked}\n${said}`, headText, passage.text)) return []
    const sequence = read(said)
    const askedSequence = read(asked)
    const terms = new Set(sequence)
    const matched = new Set([...askedSequence, ...sequence])
    if (!meets(question.needs, said, new Set([...matched, ...head]), `${headText}\n${asked}\n${said}`)) return []
    const own = share((term) => (matched.has(term) ? 1 : 0))
    const coverage = share((term) => (matched.has(term) || head.has(term) ? 1 : 0))
    // Below a heading that names the subject, a sentence need not repeat it.
    if ((own === 0 && share((term) => (local.has(term) ? 1 : 0)) === 0) || saysNothing(said, terms)) return []
    const isBeside = (term: string) => sets[first - 1]?.has(term) || sets[last + 1]?.has(term)
    const evidence = share((term) => {
      if (matched.has(term)) return 1
      if (head.has(term)) return fitting.head
      if (isBeside(term)) return fitting.beside
      return counts.has(term) ? fitting.around : 0
    })
    const together = togetherness(weighed, placesOf([...askedSequence, ...gap, ...sequence]), headPlaces, own)
    const sureness =
      fitting.sureEvidence * evidence +
      fitting.surePairs * together +
      fitting.sureAbout * Math.min(fitting.maxAbout, about) -
      fitting.sureNamedMiss * namedMiss -
      (isAnother ? fitting.sureDesignatorMiss : 0) -
      (holdsAnswer(question.type, said) === false ? fitting.sureTypeMiss : 0)
    const fit =
      evidence +
      fitting.pairs * together +
      fitting.rank * relativeRelevance +
      typeFit(question, quotable) +
      formFit(question, quotable) -
      fitting.perLongTerm * Math.max(0, sequence.length - fitting.longTerms) +
      (quotable.opens ? fitting.opening : 0)
    return [
      {
        passage: index,
        language,
        quotable,
        terms,
        coverage,
        reach,
        isCarried,
        sureness,
        fit,
      },
    ]
  }
  for (const quotable of parts.quotables) yield fitted(quotable)
}

/**
 * Reads texts to terms; a synonym stands in only where the asker's own word is nowhere in all of it, and a word that no
 * document holds is read as one that it misspells.
 */
function readerOf({ question, unknown }: Weighed, all: string, language: string): (text: string) => string[] {
  const read = readerIn(question.full, language)
  const plain = new Set(read(all).map(({ term }) => term))
  const standIns = new Map<string, readonly string[]>(
    [...question.synonyms].map(([other, terms]) => [other, terms.filter((term) => !plain.has(term))] as const),
  )
  const words = unknown.length === 0 ? [] : wordsOf(all, read)
  for (const { term, word } of unknown) {
    const meant = words.find((other) => isMisspelling(word, other.word))?.term
    if (meant !== undefined && !question.terms.has(meant)) standIns.set(meant, [...(standIns.get(meant) ?? []), term])
  }
  return (text) =>
    read(text).flatMap(({ term }) => {
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

function wordsOf(text: string, read: Read = analyze): { term: string; word: string }[] {
  return read(text).map(({ term, start, end }) => ({
    term,
    word: text.slice(start, end).toLowerCase(),
  }))
}

/** The share of neighbouring question terms that stand together in the sentence or in its headings. */
function togetherness({ pairs, pairTotal, total }: Weighed, sequence: Places, head: Places, own: number): number {
  const joined = sum(
    pairs.map(([a, b, weight]) => {
      if (isNear(sequence, a, b)) return weight
      return isNear(head, a, b) ? weight * fitting.headPair : 0
    }),
  )
  const prior = fitting.pairPrior * total
  return (joined + prior * own) / (pairTotal + prior)
}

/** Term → where it stands in a sequence, ascending. */
type Places = ReadonlyMap<string, readonly number[]>

function placesOf(sequence: readonly string[]): Places {
  const places = new Map<string, number[]>()
  for (const [i, term] of sequence.entries()) {
    const known = places.get(term)
    if (known) known.push(i)
    else places.set(term, [i])
  }
  return places
}

function isNear(places: Places, a: string, b: string): boolean {
  const [first, second] = [places.get(a) ?? [], places.get(b) ?? []]
  let [i, j] = [0, 0]
  while (i < first.length && j < second.length) {
    const apart = (first[i] ?? 0) - (second[j] ?? 0)
    if (Math.abs(apart) <= fitting.pairWindow) return true
    if (apart < 0) i += 1
    else j += 1
  }
  return false
}

function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}
