// What a question asks for: its weighted terms, the kind of answer, and the names and numbers that evidence must hold.
import { analyze, analyzeQuery, analyzeTopic } from '../text/analyze.ts'
import { foreignWords } from '../text/foreign-words.ts'
import { askingWords, stopWords } from '../text/stop-words.ts'
import { type Code, codesIn } from './codes.ts'
import { leaning, type StandaloneQuestion } from './follow-up.ts'
import { asksForLatest } from './latest.ts'
import { type Needs, needsOf } from './needs.ts'
import { synonymsOf } from './synonyms.ts'

export type AnswerType =
  | 'person'
  | 'time'
  | 'duration'
  | 'frequency'
  | 'place'
  | 'count'
  | 'price'
  | 'amount'
  | 'list'
  | 'definition'
  | 'reason'
  | 'steps'
  | 'yes-no'
  | 'other'

/** The weight of the noun that "what", "which" or "how" asks for: an answer holds a value of it, often not the word. */
const askedWeight = 0.5

/** The same for "how long" or "how soon", which an answer hardly ever repeats. */
export const mannerWeight = 0.25

const kindOfValue =
  /\b(what|which|how)\s+(?:many |much )?(?!(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|to)\b)(\p{L}+)/iu

// Nouns that name a value without being said beside it: "the hotel limit" is "up to €150".
const attributes = new Set(
  analyze(
    'limit length number amount price cost rate size name date deadline duration maximum minimum address time period url phone telephone contact retention frequency schedule',
  ).map(({ term }) => term),
)
// These are things as well: "how often are phones replaced?" asks about phones.
const attributesOrThings = new Set(analyze('phone telephone contact address name').map(({ term }) => term))
const asksByWord = /\b(?:how|when|who|why)\b/i

// What a question without a question word asks for, by its last noun: "log retention", "hotel cost".
const nounTypes: readonly (readonly [AnswerType, RegExp])[] = [
  ['duration', /\b(?:retention|duration|length|period|lifetime|expiry)$/i],
  ['time', /\b(?:deadline|date|time|hours|schedule)$/i],
  ['frequency', /\b(?:frequency|rotation|cadence)$/i],
  ['price', /\b(?:price|cost|fee)s?$/i],
  ['amount', /\b(?:limit|quota|budget|maximum|minimum|size|rate)s?$/i],
  ['place', /\b(?:location|address)$/i],
]
const asksInWords =
  /\b(?:what|when|where|who|whom|whose|why|how|which|is|are|was|were|do|does|did|can|could|should|would|will|may|must)\b/i
const maxKeywords = 4

/**
 * The weight of a term that only the thread brings, beside 1 for the asker's own: more where a pronoun stands for it,
 * and all of "what about …?" together at most as much as the asker's own.
 */
const contextWeight = { pronoun: 0.6, other: 0.4, connectiveShare: 0.8 }

const bareTypeWeight = 3
/** Their sign is a capital letter, which too many sentences have to outweigh what was asked. */
const knownByCapitals: ReadonlySet<AnswerType> = new Set(['person', 'place'])

// "How heavy" asks for a weight: the noun is what documents write.
const dimensions: readonly (readonly [RegExp, string])[] = [
  [/\bheavy\b/i, 'weight'],
  [/\b(?:loud|noisy)\b/i, 'noise'],
  [/\b(?:big|large)\b/i, 'size'],
  [/\b(?:tall|high)\b/i, 'height'],
  [/\bexpensive\b/i, 'price'],
  [/\b(?:hot|warm)\b/i, 'temperature'],
  [/\bold\b/i, 'age'],
]
const howDimension = /\bhow (?=(?:heavy|loud|noisy|big|large|tall|high|expensive|hot|warm|old)\b)/i

