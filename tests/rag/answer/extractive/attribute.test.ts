import { expect, it } from 'vitest'
import { askedAttributes, lacksTime, tells } from '../../../../src/rag/answer/extractive/attribute.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'
import { analyze } from '../../../../src/rag/text/analyze.ts'

const read = (text: string) => readQuestion({ text, original: text, isFollowUp: false })
const terms = (text: string) => analyze(text).map(({ term }) => term)
const asked = (text: string) => askedAttributes(read(text)).map((one) => one.join(' '))
const row = (said: string, ...columns: string[]) => ({
  told: new Set(terms([...columns, said].join('\n'))),
  names: columns.map(terms),
  said,
})

it.each([
  ['What is the margin of the oak plank?', 'margin'],
  ['What’s the drying time of gloss?', 'dry time'],
  ['Who is the supplier for the oak plank?', 'supplier'],
  ['What is the oak plank’s margin?', 'margin'],
  ['Which colour does the oak plank have?', 'color'],
  ['How many knots does the oak plank have?', 'knot'],
  ['How high is the margin of the oak plank?', 'margin'],
  ['How heavy is the oak plank?', 'weight'],
  ['Was ist die Marge der Kiste?', 'marg'],
  ['Quel est le poids de la caisse?', 'poid'],
])('finds the noun that is asked for: %s', (question, noun) => {
  expect(asked(question)).toEqual([noun])
})

it('takes each word of a bare search, and nothing where a question asks by a verb', () => {
  expect(asked('oak plank margin')).toEqual(['oak', 'plank', 'margin'])
  for (const question of [
    'Who leads the night shift?',
    'Is the oak plank dry?',
    'How many people fit in the hall?',
    'Why?',
    'oak plank margin of last year',
    'What is the very long and hardly ever spoken name of the plank?',
  ])
    expect(asked(question)).toEqual([])
  // What the thread brings is no noun that is asked for.
  const thread = { text: 'How heavy is the oak plank? How old is it?', original: 'How old is it?', isFollowUp: true }
  expect(askedAttributes(readQuestion(thread))).toEqual([])
})

it.each([
  [true, 'What is the price of the oak plank?', row('Oak plank – Price: 14', 'Item', 'Price')],
  [true, 'What is the cost of the oak plank?', row('Oak plank – Price: 14', 'Item', 'Price')],
  [true, 'What is the closing time of the hall?', row('Hall – Closes: 17', 'Place', 'Closes')],
  [true, 'What is the deadline of the report?', row('Report – Due: 4 May', 'Paper', 'Due')],
  [true, 'What is the adult return ticket to Oslo?', row('Oslo – Adult, Return: 14', 'To', 'Adult, Return')],
  [true, 'What is the magrin of the oak plank?', row('Oak plank – Margin: 2', 'Item', 'Margin')],
  [false, 'What is the margin of the oak plank?', row('Oak plank – Price: 14', 'Item', 'Price')],
  [false, 'What is the price margin of the oak plank?', row('Oak plank – Price: 14', 'Item', 'Price')],
  [false, 'What is the interest rate of the oak plank?', row('Oak plank – Size: 14', 'Item', 'Size')],
  // The column is there, and its cell is empty.
  [false, 'What is the burst of the moor plan?', row('Moor – Requests: 600', 'Plan', 'Requests')],
])('%s: %s', (may, text, told) => {
  const question = read(text)
  expect(askedAttributes(question).every((one) => tells(question, one, told))).toBe(may)
})

it('asks a row for a time where the question does', () => {
  const permit = row('Permit – Fee: 25 EUR', 'Service', 'Fee')
  expect(lacksTime(read('How long does a permit take?'), permit)).toBe(true)
  expect(lacksTime(read('How long does a permit take?'), row('Permit – Days: 4', 'Service', 'Days'))).toBe(false)
  expect(lacksTime(read('How long does a permit take?'), row('Permit – Takes: 4 days', 'Service', 'Takes'))).toBe(false)
  expect(lacksTime(read('What does a permit cost?'), permit)).toBe(false)
})
