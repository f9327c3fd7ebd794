// A message that asks two things is two questions; most that look like it are one.
import { describe, expect, it } from 'vitest'
import { partsOf } from '../../../src/rag/question/parts.ts'

const asked = (message: string) => partsOf(message).map(({ original }) => original)

describe('the questions of a message', () => {
  it.each([
    [
      'How long does break-glass access last, and who checks it?',
      ['How long does break-glass access last', 'who checks it?'],
    ],
    ['When is payday and when can I see the payslip?', ['When is payday', 'when can I see the payslip?']],
    ['how often is a minor released and which weekday', ['how often is a minor released', 'which weekday']],
    ['MAX.gov: how many users, how many agencies?', ['how many users', 'how many agencies?']],
    ['Do I delete the commit? And how fast do I report it', ['Do I delete the commit?', 'And how fast do I report it']],
    [
      'Who approves it, where do I send it, and can I do it twice?',
      ['Who approves it', 'where do I send it', 'can I do it twice?'],
    ],
    ['Above what value is it due, and for how long?', ['Above what value is it due', 'for how long?']],
  ])('%s', (message, questions) => {
    expect(asked(message)).toEqual(questions)
  })

  it.each([
    'Who approves travel expenses?',
    'When a commission reached no decision, what happened?',
    'What do I do if the lift is stuck and nobody answers?',
    'Which rocks are older than those, which occur in lava?',
    'Which people, who live there, pay?',
    'How are risks and issues told apart?',
    'Where do I find the form and the guide?',
    'Payday and parking',
    'What and when?',
    'When is payday and why?',
    'When is payday? Who pays? Where is it paid? How much is it?',
    `Who is it? ${'What is it? '.repeat(2)}When is it?`,
    `When is payday, and who pays? ${'x'.repeat(600)}`,
    '',
  ])('%s is one', (message) => {
    expect(asked(message)).toEqual([])
  })

  it('have what is told before them, and what was asked before, as what they are about', () => {
    expect(partsOf('My laptop was stolen. Which number do I ring, and how soon?')).toEqual([
      { text: 'My laptop was stolen. Which number do I ring', original: 'Which number do I ring', isFollowUp: true },
      { text: 'My laptop was stolen. Which number do I ring how soon?', original: 'how soon?', isFollowUp: true },
    ])
    expect(partsOf('When is payday, and who pays?')[0]).toEqual({
      text: 'When is payday',
      original: 'When is payday',
      isFollowUp: false,
    })
  })
})
