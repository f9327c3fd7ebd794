// What a question asks for: its weighted terms, the kind of answer, and the names and numbers that evidence must hold.
import { analyze, analyzeQuery, analyzeTopic } from '../analyze.ts'
import type { StandaloneQuestion } from '../types.ts'
import { leaning } from './follow-up.ts'
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
    'limit length number amount price cost rate size name date deadline duration maximum minimum address time period url phone telephone contact',
  ).map(({ term }) => term),
)

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
    /\b(?:which|what) (?:\w+ )?(?:are|were)\b|\b(?:which|what) (?:\w+ )?\w+[^s\W]s (?:do|does|can|have|has|must|should|will)\b|\bwhat (?:should|must|do) (?:i|we|you|they)\b|\blist\b|\bwhat (?:kinds|types|sorts|two|three|four|five)\b/i,
  ],
  [
    'definition',
    /^(?:so )?what(?:'s| is| was| are| were) (?:an? |the )?[^,]{2,40}\??$|\bwhat does .* (?:mean|stand for)\b|^define\b/i,
  ],
  [
    'yes-no',
    /^(?:and |but |so )?(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have|had|am)\b/i,
  ],
]

export interface Question {
  /** Analyzed terms in the order asked → weight, IDF not included. */
  readonly terms: ReadonlyMap<string, number>
  /** A document's term → the asker's terms that it may stand for. */
  readonly synonyms: ReadonlyMap<string, readonly string[]>
  /** Years, versions and codes: a passage without them is about another one. */
  readonly designators: ReadonlySet<string>
  /** Terms in the order asked, repeats included: for proximity. */
  readonly order: readonly string[]
  readonly type: AnswerType
  /** How much a value of that type counts: more for "when is it?", which says nothing else. */
  readonly typeWeight: number
  /** Terms of names, numbers, codes and quoted words among the asker's own. */
  readonly named: ReadonlySet<string>
}

/** The kind of answer that a text asks for. */
function answerType(text: string): AnswerType {
  return typePatterns.find(([, pattern]) => pattern.test(text))?.[0] ?? 'other'
}

