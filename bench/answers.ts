// `npm run answers -- keep <folder>`: indexes what BENCH_DATA holds on both engines and keeps, outside the project, a copy
// of each database and the answers to 200 questions. `npm run answers -- check <folder>`: asks them again, of the copies
// and of what is indexed anew, and prints what is said in other words. Exit status 1 when anything is.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { postgresFolder, startPostgres } from '../tests/postgres.ts'
import { adminToken, type House, runCommand, startHouse, withFolder } from './house.ts'
import { waitUntil } from './rate.ts'
import { createDatabase } from './scale.ts'
import { createTexts, readHeadings, readQuestions, toJsonLines } from './texts.ts'

/** What was said to one question, without what differs from run to run: ids, addresses, dates. */
interface Answer {
  readonly question: string
  readonly kind: string
  readonly shown: string
  readonly citations: readonly unknown[]
}
type Settings = Readonly<Record<string, string>>

const patienceMs = 30_000
const [mode, target] = process.argv.slice(2)
if ((mode !== 'keep' && mode !== 'check') || target === undefined) {
  process.stderr.write('Say which: npm run answers -- keep <folder>, or check <folder>\n')
  process.exit(2)
}
const kept = resolve(target)
const dataFolder = process.env.BENCH_DATA ? resolve(process.env.BENCH_DATA) : undefined
const releasers: (() => Promise<void>)[] = []
try {
  await (mode === 'keep' ? keep() : check())
} finally {
  for (const release of releasers.reverse()) await release()
}

async function keep(): Promise<void> {
  mkdirSync(kept, { recursive: true })
  const server = await startServer()
  await index(join(kept, 'embedded'), {})
  await index(join(kept, 'server'), { DATABASE_URL: server })
  execFileSync(program('pg_dump'), ['--format=custom', `--file=${join(kept, 'server.dump')}`, server])
  write('embedded', await askCopy('embedded', {}))
  write('server', await askCopy('server', { DATABASE_URL: server }))
}

async function check(): Promise<void> {
  const differences = [
    ...compare('a copy of the embedded database', read('embedded'), await askCopy('embedded', {})),
    ...compare("a copy of the server's database", read('server'), await askCopy('server', await restore())),
    ...compare(
      'indexed anew',
      read('embedded'),
      await withFolder(async (folder) => {
        await index(join(folder, 'data'), {})
        return ask(join(folder, 'data'), {})
      }),
    ),
  ]
  for (const difference of differences) process.stdout.write(`${difference}\n`)
  process.stdout.write(`${differences.length} answers differ\n`)
  process.exitCode = differences.length > 0 ? 1 : 0
}

async function startServer(): Promise<string> {
  const url = await startPostgres(releasers)
  if (url === null) throw new Error('There is no Postgres with pgvector here: the copy is made of both engines')
  return createDatabase(url)
}

async function restore(): Promise<Settings> {
  const url = await startServer()
  // It makes the roles that the dump grants to.
  await withFolder((folder) => runCommand(folder, ['verify'], { settings: { DATABASE_URL: url } }))
  const empty = await createDatabase(url)
  execFileSync(program('pg_restore'), ['--exit-on-error', `--dbname=${empty}`, join(kept, 'server.dump')])
  return { DATABASE_URL: empty }
}

function program(name: string): string {
  return join(postgresFolder() ?? '', name)
}

/** The handbooks and the paragraphs of the questions, or what the generator makes. */
async function index(dataDir: string, settings: Settings): Promise<void> {
  const handbook = dataFolder === undefined ? '' : join(dataFolder, 'handbook')
  await withFolder(async (folder) => {
    const corpus = join(folder, 'corpus.jsonl')
    writeFileSync(corpus, toJsonLines(createTexts(dataFolder).paragraphs(479)))
    for (const path of [corpus, ...(existsSync(handbook) ? [handbook] : [])])
      await runCommand(folder, ['index', path], { settings: { ...settings, DATA_DIR: dataDir } })
  })
}

/** On a copy: what is asked is written down, too. */
async function askCopy(name: string, settings: Settings): Promise<readonly Answer[]> {
  return withFolder(async (folder) => {
    cpSync(join(kept, name), join(folder, 'data'), { recursive: true })
    return ask(join(folder, 'data'), settings)
  })
}

async function ask(dataDir: string, settings: Settings): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  await withFolder(async (folder) => {
    const house = await startHouse(folder, { ...settings, DATA_DIR: dataDir })
    try {
      for (const question of questions()) answers.push(await askOne(house, question))
    } finally {
      await house.stop()
    }
  })
  return answers
}

function questions(): readonly string[] {
  const texts = createTexts(dataFolder)
  if (dataFolder === undefined) return texts.questions(200)
  const headings = readHeadings(join(dataFolder, 'handbook'), 60)
  return [
    ...texts.questions(200 - 40 - headings.length),
    ...readQuestions(dataFolder, 'questions.jsonl', 20, ({ is_impossible }) => is_impossible === true),
    ...readQuestions(dataFolder, 'offcorpus.jsonl', 20),
    ...headings.map((heading) => `What does the handbook say about ${heading}?`),
  ]
}

async function askOne({ url }: House, question: string): Promise<Answer> {
  const id = randomUUID()
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ client_message_id: randomUUID(), device_id: 'bench', content_markdown: question })
  const asked = await fetch(`${url}/api/v2/conversations/${id}/messages`, { method: 'POST', headers, body })
  if (!asked.ok) throw new Error(`"${question}" was answered ${asked.status}: ${await asked.text()}`)
  let answer: { kind: string; display_markdown: string; citations: readonly unknown[] } | undefined
  const look = async () => {
    const response = await fetch(`${url}/api/v2/conversations/${id}/messages`, { headers })
    const { messages } = (await response.json()) as { messages: ({ role: string } & NonNullable<typeof answer>)[] }
    answer = messages.find(({ role }) => role === 'assistant')
    return answer !== undefined
  }
  if (!(await waitUntil(look, patienceMs)) || !answer) throw new Error(`"${question}" got no answer in 30 s`)
  return { question, kind: answer.kind, shown: steady(answer.display_markdown), citations: steady(answer.citations) }
}

/** Without ids, this run's address and folder, signed links and dates of indexing. */
function steady<T>(value: T): T {
  const text = JSON.stringify(value)
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .replaceAll(/http:\/\/127\.0\.0\.1:\d+\/source\/[\w.~-]+/g, '<link>')
    .replaceAll(/[^"\s]*bench-\w{6}\//g, '<folder>/')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
  return JSON.parse(text) as T
}

function write(name: string, answers: readonly Answer[]): void {
  writeFileSync(join(kept, `${name}.json`), JSON.stringify(answers, null, 1))
  const grounded = answers.filter(({ citations }) => citations.length > 0).length
  process.stdout.write(`${name}: ${answers.length} answers kept, ${grounded} of them with citations\n`)
}

function read(name: string): readonly Answer[] {
  return JSON.parse(readFileSync(join(kept, `${name}.json`), 'utf8')) as readonly Answer[]
}

function compare(where: string, before: readonly Answer[], now: readonly Answer[]): readonly string[] {
  return before.flatMap((old, i) => {
    const [a, b] = [JSON.stringify(old, null, 1), JSON.stringify(now[i], null, 1)]
    return a === b ? [] : [`${where}: ${old.question}\n- ${a}\n+ ${b}`]
  })
}
