// The offline writer: picks the sentences that answer and quotes them. Refuses when too little of what the question
// asks about is found in one passage. Document text is only ever quoted, never followed.
import { listed, wordingIn } from '../../../wording/index.ts'
import { askedIn } from '../../question/language.ts'
import { type AnswerType, mannerWeight, type Question } from '../../question/question.ts'
import { analyze } from '../../text/analyze.ts'
import { idfOf, isCommon } from '../../text/bm25.ts'
import { isNegated } from '../../text/negation.ts'
import { asSentence } from '../../text/prose.ts'
import { splitColumns } from '../../text/table.ts'
import type { Claim, Passage, Writer } from '../writer.ts'
import { askedAttributes, lacksTime, tells } from './attribute.ts'
import { bridge, isOpen, missingWords } from './bridge.ts'
import { areOfTwo, disagree } from './conflict.ts'
import { type Candidate, rank } from './fit.ts'
import { doubt } from './near-miss.ts'
import { holdsNoMore } from './past.ts'
import { readerIn } from './term-reader.ts'
import { isSure, type Judged, judgementsOf } from './verdict.ts'

const writing = {
  /** Passages that are looked at. */
  passages: 8,
  claims: 3,
  /** Further claims stop here; the first may be longer. */
  words: 75,
  /** A further sentence fits, and covers of the question, at least these shares of what the first does. */
  joinFit: 0.85,
  joinCoverage: 0.7,
  /** Of those ranked, how many are looked at closely; what fits this nearly as well is alike, and there doubt decides. */
  candidates: 16,
  alike: 0.97,
  doubtWeight: 0.2,
  /** A sentence that speaks against the first fits at least this share as well; the newest covers this share. */
  conflictFit: 0.75,
  latestCoverage: 0.8,
  /** A title this far above a sentence, in UTF-16 units, is quoted with it. */
  titleChars: 100,
  /** Two sentences that share this many of the shorter one's terms say the same. */
  repeat: 0.8,
  /** An exception is a short sentence: longer ones tell of something else. */
  exceptionWords: 20,
  /** What is quoted as the closest: so many, each above both. Of 437 questions of the exam every other quote is of the right passage. */
  near: 2,
  /** Of more words than these a list would say nothing. */
  namedMissing: 3,
  nearSureness: 0.25,
  nearCoverage: 0.35,
}

/**
 * Asked for one of these, a sentence without any is about it and no answer: of 437 questions of the exam two wrong answers go
 * and no right one, of 96 without an answer nine. A time is told in too many ways.
 */
const counted: ReadonlySet<AnswerType> = new Set(['duration', 'count', 'amount', 'price', 'frequency'])

/** How many claims, and words that none but the first goes beyond. An exception to the first is said even so. */
const rooms = {
  short: { claims: 1, words: writing.words },
  usual: { claims: writing.claims, words: writing.words },
  long: { claims: 5, words: 2 * writing.words },
} as const
type Room = (typeof rooms)[keyof typeof rooms]

/** The default writer: no model, no network. At most three claims as a rule, each a sentence of one passage. */
export function createExtractiveWriter(): Writer {
  return {
    backend: { name: 'extractive', model: null },
    async write(question, passages, counts, _onText, { length } = { length: 'usual' }) {
      const read = passages.slice(0, writing.passages)
      const idf = idfOf(counts)
      const all = rank(question, read, idf).filter(({ quotable: { said } }) => !holdsNoMore(question, said))
      const ranked = prefer(question, all, read, idf)
      const others = disagreeing(question, ranked, read)
      const picked =
        others ??
        complete(question, ordered(question, pick(ranked, exceptionsIn(question, all), rooms[length])), all, read)
      const claims = picked.map((candidate): Claim => {
        const { passage, quotable } = candidate
        const claim = {
          text: asSentence(quotable.said),
          evidence: quotable.evidence.map((slice) => ({ passage, ...slice })),
        }
        return others === null ? claim : underTitle(claim, read[passage]!, passage)
      })
      const isEmpty = others === null && picked.every((one) => lacksNumber(question, one))
      const judged = judgementsOf(ranked, picked, isEmpty)
      if (claims.length === 0 || isEmpty) return { kind: 'refusal', judged, ...closest(question, ranked, read) }
      return {
        kind: 'claims',
        claims,
        judged,
        ...(others !== null && !ofTwo(others, read) && { isConflict: true }),
        ...notesOn(question, picked, read),
      }
    },
  }
}

