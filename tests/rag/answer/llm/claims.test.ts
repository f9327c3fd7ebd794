// Which of a model's statements are believed, and by which quotes.
import { describe, expect, it } from 'vitest'
import { checkStatements } from '../../../../src/rag/answer/llm/claims.ts'
import { readReply } from '../../../../src/rag/answer/llm/statements.ts'
import type { Passage } from '../../../../src/rag/answer/writer.ts'
import { counts, passage, question } from './fixtures.ts'

const asked = 'How many days of vacation do employees receive?'
const fact = 'Employees receive 30 days of vacation a year.'
function check(reply: string, passages: readonly Passage[], about = asked) {
  const { statements } = readReply(reply)
  const { claims, dropped } = checkStatements({ question: question(about), passages, counts, statements })
  const quotes = claims.map(({ evidence }) =>
    evidence.map((slice) => `${slice.passage + 1}: ${passages[slice.passage]!.text.slice(slice.start, slice.end)}`),
  )
  return { said: claims.map(({ text }) => text), quotes, dropped }
}

describe('a statement', () => {
  it('is quoted from the passage that it names, where several say it', () => {
    const twice = [passage('A', fact), passage('B', fact)]
    expect(check(`${fact} [2]`, twice).quotes).toEqual([[`2: ${fact}`]])
    expect(check(`${fact} [1]`, twice).quotes).toEqual([[`1: ${fact}`]])
  })

  it('takes the shortest quote that carries it', () => {
    const text = `Employees receive 30 days of vacation a year, and whoever stays for long may ask the board for a bench in the yard. ${fact}`
    expect(check(`${fact} [1]`, [passage('A', text)]).quotes).toEqual([[`1: ${fact}`]])
  })

  it('takes no shorter quote that carries less of it', () => {
    const text = `Employees receive 30 days. ${fact}`
    expect(check(`${fact} [1]`, [passage('A', text)]).quotes).toEqual([[`1: ${fact}`]])
  })

  it('takes several quotes, three at most, where none carries it alone', () => {
    const two = [passage('A', 'Vacation of employees is 30 days. Nobody else cares. Vacation of interns is 12 days.')]
    const { quotes } = check('Vacation is 30 days for employees and 12 days for interns [1].', two)
    expect(quotes[0]?.toSorted()).toEqual([
      '1: Vacation of employees is 30 days.',
      '1: Vacation of interns is 12 days.',
    ])
    const four =
      'Red vacation is 31 days. Blue vacation is 32 days. Green vacation is 33 days. White vacation is 34 days.'
    const all = 'Red, blue, green and white vacation is 31, 32, 33 and 34 days [1].'
    expect(check(all, [passage('A', four)])).toMatchObject({ said: [], dropped: 1 })
  })

  it('may have a word that several passages have, and none that one other has alone', () => {
    const lavender = [
      passage('A', fact),
      passage('B', 'The lunch is lavender.'),
      passage('C', 'The tips are lavender.'),
    ]
    const reply = 'Employees receive 30 lavender days of vacation a year [1].'
    expect(check(reply, lavender).said).toHaveLength(1)
    expect(check(reply, lavender.slice(0, 2)).said).toEqual([])
  })

  it('is said once', () => expect(check(`${fact} [1] ${fact} [1]`, [passage('A', fact)]).said).toEqual([fact]))

  it('is counted where it is left out, unless it leads to others or names nothing', () => {
    const passages = [passage('A', fact)]
    expect(check(`${fact} [1] Dogs are welcome on all floors [1].`, passages).dropped).toBe(1)
    expect(check(`${fact} [1]\n\nDogs are welcome on all floors.`, passages).dropped).toBe(0)
    expect(check('What dogs may do [1]:\n\n- sleep in the hall [1]', passages).dropped).toBe(1)
  })

  it('is none beside the question, but in a list that began with one', () => {
    const passages = [
      passage('Handbook', 'Vacation has rules of old.\n\nNobody knows why.\n\n- ask your manager\n- write it down'),
    ]
    expect(check('Write it down [1].', [passage('Handbook', 'Write it down.')]).said).toEqual([])
    const list = check('Vacation has rules of old [1]:\n- ask your manager [1]\n- write it down [1]', passages)
    expect(list.said).toEqual(expect.arrayContaining(['- ask your manager', '- write it down']))
  })
})

it('a dozen claims are enough', () => {
  const many = Array.from({ length: 15 }, (_, n) => `Vacation rule ${n} gives ${n + 20} days.`)
  const reply = many.map((one) => `${one.slice(0, -1)} [1].`).join(' ')
  expect(check(reply, [passage('A', many.join(' '))]).said).toHaveLength(12)
})
