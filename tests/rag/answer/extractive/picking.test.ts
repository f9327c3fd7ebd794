// Which sentences are picked beside the first one, which exceptions go with it, and what is shown of what is only near.
import { describe, expect, it } from 'vitest'
import { createExtractiveWriter } from '../../../../src/rag/answer/extractive/extractive.ts'
import type { Passage } from '../../../../src/rag/answer/writer.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const write = (text: string, ...passages: readonly (string | (Partial<Passage> & { readonly text: string }))[]) =>
  createExtractiveWriter().write(
    readQuestion({ text, original: text, isFollowUp: false }),
    passages.map((passage, i) => ({
      ...{ documentId: `d${i}`, title: `Page ${i}`, relevance: 5 - i / 10 },
      ...(typeof passage === 'string' ? { text: passage } : passage),
    })),
    { chunks: 0, frequencies: new Map() },
  )
const said = async (...args: Parameters<typeof write>) => {
  const draft = await write(...args)
  return draft.kind === 'claims' ? draft.claims.map(({ text }) => text) : []
}

describe('sentences beside the first one', () => {
  it('are none that say the same in nearly the same words', async () => {
    const twice = ['Parental leave is 16 weeks.', 'The parental leave is 16 weeks.']
    expect(await said('How long is parental leave?', ...twice)).toEqual([twice[0]])
  })

  it('stop where all together get long', async () => {
    const long = [
      'The fire drill begins with the alarm in the hall, with the roll call in the yard, with the signal of the warden, with the count of all visitors at the gate and with a long report of what went wrong.',
      'The fire drill goes with the alarm on for a while and people of every floor, of every team and of every house nearby walk down the stairs to the yard.',
      'With the alarm the fire drill goes past kitchen, canteen, library, garage, cellar, terrace, reception, workshop and the two halls of our neighbours.',
    ]
    expect(await said('How does the fire drill go with the alarm?', ...long)).toEqual(long.slice(0, 2))
  })

  it('are no other rows of a table that say less of what is asked', async () => {
    const text =
      '| Car | Yearly mileage rate | Rate of a day |\n|---|---|---|\n| Van | 0.30 | 90 |\n| Truck | 0.40 | 120 |\n| Bike | 0.10 | 9 |'
    expect(await said('What is the yearly mileage rate of the van?', { title: 'Rates', text })).toEqual([
      'Van – Yearly mileage rate: 0.30; Rate of a day: 90.',
    ])
  })

  it('are of the newest document alone, where the newest is asked for', async () => {
    const passages = [
      { text: 'The fire drill goes on with the roll call.', modifiedAt: '2023-01-01' },
      { text: 'The fire drill goes past the canteen.', modifiedAt: '2025-01-01' },
    ]
    expect(await said('How does the fire drill currently go?', ...passages)).toEqual([passages[1]!.text])
    // What is newer and says less is no newer answer.
    const less = { text: 'The drill goes.', modifiedAt: '2026-01-01' }
    expect((await said('How does the fire drill currently go past?', passages[0]!, passages[1]!, less))[0]).toBe(
      passages[1]!.text,
    )
  })
})

describe('an exception', () => {
  const asked = 'What does the shop take back within 30 days?'
  const rule = 'The shop takes back everything within 30 days.'
  const opened = 'Opened software cannot be taken back.'

  it('is told right behind its rule, before what other documents say', async () => {
    const rule = 'With a form for any reason the shop takes back everything within 30 days.'
    const other = 'Within 30 days the shop takes back gifts at every till of the yard.'
    expect(await said(asked, `${rule} ${opened}`, other)).toEqual([rule, opened, other])
  })

  it('is told once, where it would be picked by itself', async () => {
    const but = 'But of the last 30 days the shop does take no gift back that was opened.'
    expect(await said(asked, `${rule} ${but}`)).toEqual([rule, but])
  })

  it('is told also where it says all of its rule again', async () => {
    const parking = ['Employees get free parking.', 'But employees get no free parking at weekends.']
    expect(await said('Do employees get free parking?', parking.join(' '))).toEqual(parking)
  })

  it.each([
    ['a long sentence', `${opened.slice(0, -1)}${', nor what was used or broken'.repeat(4)}.`],
    ['what denies something else', 'The canteen is not open on Sunday.'],
    ['a question', 'Can opened software not be taken back?'],
  ])('is not %s', async (_, next) => expect(await said(asked, `${rule} ${next}`)).toEqual([rule]))

  it('is not what denies something else that was asked', async () => {
    const gift = 'What does the shop take back of a gift within 30 days?'
    expect(await said(gift, `${rule} A gift is not wrapped.`)).toEqual([rule])
  })

  it('is none to a rule that denies itself', async () => {
    const denial = 'The shop does not take back food within 30 days.'
    expect(await said(asked, `${denial} ${opened}`)).toEqual([denial])
  })
})

describe('a conflict', () => {
  const asked = 'How long is parental leave?'
  const other = { title: 'Benefits', text: 'Parental leave is 16 weeks at full pay.' }

  it('names no document whose title its sentence says anyway, or whose title is longer than the sentence', async () => {
    const text = 'Parental leave is 12 weeks at full pay.'
    const long = 'Everything that new parents and their managers should know of all our benefits'
    for (const title of ['Parental leave', long])
      expect(await said(asked, { title, text }, other)).toEqual([text, `Benefits: ${other.text}`])
  })

  it('quotes no title that stands far above the sentence', async () => {
    const filler = 'Ask your manager about the rest of it. '.repeat(4)
    const text = `# Rates 2024\n\n${filler}The mileage rate is EUR 0.30 a kilometre.`
    const newer = { title: 'Travel policy', text: 'The mileage rate is EUR 0.38 a kilometre.' }
    expect(await said('What is the mileage rate?', { title: 'Rates 2024', text }, newer)).toEqual([
      `Travel policy: ${newer.text}`,
      'The mileage rate is EUR 0.30 a kilometre.',
    ])
  })
})

describe('what is only near', () => {
  const board = 'The meal limit is set by the board.'
  const asked = 'What is the meal limit for breakfast?'

  it('is two quotes at most, which do not say the same', async () => {
    const meals = { text: 'Meals are reimbursed up to €40 a day.', relevance: 3 }
    const page = 'The limit for a meal is on the intranet page.'
    const draft = await write(asked, board, 'The meal limit is set by our board.', meals, page)
    expect(draft).toMatchObject({ kind: 'refusal', missing: ['breakfast'] })
    const closest = draft.kind === 'refusal' ? draft.closest?.map(({ text }) => text) : []
    expect(closest).toHaveLength(2)
    expect(closest?.filter((text) => text.includes('board'))).toHaveLength(1)
  })

  it('names three words at most that it does not say: a list of more would say nothing', async () => {
    const meal = 'How much is the meal limit of travellers on the night train for breakfast, brunch, supper'
    const said = 'The meal limit of travellers on the night train is set by the board.'
    const missing = async (question: string) => {
      const draft = await write(question, said)
      return draft.kind === 'refusal' && draft.closest !== undefined ? draft.missing : null
    }
    expect(await missing(`${meal}?`)).toEqual(['breakfast', 'brunch', 'supper'])
    expect(await missing(`${meal} and dessert?`)).toBeUndefined()
  })

  it('names no word that only says how new the answer shall be', async () => {
    const draft = await write('What is the latest meal limit for breakfast?', 'Meals are reimbursed up to €40 a day.')
    expect(draft).toMatchObject({ kind: 'refusal', missing: ['breakfast'] })
  })
})
