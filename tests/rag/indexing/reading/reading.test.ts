// What is read in a thread is what would be read without one, and no text keeps the main thread.
import { afterAll, expect, test } from 'vitest'
import { type ReadDocument, readDocument } from '../../../../src/rag/indexing/reading/read-document.ts'
import { createReading } from '../../../../src/rag/indexing/reading/reading.ts'

const reading = createReading()
afterAll(() => reading.close())

const bytesOf = (text: string) => Buffer.from(text)
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString()
const legible = (read: ReadDocument) => ({ ...read, text: textOf(read.text), layout: textOf(read.layout) })
const sections = Array.from(
  { length: 3_000 },
  (_, i) => `## Heading ${i}\n\nThe limit of account ${i} is ${i * 7} euros.\n`,
)
const rows = Array.from({ length: 4_000 }, (_, i) => `row ${i},name ${i},${i * 3}`)

test.each([
  ['sections.md', sections.join('\n')],
  ['table.csv', `id,name,sum\n${rows.join('\n')}`],
  ['lines.log', rows.join('\n')],
  ['one-line.txt', 'The quick brown fox 🦊 jumps. '.repeat(5_000)],
])('%s reads alike in the thread and without', async (name, text) => {
  const alone = legible(await readDocument(name, bytesOf(text)))
  const bytes = bytesOf(text)
  expect(legible(await reading.read(name, bytes))).toEqual(alone)
  // What was handed over to the thread is a copy.
  expect(bytes.equals(bytesOf(text))).toBe(true)
  expect(alone.chunks.length).toBeGreaterThan(10)
  expect(await reading.chunk(alone.text, alone.layout)).toEqual(alone.chunks)
})

test('a small document is read without a thread', async () => {
  const closed = createReading()
  await closed.close()
  expect((await closed.read('a.md', bytesOf('# Garage\n\nIt closes at midnight.'))).chunks).toHaveLength(1)
})

test('what extraction refuses is refused by the same name', async () => {
  await expect(reading.read('a.txt', bytesOf(' \n'.repeat(50_000)))).rejects.toMatchObject({ code: 'empty' })
  await expect(reading.read('a.pdf', bytesOf('%PDF-1.7 nothing'))).rejects.toMatchObject({ code: 'broken' })
})

test('a text that takes too long is given up by name, and the next one is read', async () => {
  const hurried = createReading({ timeMs: 100 })
  const text = Array.from({ length: 300_000 }, (_, i) => `# ${i}\n\nword`).join('\n')
  await expect(hurried.read('long.md', bytesOf(text))).rejects.toMatchObject({ code: 'too-slow', retry: 'never' })
  const patient = createReading({ timeMs: 60_000 })
  expect((await patient.read('sections.md', bytesOf(sections.join('\n')))).chunks.length).toBeGreaterThan(10)
  await Promise.all([hurried.close(), patient.close()])
})

test('a text that takes too much memory is given up by name, and the process lives', async () => {
  const small = createReading({ memoryMb: 24 })
  const text = Array.from({ length: 400_000 }, (_, i) => `# ${i}\n\nword`).join('\n')
  await expect(small.read('long.md', bytesOf(text))).rejects.toMatchObject({ code: 'too-large' })
  expect((await small.read('sections.md', bytesOf(sections.join('\n')))).chunks.length).toBeGreaterThan(10)
  await small.close()
})

test('more texts than threads are read one after the other', async () => {
  const all = await Promise.all(
    Array.from({ length: 5 }, (_, i) => reading.read(`${i}.md`, bytesOf(`# Number ${i}\n\n${sections.join('\n')}`))),
  )
  expect(all.map(({ title }) => title)).toEqual(['Number 0', 'Number 1', 'Number 2', 'Number 3', 'Number 4'])
})

test.each([
  [
    'a long table',
    'table.csv',
    `id,name\n${Array.from({ length: 60_000 }, (_, i) => `${i},name ${i} limit`).join('\n')}`,
  ],
  [
    'thousands of headings',
    'headings.md',
    Array.from({ length: 20_000 }, (_, i) => `# Heading ${i}\n\nWord ${i}.`).join('\n'),
  ],
  ['3 MB without a space', 'solid.txt', 'abcdefghij'.repeat(300_000)],
  ['lines of dashes', 'dashes.md', `word\n${`${'-'.repeat(900)}!\n`.repeat(3_000)}`],
])('%s hardly occupy the main thread', async (_, name, text) => {
  const bytes = bytesOf(text)
  let longest = 0
  let before = process.threadCpuUsage()
  const timer = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before)
    longest = Math.max(longest, (user + system) / 1000)
    before = process.threadCpuUsage()
  }, 2)
  await reading.read(name, bytes)
  await new Promise((resolve) => setTimeout(resolve, 10))
  clearInterval(timer)
  expect(longest).toBeLessThan(200)
})
