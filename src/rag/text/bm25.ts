// BM25, split so that a dot product of two sparse vectors is the score: saturated term weights in the index, IDF in
// the query. Robertson & Zaragoza 2009, https://doi.org/10.1561/1500000019. Pure.

import type { IndexTerms } from '../../layout.ts'
import type { CorpusStats } from '../../store/search/rank.ts'
import { analyze } from './analyze.ts'
import { commonWords } from './stop-words.ts'

const k1 = 1.2
const b = 0.75
/** One word of a title or heading counts as this many in the text. */
const titleWeight = 2

// An address inside a Markdown link, or a template directive: words nobody wrote.
const linkTarget = /(\])\((?:[^)\s\]]|\](?!\())*\)|\{%[^%]*%\}/g

/** A new index version's average chunk length, in terms. Recorded with the version: see DESIGN on its traps. */
export const defaultAverageLength = 85

export const maxTermId = 999_999_999

/** A stable id of a term, 1 to 999,999,999 (0 stands for "all chunks"). Two terms may share one, about 1 in 10⁹ pairs. */
export function termId(term: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let i = 0; i < term.length; i++) {
    const unit = term.charCodeAt(i)
    high = Math.imul(high ^ unit, 2654435761)
    low = Math.imul(low ^ unit, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return ((4294967296 * (2097151 & low) + (high >>> 0)) % maxTermId) + 1
}

/**
 * A chunk as the lexical index stores it.
 * @param averageLength of the index version, in terms
 * @returns `length` counts the text's terms; weights lie between 0 and k1 + 1
 */
export function indexTerms(
  chunk: {
    readonly text: string
    readonly title?: string | undefined
    readonly heading?: string | undefined
    /** ISO 639-1, 'en' by default. */
    readonly language?: string | undefined
  },
  averageLength: number,
): IndexTerms {
  const counts = new Map<string, number>()
  const count = (text: string, weight: number) => {
    const tokens = analyze(text, chunk.language)
    for (const { term } of tokens) counts.set(term, (counts.get(term) ?? 0) + weight)
    return tokens.length
  }
  const length = count(chunk.text.replace(linkTarget, '$1'), 1)
  const head = new Set(analyze(`${chunk.title ?? ''}\n${chunk.heading ?? ''}`, chunk.language).map(({ term }) => term))
  for (const term of head) counts.set(term, (counts.get(term) ?? 0) + titleWeight)
  const norm = k1 * (1 - b + (b * (length + head.size * titleWeight)) / averageLength)
  const terms = new Map<number, number>()
  for (const [term, n] of counts) terms.set(termId(term), (n * (k1 + 1)) / (n + norm))
  return { length, terms }
}

/** Passages of English at large that the prior of `idf` stands for. */
const priorPassages = 40
const priorShare = { common: 0.12, other: 0.004 }
const commonTerms = new Set(analyze([...commonWords].join(' ')).map(({ term }) => term))

/** Whether a term is so common in English that it must not carry an answer alone. */
export function isCommon(term: string): boolean {
  return commonTerms.has(term)
}

/**
 * Inverse document frequency, Lucene's form (never negative), over the corpus and a small prior: in a handful of
 * documents every count is an accident, and the prior keeps "make" below "parental". It fades as the corpus grows.
 */
export function idf(term: string, frequency: number, chunks: number): number {
  const share = commonTerms.has(term) ? priorShare.common : priorShare.other
  const n = chunks + priorPassages
  const df = frequency + share * priorPassages
  return Math.log(1 + (n - df + 0.5) / (df + 0.5))
}

/** The IDF of a term under a search's counts. */
export function idfOf({ chunks, frequencies }: Pick<CorpusStats, 'chunks' | 'frequencies'>): (term: string) => number {
  return (term) => idf(term, frequencies.get(termId(term)) ?? 0, chunks)
}

/**
 * The query side of the score.
 * @param terms analyzed terms, each with its own weight (1 for the asker's words, less for the thread's)
 * @returns term id → weight above 0
 */
export function queryWeights(terms: ReadonlyMap<string, number>, stats: CorpusStats): Map<number, number> {
  const weights = new Map<number, number>()
  for (const [term, weight] of terms) {
    const id = termId(term)
    weights.set(id, (weights.get(id) ?? 0) + weight * idf(term, stats.frequencies.get(id) ?? 0, stats.chunks))
  }
  return weights
}
