// What someone shares, as a request. Pure.
import type { Request, SharedSource } from '../../model.ts'
import type { Question } from '../ask/question.ts'
import { readsLikeQuestion } from '../reads-like-question.ts'

export interface Shared extends Request {
  readonly kind: 'index'
  readonly sources: readonly [SharedSource, ...SharedSource[]]
  /** The question, which is asked once all is indexed, was longer. */
  readonly cut?: boolean
  /** Only the person who shared it sees what became of it. */
  readonly isPrivate: boolean
}

/** @param question what was said with it, which need not be one */
export function readShared(sources: Shared['sources'], question: Question | null, isPrivate = false): Shared {
  const asked =
    question && readsLikeQuestion(question.question)
      ? { question: question.question, ...(question.cut && { cut: true }) }
      : {}
  return { kind: 'index', sources, ...asked, isPrivate }
}
