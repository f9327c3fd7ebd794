// Whether a sentence is sure enough to be said, and if not what is against it. Pure.
import type { Judgement } from '../writer.ts'
import type { Candidate } from './fit.ts'

/** Below either of the first two, or above the third, the writer does not know. See docs/architecture.md for the curve. */
export const bars = { sureness: 0.45, reach: 0.35, doubt: 0.42 }

export interface Judged extends Candidate {
  readonly doubt: number
  /** A row of a table that does not tell what is asked of its thing. */
  readonly isOfOther: boolean
}

export function isSure(candidate: Judged): boolean {
  return against(candidate) === null
}

function against({ isCarried, isOfOther, sureness, reach, doubt }: Judged): Judgement['verdict'] | null {
  if (!isCarried) return 'unfounded'
  if (isOfOther) return 'other-column'
  if (sureness < bars.sureness) return 'unsure'
  if (reach < bars.reach) return 'apart'
  return doubt > bars.doubt ? 'doubtful' : null
}

/** Sentences that are told of. */
const most = 5

/** @param said those that the answer is made of; @param isEmpty they are no answer after all: no number, where one is asked for */
export function judgementsOf(
  ranked: readonly Judged[],
  said: readonly Candidate[],
  isEmpty: boolean,
): readonly Judgement[] {
  const isSaid = (one: Judged) => said.some(({ quotable }) => quotable === one.quotable)
  return [...ranked.filter(isSaid), ...ranked.filter((one) => !isSaid(one))].slice(0, most).map((one) => ({
    text: one.quotable.said,
    passage: one.passage,
    sureness: one.sureness,
    reach: one.reach,
    doubt: one.doubt,
    verdict: isSaid(one) ? (isEmpty ? 'no-number' : 'said') : (against(one) ?? 'not-needed'),
  }))
}