/** Candidates in the order to pick from: of those that fit alike the least doubtful first, or the newest if asked. */
function prefer(
  question: Question,
  ranked: readonly Candidate[],
  passages: readonly Passage[],
  idf: (term: string) => number,
): Judged[] {
  const top = ranked[0]?.fit ?? 0
  const isOfOther = asksOther(question, passages)
  const judged: (Judged & { readonly order: number })[] = []
  for (const [i, candidate] of ranked.slice(0, writing.candidates).entries()) {
    const against = doubt(question, candidate, passages[candidate.passage]!, idf)
    const isAlike = candidate.fit >= writing.alike * top
    const order = isAlike ? candidate.fit - writing.doubtWeight * against : candidate.fit - top - i
    judged.push({ ...candidate, doubt: against, isOfOther: isOfOther(candidate), order })
  }
  const best: Judged[] = judged.sort((a, b) => b.order - a.order)
  const first = best[0]
  if (first === undefined || !question.wantsLatest) return best
  const dateOf = ({ passage }: Candidate) => passages[passage]?.modifiedAt ?? ''
  const isComparable = (one: Judged) =>
    isSure(one) && one.fit >= writing.joinFit * first.fit && one.coverage >= writing.latestCoverage * first.coverage
  const newest = best.filter(isComparable).reduce((a, b) => (dateOf(b) > dateOf(a) ? b : a), first)
  return [newest, ...best.filter((one) => one !== newest && one.passage === newest.passage)]
}

/** Whether a candidate is a row of a table that does not tell what is asked of its thing. */
function asksOther(question: Question, passages: readonly Passage[]) {
  const asked = askedAttributes(question)
  return ({ passage, quotable: { columns, said, asked: caption }, language }: Candidate): boolean => {
    if (columns === undefined) return false
    const { title, heading = '' } = passages[passage]!
    const read = readerIn(question.full, language)
    const around = splitColumns(heading, passages[passage]!.text).path
    const told = new Set(read([title, around, caption, ...columns, said].join('\n')).map(({ term }) => term))
    const names = columns.map((name) => read(name).map(({ term }) => term))
    return lacksTime(question, { told, said }) || asked.some((terms) => !tells(question, terms, { told, names, said }))
  }
}

/** The best sentence and one of another document that says otherwise, newest first; null where none does. */
function disagreeing(question: Question, ranked: readonly Judged[], passages: readonly Passage[]): Judged[] | null {
  const [best] = ranked
  if (!best || !isSure(best) || question.wantsLatest) return null
  const of = ({ passage, quotable }: Judged) => {
    const { title, heading } = passages[passage]!
    return {
      text: `${quotable.asked} ${quotable.said}`,
      head: `${title}\n${heading ?? ''}`,
    }
  }
  const documentOf = ({ passage }: Judged) => passages[passage]!.documentId
  const dateOf = ({ passage }: Judged) => passages[passage]!.modifiedAt ?? ''
  const other = ranked.find(
    (one) =>
      documentOf(one) !== documentOf(best) &&
      isSure(one) &&
      one.fit >= writing.conflictFit * best.fit &&
      disagree(question, of(best), of(one)),
  )
  return other ? [best, other].sort((a, b) => dateOf(b).localeCompare(dateOf(a))) : null
}