export function readQuestion(question: StandaloneQuestion): Question {
  const original = withDimension(question.original)
  const own = question.isFollowUp ? analyzeTopic(original) : analyzeQuery(original)
  const asked = askedSpan(original)
  const isMostlyAttributes = own.filter(({ term }) => attributes.has(term)).length * 2 > own.length
  const terms = new Map<string, number>()
  for (const { term, start } of own) {
    const isAsked = (start >= asked.start && start < asked.end) || (!isMostlyAttributes && attributes.has(term))
    const weight = isAsked ? asked.weight : 1
    terms.set(term, Math.max(terms.get(term) ?? 0, weight))
  }
  const context = question.isFollowUp ? analyzeQuery(question.text).filter(({ term }) => !terms.has(term)) : []
  const weighty = [...terms.values()].filter((one) => one > mannerWeight).length
  const weight = weightOfContext(question.original, weighty, context.length)
  for (const { term } of context) terms.set(term, weight)
  const ownType = answerType(question.original)
  return {
    typeWeight: question.isFollowUp && weighty === 0 && !knownByCapitals.has(ownType) ? bareTypeWeight : 1,
    terms,
    synonyms: standIns(`${question.text}\n${original}`, terms),
    designators: designators(question.original),
    order: [...context, ...own].map(({ term }) => term),
    type: ownType === 'other' || (question.isFollowUp && ownType === 'yes-no') ? answerType(question.text) : ownType,
    named: named(question.original),
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
function askedSpan(text: string): { start: number; end: number; weight: number } {
  const found = kindOfValue.exec(text)
  const word = found?.[2]
  if (!found || word === undefined) return { start: 0, end: 0, weight: askedWeight }
  const isManner = /^how$/i.test(found[1] ?? '') && !/\b(?:many|much)\b/i.test(found[0])
  const end = found.index + found[0].length
  return { start: end - word.length, end, weight: isManner ? mannerWeight : askedWeight }
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

const month =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?'
const numberWord =
  'one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety|hundreds?|thousands?|millions?|billions?|half|third|quarter|dozens?|once|twice|both|single'
const signs: Partial<Record<AnswerType, RegExp>> = {
  time: new RegExp(
    `\\b(?:1\\d{3}|20\\d{2})s?\\b|\\b\\d{1,2}(?::\\d{2}|\\s?[ap]\\.?m\\b)|\\b(?:${month})\\b|\\b\\d{1,2}(?:st|nd|rd|th)\\b|\\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\\b|\\b(?:noon|midnight|century|quarter|weekends?|weekdays?|daily|weekly|monthly|quarterly|annually|yearly|today|tomorrow|spring|summer|autumn|winter|24/7)\\b|\\b(?:end|start|beginning|day|date|time) of\\b|\\b(?:prior to|as soon as|bi-?weekly|deadline)\\b|\\b(?:within|after|before|until|by|every|each)\\b.{0,20}\\b(?:minutes?|hours?|days?|weeks?|months?|years?)\\b`,
    'i',
  ),
  duration: new RegExp(
    `(?<!\\b(?:every|each|per)\\s)(?:\\b(?:\\d+|${numberWord}|an?|several|few)\\b[\\s-]*(?:\\w+[\\s-]+)?(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\\b)|\\b(?:indefinitely|permanently|immediately|overnight)\\b`,
    'i',
  ),
  frequency:
    /\b(?:every|each|per|once|twice|times|never|always|daily|weekly|bi-?weekly|monthly|quarterly|annually|yearly|hourly)\b|\ba (?:day|week|month|year)\b/i,
  count: new RegExp(`\\d|\\b(?:${numberWord}|none|no)\\b`, 'i'),
  amount: new RegExp(`\\d|\\b(?:${numberWord}|none|free|unlimited|no (?:cost|charge|fee|limit))\\b|[$€£¥%]`, 'i'),
  price:
    /[$€£¥]|\b(?:free|euros?|dollars?|pounds?|cents?|francs?|usd|eur|gbp|chf|no (?:cost|charge|fee)|at cost|costs?|paid)\b/i,
  // A name inside the sentence, a role, or a mailbox.
  person:
    /(?<=\S\s)["“(]?\p{Lu}[\p{L}.'’-]+|\b(?:team|manager|lead|officer|director|department|owner|staff|employees?|everyone|anyone|people|administrators?|admins?|engineers?|scientists?|committee|council|members?|supervisors?|scholars?|king|queen|president)\b|@/u,
  place:
    /\b(?:in|at|on|near|from|to|under|inside|between|via|of)\s+(?:the\s+)?[\p{Lu}#"“]|#[\w-]+|\b(?:folder|channel|room|floor|building|office|page|site|drive|portal|street|website|north|south|east|west)\w*\b/u,
  reason:
    /\b(?:because|since|due to|so that|in order to|as a result|therefore|reason|caus\w+|thus|to (?:avoid|prevent|ensure|protect|keep|help|make|reduce|allow)|result(?:s|ed|ing)? (?:in|from)|owing to|led to)\b/i,
  steps:
    /^\s*(?:\d{1,2}[.)]|[-*+•])\s|\b(?:you can|you should|you must|must|please|first|then|next|click|open|select|submit|send|fill|ask|contact|use|go to|create|run|add|email|request|log in|sign|follow|by \w+ing)\b/im,
  definition: /\b(?:is|are|was|were|means?|refers? to|stands? for|defined as|known as|called)\b/i,
  list: /:\s|,[^,]+,? and\b|^\s*(?:[-*+•]|\d{1,2}[.)])\s|;/m,
}

/** Whether a sentence holds what this type of question asks for; null when the type has no sign. */
export function holdsAnswer(type: AnswerType, sentence: string): boolean | null {
  return signs[type]?.test(sentence) ?? null
}
