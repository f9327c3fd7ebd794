// The longest question over the passages that it fits best: what takes long is weighed in a thread, and the loop goes on.
import { afterAll, expect, test } from 'vitest'
import { createAnswerThreads } from '../../../../src/rag/answer/threads.ts'
import { readQuestion } from '../../../../src/rag/question/question.ts'

const word = (i: number) => ((i * 2_654_435_761) >>> 0).toString(36)
const upTo2000 = (part: (i: number) => string) =>
  Array.from({ length: 2_000 }, (_, i) => part(i))
    .join('')
    .slice(0, 2_000)

const msOf = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1_000
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
  const counts = { chunks: 0, frequencies: new Map<number, number>() }
  // The least of three: the first also compiles, and a busy machine does nothing sooner.
  const shares: { readonly loopMs: number; readonly wholeMs: number }[] = []
  for (let run = 0; run < 3; run += 1) {
    const before = [process.threadCpuUsage(), process.cpuUsage()] as const
    const draft = await threads.extractive.write(question, passages, counts)
    const [loopMs, wholeMs] = [msOf(process.threadCpuUsage(before[0])), msOf(process.cpuUsage(before[1]))]
    expect(draft.kind).toMatch(/claims|refusal/)
    shares.push({ loopMs, wholeMs })
  }
  const { loopMs, wholeMs } = shares.toSorted((a, b) => a.loopMs - b.loopMs)[0]!
  expect(loopMs).toBeLessThan(Math.max(100, wholeMs / 5))
})