const typePatterns: readonly (readonly [AnswerType, RegExp])[] = [
  ['frequency', /\bhow (?:often|frequently)\b|\bhow many times (?:a|per)\b/i],
  ['duration', /\bhow (?:long|soon|quickly|fast)\b|\bhow many (?:\w+ )?(?:minutes|hours|days|weeks|months|years)\b/i],
  [
    'price',
    /\b(?:what|which|how)\b.{0,30}\b(?:prices?|costs?|fees?)\b|\bhow (?:expensive\b|much .{1,60}\b(?:cost|costs|pay|charge)\b)|\b(?:price|cost)\b.{0,30}[?]?$/i,
  ],
  [
    'amount',
    /\bhow much\b|\b(?:what|which) (?:is|was|are|were) the (?:\w+ )?(?:price|cost|fee|budget|limit|salary|rate|percentage|amount|maximum|minimum|size|population)\b|\bhow (?:big|large|tall|high|far|old|deep|wide|heavy)\b|\bwhat percent/i,
  ],
  ['count', /\bhow many\b|\bwhat number\b/i],
  [
    'time',
    /\bwhen\b|\b(?:what|which|in what|in which) (?:\w+ )?(?:time|date|day|year|month|century|decade|hours)\b|\bsince when\b|\bdeadline\b/i,
  ],
  [
    'steps',
    /\bhow (?:do|can|could|should|would|to|does one|must|may)\b(?! \w+ (?:feel|think|differ|relate|compare))|\bwhat (?:are the steps|should i do|do i (?:need to )?do)\b/i,
  ],
  [
    'reason',
    /\bwhy\b|\bwhat (?:is|was|are|were) the (?:\w+ )?(?:reason|cause|purpose)s?\b|\bwhat (?:caused|causes)\b|\bfor what (?:reason|purpose)\b/i,
  ],
  ['person', /\bwho(?:m|se)?\b|\bwhich (?:person|team|people)\b|\bwhat (?:person|team|people)\b/i],
  [
    'place',
    /\bwhere\b|\b(?:what|which) (?:\w+ )?(?:city|country|place|state|location|region|channel|room|building|office|address)\b/i,
  ],
  [
    'list',
    /\b(?:which|what) (?:\w+ )?(?:are|were)\b|\b(?:which|what) (?:\w+ ){2,4}(?:are|were) there\b|\b(?:which|what) (?:\w+ ){1,4}exist\b|\b(?:which|what) (?:\w+ )?\w+[^s\W]s (?:do|does|can|have|has|must|should|will)\b|\bwhat (?:should|must|do) (?:i|we|you|they)\b|\blist\b|\bwhat (?:kinds|types|sorts|two|three|four|five)\b/i,
  ],
  [
    'definition',
    /^(?:so )?what(?:'s| is| was| are| were) (?:an? |the )?[^,]{2,40}\??$|\bwhat does .{0,100} (?:mean|stand for)\b|^define\b/i,
  ],
  [
    'yes-no',
    /^(?:and |but |so )?(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|had|am)(?:n?['’]t)?\b/i,
  ],
]

export interface Question {
  /** As asked, without what the thread brings. */
  readonly text: string
  /** With what the thread brings. */
  readonly full: string
  /** Whether the thread brings anything. */
  readonly isFollowUp: boolean
  /** Whether it wants the newest of what fits. */
  readonly wantsLatest: boolean
  /** Analyzed terms in the order asked → weight, IDF not included. */
  readonly terms: ReadonlyMap<string, number>
  /** A document's term → the asker's terms that it may stand for. */
  readonly synonyms: ReadonlyMap<string, readonly string[]>
  /** Years, versions and codes: a passage without them is about another one. */
  readonly designators: ReadonlySet<string>
  /** Codes as units; those of the thread where the question has none. */
  readonly codes: readonly Code[]
  /** Terms in the order asked, repeats included: for proximity. */
  readonly order: readonly string[]
  readonly type: AnswerType
  /** How much a value of that type counts: more for "when is it?", which says nothing else. */
  readonly typeWeight: number
  /** Terms that name the kind of value alone, as in "log retention". */
  readonly attributes: ReadonlySet<string>
  /** Terms of names, numbers, codes and quoted words among the asker's own. */
  readonly named: ReadonlySet<string>
  /** Of a Chinese, Japanese or Korean question. */
  readonly needs: Needs
}

/** The kind of answer that a text asks for. */
function answerType(text: string): AnswerType {
  // The patterns are English ones, and would misread: "was kostet …" asks for no yes.
  if (foreignWords(text, (word) => stopWords.has(word) || askingWords.has(word)).size > 0) return 'other'
  const words = text.trim().replace(/(?<![?!.\s])[?!.\s]+$/, '')
  const isKeywords = !asksInWords.test(words) && words.split(/\s+/).length <= maxKeywords
  const byNoun = isKeywords ? nounTypes.find(([, pattern]) => pattern.test(words)) : undefined
  return (byNoun ?? typePatterns.find(([, pattern]) => pattern.test(text)))?.[0] ?? 'other'
}

// "Clause 2.1" is what the document calls 2.1: the word before a label is hardly ever in it.
const beforeLabel = /\b(?:(?:clause|section|article|paragraph|point|item|rule)(?=\s+\d+\.\d)|clause(?=\s+\d))/gi

const latestTerms = new Set(analyze('latest newest recent recently current currently moment').map(({ term }) => term))

export function readQuestion(question: StandaloneQuestion): Question {
  const original = withDimension(question.original)
  const own = question.isFollowUp ? analyzeTopic(original) : analyzeQuery(original)
  const asked = askedSpan(original)
  const isAttribute = (term: string) =>
    attributes.has(term) && !(attributesOrThings.has(term) && asksByWord.test(original))
  const isMostlyAttributes = own.filter(({ term }) => isAttribute(term)).length * 2 > own.length
  const wantsLatest = asksForLatest(question.original)
  const needs = needsOf(question.original)
  const terms = new Map<string, number>()
  const ofLabels = new Set(Array.from(original.matchAll(beforeLabel), ({ index }) => index))
  for (const { term, start } of own) {
    const isAsked = (start >= asked.start && start < asked.end) || (!isMostlyAttributes && isAttribute(term))
    // Hardly a document says of itself that it is the latest.
    const isOfTime = wantsLatest && latestTerms.has(term)
    const hardlyCounts = isOfTime || needs.kinds.has(term) || ofLabels.has(start)
    const weight = hardlyCounts ? mannerWeight : isAsked ? asked.weight : 1
    terms.set(term, Math.max(terms.get(term) ?? 0, weight))
  }
  const context = question.isFollowUp ? analyzeQuery(question.text).filter(({ term }) => !terms.has(term)) : []
  const weighty = [...terms.values()].filter((one) => one > mannerWeight).length
  const weight = weightOfContext(question.original, weighty, context.length)
  for (const { term } of context) terms.set(term, weight)
  const ownType = answerType(question.original)
  const codes = codesIn(question.original)
  return {
    text: question.original,
    full: question.text,
    isFollowUp: question.isFollowUp,
    wantsLatest,
    typeWeight: question.isFollowUp && weighty === 0 && !knownByCapitals.has(ownType) ? bareTypeWeight : 1,
    terms,
    synonyms: standIns(`${question.text}\n${original}`, terms),
    designators: designators(question.original),
    codes: codes.length > 0 ? codes : codesIn(question.text),
    order: [...context, ...own].map(({ term }) => term),
    type: ownType === 'other' || (question.isFollowUp && ownType === 'yes-no') ? answerType(question.text) : ownType,
    attributes: new Set(own.flatMap(({ term }) => (isAttribute(term) ? [term] : []))),
    named: named(question.original),
    needs,
  }
}

/** The terms to search for: the question's, and at half their weight what may stand for them. */
export function searchTerms({ terms, synonyms }: Question): ReadonlyMap<string, number> {
  const others = [...synonyms].filter(([other]) => !terms.has(other))
  const weight = (standsFor: readonly string[]) => Math.max(...standsFor.map((term) => terms.get(term) ?? 0)) / 2
  return new Map([...terms, ...others.map(([other, standsFor]) => [other, weight(standsFor)] as const)])
}

/** Synonyms, and two words written as one: "roll back" and "rollback". */
function standIns(text: string, terms: ReadonlyMap<string, number>): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>()
  const add = (other: string | undefined, standsFor: readonly string[]) => {
    if (other === undefined || terms.has(other) || standsFor.length === 0) return
    found.set(other, [...new Set([...(found.get(other) ?? []), ...standsFor])])
  }
  for (const term of terms.keys()) for (const other of synonymsOf(term)) add(other, [term])
  for (const { 1: first = '', 2: second = '' } of text.matchAll(/(?<!\p{L})(\p{L}{2,})[ -](?=(\p{L}{2,}))/gu)) {
    const parts = analyze(`${first} ${second}`).flatMap(({ term }) => (terms.has(term) ? [term] : []))
    add(analyze(first + second)[0]?.term, parts)
  }
  return found
}

function weightOfContext(original: string, own: number, context: number): number {
  const how = leaning(original)
  if (own === 0) return 1
  if (how === 'pronoun') return contextWeight.pronoun
  if (how !== 'connective') return contextWeight.other
  return Math.min(contextWeight.other, (contextWeight.connectiveShare * own) / Math.max(1, context))
}

function withDimension(text: string): string {
  const at = howDimension.exec(text)
  if (!at) return text
  const rest = text.slice(at.index + at[0].length)
  const noun = dimensions.find(([adjective]) => rest.search(adjective) === 0)
  return noun ? text.slice(0, at.index + at[0].length) + rest.replace(noun[0], noun[1]) : text
}

/** Years, versions and codes such as 2019, 3.0 and E05 among the asker's own words. */
function designators(text: string): ReadonlySet<string> {
  return new Set(
    analyze(text)
      .filter(({ start, end, term }) => {
        const raw = text.slice(start, end)
        const isYear = /^(?:19|20)\d\d$/.test(raw) && !/[$€£]\s?$/.test(text.slice(0, start))
        return isYear || /^v?\d+\.\d+/i.test(raw) || /^[A-Z]+\d+$/.test(raw) || (term !== raw && /^v\d/i.test(raw))
      })
      .map(({ term }) => term),
  )
}

/** Where "which year" or "how long" names the kind of value; an empty span elsewhere. */
function askedSpan(text: string): {
  start: number
  end: number
  weight: number
} {
  const found = kindOfValue.exec(text)
  const word = found?.[2]
  if (!found || word === undefined) return { start: 0, end: 0, weight: askedWeight }
  const isManner = /^how$/i.test(found[1] ?? '') && !/\b(?:many|much)\b/i.test(found[0])
  const end = found.index + found[0].length
  return {
    start: end - word.length,
    end,
    weight: isManner ? mannerWeight : askedWeight,
  }
}

function named(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  // In a text written in capitals, or in title case, capitals name nothing.
  const words = text.match(/\p{L}+/gu) ?? []
  const capitals = words.filter((word) => /^\p{Lu}/u.test(word)).length
  const trustsCapitals = capitals <= Math.max(2, words.length * 0.6)
  for (const { term, start, end } of analyze(text)) {
    const raw = text.slice(start, end)
    const isFirst = start === 0 || /[.?!:]\s*["“‘']?$/.test(text.slice(Math.max(0, start - 8), start))
    if (/\d/.test(raw) || (trustsCapitals && /^\p{Lu}/u.test(raw) && !isFirst)) found.add(term)
  }
  for (const quoted of text.matchAll(/["“]([^"”]{2,60})["”]/g))
    for (const { term } of analyze(quoted[1] ?? '')) found.add(term)
  return found
}
