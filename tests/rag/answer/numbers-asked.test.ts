// A question for a number is not answered by a sentence that has none.
import { beforeAll, describe, expect, it } from 'vitest'
import { type Corpus, useEngine } from '../engine.ts'

const engine = useEngine()
let corpus: Corpus
beforeAll(async () => {
  corpus = await engine().open([
    { id: 'council', text: '# Digital council\n\nThe digital council has a coordinator who breaks ties in a vote.\n' },
    { id: 'mural', text: '# Mural\n\nMember seats in Mural are scarce, so ask for a guest seat first.\n' },
    { id: 'badge', text: '# Badges\n\nA badge number has to be 12 characters long, and is never reused.\n' },
    {
      id: 'lift',
      text: '# Lift\n\nThe goods lift is out of order indefinitely. The goods lift is served twice a year.\n',
    },
    { id: 'fees', text: '# Fees\n\n| Room | Price |\n|---|---|\n| Attic | 40 |\n| Cellar | 25 |\n' },
  ])
})

describe('a question for a number', () => {
  it.each([
    ['How long does the coordinator of the digital council break ties in a vote?', 'council'],
    ['How many member seats in Mural are scarce?', 'mural'],
    ['How much do scarce member seats in Mural cost?', 'mural'],
    ['How often does the coordinator of the digital council break ties?', 'council'],
  ])('%s is not answered without one, and what comes near is quoted', async (question, document) => {
    const answer = await corpus.ask(question)
    expect(answer.kind).toBe('no_evidence')
    expect(answer.markdown).toMatch(/^I don't know for sure\./)
    expect(answer.searched.nearest[0]).toMatchObject({
      document: { externalId: document },
      quote: expect.any(String),
    })
  })

  it.each([
    ['How long does a badge number have to be?', '12 characters'],
    ['For how long is the goods lift out of order?', 'indefinitely'],
    ['How often is the goods lift served?', 'twice a year'],
    ['How much does the attic room cost?', '40'],
  ])('%s has one in other words', async (question, said) => {
    expect((await corpus.ask(question)).markdown).toContain(said)
  })

  it('asks for a person, a place or a way is answered without', async () => {
    expect((await corpus.ask('Who breaks ties in a vote of the digital council?')).kind).toBe('answered')
  })
})
