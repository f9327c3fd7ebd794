// Whether a row of a table tells what is asked of its thing: "the margin of the plum crate" stands in none of the columns
// Item and Price, and the price is no answer. Pure; knows English, German and French questions that name it by a noun.
import type { AnswerType, Question } from '../../question/question.ts'
import { analyze, analyzeQuery } from '../../text/analyze.ts'
import { isMisspelling } from './spelling.ts'
import { holdsAnswer } from './values.ts'

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '))
const asking = words('what which who when where was wie welche welcher welches quel quelle quels quelles')
const being = words('’s is are was were ist sind war waren lautet lauten beträgt betragen est sont était')
const helping = words('does do did has have had')
const articles = words('the its their his her der die das le la les l')
const relating = words('of for in on at per to from with by der des von vom für im de du d pour')
const having = words('have has had get gets offer offers include includes contain contains')
/** "How high is the fee of …" asks for the fee, "how heavy is …" for a weight. */
const sizes = words('high big large low hoch groß')
const noOwner = words('what who it that there here let where when how')
const maxWords = 5
const maxKeywords = 4
const isQuestion =
  /\b(?:what|when|where|who|whom|whose|why|how|which|is|are|was|were|do|does|did|can|could|should|would|will|may|must)\b/i
/** Nouns for a kind of value, which columns call by other names. */
const kinds = new Set(
  analyze(
    'person people team day date month year time hour deadline period duration place city country location room building office number amount value figure name detail thing item entry price cost fee fare rate tariff charge',
  ).map(({ term }) => term),
)
const prices = new Set(analyze('price cost fee fare tariff rate charge').map(({ term }) => term))
const times = analyze('time date day week month year hour minute second duration period deadline').map(
  ({ term }) => term,
)
const timed: ReadonlySet<AnswerType> = new Set(['time', 'duration', 'frequency'])
/** Their values are told from others; anything with a number is an amount. */
const seen: ReadonlySet<AnswerType> = new Set([...timed, 'price', 'person', 'place'])
const noNoun: ReadonlySet<AnswerType> = new Set(['yes-no', 'reason', 'steps'])

/** Terms of the nouns that a question asks for, the one that says most last; several where it has no grammar. */
export function askedAttributes(question: Question): readonly (readonly string[])[] {
  const { text, type, terms } = question
  if (noNoun.has(type)) return []
  const said = text.replace(/['’]s\b/g, ' ’s').match(/’s|[\p{L}\p{N}][\p{L}\p{N}-]*/gu) ?? []
  const low = said.map((word) => word.toLowerCase())
  if (!isQuestion.test(text) && !low.some((word) => asking.has(word)))
    return low.length <= maxKeywords ? analyzeQuery(text).map(({ term }) => [term]) : []
  const noun = nounIn(low)
  const asked = analyzeQuery(said.slice(...noun).join(' ')).map(({ term }) => term)
  if (asked.length > 0) return [asked]
  // "How heavy": the noun that stands for it is a term of the question without being a word of it.
  const own = new Set(analyze(text).map(({ term }) => term))
  return question.isFollowUp ? [] : [...terms.keys()].filter((term) => !own.has(term)).map((term) => [term])
}

/** Where the words of the noun stand; an empty range where there is none. */
function nounIn(low: readonly string[]): [start: number, end: number] {
  const until = (start: number, isEnd: (word: string) => boolean) => {
    let end = start
    while (end < low.length && !isEnd(low[end]!)) end += 1
    return end
  }
  const range = (start: number, end: number): [number, number] => (end - start <= maxWords ? [start, end] : [0, 0])
  const owned = low.findIndex((word, i) => word === '’s' && i > 0 && !noOwner.has(low[i - 1]!))
  if (owned > 0)
    return range(
      owned + 1,
      until(owned + 1, (word) => relating.has(word) || helping.has(word)),
    )
  const asks = low.findIndex((word) => asking.has(word) || word === 'how')
  if (asks < 0) return [0, 0]
  let at = asks + 1
  const isOfSize = sizes.has(low[at] ?? '')
  if (low[asks] === 'how' || low[asks] === 'wie') {
    if (/^(?:many|much)$/.test(low[at] ?? '')) {
      const end = until(at + 1, (word) => helping.has(word))
      return having.has(low.at(-1)!) && end < low.length ? range(at + 1, end) : [0, 0]
    }
    if (isOfSize) at += 1
    else if (low[asks] === 'how') return [0, 0]
  }
  if (being.has(low[at] ?? '')) {
    at += 1
    if (!articles.has(low[at] ?? '')) return [0, 0]
    const end = until(at + 1, (word) => relating.has(word))
    if (end < low.length) return range(at + 1, end)
    // "The plum crate margin": its last word. A size is asked of the thing itself.
    return end - at > 2 && !isOfSize ? [end - 1, end] : [0, 0]
  }
  const end = until(at, (word) => being.has(word) || helping.has(word) || relating.has(word))
  return end < low.length && !relating.has(low[end]!) ? range(at, end) : [0, 0]
}

interface Row {
  /** Terms of its cells, of the columns it fills and of what it stands under. */
  readonly told: ReadonlySet<string>
  /** Terms of each of those columns. */
  readonly names: readonly (readonly string[])[]
  readonly said: string
}

/** Whether a row may answer what is asked for. */
export function tells(question: Question, asked: readonly string[], { told, names, said }: Row): boolean {
  const head = asked.at(-1)
  if (head === undefined || isTold(question, head, told)) return true
  // "The adult return fare" is all of "Adult, Return"; the price margin is more than the price.
  if (names.some((name) => name.length > 1 && name.every((term) => asked.includes(term)))) return true
  if (!kinds.has(head)) return false
  const isOfKind = seen.has(question.type) && holdsAnswer(question.type, said) === true
  return isOfKind || asked.slice(0, -1).some((term) => isTold(question, term, told))
}

/** Whether a row has no time where one is asked for, nor a column that counts it. */
export function lacksTime({ type }: Question, { told, said }: Omit<Row, 'names'>): boolean {
  if (!timed.has(type) || holdsAnswer(type, said) !== false) return false
  return !/\d/.test(said) || !times.some((term) => told.has(term))
}

/** Whether words are there that stand for sums of money. */
export function isPriced(told: Iterable<string>): boolean {
  for (const term of told) if (prices.has(term)) return true
  return false
}

function isTold({ synonyms }: Question, term: string, told: ReadonlySet<string>): boolean {
  if (told.has(term) || (prices.has(term) && isPriced(told))) return true
  const isLong = (word: string) => /^\p{L}{4,}$/u.test(word)
  for (const other of told) {
    if (synonyms.get(other)?.includes(term) || isMisspelling(term, other)) return true
    if (isLong(term) && isLong(other) && (other.includes(term) || term.includes(other))) return true
    // "Closing" and "closes", "portuguese" and "portugal".
    if (isLong(term) && other.startsWith(term.slice(0, Math.max(4, Math.min(6, term.length - 1))))) return true
  }
  return false
}
