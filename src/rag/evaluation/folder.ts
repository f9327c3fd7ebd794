// A folder of test data as BEIR lays it out, and the sets of questions beside it. Refuses a line that cannot be read, by
// file and number.
import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../errors.ts'
import type { Turn } from '../../model.ts'
import { readJsonLines } from '../indexing/json-lines.ts'
import { type Line, readLines, strings, turnsOf } from './lines.ts'
import type { Judgements } from './metrics.ts'

export interface Query {
  readonly id: string
  readonly text: string
  readonly judged: Judgements
}

/** What a good engine does with a question: answer it, or say that it does not know. */
type Expected = 'answerable' | 'impossible' | 'off-corpus'

export interface Question {
  readonly id: string
  readonly text: string
  readonly history: readonly Turn[]
  readonly expected: Expected
  /** The documents that hold the answer; empty when none is named. */
  readonly documents: readonly string[]
  /** Any one of these is right; empty when none is given. */
  readonly answers: readonly string[]
}

export interface TestData {
  /** Queries with at least one relevant document: the others say nothing. Absent when there is no such file. */
  readonly queries?: readonly Query[]
  readonly questions?: readonly Question[]
}

const judgementFiles = ['qrels.tsv', join('qrels', 'test.tsv')]

/**
 * Reads `queries.jsonl` with `qrels.tsv` or `qrels/test.tsv`, and `questions.jsonl` with `offcorpus.jsonl`.
 * The layout is BEIR's: https://github.com/beir-cellar/beir/wiki/Load-your-custom-dataset
 * @throws AppError `eval-folder` when it holds neither, `eval-line` for a line that cannot be read
 */
export async function readTestData(folder: string): Promise<TestData> {
  const at = (name: string) => join(folder, name)
  const judgements = judgementFiles.map(at).find(existsSync)
  const hasQueries = existsSync(at('queries.jsonl')) && judgements !== undefined
  const hasQuestions = existsSync(at('questions.jsonl'))
  if (!hasQueries && !hasQuestions)
    throw new AppError(
      'eval-folder',
      `${folder} holds neither queries.jsonl with qrels.tsv (or qrels/test.tsv) nor questions.jsonl`,
    )
  return {
    ...(hasQueries ? { queries: await readQueries(at('queries.jsonl'), judgements) } : {}),
    ...(hasQuestions
      ? {
          questions: [
            ...(await readLines(at('questions.jsonl'))).map((line) => questionOf(line)),
            ...(existsSync(at('offcorpus.jsonl'))
              ? (await readLines(at('offcorpus.jsonl'))).map((line) => questionOf(line, 'off-corpus'))
              : []),
          ],
        }
      : {}),
  }
}

/** The texts of some documents of `corpus.jsonl`, by `_id`; null when there is no such file. The rest is read past. */
export async function readTexts(folder: string, ids: ReadonlySet<string>): Promise<Map<string, string> | null> {
  const file = join(folder, 'corpus.jsonl')
  if (!existsSync(file)) return null
  const texts = new Map<string, string>()
  for await (const document of readJsonLines(createReadStream(file), file)) {
    if ('bytes' in document && document.externalId !== undefined && ids.has(document.externalId))
      texts.set(document.externalId, new TextDecoder().decode(document.bytes))
  }
  return texts
}

/**
 * BEIR's `query-id`, `corpus-id`, `score`, tab-separated, under a header line; query id → document id → grade.
 * @throws AppError `eval-line`
 */
export function parseQrels(text: string, file = 'qrels.tsv'): Map<string, Map<string, number>> {
  const judged = new Map<string, Map<string, number>>()
  for (const [i, line] of text.split('\n').entries()) {
    const [query = '', document = '', grade = ''] = line.trim().split('\t')
    const isJudgement = document !== '' && grade.trim() !== '' && Number.isFinite(Number(grade))
    if (isJudgement) judged.set(query, (judged.get(query) ?? new Map<string, number>()).set(document, Number(grade)))
    else if (i > 0 && line.trim() !== '')
      throw new AppError('eval-line', `${file}:${i + 1} is not "query-id<tab>corpus-id<tab>score": mend the line`)
  }
  return judged
}

async function readQueries(file: string, judgements: string): Promise<Query[]> {
  const judged = parseQrels(await readFile(judgements, 'utf8'), judgements)
  const queries = (await readLines(file)).map(({ id, text }) => ({ id, text, judged: judged.get(id) ?? new Map() }))
  return queries.filter(({ judged }) => [...judged.values()].some((grade) => grade > 0))
}

function questionOf({ id, text, place, rest }: Line, expected?: Expected): Question {
  const { doc, docs, answers, is_impossible: isImpossible, history } = rest
  const documents = [...strings(docs), ...strings([doc])].filter((name) => name !== '')
  return {
    id,
    text,
    history: turnsOf(history, place),
    expected: expected ?? (isImpossible === true ? 'impossible' : 'answerable'),
    documents: [...new Set(documents)],
    answers: strings(answers),
  }
}
