// Runs a folder of test data through search and answers, over a corpus that is already indexed (`_id` as external id).
import type { Answer, SearchResult, Turn } from '../../model.ts'
import { type Question, readTestData, readTexts } from './folder.ts'
import { answerItem, type Item, nameOf, searchItem } from './items.ts'

export interface Engines {
  search(query: string, top: number): Promise<SearchResult>
  ask(question: string, history: readonly Turn[]): Promise<Answer>
  /** Called after each query or question, for a progress bar. */
  progress?(done: number, total: number): void
}

/** What was measured, and for people what came out. */
export interface Measurement {
  readonly item: Item
  readonly detail: Readonly<Record<string, unknown>>
}

/** @throws AppError `eval-folder`, `eval-line`: see `readTestData` */
export async function evaluate(folder: string, { search, ask, progress }: Engines): Promise<Measurement[]> {
  const { queries = [], questions = [] } = await readTestData(folder)
  const total = queries.length + questions.length
  const found: Measurement[] = []
  for (const query of queries) {
    const result = await search(query.text, 10)
    const ranked = result.hits.map(({ document }) => nameOf(document))
    const grades = ranked.map((name) => query.judged.get(name) ?? null)
    const missed = [...query.judged].flatMap(([name, grade]) => (grade > 0 && !ranked.includes(name) ? [name] : []))
    found.push({ item: searchItem(query, result), detail: { ranked, grades, missed } })
    progress?.(found.length, total)
  }
  const answered: { question: Question; answer: Answer }[] = []
  for (const question of questions) {
    answered.push({ question, answer: await ask(question.text, question.history) })
    progress?.(found.length + answered.length, total)
  }
  const cited = answered.flatMap(({ answer }) => answer.citations.map(({ document }) => nameOf(document)))
  const corpus = questions.length > 0 ? await readTexts(folder, new Set(cited)) : null
  return [
    ...found,
    ...answered.map(({ question, answer }) => ({
      item: answerItem(question, answer, corpus),
      detail: detailOf(question, answer),
    })),
  ]
}

function detailOf({ expected, documents, answers, history }: Question, answer: Answer): Measurement['detail'] {
  return {
    expected,
    ...(documents.length > 0 ? { documents } : {}),
    ...(answers.length > 0 ? { answers } : {}),
    ...(history.length > 0 ? { history } : {}),
    kind: answer.kind,
    markdown: answer.markdown,
    citations: answer.citations.map(({ document, quote }) => ({ document: nameOf(document), quote })),
    ...(answer.kind === 'no_evidence'
      ? { nearest: answer.searched.nearest.map(({ document }) => nameOf(document)) }
      : {}),
    ...(answer.notes ? { notes: answer.notes } : {}),
  }
}
