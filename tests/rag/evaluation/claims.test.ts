import { expect, it } from 'vitest'
import type { Citation, GroundedAnswer } from '../../../src/model.ts'
import { citedSentences } from '../../../src/rag/evaluation/claims.ts'

const citation = (marker: number, quote = `quote ${marker}`): Citation => ({
  marker,
  quote,
  document: { id: `d${marker}`, title: 'T', uri: 'file:///t' },
  locator: { start: 0, end: 1 },
})

function read(markdown: string, ...citations: [Citation, ...Citation[]]) {
  const answer: GroundedAnswer = {
    kind: 'answered',
    markdown,
    citations,
    confidence: 1,
    searched: { documents: 1, nearest: [] },
    backend: { name: 'extractive', model: null },
    tookMs: 0,
  }
  return citedSentences(answer).map(({ text, citations }) => [text, citations.map(({ marker }) => marker)])
}

it('gives each sentence the citations behind it, wherever the mark stands', () => {
  expect(read('One is one. [1] Two is two [1][2]. Three is three.[2]', citation(1), citation(2))).toEqual([
    ['One is one.', [1]],
    ['Two is two', [1, 2]],
    ['Three is three.', [2]],
  ])
})

it('takes all that was said since the last mark, a list with its lead-in as one', () => {
  expect(
    read('First this. Then that. [1]\n\nBring:\n\n- a lamp\n- a rope [1]', citation(1)).map(([, by]) => by),
  ).toEqual([[1], [1], [1]])
})

it('finds what nothing stands behind: no mark, a mark without citation, an empty quote', () => {
  expect(read('Backed. [1] Not backed. [7] Hollow. [2] Bare.', citation(1), citation(2, ' '))).toEqual([
    ['Backed.', [1]],
    ['Not backed.', []],
    ['Hollow.', []],
    ['Bare.', []],
  ])
})
