// The offline writer: picks the sentences that answer and quotes them. Refuses when too little of what the question
// asks about (by IDF weight) is found near one sentence. Document text is only ever quoted, never followed.
import { analyze } from '../analyze.ts'
import { type Sentence, sentences } from '../sentences.ts'
import type { Claim, Passage, Writer } from '../types.ts'
import { asSentence, prose } from './prose.ts'
import { holdsAnswer, type Question, readQuestion } from './question.ts'

const maxPassages = 8
const maxClaims = 3
const maxWords = 75
/** A candidate joins the best sentence when it scores at least this share of it. */
const joinShare = 0.8
/** Share of the question's IDF weight that the best sentence and its surroundings must hold. */
export const tuning = {
  minCoverage: 0.45, cE: 0.25, cT: 0.5, cA: 0.3, cN: 0.17, minC: 0.5,
  near: 0.6, head: 0.55, passage: 0.35, type: 0.12, rank: 0.5, pair: 0.15, joinShare, maxClaims, maxWords, lead: 0.03,
  long: 0.1, namedMiss: 0.1, 
}

export interface Candidate {
  readonly passage: number
  readonly sentence: Sentence
  readonly text: string
  readonly own: ReadonlySet<string>
  /** Share of the question's weight in the sentence itself, and with what stands around it. */
  readonly coverage: number
  readonly evidence: number
  readonly score: number
  readonly features: Record<string, number>
}

/** Sentences of the passages, scored for a question, best first. */
export function rank(question: Question, passages: readonly Passage[], idf: (term: string) => number): Candidate[] {
  const weights = new Map([...question.terms].map(([term, weight]) => [term, weight * idf(term)]))
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return []
  const share = (has: (term: string) => number) => {
    let sum = 0
    for (const [term, weight] of weights) sum += weight * has(term)
    return sum / total
  }
  const pairs = question.order.slice(1).map((term, i) => [question.order[i] ?? '', term] as const)
  const top = passages[0]?.score ?? 1
  const found: Candidate[] = []
  for (const [index, passage] of passages.slice(0, maxPassages).entries()) {
    const head = new Set(analyze(`${passage.title}\n${passage.heading ?? ''}`).map(({ term }) => term))
    const spans = sentences(passage.text)
    const tokens = spans.map(({ start, end }) => analyze(passage.text.slice(start, end)).map(({ term }) => term))
    const sets = tokens.map((terms) => new Set(terms))
    const all = new Set(tokens.flat())
    for (const [i, sentence] of spans.entries()) {
      if (sentence.kind === 'heading') continue
      const own = sets[i] ?? new Set<string>()
      const coverage = share((term) => (own.has(term) ? 1 : 0))
      if (coverage === 0) continue
      const text = passage.text.slice(sentence.start, sentence.end)
      const evidence = share((term) =>
        own.has(term)
          ? 1
          : Math.max(
              sets[i - 1]?.has(term) || sets[i + 1]?.has(term) ? tuning.near : 0,
              head.has(term) ? tuning.head : 0,
              all.has(term) ? tuning.passage : 0,
            ),
      )
      const full = share((term) => (own.has(term) || head.has(term) || all.has(term) ? 1 : 0))
      const sequence = tokens[i] ?? []
      const adjacent = pairs.length === 0 ? coverage : pairs.filter(([a, b]) => isNear(sequence, a, b)).length / pairs.length
      const holds = holdsAnswer(question.type, text)
      const namedAll = [...question.named]
      const namedMiss = namedAll.length === 0 ? 0 : namedAll.filter((t) => !own.has(t) && !head.has(t) && !all.has(t)).length / namedAll.length
      const words = sequence.length
      const features = { evidence, coverage, full, adjacent, holds: holds === null ? 0 : holds ? 1 : -1, rank: passage.score / top, namedMiss, words, index, toprel: passage.score / total }
      const score =
        evidence + tuning.pair * adjacent + (holds === null ? 0 : holds ? tuning.type : -tuning.type) + tuning.rank * (passage.score / top) - tuning.namedMiss * namedMiss -
        (words < 4 ? tuning.long : words > 60 ? tuning.long : 0) + (i === 0 ? tuning.lead : 0)
      found.push({ passage: index, sentence, text, own, coverage, evidence, score, features })
    }
  }
  return found.sort((a, b) => b.score - a.score)
}

function isNear(sequence: readonly string[], a: string, b: string): boolean {
  return sequence.some((term, i) => term === a && sequence.slice(Math.max(0, i - 4), i + 5).includes(b))
}

function refuses(best: Candidate): boolean {
  const f = best.features as any
  return f.full < tuning.minCoverage || tuning.cE * f.evidence + tuning.cT * Math.min(1.5, f.toprel) + tuning.cA * f.adjacent - tuning.cN * f.namedMiss < tuning.minC
}

function pick(ranked: readonly Candidate[]): Candidate[] {
  const [best] = ranked
  if (!best) return []
  const picked = [best]
  let words = prose(best.text).split(' ').length
  for (const candidate of ranked.slice(1)) {
    if (picked.length >= tuning.maxClaims || candidate.score < tuning.joinShare * best.score) break
    const length = prose(candidate.text).split(' ').length
    if (words + length > tuning.maxWords) continue
    picked.push(candidate)
    words += length
  }
  return picked
}

/** The default writer: no model, no network. At most three claims, each a sentence of one passage. */
export function createExtractiveWriter(): Writer {
  return {
    backend: { name: 'extractive', model: null },
    write(question, passages, idf) {
      const ranked = rank(readQuestion(question), passages, idf)
      const [best] = ranked
      if (!best || refuses(best)) return Promise.resolve({ kind: 'refusal' })
      const claims = pick(ranked).flatMap(({ passage, sentence, text }): Claim[] => {
        const said = asSentence(prose(text))
        return said === '' ? [] : [{ text: said, evidence: [{ passage, start: sentence.start, end: sentence.end }] }]
      })
      return Promise.resolve(claims.length > 0 ? { kind: 'claims', claims } : { kind: 'refusal' })
    },
  }
}
