// The key sentences of a text, chosen by the words that the text itself repeats, by place and by length. Pure, no model:
// nothing is rephrased, and nothing but the text is read.
import { analyze } from './analyze.ts'
import { isCommon } from './bm25.ts'
import { type Sentence, sentences } from './sentences.ts'

export const limits = {
  /** UTF-16 units looked at, from the beginning: more says hardly more of what a text is about. */
  textChars: 200_000,
  /** A longer "sentence" (a log, a dump) is cut at a word. */
  sentenceChars: 600,
}

const scoring = {
  /** What a word counts that is common in English, beside 1 for another; and one that was said by a sentence before. */
  common: 0.35,
  said: 0.25,
  /** Added to a sentence's terms before its weight is shared out among them: no one-word sentence wins. */
  shortTerms: 6,
  /** Terms beyond these count against it. */
  longTerms: 40,
  perLongTerm: 0.015,
  /** What the text and a paragraph begin with, as a factor; a table's row is hardly a sentence. */
  first: 1.35,
  opening: 1.1,
  row: 0.6,
}

interface Weighed {
  readonly start: number
  readonly end: number
  readonly terms: ReadonlySet<string>
  readonly factor: number
}

const marker = /^(?:[-*+•‣◦]|\d{1,3}[.)]|[a-zA-Z]\))\s+(?:\[[ xX]\]\s+)?/

/**
 * At most so many sentences of a text, verbatim and in its order; all of them when there are no more. Headings and code
 * count only in a text that has nothing else. Empty for a text without words.
 * @param wanted number of sentences, default 3
 */
export function summarize(text: string, wanted = 3): readonly string[] {
  const read = text.slice(0, cutAtSpace(text, limits.textChars))
  const spans = sentences(read)
  const said = spans.filter(({ kind }) => kind !== 'heading' && kind !== 'code')
  const found = weigh(read, said.length > 0 ? said : spans)
  const picked = found.length <= wanted ? found : pick(found, wanted)
  return picked.toSorted((a, b) => a.start - b.start).map(({ start, end }) => read.slice(start, end))
}

function weigh(text: string, spans: readonly Sentence[]): Weighed[] {
  return spans
    .map((span, i) => {
      const start = span.start + (marker.exec(text.slice(span.start, span.start + 20))?.[0].length ?? 0)
      const end = start + cutAtSpace(text.slice(start, span.end), limits.sentenceChars)
      const terms = new Set(analyze(text.slice(start, end)).map(({ term }) => term))
      const opens = i === 0 || text.slice(spans[i - 1]?.end, span.start).includes('\n')
      const place = i === 0 ? scoring.first : opens ? scoring.opening : 1
      const tooLong = scoring.perLongTerm * Math.max(0, terms.size - scoring.longTerms)
      const factor = place * (span.kind === 'row' ? scoring.row : 1) * Math.max(0.1, 1 - tooLong)
      return { start, end, terms, factor }
    })
    .filter(({ start, end }) => /[\p{L}\p{N}]/u.test(text.slice(start, end)))
}

/** The length of a text, or where to cut it: at a space, else at least not through a character of two units. */
function cutAtSpace(text: string, limit: number): number {
  if (text.length <= limit) return text.length
  const space = text.slice(0, limit + 1).search(/\s\S*$/)
  return space > limit / 2 ? space : text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '').length
}

/** One by one, the words of those before counting less: three sentences that say the same are one. */
function pick(found: readonly Weighed[], wanted: number): Weighed[] {
  const weights = new Map<string, number>()
  for (const { terms } of found) for (const term of terms) weights.set(term, (weights.get(term) ?? 0) + 1)
  for (const [term, count] of weights) weights.set(term, Math.log1p(count) * (isCommon(term) ? scoring.common : 1))
  const left = new Set(found)
  const picked: Weighed[] = []
  while (picked.length < wanted) {
    const scores = [...left].map((one) => ({ one, score: scoreOf(one, weights) }))
    const best = scores.reduce((a, b) => (b.score > a.score ? b : a)).one
    left.delete(best)
    picked.push(best)
    for (const term of best.terms) weights.set(term, (weights.get(term) ?? 0) * scoring.said)
  }
  return picked
}

function scoreOf({ terms, factor }: Weighed, weights: ReadonlyMap<string, number>): number {
  let sum = 0
  for (const term of terms) sum += weights.get(term) ?? 0
  return (factor * sum) / (terms.size + scoring.shortTerms)
}
