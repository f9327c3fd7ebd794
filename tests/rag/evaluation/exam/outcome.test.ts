import { describe, expect, it } from 'vitest'
import type { Answer, Citation } from '../../../../src/model.ts'
import { outcomeOf } from '../../../../src/rag/evaluation/exam/outcome.ts'

const question = {
  gold: [{ page: 'leave.md', text: 'Leave is 28 days a year. It has to be asked for two weeks ahead.' }],
  facts: [['28 days'], ['two weeks', 'fortnight']],
}
const cite = (page: string, quote: string) => ({ document: { id: page, title: page, uri: page }, quote }) as Citation
const answered = (markdown: string, ...citations: Citation[]) =>
  ({ kind: 'answered', markdown, citations }) as unknown as Answer
const refused = { kind: 'no_evidence', markdown: "I don't know.", citations: [] } as unknown as Answer
const outcome = (answer: Answer, of = question) => outcomeOf(of, answer, ({ document }) => document.id)

describe('what became of a question', () => {
  it('is right when all is said from its page', () => {
    const quote = 'Leave is 28 days a year.'
    expect(outcome(answered('28 days; ask a fortnight ahead.', cite('leave.md', quote)))).toBe('right')
  })

  it('is partly right with a part of it, or with the passage and no fact', () => {
    const gold = 'It has to be asked for two weeks ahead.'
    expect(outcome(answered('Two weeks ahead.', cite('leave.md', gold)))).toBe('partly')
    expect(outcome(answered('It has to be asked for.', cite('leave.md', gold)))).toBe('partly')
  })

  it('is partly right when all is said from another page', () => {
    expect(outcome(answered('28 days, two weeks.', cite('other.md', '28 days, two weeks')))).toBe('partly')
  })

  it('is wrong when neither fact nor passage is there', () => {
    expect(outcome(answered('Payday is on the 25th.', cite('leave.md', 'Payday is on the 25th.')))).toBe('wrong')
    expect(outcome(answered('Two weeks.', cite('other.md', 'Two weeks.')))).toBe('wrong')
    expect(outcome(answered('Ask.', cite('other.md', 'It has to be asked for two weeks ahead.')))).toBe('wrong')
  })

  it('is refused when nothing is said', () => {
    expect(outcome(refused)).toBe('refused')
  })

  it('without an answer is right when refused and wrong when answered', () => {
    const none = { gold: [], facts: [] }
    expect(outcome(refused, none)).toBe('right')
    expect(outcome(answered('28 days.', cite('leave.md', '28 days')), none)).toBe('wrong')
  })
})
