import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Engines, evaluate, parseQrels } from '../../src/rag/evaluate.ts'
import { mean, ndcg, percentile, recall, reciprocalRank } from '../../src/rag/metrics.ts'
import { type Corpus, useEngine } from './engine.ts'

describe('metrics', () => {
  const judged = new Map([
    ['a', 3],
    ['b', 1],
    ['c', 0],
  ])

  it('nDCG has linear gain and a log2 discount', () => {
    expect(ndcg(['a', 'b'], judged)).toBe(1)
    expect(ndcg(['b', 'a'], judged)).toBeCloseTo((1 + 3 / Math.log2(3)) / (3 + 1 / Math.log2(3)), 12)
    expect(ndcg(['c', 'x'], judged)).toBe(0)
    expect(ndcg(['x', 'a', 'b'], judged, 1)).toBe(0)
  })

  it('recall and reciprocal rank count grades above 0', () => {
    expect(recall(['c', 'b'], judged)).toBe(0.5)
    expect(reciprocalRank(['c', 'b'], judged)).toBe(0.5)
    expect(reciprocalRank(['c'], judged)).toBe(0)
  })

  it('percentiles are nearest-rank, and nothing has no mean', () => {
    expect(percentile([4, 1, 3, 2], 50)).toBe(2)
    expect(percentile([4, 1, 3, 2], 95)).toBe(4)
    expect(percentile([], 50)).toBeNull()
    expect(mean([])).toBeNull()
  })

  it('reads judgements under a header line', () => {
    expect(parseQrels('query-id\tcorpus-id\tscore\n1\ta\t2\n1\tb\t0\n')).toEqual(
      new Map([
        [
          '1',
          new Map([
            ['a', 2],
            ['b', 0],
          ]),
        ],
      ]),
    )
  })
})

describe('evaluate', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evaluate-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const engine = useEngine()
  let corpus: Corpus
  beforeAll(async () => {
    corpus = await engine().open([
      { id: 'leave', title: 'Leave', text: 'Parental leave is 16 weeks at full pay.' },
      { id: 'hours', title: 'Hours', text: 'Support is open from 9 am to 6 pm.' },
    ])
  })
  const engines: Engines = {
    search: (query, top) => engine().rag.search(query, corpus.scope, top),
    ask: (question) => corpus.ask(question),
  }
  const lines = (...values: object[]) => values.map((value) => JSON.stringify(value)).join('\n')

  it('measures a BEIR folder', async () => {
    await writeFile(
      join(folder, 'queries.jsonl'),
      lines({ _id: '1', text: 'parental leave' }, { _id: '2', text: 'none' }),
    )
    await writeFile(join(folder, 'qrels.tsv'), 'query-id\tcorpus-id\tscore\n1\tleave\t2\n2\tleave\t0\n')
    expect(await evaluate(folder, engines)).toEqual({
      search: { queries: 1, ndcg10: 1, recall10: 1, mrr10: 1, p50Ms: 0, p95Ms: 0 },
    })
  })

  it('measures a set of questions', async () => {
    const answerable = { is_impossible: false }
    await writeFile(
      join(folder, 'questions.jsonl'),
      lines(
        { _id: '1', text: 'How long is parental leave?', doc: 'leave', answers: ['16 weeks'], ...answerable },
        { _id: '2', text: 'When is support open?', doc: 'hours', answers: ['at noon'], ...answerable },
        { _id: '3', text: 'Who painted the Mona Lisa?', doc: 'hours', answers: [], is_impossible: true },
      ),
    )
    await writeFile(join(folder, 'offcorpus.jsonl'), lines({ _id: '4', text: 'What is the capital of France?' }))
    const { answers } = await evaluate(folder, engines)
    expect(answers).toMatchObject({
      questions: 4,
      goldCited: 1,
      goldSpanInAnswer: 0.5,
      answered: 1,
      offCorpusRefused: 1,
      impossibleRefused: 1,
      meanCitations: 1,
    })
  })

  it('refuses an empty folder and a broken line by name', async () => {
    await expect(evaluate(folder, engines)).rejects.toMatchObject({ code: 'eval_folder' })
    await writeFile(join(folder, 'questions.jsonl'), '{"_id":"1","text":"a"}\n{oops')
    await expect(evaluate(folder, engines)).rejects.toThrow(/questions\.jsonl:2/)
  })
})
