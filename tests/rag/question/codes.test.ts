import { describe, expect, it } from 'vitest'
import { codesIn, isOfCodes } from '../../../src/rag/question/codes.ts'

const speaksOf = (question: string, quote: string, head = '', passage = quote) =>
  isOfCodes(codesIn(question), quote, head, passage)

describe('codes', () => {
  it.each([
    ['What does E-205 mean?', 'E-205: the tank is empty'],
    ['what does e205 mean?', 'Error E-205 stops the pump.'],
    ['Where is HH-K 187?', 'HH–K 187 is in the hall.'],
    ['where is hh-k 187?', '| HH-K 187 | Hall |'],
    ['Do we hold ISO 27001?', 'The audit for ISO/IEC 27001 is in May.'],
    ['What caused inc-4411?', 'INC 4411 was a full disk.'],
    ['What does § 12 say?', '§12 Deposits are three rents'],
    ['Was regelt § 4.2?', 'Siehe § 4.2 der Satzung'],
  ])('%s is answered by: %s', (question, quote) => {
    expect(codesIn(question)).toHaveLength(1)
    expect(speaksOf(question, quote)).toBe(true)
    expect(speaksOf(question, quote.replace(/\d(?=\D*$)/, '9'))).toBe(false)
    expect(speaksOf(question, quote.replace(/\d(?=\D*$)/, '$&0'))).toBe(false)
  })

  it('stand in the sentence or above it, unless the sentence names another of the kind', () => {
    expect(speaksOf('What does E-205 mean?', 'The tank is empty.', 'Errors › E-205')).toBe(true)
    expect(speaksOf('What does E-205 mean?', 'The tank is empty.', '', 'E-205 is new. The tank is empty.')).toBe(true)
    expect(speaksOf('What does E-205 mean?', 'E-204: the lid.', '', 'E-204: the lid. E-205: the tank.')).toBe(false)
    expect(speaksOf('What does E-205 mean?', 'Ｅ-２０５: the tank is empty', '', 'It is long.')).toBe(true)
    expect(speaksOf('E-204 or E-205?', 'E-204: the lid.')).toBe(true)
    expect(speaksOf('What does § 2 say?', '(2) It is due in May.', 'Lease › § 1 Rent')).toBe(false)
    expect(speaksOf('What does § 2 say?', '(1) It is three rents.', 'Lease › § 2 Deposit')).toBe(true)
    expect(speaksOf('What does § 4 say?', 'It is long.', 'Lease › § 4.1 Rent')).toBe(false)
  })

  it.each([
    'What happened in the US 1990?',
    'Which pre-1990 rules hold?',
    'Who made the top-10?',
    'How many are 18-year-olds?',
    'What is new in v23?',
    'WHAT IS IN 3 DAYS?',
    'WHAT IS THE E-205 FOR?',
    'Which 5 sites?',
  ])('are none: %s', (question) => {
    expect(codesIn(question)).toEqual([])
  })
})
