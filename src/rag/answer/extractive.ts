// The offline writer: picks the sentences that answer and quotes them. Refuses when too little of what the question
// asks about is found in one passage. Document text is only ever quoted, never followed.
import type { Claim, Writer } from '../types.ts'
import { asSentence } from './prose.ts'
import { readQuestion } from './question.ts'
import { type Candidate, rank } from './score.ts'

const writing = {
  /** Passages that are looked at. */
  passages: 8,
  claims: 3,
  /** Further claims stop here; the first may be longer. */
  words: 75,
  /** A further sentence scores, and covers of the question, at least these shares of what the first does. */
  joinScore: 0.85,
  joinCoverage: 0.7,
  /** Two sentences that share this many of the shorter one's terms say the same. */
  repeat: 0.8,
  /** Below either of these the writer does not know. See docs/architecture.md for the curve. */
  minSureness: 0.5,
  minReach: 0.35,
}

/** The default writer: no model, no network. At most three claims, each a sentence of one passage. */
export function createExtractiveWriter(): Writer {
  return {
    backend: { name: 'extractive', model: null },
    async write(question, passages, idf) {
      const ranked = rank(readQuestion(question), passages.slice(0, writing.passages), idf)
      const claims = pick(ranked).map(
        ({ passage, unit: { said, evidence } }): Claim => ({
          text: asSentence(said),
          evidence: evidence.map((slice) => ({ passage, ...slice })),
        }),
      )
      return claims.length > 0 ? { kind: 'claims', claims } : { kind: 'refusal' }
    },
  }
}

function pick(ranked: readonly Candidate[]): Candidate[] {
  const [best, ...others] = ranked
  if (!best || !isSure(best)) return []
  const picked = [best]
  let words = countWords(best.unit.said)
  for (const candidate of others) {
    if (picked.length >= writing.claims || candidate.score < writing.joinScore * best.score) break
    const length = countWords(candidate.unit.said)
    const joins =
      words + length <= writing.words &&
      candidate.coverage >= writing.joinCoverage * best.coverage &&
      isSure(candidate) &&
      !picked.some((other) => saysTheSame(candidate, other))
    if (!joins) continue
    picked.push(candidate)
    words += length
  }
  return picked
}

function isSure({ sureness, reach, isCarried }: Candidate): boolean {
  return isCarried && sureness >= writing.minSureness && reach >= writing.minReach
}

function saysTheSame(a: Candidate, b: Candidate): boolean {
  const shared = [...a.terms].filter((term) => b.terms.has(term)).length
  const isInside = a.passage === b.passage && a.unit.first <= b.unit.last && b.unit.first <= a.unit.last
  return isInside || shared >= writing.repeat * Math.min(a.terms.size, b.terms.size)
}

function countWords(text: string): number {
  return text.split(/\s+/).length
}
