// What a writer gets and gives, whether it quotes or asks a model.
import type { Answer, Manner } from '../../model.ts'
import type { CorpusStats } from '../../store/search/rank.ts'
import type { Question } from '../question/question.ts'
import type { Weighed } from '../types.ts'

/** A retrieved chunk in a writer's hands, best first. */
export interface Passage {
  readonly documentId: string
  readonly title: string
  readonly heading?: string
  readonly text: string
  /** Comparable among the passages of one question only: see search/retrieve.ts. */
  readonly relevance: number
  /** ISO 8601: when the document last changed, as far as it is known. */
  readonly modifiedAt?: string
}

/** A claim and the slices of passages that carry it; offsets are into the passage's text. */
export interface Claim {
  readonly text: string
  readonly evidence: readonly { readonly passage: number; readonly start: number; readonly end: number }[]
}

/** A sentence that was looked at closely, by the passage it stands in. */
export interface Judgement extends Omit<Weighed, 'document'> {
  readonly passage: number
}

export type Draft = (
  | {
      readonly kind: 'claims'
      readonly claims: readonly Claim[]
      /** The claims say different things of the same: the answer says so, and cites each. */
      readonly isConflict?: boolean
    }
  | {
      readonly kind: 'refusal'
      /** What may answer it, the best first: to be shown as quotes, and never as a claim. */
      readonly closest?: readonly Claim[]
      /** Words of the question that these do not say, as they were asked; at most three. */
      readonly missing?: readonly string[]
    }
) & {
  /** Who wrote it, where that is not the writer that was asked. */
  readonly backend?: Answer['backend']
  readonly notes?: readonly string[]
  readonly tokens?: number
  /** The sentences it was picked from, the first of them; a model picks from none. */
  readonly judged?: readonly Judgement[]
}

/** How rare the question's terms are in this workspace; all others are as rare as can be. */
type TermCounts = Pick<CorpusStats, 'chunks' | 'frequencies'>

/** What is written from, as a thread is given it. */
export interface Writing {
  readonly question: Question
  readonly passages: readonly Passage[]
  readonly counts: TermCounts
  readonly manner?: Manner
}

export interface Writer {
  readonly backend: Answer['backend']
  write(
    question: Question,
    passages: readonly Passage[],
    counts: TermCounts,
    /** Called with what is written and supported so far, Markdown with marks, as it grows. */
    onText?: (soFar: string) => void,
    manner?: Manner,
  ): Promise<Draft>
}
