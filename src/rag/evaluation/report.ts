// The metrics by name, and measured items to a report. Pure.
import type { Figure, Item } from './items.ts'
import { percentile } from './metrics.ts'

interface Metric {
  readonly better: 'higher' | 'lower'
  /** For people, beside the figure. */
  readonly what: string
}

/** Quotients of sums over items: what can be compared item by item. */
export const metrics = {
  search: {
    ndcg10: { better: 'higher', what: 'nDCG@10, linear gain' },
    recall10: { better: 'higher', what: 'Recall@10' },
    mrr10: { better: 'higher', what: 'MRR@10' },
    meanMs: { better: 'lower', what: 'one search, mean' },
  },
  answers: {
    goldCited: { better: 'higher', what: 'answerable: a gold document is cited' },
    goldSpanInAnswer: { better: 'higher', what: 'answerable: the answer says a gold answer' },
    answered: { better: 'higher', what: 'answerable: not refused' },
    goldRecall: { better: 'higher', what: 'answerable: share of the gold documents that are cited' },
    offCorpusRefused: { better: 'higher', what: 'off-corpus: refused' },
    impossibleRefused: { better: 'higher', what: 'impossible: refused' },
    refusalPrecision: { better: 'higher', what: 'refusals that were right' },
    refusalRecall: { better: 'higher', what: 'impossible and off-corpus: refused' },
    refusalF1: { better: 'higher', what: 'harmonic mean of the two' },
    citationSupport: { better: 'higher', what: 'sentences: how well their quotes carry them' },
    quotesVerbatim: { better: 'higher', what: 'quotes that stand word for word in their document' },
    uncitedAnswers: { better: 'lower', what: 'answers with a sentence that no quote stands behind' },
    meanCitations: { better: 'lower', what: 'citations an answer' },
    meanWords: { better: 'lower', what: 'words an answer, quotes apart' },
    meanTokens: { better: 'lower', what: 'model tokens a question' },
    meanMs: { better: 'lower', what: 'one answer, mean' },
  },
} as const satisfies Record<Item['part'], Readonly<Record<string, Metric>>>

const counts = { search: 'queries', answers: 'questions' } as const
const percentiles = { p50Ms: 50, p95Ms: 95 } as const

/** Null where nothing was there to measure: an absent figure must not read as 0. */
type Measured<Name extends string> = Readonly<Record<Name | keyof typeof percentiles, number | null>>
/** `queries` counts those with at least one relevant document. */
export type SearchReport = { readonly queries: number } & Measured<keyof (typeof metrics)['search']>
export type AnswerReport = { readonly questions: number } & Measured<keyof (typeof metrics)['answers']>

/** A part is absent when the data has none of it. */
export interface Report {
  readonly search?: SearchReport
  readonly answers?: AnswerReport
  /** Answers a writer wrote; a model that was out of reach shows here. */
  readonly writers?: Readonly<Record<string, number>>
}

/** Every name a report may hold under a part, with what it says. */
export function namesOf(part: Item['part']): ReadonlyMap<string, string> {
  return new Map([
    [counts[part], part === 'search' ? 'queries with a relevant document' : 'questions asked'],
    ...Object.entries(metrics[part]).map(([name, { what }]) => [name, what] as const),
    ...Object.keys(percentiles).map((name) => [name, 'milliseconds'] as const),
  ])
}

export function reportOf(items: readonly Item[]): Report {
  const writers = new Map<string, number>()
  for (const { writer } of items) if (writer !== undefined) writers.set(writer, (writers.get(writer) ?? 0) + 1)
  return {
    ...partOf('search', items),
    ...partOf('answers', items),
    ...(writers.size > 0 ? { writers: Object.fromEntries(writers) } : {}),
  }
}

function partOf(part: Item['part'], all: readonly Item[]): Report {
  const items = all.filter((item) => item.part === part)
  if (items.length === 0) return {}
  const took = items.map(({ tookMs }) => tookMs)
  return {
    [part]: {
      [counts[part]]: items.length,
      ...Object.fromEntries(Object.keys(metrics[part]).map((name) => [name, quotient(items, name)])),
      ...Object.fromEntries(Object.entries(percentiles).map(([name, p]) => [name, percentile(took, p)])),
    },
  }
}

function quotient(items: readonly Item[], name: string): number | null {
  let [numerator, denominator] = [0, 0]
  for (const { figures } of items) {
    const [own, of] = fraction(figures[name])
    numerator += own
    denominator += of
  }
  return denominator === 0 ? null : numerator / denominator
}

/** An absent figure adds nothing to either sum. */
export function fraction(figure: Figure | undefined): readonly [number, number] {
  if (figure === undefined) return [0, 0]
  return typeof figure === 'number' ? [figure, 1] : figure
}
