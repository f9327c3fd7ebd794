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
const joinShare = 0.85
/** Share of the question's IDF weight that the best sentence and its surroundings must hold. */
export const tuning = {
  minCoverage: 0.35, cE: 0.2, cT: 0.5, cA: 0.3, cN: 0.2, minC: 0.47,
  near: 0.6, head: 0.85, passage: 0.35, type: 0.1, rank: 0.5, pair: 0.2, joinShare, maxClaims, maxWords, lead: 0.05, fragment: 0.25, pointer: 0.15, subject: 0.15, joinCoverage: 0.7, headPair: 0.75, pairPrior: 0.4,
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
  const pairs = question.order.slice(1).map((term, i) => {
    const previous = question.order[i] ?? ''
    return [previous, term, Math.min(weights.get(previous) ?? 0, weights.get(term) ?? 0)] as const
  })
  const pairTotal = pairs.reduce((sum, [, , weight]) => sum + weight, 0)
  const top = passages[0]?.score ?? 1
  const found: Candidate[] = []
  for (const [index, passage] of passages.slice(0, maxPassages).entries()) {
    const headSequence = analyze(`${passage.title}\n${passage.heading ?? ''}`).map(({ term }) => term)
    const head = new Set(headSequence)
    const lastHeading = passage.heading?.split(' › ').at(-1) ?? ''
    const spans = sentences(passage.text)
    const tokens = spans.map(({ start, end }) => analyze(prose(passage.text.slice(start, end))).map(({ term }) => term))
    const sets = tokens.map((terms) => new Set(terms))
    const all = new Set(tokens.flat())
    const counts = new Map<string, number>()
    for (const t of [...tokens.flat(), ...head]) counts.set(t, (counts.get(t) ?? 0) + 1)
    const sat = (k: number) => share((term) => { const n = counts.get(term) ?? 0; return n * (k + 1) / (n + k) })
    const sats = { s05: sat(0.5), s1: sat(1), s2: sat(2) }
    for (const [i, sentence] of spans.entries()) {
      const own = sets[i] ?? new Set<string>()
      const coverage = share((term) => (own.has(term) ? 1 : 0))
      if (coverage === 0) continue
      const text = passage.text.slice(sentence.start, sentence.end)
      const said = prose(text)
      if (sentence.kind === 'heading' || said === lastHeading || said === passage.title) continue
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
      const joined = pairs.reduce((sum, [a, b, weight]) => sum + weight * (isNear(sequence, a, b) ? 1 : isNear(headSequence, a, b) ? tuning.headPair : 0), 0)
      const adjacent = (joined + tuning.pairPrior * total * coverage) / (pairTotal + tuning.pairPrior * total)
      const holds = holdsAnswer(question.type, text)
      const shape = shapeOf(said, text, sentence.kind, question)
      const namedAll = [...question.named]
      const namedMiss = namedAll.length === 0 ? 0 : namedAll.filter((t) => !own.has(t) && !head.has(t) && !all.has(t)).length / namedAll.length
      const words = sequence.length
      const features = { evidence, coverage, full, adjacent, holds: holds === null ? 0 : holds ? 1 : -1, rank: passage.score / top, namedMiss, words, index, toprel: passage.score / total, ...sats }
      const score =
        evidence + tuning.pair * adjacent + (holds === null ? 0 : holds ? tuning.type : -tuning.type) + tuning.rank * (passage.score / top) - tuning.namedMiss * namedMiss -
        Math.max(0, words - 25) / 250 + shape + (i === 0 || spans[i-1]?.kind === 'heading' ? tuning.lead : 0)
      found.push({ passage: index, sentence, text, own, coverage, evidence, score, features })
    }
  }
  return found.sort((a, b) => b.score - a.score)
}

function isNear(sequence: readonly string[], a: string, b: string): boolean {
  return sequence.some((term, i) => term === a && sequence.slice(Math.max(0, i - 4), i + 5).includes(b))
}

/** What a sentence's form says about it: fragments and pointers answer little, a definition names its subject first. */
function shapeOf(said: string, text: string, kind: string, question: Question): number {
  const words = said.split(' ').length
  let shape = 0
  if (words < 7 && !/[.!?:]\W*$/.test(text) && !/\d/.test(said) && kind !== 'row') shape -= tuning.fragment
  else if (/^(?:see|refer to|learn more|read|click|visit|check out|for (?:more|additional|further|details))\b/i.test(said) && words < 16) shape -= tuning.pointer
  if (question.type === 'definition' && defines(said, question)) shape += tuning.subject
  return shape
}

/** "A guild is …", "OLU – On-Line University", "… Online University (OLU)": the subject, then what it is. */
function defines(said: string, question: Question): boolean {
  const first = analyze(said.slice(0, 120)).slice(0, 5)
  const subject = first.findLast(({ term }) => question.terms.has(term))
  if (!subject) return false
  return /^["”’)]?(?:\s\([^)]*\))?(?:,[^,]{2,40},)?\s*(?:(?:is|are|was|were|means?|refers?|stands?|consists?)\b|[–:]|-\s)/.test(said.slice(subject.end))
}

function refuses(best: Candidate): boolean {
  const f = best.features as any
  return f.full < tuning.minCoverage || tuning.cE * f.evidence + tuning.cT * Math.min(1.5, f.s2) + tuning.cA * f.adjacent - tuning.cN * f.namedMiss < tuning.minC
}

function pick(ranked: readonly Candidate[]): Candidate[] {
  const [best] = ranked
  if (!best) return []
  const picked = [best]
  let words = prose(best.text).split(' ').length
  for (const candidate of ranked.slice(1)) {
    if (picked.length >= tuning.maxClaims || candidate.score < tuning.joinShare * best.score) break
    if (refuses(candidate) || candidate.coverage < tuning.joinCoverage * best.coverage) continue
    if (picked.some((other) => isRepeat(candidate, other))) continue
    const length = prose(candidate.text).split(' ').length
    if (words + length > tuning.maxWords) continue
    picked.push(candidate)
    words += length
  }
  return picked
}

/** Whether two sentences say the same: handbooks repeat themselves. */
function isRepeat(a: Candidate, b: Candidate): boolean {
  const shared = [...a.own].filter((term) => b.own.has(term)).length
  return shared >= 0.8 * Math.min(a.own.size, b.own.size)
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
