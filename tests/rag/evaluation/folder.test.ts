// Reading test data: what people's folders hold, and what is refused by file and line.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseQrels, readTestData } from '../../../src/rag/evaluation/folder.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-data-'))
})
afterEach(() => rm(folder, { recursive: true }))
const write = (name: string, text: string) => writeFile(join(folder, name), text)

it('reads judgements under a header line, and refuses a line that is none', () => {
  const judged = parseQrels('query-id\tcorpus-id\tscore\r\n1\ta\t2\r\n1\tb\t0\r\n\r\n2\ta\t1\r\n')
  expect([...judged].map(([query, grades]) => [query, Object.fromEntries(grades)])).toEqual([
    ['1', { a: 2, b: 0 }],
    ['2', { a: 1 }],
  ])
  expect(() => parseQrels('1\ta\t2\n1 0 b 1\n')).toThrow(/qrels\.tsv:2/)
})

it('finds judgements where BEIR ships them, and leaves out queries without a relevant document', async () => {
  await mkdir(join(folder, 'qrels'))
  await write(join('qrels', 'test.tsv'), 'query-id\tcorpus-id\tscore\n1\ta\t1\n2\ta\t0\n')
  await write('queries.jsonl', '{"_id":1,"text":"one"}\n{"_id":"2","text":"two"}\n{"_id":"3","text":"three"}\n')
  const { queries, questions } = await readTestData(folder)
  expect(queries?.map(({ id }) => id)).toEqual(['1'])
  expect(questions).toBeUndefined()
})

it('reads questions: one document or several, what was said before, and what should be refused', async () => {
  await write(
    'questions.jsonl',
    [
      { _id: 'a', text: 'A?', doc: 'x', answers: ['yes'], is_impossible: false },
      { _id: 'b', text: 'B?', docs: ['x', 'y', 'x'], history: ['before', { role: 'assistant', text: 'said' }] },
      { _id: 'c', text: 'C?', doc: 'x', is_impossible: true },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  )
  await write('offcorpus.jsonl', '{"_id":"a","text":"O?","doc":"elsewhere"}\n')
  const { questions = [] } = await readTestData(folder)
  expect(questions.map(({ expected }) => expected)).toEqual(['answerable', 'answerable', 'impossible', 'off-corpus'])
  expect(questions[0]).toMatchObject({ documents: ['x'], answers: ['yes'], history: [] })
  expect(questions[1]).toMatchObject({
    documents: ['x', 'y'],
    history: [
      { role: 'user', text: 'before' },
      { role: 'assistant', text: 'said' },
    ],
  })
})

it.each([
  ['{"_id":"1","text":"a"}\n{oops', /questions\.jsonl:2 is not JSON/],
  ['{"_id":"1"}', /questions\.jsonl:1 needs "_id" and "text"/],
  ['null', /questions\.jsonl:1 needs/],
  ['{"_id":"1","text":"a"}\n\n{"_id":"1","text":"b"}', /questions\.jsonl:3: the _id "1"/],
  ['{"_id":"1","text":"a","history":[{"role":"system","text":"x"}]}', /questions\.jsonl:1: "history"/],
  ['{"_id":"1","text":"a","history":"x"}', /questions\.jsonl:1: "history"/],
])('refuses %s', async (text, message) => {
  await write('questions.jsonl', text)
  await expect(readTestData(folder)).rejects.toThrow(message)
})

it('refuses a folder with nothing to ask', async () => {
  await write('queries.jsonl', '{"_id":"1","text":"judged nowhere"}')
  await expect(readTestData(folder)).rejects.toMatchObject({ code: 'eval-folder' })
})
