// The longest question over the passages that it fits best: what takes long is weighed in a thread, and the loop goes on.
import { afterAll, expect, test } from 'vitest'
import { createAnswerThreads } from '../../../../src/rag/answer/threads.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const word = (i: number) => ((i * 2_654_435_761) >>> 0).toString(36)
const upTo2000 = (part: (i: number) => string) =>
  Array.from({ length: 2_000 }, (_, i) => part(i))
    .join('')
    .slice(0, 2_000)

const threads = createAnswerThreads()
afterAll(() => threads.close())

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
  const question = readQuestion({ text, original: text, isFollowUp: false })
  const before = process.threadCpuUsage()
  const counts = { chunks: 0, frequencies: new Map<number, number>() }
  const draft = await threads.extractive.write(question, passages, counts)
  const { user, system } = process.threadCpuUsage(before)
  expect(draft.kind).toMatch(/claims|refusal/)
  expect((user + system) / 1000).toBeLessThan(100)
})