/** With what another document says of a name, where the first sentence names it and leaves open what is asked. */
function complete(
  question: Question,
  picked: readonly Candidate[],
  all: readonly Candidate[],
  passages: readonly Passage[],
): readonly Candidate[] {
  const [best] = picked
  if (!best || !picked.every((one) => isOpen(question, one))) return picked
  const next = bridge(question, best, all, ({ passage }) => passages[passage]!.documentId)
  return next ? [best, next] : picked
}

/** Says what was asked for and is not answered, where no sentence has a value of the asked kind. */
function notesOn(
  question: Question,
  picked: readonly Candidate[],
  passages: readonly Passage[],
): { readonly notes?: readonly string[] } {
  if (!picked.every((one) => isOpen(question, one))) return {}
  const missing = missingWords(question, saidWith(picked, passages))
  const wording = wordingIn(askedIn(question.text))
  return missing.length === 0 ? {} : { notes: [wording.nothingAbout(listed(wording, missing, ', '))] }
}

function saidWith(picked: readonly Candidate[], passages: readonly Passage[]): readonly string[] {
  return picked.flatMap(({ passage, quotable: { said, asked } }) => {
    const { title, heading = '' } = passages[passage]!
    return [title, heading, asked, said]
  })
}

// "How long must it be?" is answered by so many characters as well.
const statedLength =
  /\d[\d.,]{0,12}[\s-]?(?:characters?|letters?|digits|words|lines|pages|mm|cm|k?m|met(?:er|re)s?|miles?|f(?:oo|ee)t|inch(?:es)?)\b/i

/** Whether a number is asked for and a sentence has none of its kind. A table says once what its numbers are. */
function lacksNumber(question: Question, candidate: Candidate): boolean {
  const { columns, said } = candidate.quotable
  if (!counted.has(question.type) || !isOpen(question, candidate)) return false
  if (question.type === 'duration' && statedLength.test(said)) return false
  return columns === undefined || !/\d/.test(said)
}

function ofTwo(picked: readonly Candidate[], passages: readonly Passage[]): boolean {
  const [a, b] = picked.map(({ passage }) => passages[passage]!.title)
  return a !== undefined && b !== undefined && areOfTwo(a, b)
}

