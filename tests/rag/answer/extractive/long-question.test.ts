// The longest question over the passages that it fits best: it is weighed in slices, and each gives the loop back.
import { expect, test } from 'vitest'
import { createExtractiveWriter } from '../../../../src/rag/answer/extractive/extractive.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const word = (i: number) => ((i * 2_654_435_761) >>> 0).toString(36)
const upTo2000 = (part: (i: number) => string) =>
  Array.from({ length: 2_000 }, (_, i) => part(i))
    .join('')
    .slice(0, 2_000)

test.each([
  ['sentences of one character', () => '中。'],
  ['a list of names', (i: number) => `- zebra ${word(i)} limit\n`],
  ['questions with answers', (i: number) => `What is ${word(i)}?\nIt is ${i}.\n`],
  ['words one slip apart', (i: number) => `zebra${String.fromCharCode(97 + (i % 26), 97 + ((i / 26) % 26))} `],
])('%s, as question and as passages', async (_, part) => {
  const text = upTo2000(part)
  const passages = Array.from({ length: 8 }, (_, i) => ({
    documentId: `d${i}`,
    title: 'zebra '.repeat(50),
    heading: text.slice(0, 1_000),
    text,
    relevance: 1 / (i + 1),
  }))
  let longest = 0
  let before = process.threadCpuUsage()
  const look = () => {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
  }
  const timer = setInterval(look, 1)
  await createExtractiveWriter().write(readQuestion({ text, original: text, isFollowUp: false }), passages, () => 3)
  look()
  clearInterval(timer)
  expect(longest).toBeLessThan(250)
})
