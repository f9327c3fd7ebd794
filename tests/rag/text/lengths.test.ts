// Texts of any length are cut where they come in, and what is cut is said.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { AccessScope } from '../../../src/model.ts'
import { chunk } from '../../../src/rag/indexing/chunk.ts'
import { readJsonLines } from '../../../src/rag/indexing/json-lines.ts'
import { analyze } from '../../../src/rag/text/analyze.ts'
import { cutTo, lengths } from '../../../src/rag/text/lengths.ts'
import { collect, useEngine } from '../engine.ts'

const engine = useEngine()

async function open(source: { readonly title?: string; readonly author?: string; readonly text: string }) {
  const { store, rag } = engine()
  const workspaceId = await store.openWorkspace(`lengths-${randomUUID()}`)
  const { text, ...more } = source
  const document = { sourceKey: 'a', uri: 'file:///a.md', name: 'a.md', bytes: Buffer.from(text), ...more }
  const outcomes = await collect(rag.index([document], { workspaceId, audience: 'workspace' }))
  const scope: AccessScope = { workspaceId, audiences: ['workspace'] }
  return { outcomes, scope, store, rag }
}

test('a title is cut, and the outcome says so', async () => {
  const { outcomes, store, scope } = await open({
    title: 'zebra '.repeat(500_000),
    author: 'a'.repeat(100_000),
    text: 'The zebra account has a limit.',
  })
  expect(outcomes).toMatchObject([{ status: 'indexed', note: `Its title was cut after ${lengths.title} characters.` }])
  const [document] = await store.listDocuments(scope.workspaceId)
  expect([document?.title.length, document?.author?.length]).toEqual([lengths.title, lengths.author])
})

test('a cut leaves no half of a character', () => {
  expect([cutTo('ab🙂c', 3), cutTo('ab🙂c', 4), cutTo('ab', 3)]).toEqual(['ab', 'ab🙂', 'ab'])
})

test('a title of ordinary length is left alone and nothing is said', async () => {
  const { outcomes } = await open({ title: 'Accounts', text: 'The zebra account has a limit.' })
  expect(outcomes).toEqual([expect.not.objectContaining({ note: expect.anything() })])
})

test('a word of megabytes is a term of bounded length, and is found by itself', () => {
  const long = 'abcdefghij'.repeat(300_000)
  expect(analyze(long).map(({ term, end }) => [term.length <= lengths.word, end])).toEqual([[true, long.length]])
  expect(analyze(`1${',000'.repeat(100_000)}`)[0]?.term.length).toBeLessThanOrEqual(lengths.word)
})

test('the path of headings is bounded, whatever their number and length', () => {
  const deep = Array.from({ length: 2_000 }, (_, i) => ({ offset: i, level: i + 1, text: `level ${i}` }))
  const all = chunk({ text: 'x'.repeat(3_000), layout: { pages: [], headings: deep } })
  expect(Math.max(...all.map(({ heading }) => heading?.length ?? 0))).toBeLessThanOrEqual(lengths.headings)
  expect(all.at(-1)?.heading).toMatch(/› level 1998 › level 1999$/)
  const [only] = chunk({
    text: 'word',
    layout: { pages: [], headings: [{ offset: 0, level: 1, text: '𝒳'.repeat(5_000) }] },
  })
  expect(only?.heading?.length).toBeLessThanOrEqual(lengths.headings)
  expect(only?.heading?.isWellFormed()).toBe(true)
})

test('a question and the message it is about are cut, and the answer says so', async () => {
  const { rag, scope } = await open({ text: 'The limit of the zebra account is 500 euros.' })
  const question = `What is the limit of the zebra account? ${'filler '.repeat(5_000)}`
  const answer = await rag.ask({ question, about: 'zebra '.repeat(50_000), history: [], scope })
  expect(answer.notes).toEqual([
    'Your question was long: I read its first 2,000 characters.',
    'The message that it is about was long: I read its first 4,000 characters.',
  ])
  const short = await rag.ask({ question: 'What is the limit of the zebra account?', history: [], scope })
  expect(short).toMatchObject({ kind: 'answered' })
  expect(short.notes).toBeUndefined()
})

test('a query of any length is refused with what to do', async () => {
  const { rag, scope } = await open({ text: 'The limit of the zebra account is 500 euros.' })
  await expect(rag.search('zebra '.repeat(1_000), scope, 5)).rejects.toMatchObject({
    code: 'bad-query',
    message: expect.stringContaining('2,000 characters'),
  })
})

test.each([
  [{ _id: 'i'.repeat(501), text: 'x' }, 'bad-line', '500 characters'],
  [{ _id: 'a', text: 'x', url: `https://a.example/${'u'.repeat(2_048)}` }, 'bad-url', '2048 characters'],
  [{ _id: 'a', text: 'x', thumbnail: `https://a.example/${'u'.repeat(2_048)}` }, 'bad-url', '2048 characters'],
])('a line of JSONL with too long a field is refused by its number', async (line, code, says) => {
  const input = (async function* () {
    yield Buffer.from(JSON.stringify(line))
  })()
  const [outcome] = await collect(readJsonLines(input, 'file:///a.jsonl'))
  expect(outcome).toMatchObject({ error: { code, message: expect.stringContaining(says) } })
})
