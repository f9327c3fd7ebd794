// `eval --kinds`: an exam, question by question, with what became of it by kind.
import { createHash } from 'node:crypto'
import { appendFile, writeFile } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../errors.ts'
import type { Answer, Citation } from '../../model.ts'
import { type ExamQuestion, type Half, halves, readExam } from '../../rag/evaluation/exam/exam.ts'
import { byKind, type KindRow, type Sat, type Share } from '../../rag/evaluation/exam/kinds.ts'
import { outcomeOf, outcomes, showsPage } from '../../rag/evaluation/exam/outcome.ts'
import { createProgress, print, printError, printJson } from '../output.ts'
import { withIndexed } from './indexed.ts'

export interface KindsOptions {
  /** Where pages are looked for that the exam's folder does not hold. */
  readonly pages?: string | undefined
  readonly half?: string | undefined
  /** All handbooks in one index. */
  readonly together: boolean
  /** A file to write every question with its answer to. */
  readonly details?: string | undefined
  readonly json: boolean
}

interface Answered extends Sat {
  readonly answer: Answer
  readonly question: ExamQuestion
}

export async function evaluateKinds(folder: string, options: KindsOptions): Promise<void> {
  const { pages, details, json } = options
  const half = halfOf(options.half)
  const roots = [folder, ...(pages === undefined ? [] : [pages])]
  const { questions, missing } = await readExam(folder, roots)
  const asked = questions.filter((one) => half === undefined || one.half === half)
  const left = missing.length === 0 ? [] : [leftOut(missing, pages)]
  if (asked.length === 0) throw new AppError('eval-folder', [`${folder} has no question to ask.`, ...left].join(' '))
  for (const line of left) printError(line)
  // A file that cannot be written is known before the work, not after it.
  if (details !== undefined) await appendFile(details, '')
  const handbooks = [...new Set(asked.map(({ handbook }) => handbook))]
  const groups = options.together ? [handbooks] : handbooks.map((one) => [one])
  const sat: Answered[] = []
  for (const names of groups) {
    const some = asked.filter(({ handbook }) => names.includes(handbook))
    sat.push(...(await sit(some, names, roots)))
  }
  if (details !== undefined) await writeFile(details, sat.map(detailLine).join(''))
  const rows = byKind(sat)
  if (json) printJson({ half: half ?? 'both', together: options.together, kinds: rows, missing })
  else printRows(rows)
}

/** Asks the questions of some handbooks, indexed into one workspace. */
async function sit(questions: readonly ExamQuestion[], handbooks: readonly string[], roots: readonly string[]) {
  const folders = handbooks.flatMap((handbook) => roots.map((root) => ({ root, path: resolve(root, handbook) })))
  const key = createHash('sha256').update(folders.map(({ path }) => path).join('\n'))
  const workspace = `eval-${key.digest('hex').slice(0, 12)}`
  return withIndexed(
    workspace,
    folders.map(({ path }) => path),
    async ({ rag, scope }) => {
      const asking = createProgress('questions')
      const sat: Answered[] = []
      for (const question of questions) {
        const { id, kind, half, handbook, text, history } = question
        const answer = await rag.ask({ question: text, history, scope })
        const named = (shown: Pick<Citation, 'document'>) => pageOf(shown, roots)
        const outcome = outcomeOf(question, answer, named)
        const isShown = showsPage(question, answer, named)
        sat.push({ id, kind, half, handbook, text, outcome, showsPage: isShown, answer, question })
        asking.tick(sat.length, questions.length)
      }
      asking.done()
      return sat
    },
  )
}

function pageOf({ document: { uri } }: Pick<Citation, 'document'>, roots: readonly string[]): string {
  if (!uri.startsWith('file:')) return uri
  const path = fileURLToPath(uri)
  const root = roots.map((one) => resolve(one)).find((one) => path.startsWith(join(one, sep)))
  return root === undefined ? path : relative(root, path).split(sep).join('/')
}

function halfOf(value: string | undefined): Half | undefined {
  const half = halves.find((one) => one === value)
  if (value !== undefined && half === undefined) throw new AppError('usage', `--half has to be ${halves.join(' or ')}`)
  return half
}

function leftOut(missing: readonly string[], pages: string | undefined): string {
  const many = missing.length === 1 ? 'page is' : 'pages are'
  const hint = pages === undefined ? ': name the folder that has them with --pages' : ''
  return `${missing.length} ${many} not there or changed, their questions are left out${hint}. The first: ${missing[0]}`
}

function detailLine({ answer, question, outcome }: Answered): string {
  const { kind: said, markdown, citations, searched, notes } = answer
  const cited = citations.map(({ document, quote }) => ({ document: document.uri, quote }))
  const nearest = searched.nearest.map(({ document, quote }) => ({ document: document.uri, quote }))
  const told = said === 'answered' ? { citations: cited } : { nearest }
  return `${JSON.stringify({ ...question, outcome, said, markdown, ...told, ...(notes && { notes }) })}\n`
}

function printRows(rows: readonly KindRow[]): void {
  const columns = [...outcomes, 'showsPage'] as const
  const names = columns.map((name) => (name === 'showsPage' ? 'page shown' : name).padStart(18))
  print(`  ${''.padEnd(16)}${'asked'.padStart(6)}${names.join('')}`)
  for (const row of rows)
    print(
      `  ${row.kind.padEnd(16)}${String(row.questions).padStart(6)}${columns.map((name) => percent(row[name]).padStart(18)).join('')}`,
    )
}

function percent({ share, low, high }: Share): string {
  const whole = (value: number) => (100 * value).toFixed(0)
  return `${whole(share)} % (${whole(low)}–${whole(high)})`
}
