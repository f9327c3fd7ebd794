// How far the work on an answer is, in words. What is written is checked as it comes, so both go on together.
import type { Step } from '../../card.ts'
import type { AnswerStep } from '../../rag/types.ts'

const steps: readonly { readonly text: string; readonly begins: AnswerStep; readonly ends: AnswerStep | 'done' }[] = [
  { text: 'Searching the documents', begins: 'searching', ends: 'reading' },
  { text: 'Reading what was found', begins: 'reading', ends: 'writing' },
  { text: 'Writing the answer', begins: 'writing', ends: 'done' },
  { text: 'Checking it against its sources', begins: 'writing', ends: 'done' },
]
const order: readonly (AnswerStep | 'done')[] = ['searching', 'reading', 'writing', 'done']

export function stepsAt(now: AnswerStep | 'done'): readonly Step[] {
  const at = order.indexOf(now)
  return steps.map(({ text, begins, ends }) => {
    if (at >= order.indexOf(ends)) return { state: 'done', text }
    return { state: at >= order.indexOf(begins) ? 'working' : 'waiting', text }
  })
}
