// What the form of a sentence says of it as an answer.
import { expect, it } from 'vitest'
import { formFit, typeFit } from '../../../../src/rag/answer/extractive/form.ts'
import { quotables } from '../../../../src/rag/answer/extractive/quotables.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const read = (text: string) => readQuestion({ text, original: text, isFollowUp: false })
const form = (asked: string, text: string) => formFit(read(asked), quotables(text).quotables.at(-1)!)
const type = (asked: string, text: string) => typeFit(read(asked), quotables(text).quotables[0]!)
const crane = 'What do we know of the crane?'

it.each([
  ['a few words without an end', 'Crane of the yard'],
  ['a pointer to another place', 'See the handbook of the yard for more of the crane.'],
  ['a list of links', '- [Crane](a.md)\n- [Yard](b.md)\n- [Pier](c.md)'],
])('%s answers little', (_, text) => expect(form(crane, text)).toBeLessThan(-0.1))

it.each([
  ['a sentence', 'The crane stands at the pier.'],
  ['a short row of a table', '| Crane | Pier |\n| Yard | Gate |'],
  [
    'a pointer inside of a long sentence',
    `See to it that the crane stands still${' and the yard is empty'.repeat(3)}.`,
  ],
])('%s is as good as any', (_, text) => expect(form(crane, text)).toBe(0))

it('yes or no is decided by what allows, forbids or denies', () => {
  const asked = 'Is the crane open to visitors?'
  expect(form(asked, 'The crane is never open to visitors.')).toBeGreaterThan(form(asked, 'The crane has visitors.'))
})

it('a definition begins with what it defines, best as in a glossary', () => {
  const asked = 'What is a guild?'
  const [entry, sentence, mention] = [
    'Guild – a group of people with one craft.',
    'A guild is a group of people with one craft.',
    'All of us are in a guild since the spring.',
  ].map((text) => form(asked, text)) as [number, number, number]
  expect([entry > sentence, sentence > mention]).toEqual([true, true])
})

it('steps are numbered, a list is asked for, and one value is no list', () => {
  const steps = 'To start it:\n1. Open the lid.\n2. Press the button.'
  const plain = 'To start it:\n- the lid is open\n- the button is pressed'
  expect(type('How do I start it?', steps)).toBeGreaterThan(type('How do I start it?', plain) + 0.3)
  expect(type('Which parts are there?', plain)).toBeGreaterThan(0.1)
  expect(type('When does it start?', plain)).toBeLessThan(0)
})
