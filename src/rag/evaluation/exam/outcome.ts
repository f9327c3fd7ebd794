// What became of a question of an exam. Pure.
import type { Answer, Citation } from '../../../model.ts'
import { holdsAnyAnswer } from '../metrics.ts'
import type { ExamQuestion, GoldPassage } from './exam.ts'

/** `wrong` is an answer, with citations, that is none: what costs trust. */
export const outcomes = ['right', 'partly', 'wrong', 'refused'] as const
export type Outcome = (typeof outcomes)[number]

/** Of the shorter text's words, what a quote and a passage share when they are of one place. */
const sameWords = 0.5

/**
 * Right: every fact is said and one of the pages is cited. Partly: some of that, a fact from elsewhere or the passage without the fact. Where nothing
 * answers, refusing is right and whatever is said is wrong.
 * @param pageOf a cited document, as the exam names pages
 */
export function outcomeOf(
  { gold, facts }: Pick<ExamQuestion, 'gold' | 'facts'>,
  answer: Answer,
  pageOf: (shown: Pick<Citation, 'document'>) => string,
): Outcome {
  const isAnswered = answer.kind === 'answered'
  if (gold.length === 0) return isAnswered ? 'wrong' : 'right'
  if (!isAnswered) return 'refused'
  const said = facts.filter((wordings) => holdsAnyAnswer(answer.markdown, wordings)).length
  const ofPage = answer.citations.filter((citation) => gold.some(({ page }) => page === pageOf(citation)))
  if (said === facts.length) return ofPage.length > 0 ? 'right' : 'partly'
  const isThere = ofPage.some((citation) => gold.some((one) => one.page === pageOf(citation) && isOf(one, citation)))
  return isThere || (said > 0 && ofPage.length > 0) ? 'partly' : 'wrong'
}

/** Whether a page that answers is cited, or named among the nearest. */
export function showsPage(
  { gold }: Pick<ExamQuestion, 'gold'>,
  { citations, searched }: Answer,
  pageOf: (shown: Pick<Citation, 'document'>) => string,
): boolean {
  return [...citations, ...searched.nearest].some((shown) => gold.some(({ page }) => page === pageOf(shown)))
}

function isOf({ text }: GoldPassage, { quote }: Citation): boolean {
  const [a, b] = [wordsOf(text), wordsOf(quote)]
  const shared = [...a].filter((word) => b.has(word)).length
  return shared > 0 && shared >= sameWords * Math.min(a.size, b.size)
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]{1,60}/gu) ?? [])
}
