// Measures search and answers on a folder of test data whose corpus is already indexed (`_id` as external id).
// Refuses a folder without queries or questions, and a line that does not parse, by name.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import type { Answer, DocumentRef, SearchResult } from '../model.ts'
import { holdsAnyAnswer, type Judgements, mean, ndcg, percentile, recall, reciprocalRank } from './metrics.ts'

export interface SearchReport {
  /** Queries with at least one relevant document; the others are left out of the means. */
  readonly queries: number
  readonly ndcg10: number | null
  readonly recall10: number | null
  readonly mrr10: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

export interface AnswerReport {
  readonly questions: number
  /** Shares of the answerable questions: gold document among the citations; a gold answer in the text; not refused. */
  readonly goldCited: number | null
  readonly goldSpanInAnswer: number | null
  readonly answered: number | null
  /** Shares refused: questions about other documents, and those that look answerable but are not. */
  readonly offCorpusRefused: number | null
  readonly impossibleRefused: number | null
  /** Means over the answers given. */
  readonly meanCitations: number | null
  readonly meanWords: number | null
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

export interface Engines {
  search(query: string, top: number): Promise<SearchResult>
  ask(question: string): Promise<Answer>
  /** Called after each query or question, for a progress line. */
  progress?(done: number, total: number): void
}

interface Question {
  readonly id: string
  readonly text: string
  readonly doc: string
  readonly isImpossible: boolean
  readonly answers: readonly string[]
}

/**
 * Runs what the folder holds: `queries.jsonl` with `qrels.tsv` (BEIR), and `questions.jsonl` with `offcorpus.jsonl`.
 * @throws AppError `eval_folder` when it holds neither, `eval_line` for a line that cannot be read
 */
export async function evaluate(
  folder: string,
  engines: Engines,
): Promise<{ readonly search?: SearchReport; readonly answers?: AnswerReport }> {
  const has = (name: string) => existsSync(join(folder, name))
  const search = has('queries.jsonl') && has('qrels.tsv') ? await evaluateSearch(folder, engines) : undefined
  const answers = has('questions.jsonl') ? await evaluateAnswers(folder, engines) : undefined
  if (!search && !answers)
    throw new AppError('eval_folder', `${folder} holds neither queries.jsonl with qrels.tsv nor questions.jsonl`)
  return { ...(search ? { search } : {}), ...(answers ? { answers } : {}) }
}

async function evaluateSearch(folder: string, { search, progress }: Engines): Promise<SearchReport> {
  const judged = parseQrels(await readFile(join(folder, 'qrels.tsv'), 'utf8'))
  const queries = (await readLines(join(folder, 'queries.jsonl'))).filter(({ id }) =>
    [...(judged.get(id)?.values() ?? [])].some((grade) => grade > 0),
  )
  const runs: { ranked: string[]; judged: Judgements; tookMs: number }[] = []
  for (const { id, text } of queries) {
    const { hits, tookMs } = await search(text, 10)
    runs.push({ ranked: hits.map(({ document }) => externalId(document)), judged: judged.get(id) ?? new Map(), tookMs })
    progress?.(runs.length, queries.length)
  }
  const over = (measure: (ranked: readonly string[], judged: Judgements) => number) =>
    mean(runs.map((run) => measure(run.ranked, run.judged)))
  return {
    queries: runs.length,
    ndcg10: over(ndcg),
    recall10: over(recall),
    mrr10: over(reciprocalRank),
    ...latency(runs.map(({ tookMs }) => tookMs)),
  }
}

async function evaluateAnswers(folder: string, { ask, progress }: Engines): Promise<AnswerReport> {
  const questions = await readLines(join(folder, 'questions.jsonl'))
  const offCorpusFile = join(folder, 'offcorpus.jsonl')
  const offCorpus = existsSync(offCorpusFile) ? await readLines(offCorpusFile) : []
  const all = [...questions, ...offCorpus]
  const runs: { question: Question; answer: Answer; isOff: boolean }[] = []
  for (const [i, question] of all.entries()) {
    runs.push({ question, answer: await ask(question.text), isOff: i >= questions.length })
    progress?.(runs.length, all.length)
  }
  const inCorpus = runs.filter(({ isOff }) => !isOff)
  const answerable = inCorpus.filter(({ question }) => !question.isImpossible)
  const given = inCorpus.flatMap(({ answer }) => (answer.kind === 'answered' ? [answer] : []))
  return {
    questions: runs.length,
    goldCited: share(answerable, ({ question, answer }) =>
      answer.citations.some(({ document }) => externalId(document) === question.doc),
    ),
    goldSpanInAnswer: share(
      answerable,
      ({ question, answer }) => answer.kind === 'answered' && holdsAnyAnswer(answer.markdown, question.answers),
    ),
    answered: share(answerable, ({ answer }) => answer.kind === 'answered'),
    offCorpusRefused: share(
      runs.filter(({ isOff }) => isOff),
      isRefused,
    ),
    impossibleRefused: share(
      inCorpus.filter(({ question }) => question.isImpossible),
      isRefused,
    ),
    meanCitations: mean(given.map(({ citations }) => citations.length)),
    meanWords: mean(
      given.map(({ markdown }) => markdown.split(/\s+/).filter((word) => !/^(?:\[\d+\])+$/.test(word)).length),
    ),
    ...latency(runs.map(({ answer }) => answer.tookMs)),
  }
}

const isRefused = ({ answer }: { readonly answer: Answer }) => answer.kind === 'no_evidence'
const externalId = ({ externalId, id }: DocumentRef) => externalId ?? id
const latency = (tookMs: readonly number[]) => ({ p50Ms: percentile(tookMs, 50), p95Ms: percentile(tookMs, 95) })

function share<T>(runs: readonly T[], holds: (run: T) => boolean): number | null {
  return mean(runs.map((run) => (holds(run) ? 1 : 0)))
}

/** BEIR's `query-id`, `corpus-id`, `score`, tab-separated, under a header line. */
export function parseQrels(text: string): Map<string, Map<string, number>> {
  const judged = new Map<string, Map<string, number>>()
  for (const line of text.split('\n')) {
    const [query = '', document = '', grade = ''] = line.trim().split('\t')
    if (document === '' || !Number.isFinite(Number(grade)) || grade === '') continue
    const ofQuery = judged.get(query) ?? new Map<string, number>()
    judged.set(query, ofQuery.set(document, Number(grade)))
  }
  return judged
}

async function readLines(file: string): Promise<Question[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(line, `${file}:${i + 1}`)]))
}

function parseLine(line: string, place: string): Question {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new AppError('eval_line', `${place} is not JSON: mend or remove the line`, { cause })
  }
  const { _id: id, text, doc, is_impossible, answers } = (value ?? {}) as Record<string, unknown>
  if (typeof id !== 'string' || typeof text !== 'string')
    throw new AppError('eval_line', `${place} needs "_id" and "text"`)
  return {
    id,
    text,
    doc: typeof doc === 'string' ? doc : '',
    isImpossible: is_impossible === true,
    answers: Array.isArray(answers) ? answers.filter((answer) => typeof answer === 'string') : [],
  }
}
