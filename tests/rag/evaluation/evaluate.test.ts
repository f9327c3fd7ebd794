// Test data through the real engine: what is measured on it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Engines, evaluate } from '../../../src/rag/evaluation/evaluate.ts'
import { reportOf } from '../../../src/rag/evaluation/report.ts'
import { type Corpus, type Note, useEngine } from '../engine.ts'

const notes: Note[] = [
  { id: 'leave', title: 'Leave', text: 'Parental leave is 16 weeks at full pay.' },
  { id: 'hours', title: 'Hours', text: 'Support is open from 9 am to 6 pm. On weekends support is open by mail only.' },
]

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'))
})
afterEach(() => rm(folder, { recursive: true }))
const write = (name: string, ...lines: object[]) =>
  writeFile(join(folder, name), lines.map((line) => JSON.stringify(line)).join('\n'))
const corpusLines = (all: readonly Note[]) => all.map(({ id, ...rest }) => ({ _id: id, ...rest }))

const engine = useEngine()
let corpus: Corpus
beforeAll(async () => {
  corpus = await engine().open(notes)
})
const engines: Engines = {
  search: (query, top) => engine().rag.search(query, corpus.scope, top),
  ask: (question, history) =>
    corpus.ask(
      question,
      history.map(({ text }) => text),
    ),
}
const measure = async () => reportOf((await evaluate(folder, engines)).map(({ item }) => item))

it('measures a BEIR folder', async () => {
  await write('queries.jsonl', { _id: '1', text: 'parental leave' }, { _id: '2', text: 'none' })
  await writeFile(join(folder, 'qrels.tsv'), 'query-id\tcorpus-id\tscore\n1\tleave\t2\n1\tgone\t1\n2\tleave\t0\n')
  const [measured] = await evaluate(folder, engines)
  expect(measured?.detail).toMatchObject({ ranked: ['leave'], grades: [2], missed: ['gone'] })
  const { search, answers } = await measure()
  expect(search).toEqual({
    queries: 1,
    ndcg10: 2 / (2 + 1 / Math.log2(3)),
    recall10: 0.5,
    mrr10: 1,
    meanMs: 0,
    p50Ms: 0,
    p95Ms: 0,
  })
  expect(answers).toBeUndefined()
})

it('measures a set of questions', async () => {
  await write('corpus.jsonl', ...corpusLines(notes))
  await write(
    'questions.jsonl',
    { _id: '1', text: 'How long is parental leave?', docs: ['leave', 'hours'], answers: ['16 weeks'] },
    { _id: '2', text: 'When is support open?', doc: 'hours', answers: ['at noon'] },
    { _id: '3', text: 'Who painted the Mona Lisa?', doc: 'hours', is_impossible: true },
    { _id: '4', text: 'How long is parental leave at full pay?', is_impossible: true },
    { _id: '5', text: 'and on weekends?', history: ['When is support open?'], doc: 'hours', answers: ['mail only'] },
    { _id: '6', text: 'Who is the chairman of the choir?', doc: 'leave', answers: ['nobody'] },
  )
  await write('offcorpus.jsonl', { _id: '7', text: 'What is the capital of France?' })
  const { answers, writers } = await measure()
  expect(writers).toEqual({ extractive: 7 })
  expect(answers).toMatchObject({
    questions: 7,
    goldCited: 3 / 4,
    goldSpanInAnswer: 2 / 4,
    answered: 3 / 4,
    goldRecall: (0.5 + 1 + 1) / 4,
    offCorpusRefused: 1,
    impossibleRefused: 1 / 2,
    refusalPrecision: 2 / 3,
    refusalRecall: 2 / 3,
    refusalF1: 2 / 3,
    citationSupport: 1,
    quotesVerbatim: 1,
    uncitedAnswers: 0,
    meanCitations: 1,
    meanTokens: null,
  })
})

it('notices a quote that does not stand in the document as the folder has it', async () => {
  await write('corpus.jsonl', { _id: 'leave', text: 'Parental leave is 12 weeks.' })
  await write('questions.jsonl', { _id: '1', text: 'How long is parental leave?', doc: 'leave', answers: [] })
  expect((await measure()).answers).toMatchObject({ quotesVerbatim: 0, goldCited: 1, goldSpanInAnswer: null })
})

it('says that quotes were not looked up where there is no corpus', async () => {
  await write('questions.jsonl', { _id: '1', text: 'How long is parental leave?', doc: 'leave' })
  expect((await measure()).answers).toMatchObject({ quotesVerbatim: null, citationSupport: 1 })
})

it('tells of every question what came out', async () => {
  await write('questions.jsonl', { _id: '1', text: 'How long is parental leave?', doc: 'leave', answers: ['16 weeks'] })
  const [measured] = await evaluate(folder, engines)
  expect(measured?.detail).toMatchObject({
    expected: 'answerable',
    kind: 'answered',
    markdown: 'Parental leave is 16 weeks at full pay. [1]',
    citations: [{ document: 'leave', quote: 'Parental leave is 16 weeks at full pay.' }],
  })
})

it('counts progress over all', async () => {
  await write('questions.jsonl', { _id: '1', text: 'a?' }, { _id: '2', text: 'b?' })
  const seen: string[] = []
  await evaluate(folder, { ...engines, progress: (done, total) => seen.push(`${done}/${total}`) })
  expect(seen).toEqual(['1/2', '2/2'])
})
