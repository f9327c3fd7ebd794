import { describe, expect, it } from 'vitest'
import { covered, rank } from '../../../../src/rag/answer/extractive/fit.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const best = async (text: string, passage: string, title = 'Policy') => {
  const question = readQuestion({ text, original: text, isFollowUp: false })
  const [first] = await rank(question, [{ documentId: 'd', title, text: passage, relevance: 1 }], () => 3)
  return first
}

describe('rank', () => {
  it.each([
    ['What is the daily hotel allowance in 2019?', 'The daily hotel allowance in 2024 is 90 euros.'],
    ['What does the daily allowance E05 cover?', 'The daily allowance E11 covers hotels.'],
  ])('is not sure of another year or code: %s', async (question, passage) => {
    expect((await best(question, passage))?.sureness ?? 0).toBeLessThan(0.5)
    expect((await best(question, passage.replace('2024', '2019').replace('E11', 'E05')))?.sureness).toBeGreaterThan(0.5)
  })

  it('leaves out what is said of another code', async () => {
    expect(await best('What does E-05 mean?', 'E-11 means that the lid is open.')).toBeUndefined()
    expect(await best('What does E-05 mean?', 'E-05 means that the lid is open.')).toBeDefined()
  })

  it('is surer of a sentence that holds a value of the asked kind', async () => {
    const without = (await best('When is the report due?', 'The report is due.'))?.sureness ?? 0
    expect((await best('When is the report due?', 'The report is due on Friday.'))?.sureness).toBeGreaterThan(without)
  })

  it('prefers numbered steps for how to do it, and a value for how much', async () => {
    const text = 'Clean the filter every month.\n\nTo clean the filter:\n\n1. Open the lid.\n2. Rinse the filter.'
    expect((await best('How do I clean the filter?', text))?.quotable.kind).toBe('list')
    expect((await best('How often should I clean the filter?', text))?.quotable.said).toBe(
      'Clean the filter every month.',
    )
  })

  it('lets a synonym stand in where the asked word is nowhere', async () => {
    expect((await best('vacation days', 'You get 30 days of leave.'))?.coverage).toBe(1)
    expect((await best('vacation days', 'You get 30 days of vacation. Leave early.'))?.quotable.said).toMatch(
      /vacation/,
    )
  })
})

describe('covered', () => {
  const share = (text: string, ...evidence: string[]) =>
    covered(readQuestion({ text, original: text, isFollowUp: false }), evidence, (term) => (term === 'zebra' ? 6 : 2))

  it('weighs the words of a question by how rare they are', () => {
    expect(share('zebra stable', 'The stable is red.')).toBeCloseTo(0.25)
    expect(share('zebra stable', 'A zebra eats.')).toBeCloseTo(0.75)
  })

  it('adds up what several pieces of evidence say, and lets synonyms stand in', () => {
    expect(share('zebra stable', 'A zebra eats.', 'The stable is red.')).toBe(1)
    expect(share('vacation', 'You get 30 days of leave.')).toBe(1)
  })

  it('is 0 for a question without words', () => {
    expect(share('???', 'A zebra eats.')).toBe(0)
  })
})
