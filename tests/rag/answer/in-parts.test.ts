// A message that asks several things is answered in parts, and what has no answer is named.
import { beforeAll, describe, expect, it } from 'vitest'
import { type Corpus, useEngine } from '../engine.ts'

const engine = useEngine()
let corpus: Corpus
beforeAll(async () => {
  corpus = await engine().open([
    { id: 'pay', text: '# Pay\n\nSalaries are paid on the 25th of the month.\n\nBonuses are decided by the board.\n' },
    {
      id: 'leave',
      text: '# Leave\n\nEvery employee gets 28 days of annual leave.\n\nSick leave is certified by a doctor.\n',
    },
    { id: 'garage', text: '# Garage\n\nThe garage closes at midnight.\n\nA parking permit costs 12 euros.\n' },
  ])
})

describe('two questions in one message', () => {
  it('are both answered, each from its own document, in the order they were asked', async () => {
    const answer = await corpus.ask('When does the garage close, and how many days of annual leave do we get?')
    expect(answer.markdown).toMatch(/midnight\. \[1\][\s\S]*28 days of annual leave\. \[2\]/)
    expect(answer.citations.map(({ document, quote }) => [document.externalId, quote])).toEqual([
      ['garage', 'The garage closes at midnight.'],
      ['leave', 'Every employee gets 28 days of annual leave.'],
    ])
    expect(answer.notes).toBeUndefined()
    expect(answer).toMatchObject({ kind: 'answered', confidence: expect.closeTo(1, 1) })
  })

  it('lean on each other', async () => {
    const { markdown } = await corpus.ask('I need a parking permit. What does it cost, and when does the garage close?')
    expect(markdown).toMatch(/12 euros[\s\S]*midnight/)
  })

  it('name the one that has no answer', async () => {
    const answer = await corpus.ask('When are salaries paid? And who repainted the harbour crane?')
    expect(answer.markdown).toContain('25th of the month')
    expect(answer.markdown).not.toContain('crane')
    expect(answer.notes).toEqual(['I found no answer to “who repainted the harbour crane”.'])
  })

  it('that hang on one without an answer have none either', async () => {
    const answer = await corpus.ask('We have a parking permit. Does it come with severance, and how much?')
    expect(answer.kind).toBe('no_evidence')
  })

  it('say a sentence once that answers both', async () => {
    const { markdown } = await corpus.ask('When are salaries paid, and on what day of the month are salaries paid?')
    expect(markdown.match(/25th/g)).toHaveLength(1)
  })

  it('are refused as one, and kept as one gap', async () => {
    const { store } = engine()
    const before = (await store.listGaps(corpus.scope.workspaceId)).length
    const answer = await corpus.ask('Who repainted the harbour crane, and when was the crane repainted?')
    expect(answer.kind).toBe('no_evidence')
    expect(await store.listGaps(corpus.scope.workspaceId)).toHaveLength(before + 1)
  })

  it('after another question are read with it, as one', async () => {
    const answer = await corpus.ask('and when does it close?', ['Where is the garage?'])
    expect(answer.markdown).toContain('midnight')
  })
})
