import { describe, expect, it } from 'vitest'
import { rank } from '../../../../src/rag/answer/extractive/fit.ts'
import { doubt } from '../../../../src/rag/answer/extractive/near-miss.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const doubtOf = async (text: string, passage: string, title = 'Rules') => {
  const question = readQuestion({ text, original: text, isFollowUp: false })
  const read = { documentId: 'd', title, text: passage, relevance: 1 }
  const idf = () => 3
  const [best] = await rank(question, [read], idf)
  return best ? doubt(question, best, read, idf) : Number.NaN
}

describe('doubt', () => {
  it.each([
    ['a denial', 'Which cells are not part of the immune system?', 'Which cells are part of the immune system?', 0.9],
    ['an antonym', 'Which cells weaken the immune system?', 'Which cells strengthen the immune system?', 0.6],
    ['another name', 'Which cells did Priya Natarajan find?', 'Which cells did Dana Whitfield find?', 0.6],
    ['another number', 'Which cells live for 40 days?', 'Which cells live for 90 days?', 0.3],
    ['another kind', 'What do brown blood cells do?', 'What do white blood cells do?', 0.17],
    ['a superlative that nobody gave', 'Which are the oldest cells?', 'Which are the smallest cells?', 0.3],
  ])('rises for %s', async (_, asked, said, by) => {
    const text =
      'White blood cells strengthen the immune system and are part of it. The smallest cells live for 90 days. Dana Whitfield did find these cells.'
    expect(await doubtOf(asked, text)).toBeGreaterThan((await doubtOf(said, text)) + by)
  })

  it('rises where a value of the asked kind is missing, and what the question says itself is none', async () => {
    const text = 'The office in Lisbon opened in 2019.'
    expect(await doubtOf('How long are logs kept?', 'Logs are kept on disk.')).toBeGreaterThan(
      (await doubtOf('How long are logs kept?', 'Logs are kept for 30 days.')) + 0.08,
    )
    expect(await doubtOf('When did the 2019 office open?', text)).toBeGreaterThan(
      await doubtOf('When did the office open?', text),
    )
  })

  it('takes a denial for the trouble it tells of, or for a yes-or-no question', async () => {
    const text = 'Restart the client to log in to the portal.'
    for (const question of ['Why can’t I log in to the portal?', 'Isn’t there a client to log in to the portal?'])
      expect(await doubtOf(question, text)).toBeLessThan(0.5)
  })

  it('is at ease with a sentence that denies in its own way', async () => {
    expect(await doubtOf('Where may visitors not park?', 'Visitors may not park in the yard.')).toBeLessThan(0.4)
    expect(await doubtOf('Where may visitors not park?', 'Visitors are prohibited to park in the yard.')).toBeLessThan(
      0.4,
    )
    expect(await doubtOf('Where may visitors not park?', 'Visitors may park in the yard.')).toBeGreaterThan(0.9)
  })

  it('does not weigh opposites where yes or no is asked', async () => {
    expect(await doubtOf('Is parking allowed in the yard?', 'Parking is forbidden in the yard.')).toBeLessThan(0.4)
  })

  it('weighs no opposite where the asked word is said as well', async () => {
    const asked = 'When does the shop open?'
    expect(await doubtOf(asked, 'The shop opens at 9 and closes at 6.')).toBeLessThan(0.3)
    expect(await doubtOf(asked, 'The shop closes at 6.')).toBeGreaterThan(0.6)
  })

  it('rises where the rest of the question is said far away in the passage', async () => {
    const said = (between: number) =>
      `The shop opens at 9. ${'Nobody knows more of it. '.repeat(between)}The harbour lies in the west.`
    const asked = 'When does the shop in the harbour open?'
    expect(await doubtOf(asked, said(20))).toBeGreaterThan((await doubtOf(asked, said(2))) + 0.1)
  })

  it('takes the number of a column of prices for a price', async () => {
    const price = await doubtOf(
      'What is the price of the oak plank?',
      '| Item | Price |\n|---|---|\n| Oak plank | 14 |',
    )
    expect(price).toBeLessThan(0.08)
  })

  it('is deep where the kind of value that is asked by name is not even named', async () => {
    expect(await doubtOf('log retention', 'Logs are JSON.')).toBeGreaterThan(0.45)
    expect(await doubtOf('log retention', 'Logs are JSON, and their retention is long.')).toBeLessThan(0.2)
  })
})
