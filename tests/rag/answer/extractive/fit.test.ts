import { describe, expect, it } from 'vitest'
import { covered, rank } from '../../../../src/rag/answer/extractive/fit.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const all = (text: string, passage: string, title = 'Policy') =>
  rank(
    readQuestion({ text, original: text, isFollowUp: false }),
    [{ documentId: 'd', title, text: passage, relevance: 1 }],
    () => 3,
  )
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

  it('takes a title for what is said only where it is all of the document', async () => {
    const title = 'The observatory opens at 21:15 on clear nights'
    const question = 'When does the observatory open on clear nights?'
    expect((await best(question, title, title))?.quotable.said).toBe(title)
    expect((await best(question, `${title}\n\nBring a coat.`, title))?.quotable.said).not.toBe(title)
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

describe('a sentence', () => {
  const fitOf = (asked: string, passage: string, said: string) =>
    all(asked, passage).find(({ quotable }) => quotable.said === said)?.fit ?? 0

  it('is none that only says the title again', () =>
    expect(all('What is the leave policy?', 'Leave policy', 'Leave policy')).toEqual([]))

  it('is less sure where a name that is asked for is nowhere', () => {
    const sureness = (asked: string) => all(asked, 'The escalation contact is Dana Whitfield.')[0]?.sureness ?? 0
    expect(sureness('Who is the escalation contact at Contoso?')).toBeLessThan(
      sureness('Who is the escalation contact at work?') - 0.1,
    )
  })

  it('fits better right beside one that says the rest', () => {
    const [asked, said] = ['How long is the badge valid?', 'Cards are valid for 3 days.']
    const beside = fitOf(asked, `The badge is blue. ${said}`, said)
    expect(beside).toBeGreaterThan(fitOf(asked, `The badge is blue. Somebody cares. ${said}`, said) + 0.05)
  })

  it('fits better where words stand together, also when the first of them stood far before', () => {
    const far = 'Drill of the harbour crane and the pier and the yard, with a fire'
    expect(fitOf('fire drill', `${far} drill.`, `${far} drill.`)).toBeGreaterThan(
      fitOf('fire drill', `${far} pump.`, `${far} pump.`) + 0.05,
    )
  })

  it('says a word that the question has once for itself, and for no other that was misspelt', () =>
    expect(all('escalation escalaton', 'The escalation contact is Dana.')[0]?.coverage).toBeCloseTo(0.5))

  it('stands in for no word that its passage says', () => {
    const found = all('vacation days', 'You get 30 days of vacation. Leave the house for days.')
    expect(found.find(({ quotable }) => quotable.said.startsWith('Leave'))?.coverage).toBeCloseTo(0.5)
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
