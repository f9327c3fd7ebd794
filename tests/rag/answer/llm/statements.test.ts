// What a model wrote, taken apart.
import { describe, expect, it } from 'vitest'
import { readReply } from '../../../../src/rag/answer/llm/statements.ts'

const read = (raw: string, isWhole = true) =>
  readReply(raw, isWhole).statements.map(({ item, text, marks }) => `${item}${text} ${marks.join()}`.trim())

describe('statements', () => {
  it.each([
    ['a range', 'It is so [2-4].', ['It is so. 2,3,4']],
    ['an endless range', 'It is so [1-99].', ['It is so. 1,2,3,4,5,6,7,8,9']],
    ['the mark of the next sentence', 'It is. It was [2].', ['It is. 2', 'It was. 2']],
    ['none of the paragraph before', 'It is [1].\n\nIt was.', ['It is. 1', 'It was.']],
    ['a numbered list', 'You need:\n1. a form [1]\n2. a photo [2]', ['You need:', '1. a form 1', '2. a photo 2']],
    ['lines of code by the words above them', 'Run this [3]:\n\n```\nup\n```', ['Run this: 3', 'up 3']],
    ['no heading', '# Leave [1]\n\nIt is [2].', ['It is. 2']],
  ])('have %s', (_, raw, expected) => expect(read(raw)).toEqual(expected))

  it('leave the last one out while it is written', () =>
    expect(read('It is [1]. It was [2].', false)).toEqual(['It is. 1']))

  it('hold no thought, closed or not', () => {
    expect(read('<think>It was [2].</think>It is [1].')).toEqual(['It is. 1'])
    expect(read('It was [2].</think>It is [1].')).toEqual(['It is. 1'])
    expect(read('It is [1].<think>It was [2].')).toEqual(['It is. 1'])
  })
})

describe('a reply', () => {
  const kind = (raw: string) => {
    const { isRefusal, isDeclined } = readReply(raw)
    return isRefusal ? 'refusal' : isDeclined ? 'declined' : 'answer'
  }

  it.each([
    ['refusal', 'NO_ANSWER'],
    ['refusal', 'So I say NO_ANSWER.'],
    ['refusal', 'The passages do not mention any days.'],
    ['declined', 'I’m sorry, but I cannot help with that.'],
    // It names passages: what it says of them is looked at.
    ['answer', 'The handbook does not mention NO_ANSWER [1].'],
    ['answer', 'The sources do not say more than 30 days [1].'],
    ['answer', 'I’m sorry: there are 30 days [1].'],
  ])('%s: %s', (expected, raw) => expect(kind(raw)).toBe(expected))
})
