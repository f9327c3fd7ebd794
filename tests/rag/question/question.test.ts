// What a question asks for, with what the thread brings.
import { describe, expect, it } from 'vitest'
import { mannerWeight, readQuestion, searchTerms } from '../../../src/rag/question/question.ts'

/** @param before what it leans on */
const read = (original: string, before = '') =>
  readQuestion({ text: `${before} ${original}`.trim(), original, isFollowUp: before !== '' })
const weights = (original: string, before = '') => Object.fromEntries(read(original, before).terms)

describe('words weigh', () => {
  it.each([
    ['How long is leave?', { long: mannerWeight, leav: 1 }],
    ['How many days of leave?', { dai: 0.5, leav: 1 }],
    ['hotel limit', { hotel: 1, limit: 0.5 }],
    // It asks for nothing else.
    ['limit', { limit: 1 }],
    ['phone number', { phone: 1, number: 1 }],
    // These are things here.
    ['How often are phones replaced?', { often: mannerWeight, phone: 1, replac: 1 }],
    ['Which leave is parental leave?', { leav: 1, parent: 1 }],
    ['The leave that I have is which leave?', { leav: 1 }],
    ['What is the latest release?', { latest: mannerWeight, releas: 1 }],
    ['What does clause 3 say?', { claus: mannerWeight, '3': 1 }],
  ])('%s', (question, expected) => expect(weights(question)).toEqual(expected))

  it('less where the thread brings them, and all where the question has none of its own', () => {
    const before = 'When is the garage open?'
    expect(weights('Is it on Sunday as well?', before)).toEqual({ sundai: 1, garag: 0.6, open: 0.6 })
    expect(weights('what about the roof?', before)).toEqual({ roof: 1, garag: 0.4, open: 0.4 })
    expect(weights('who is it?', before)).toEqual({ garag: 1, open: 1 })
    // What both say is the asker's own.
    expect(weights('Is the garage open on Sunday?', before).garag).toBe(1)
  })
})

describe('a question after another', () => {
  it('that says nothing else is about the kind of its answer, unless any name would do', () => {
    const before = 'Where is the new garage?'
    expect([read('when is it?', before), read('who is it?', before)].map(({ typeWeight }) => typeWeight)).toEqual([
      3, 1,
    ])
  })

  it('that asks whether, asks for what was asked before', () =>
    expect(read('does it?', 'When is the garage open?').type).toBe('time'))

  it('asks about the code of the one before, unless it names its own', () => {
    expect(read('and how long?', 'How is E-205 fixed?').codes).toHaveLength(1)
    const own = read('and E-206?', 'How is E-205 fixed?').codes
    expect(own.map(({ itself }) => itself.test('E-205'))).toEqual([false])
  })
})

describe('names', () => {
  it.each([
    ['who leads the Crane team?', ['crane']],
    ['Where does the team meet? Contoso pays.', []],
    ['WHO LEADS THE CRANE TEAM?', []],
    ['who leads “the yard”?', ['yard']],
    ['what costs 12 euros?', ['12']],
  ])('%s', (question, names) => expect([...read(question).named]).toEqual(names))

  it.each([
    ['What changed in 2019?', ['2019']],
    ['What costs $2019?', []],
    ['What changed in 3.2?', ['3.2']],
    ['What is error E05?', ['e05']],
    ['What costs 12 euros?', []],
  ])('designators: %s', (question, designators) => expect([...read(question).designators]).toEqual(designators))
})

describe('other words', () => {
  it('are looked for at half the weight of what they stand for', () => {
    const terms = searchTerms(read('vacation days'))
    expect([terms.get('vacat'), terms.get('holidai'), terms.get('leav')]).toEqual([1, 0.5, 0.5])
  })

  it('are none that the question says itself', () => {
    const { synonyms } = read('Is vacation leave?')
    expect([synonyms.has('leav'), synonyms.has('holidai')]).toEqual([false, true])
  })

  it('may be two words written as one', () =>
    expect(read('How do I roll back a deploy?').synonyms.get('rollback')).toEqual(['roll', 'back']))
})

describe('the kind of answer', () => {
  it('is not guessed from a question in another language', () =>
    expect(read('was kostet das Fahrrad am Wochenende?').type).toBe('other'))
})
