// Outcomes by kind of question, as shares with their intervals. Pure.
import { type ExamQuestion, hasAnswer, type Kind, kinds } from './exam.ts'
import { type Outcome, outcomes } from './outcome.ts'

export interface Sat extends Pick<ExamQuestion, 'id' | 'kind' | 'half' | 'handbook' | 'text'> {
  readonly outcome: Outcome
  /** A page that answers was cited, or named among the nearest. */
  readonly showsPage: boolean
}

/** A share, and between what it lies with 95 % confidence. */
export interface Share {
  readonly share: number
  readonly low: number
  readonly high: number
}

export interface KindRow extends Readonly<Record<Outcome, Share>> {
  readonly kind: Kind | 'with an answer' | 'without'
  readonly questions: number
  readonly showsPage: Share
}

/** A row for each kind that was asked, and behind them one for all that have an answer and one for those that have none. */
export function byKind(sat: readonly Sat[]): readonly KindRow[] {
  const all: readonly (readonly [KindRow['kind'], readonly Sat[]])[] = [
    ...kinds.map((kind) => [kind, sat.filter((one) => one.kind === kind)] as const),
    ['with an answer', sat.filter(hasAnswer)],
    ['without', sat.filter((one) => !hasAnswer(one))],
  ]
  return all.flatMap(([kind, some]) => (some.length === 0 ? [] : [rowOf(kind, some)]))
}

function rowOf(kind: KindRow['kind'], sat: readonly Sat[]): KindRow {
  const shares = outcomes.map((outcome) => [
    outcome,
    wilson(sat.filter((one) => one.outcome === outcome).length, sat.length),
  ])
  const showsPage = wilson(sat.filter((one) => one.showsPage).length, sat.length)
  return { kind, questions: sat.length, ...(Object.fromEntries(shares) as Record<Outcome, Share>), showsPage }
}

/**
 * A share of few, with Wilson's score interval: it stays within 0 and 1, and is not nothing where nothing was seen.
 * https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
 */
export function wilson(hits: number, of: number): Share {
  const z = 1.959964
  const share = hits / of
  const denominator = 1 + z ** 2 / of
  const middle = (share + z ** 2 / (2 * of)) / denominator
  const half = (z / denominator) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
