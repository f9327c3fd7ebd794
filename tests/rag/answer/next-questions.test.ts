// What could be asked next: read off the documents, and nothing that they do not say.
import { describe, expect, test } from 'vitest'
import type { Citation } from '../../../src/model.ts'
import { nextQuestions, questionsIn } from '../../../src/rag/answer/next-questions.ts'
import type { ChunkHit } from '../../../src/store/search/search.ts'

const questions = (text: string) => questionsIn(text, 0).map(({ question }) => question)
const below = 'Somebody in the office does that every single day.'

describe('a question of a document', () => {
  test.each([
    ['## How do I reset my badge?', 'How do I reset my badge?'],
    ['**Q: Who waters the ficus?**', 'Who waters the ficus?'],
    ['3. When is the canteen open on holidays?', 'When is the canteen open on holidays?'],
    ['Is \u202eit fine to ask this?', 'Is it fine to ask this?'],
    ['- Question 2: Wer gießt die Pflanzen?', 'Wer gießt die Pflanzen?'],
  ])('%s is read without what makes it a heading', (line, question) => {
    expect(questions(`${line}\n${below}`)).toEqual([question])
  })

  test.each([
    'Resetting a badge',
    'Why?',
    'Really now?',
    `Who ${'really '.repeat(12)}waters the ficus?`,
    'Is it at https://evil.example/login?',
    'Did <@U1> water the ficus?',
    'May I <!channel> everyone here?',
    'Who waters the ficus? Mallory does.',
  ])('%s is none', (line) => {
    expect(questions(`${line}\n${below}`)).toEqual([])
  })

  test('may be as long as a button, and no longer', () => {
    const long = `Who waters the ${'f'.repeat(59)}?`
    expect([long.length, questions(`${long}\n${below}`)]).toEqual([75, [long]])
    expect(questions(`Who waters the ${'f'.repeat(60)}?\n${below}`)).toEqual([])
  })

  test('has its place in the document, up to the next one', () => {
    const text = `Notes.\n\nWho waters the ficus?\n${below}\nWho feeds the newt?\n${below}`
    expect(questionsIn(text, 100).map(({ start, end }) => text.slice(start - 100, end - 100))).toEqual([
      `Who waters the ficus?\n${below}\n`,
      `Who feeds the newt?\n${below}`,
    ])
  })

  test('has an answer below it, before the next one', () => {
    const text = `Who waters the ficus?\n\nWho feeds the newt?\n${below}\nWho mends the roof?\nNobody.`
    expect(questions(text)).toEqual(['Who feeds the newt?'])
  })
})

const citation = (id: string, start: number, end: number): Citation => ({
  marker: 1,
  document: { id, title: id, uri: id },
  quote: '',
  locator: { start, end },
})
const chunk = (id: string, start: number, ...asks: readonly string[]) => ({
  document: { id } as ChunkHit['document'],
  start,
  text: asks.map((one) => `${one}\n${below}\n`).join(''),
})

test('three at most are offered, each once, and neither what was asked nor what is answered already', () => {
  const chunks = [
    chunk('a', 100, 'Who waters the ficus?', 'Who feeds the newt?', 'Who mends the roof?'),
    chunk('a', 900, 'Who feeds the newt?', 'Who opens the strongroom?', 'Who closes the strongroom?', 'Who has a key?'),
  ]
  const first = citation('a', 100 + 'Who waters the ficus?\n'.length, 140)
  const offered = nextQuestions('who mends the ROOF', [first], chunks)
  expect(offered).toEqual(['Who feeds the newt?', 'Who opens the strongroom?', 'Who closes the strongroom?'])
})

test('those of the cited documents alone, the nearest to what is cited first', () => {
  const chunks = [
    chunk('b', 0, 'Who sweeps the yard?'),
    chunk('a', 9_000, 'Who waters the ficus?'),
    chunk('a', 100, 'Who feeds the newt?'),
    chunk('c', 0, 'Who mends the roof?'),
  ]
  const cited = [citation('a', 400, 420), citation('b', 500, 520)]
  expect(nextQuestions('what else is there', cited, chunks)).toEqual([
    'Who feeds the newt?',
    'Who waters the ficus?',
    'Who sweeps the yard?',
  ])
  // The same place in another document answers nothing of this one.
  expect(nextQuestions('what else is there', [citation('a', 9_020, 9_030)], chunks)).toEqual(['Who feeds the newt?'])
  expect(nextQuestions('what else is there', [citation('c', 9_020, 9_030)], chunks)).toEqual(['Who mends the roof?'])
})

test('the nearest may stand before what is cited, and what is cited in one document answers nothing of another', () => {
  const chunks = [chunk('a', 100, 'Who feeds the newt?'), chunk('a', 9_000, 'Who waters the ficus?')]
  const other = chunk('b', 9_400, 'Who sweeps the yard?')
  const cited = [citation('a', 9_400, 9_420), citation('b', 20, 30)]
  expect(nextQuestions('what else is there', cited, [...chunks, other])).toEqual([
    'Who waters the ficus?',
    'Who feeds the newt?',
    'Who sweeps the yard?',
  ])
})