/** Says whose value it is, where the quote can carry the title: it stands right above, or is no number. */
function underTitle(claim: Claim, { title, text }: Passage, passage: number): Claim {
  const first = Math.min(...claim.evidence.map(({ start }) => start))
  const at = text.lastIndexOf(title, first)
  const stands = at >= 0 && first - at - title.length <= writing.titleChars
  if (title === '' || claim.text.includes(title) || (!stands && /\d/.test(title))) return claim
  if (countWords(title) > countWords(claim.text)) return claim
  const evidence = stands ? [{ passage, start: at, end: at + title.length }, ...claim.evidence] : claim.evidence
  return { text: `${title}:${claim.text.startsWith('```') ? '\n' : ' '}${claim.text}`, evidence }
}

/**
 * The sentence that decides comes first where one value or a yes or no is asked; else sentences of one passage that stand
 * side by side keep its order.
 */
function ordered({ type }: Question, picked: readonly Candidate[]): readonly Candidate[] {
  const [best, ...others] = picked
  if (!best || others.length === 0 || decidesFirst.has(type)) return picked
  const near = others.filter(
    ({ passage, quotable }) =>
      passage === best.passage &&
      Math.max(quotable.first - best.quotable.last, best.quotable.first - quotable.last) === 1,
  )
  const together = [best, ...near].sort((a, b) => a.quotable.first - b.quotable.first)
  return [...together, ...others.filter((one) => !near.includes(one))]
}

const decidesFirst: ReadonlySet<AnswerType> = new Set([
  'yes-no',
  'person',
  'time',
  'place',
  'count',
  'price',
  'amount',
  'duration',
  'frequency',
])

/** @param exceptionTo what the document excepts from a sentence in the next one */
function pick(
  ranked: readonly Judged[],
  exceptionTo: (best: Candidate) => Candidate | undefined,
  room: Room,
): Candidate[] {
  const [best, ...others] = ranked
  if (!best || !isSure(best)) return []
  const picked: Candidate[] = [best]
  let words = countWords(best.quotable.said)
  for (const candidate of others) {
    if (picked.length >= room.claims) break
    if (candidate.fit < writing.joinFit * best.fit) continue
    const length = countWords(candidate.quotable.said)
    const joins =
      !isOtherRow(candidate, best) &&
      words + length <= room.words &&
      candidate.coverage >= writing.joinCoverage * best.coverage &&
      isSure(candidate) &&
      !picked.some((other) => saysTheSame(candidate, other))
    if (!joins) continue
    picked.push(candidate)
    words += length
  }
  const exception = exceptionTo(best)
  if (exception === undefined || words + countWords(exception.quotable.said) > room.words) return picked
  // It may well say its rule again: "But … not on Sundays".
  return [best, exception, ...picked.slice(1).filter((other) => !saysTheSame(exception, other))]
}

const exceptionStart = /^(?:but|however|except|exceptions?|unless|only|this does not|that does not|not)\b/i

/** Where the sentence right after one takes something out of what it says, about the same: "Opened software cannot be returned." */
function exceptionsIn(question: Question, all: readonly Candidate[]) {
  return (best: Candidate): Candidate | undefined =>
    all.find(({ passage, quotable, terms }) => {
      const isNext =
        passage === best.passage && quotable.first === best.quotable.last + 1 && quotable.last === quotable.first
      if (!isNext || quotable.kind !== 'paragraph' || best.quotable.kind !== 'paragraph' || quotable.opens) return false
      if (countWords(quotable.said) > writing.exceptionWords) return false
      if (exceptionStart.test(quotable.said)) return true
      const shared = [...terms].some((term) => best.terms.has(term) && question.terms.has(term))
      return shared && isNegated(quotable.said) && !isNegated(best.quotable.said)
    })
}

/** A row of the same table that says less of what is asked. */
function isOtherRow(row: Candidate, best: Candidate): boolean {
  const areRows = row.quotable.kind === 'row' && best.quotable.kind === 'row' && row.passage === best.passage
  return areRows && row.coverage < best.coverage
}

/** The sentences that speak of most of what is asked without being sure to answer it, and what they leave out. */
function closest(question: Question, ranked: readonly Judged[], passages: readonly Passage[]) {
  const found: Judged[] = []
  for (const one of ranked) {
    const isNear = one.isCarried && one.sureness >= writing.nearSureness && one.coverage >= writing.nearCoverage
    if (isNear && !found.some((other) => saysTheSame(one, other))) found.push(one)
    if (found.length === writing.near) break
  }
  if (found.length === 0) return {}
  // Of a row its own words: the names of the columns would be a quote of their own.
  const claims = found.map(({ passage, quotable: { said, evidence, kind } }) => {
    const row = kind === 'row' ? evidence.at(-1) : undefined
    return row === undefined
      ? { text: said, evidence: evidence.map((slice) => ({ passage, ...slice })) }
      : { text: passages[passage]!.text.slice(row.start, row.end), evidence: [{ passage, ...row }] }
  })
  const missing = missingWords(question, saidWith(found, passages)).filter(
    (word) => !analyze(word).some(({ term }) => isCommon(term) || (question.terms.get(term) ?? 0) <= mannerWeight),
  )
  return { closest: claims, ...(missing.length > 0 && missing.length <= writing.namedMissing && { missing }) }
}

function saysTheSame(a: Candidate, b: Candidate): boolean {
  const shared = [...a.terms].filter((term) => b.terms.has(term)).length
  // Rows share their header, which is quoted with each.
  const isInside =
    a.passage === b.passage &&
    (a.quotable.kind === 'row'
      ? a.quotable.first === b.quotable.first
      : a.quotable.evidence.some((one) =>
          b.quotable.evidence.some((other) => one.start < other.end && other.start < one.end),
        ))
  return isInside || shared >= writing.repeat * Math.min(a.terms.size, b.terms.size)
}

function countWords(text: string): number {
  return text.split(/\s+/).length
}
