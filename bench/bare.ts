// What a question costs beside the least that answers one (`bare-bot.ts`): both on Postgres and Redis, with the same passages
// of the handbooks and the questions that people ask of them, in turn in one run. The ratio is what counts. And what becomes
// of more questions than it can answer.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { createPostgres, createRedis } from '../tests/servers.ts'
import { costsOf, judge, notMeasured, percentileOf, spread } from './figures.ts'
import { runCommand, startHouse, withFolder } from './house.ts'
import { atRate } from './rate.ts'
import { createDatabase } from './scale.ts'
import { type SlackClock, startSlackClock } from './slack.ts'
import type { Benchmark, Context, Row } from './types.ts'

const bars = { p50: 1.5, sustained: 0.5, perSecond: 60, ackMs: 100 }
const rates = [20, 30, 40, 50, 60, 80, 100, 130, 160, 200]
const secondsEach = 8
const slowMs = 1_000
const much = { perSecond: 100, seconds: 60, patienceMs: 600_000 }
const channels = 20

type Servers = Readonly<Record<'DATABASE_URL' | 'REDIS_URL', string>>
interface Bot {
  readonly url: string
  readonly slack: SlackClock
}
interface Measured {
  readonly ackMs: readonly number[]
  readonly tookMs: readonly number[]
  readonly unanswered: number
}

export const bare: Benchmark = {
  name: 'bare',
  run: (context) => onHandbooks(context, 'beside a bare bot', compare),
}

export const overload: Benchmark = {
  name: 'overload',
  run: (context) => onHandbooks(context, 'more than can be answered', flood),
}

/** With the handbooks indexed. */
async function onHandbooks(
  context: Context,
  what: string,
  measure: (folder: string, servers: Servers, questions: readonly string[]) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const questions = readQuestions(context)
  if (questions === null) return [notMeasured(what, '', 'the handbooks are not in BENCH_DATA')]
  const postgres = await createPostgres()
  const redis = await createRedis(['--appendonly', 'no'])
  try {
    if (!postgres || !redis) return [notMeasured(what, '', 'its servers are not installed')]
    const servers = { DATABASE_URL: postgres.url, REDIS_URL: redis.url }
    return await withFolder(async (folder) => {
      await runCommand(folder, ['index', join(context.dataFolder!, 'handbook')], { settings: servers })
      return measure(folder, servers, questions)
    })
  } finally {
    await redis?.remove()
    await postgres?.remove()
  }
}

/** Those of the exam about the handbooks, in an order that does not go page by page; null without the handbooks. */
function readQuestions({ dataFolder }: Context): readonly string[] | null {
  if (dataFolder === undefined || !existsSync(join(dataFolder, 'handbook'))) return null
  const lines = readFileSync(join(import.meta.dirname, '..', 'eval', 'exam', 'exam.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const all = lines.map((line) => JSON.parse(line) as { readonly handbook: string; readonly text: string })
  const asked = all.filter(({ handbook }) => handbook.endsWith('-handbook')).map(({ text }) => text)
  return asked.map((_, i) => asked[(i * 37) % asked.length]!)
}

async function compare(folder: string, servers: Servers, questions: readonly string[]): Promise<readonly Row[]> {
  const passages = await createDatabase(servers.DATABASE_URL)
  const count = await copyPassages(servers.DATABASE_URL, passages)
  const slacks = [await startSlackClock(), await startSlackClock()] as const
  const house = await startHouse(folder, { ...servers, ...slacks[0].settings })
  const bot = await startBare({ ...servers, DATABASE_URL: passages, ...slacks[1].settings })
  const [own, other] = [
    { url: house.url, slack: slacks[0] },
    { url: bot.url, slack: slacks[1] },
  ] as const
  try {
    const steady = [await steadily([own, other], questions), await steadily([other, own], questions)] as const
    const [ownMs, otherMs] = [
      [...steady[0][0]!, ...steady[1][1]!],
      [...steady[0][1]!, ...steady[1][0]!],
    ]
    const ratio = percentileOf(ownMs, 50) / percentileOf(otherMs, 50)
    const [ownRate, otherRate] = [await sustained(own, questions), await sustained(other, questions)]
    return [
      {
        what: `${count} passages, 10 questions/s: question → posted`,
        figure: spread(ownMs),
        costs: costsOf(ownMs),
      },
      { what: '   the bare bot', figure: spread(otherMs), costs: costsOf(otherMs) },
      {
        what: '   p50 ÷ its',
        figure: ratio.toFixed(2),
        bar: `≤ ${bars.p50}`,
        verdict: judge(ratio <= bars.p50),
        costs: { ratio },
      },
      {
        what: `   sustained with p95 ≤ ${slowMs / 1_000} s, ÷ the bare bot's`,
        figure: `${ownRate} / ${otherRate} a second`,
        bar: `≥ ${bars.sustained}, ≥ ${bars.perSecond} a second`,
        verdict: judge(ownRate >= bars.sustained * otherRate && ownRate >= bars.perSecond),
        gains: { perSecond: ownRate },
      },
    ]
  } finally {
    await house.stop()
    bot.stop()
    await Promise.all(slacks.map((slack) => slack.close()))
  }
}

async function flood(folder: string, servers: Servers, questions: readonly string[]): Promise<readonly Row[]> {
  const slack = await startSlackClock()
  const house = await startHouse(folder, { ...servers, ...slack.settings })
  try {
    const asked = repeated(questions, much.perSecond * much.seconds)
    const { ackMs, unanswered } = await ask({ url: house.url, slack }, asked, much.perSecond, much.patienceMs)
    return [
      {
        what: `${much.perSecond} questions/s for ${much.seconds} s: ack`,
        figure: spread(ackMs),
        bar: `p99 ≤ ${bars.ackMs} ms`,
        verdict: judge(percentileOf(ackMs, 99) <= bars.ackMs),
        costs: costsOf(ackMs),
      },
      {
        what: '   then answered',
        figure: `${asked.length - unanswered} of ${asked.length}`,
        bar: 'all',
        verdict: judge(unanswered === 0),
      },
    ]
  } finally {
    await house.stop()
    await slack.close()
  }
}

/** The same passages as ragbot's, with what Postgres makes of them. @returns how many */
async function copyPassages(from: string, to: string): Promise<number> {
  const [source, target] = [new pg.Client({ connectionString: from }), new pg.Client({ connectionString: to })]
  await Promise.all([source.connect(), target.connect()])
  try {
    const { rows } = await source.query<{ text: string }>('select text from chunks where length(text) > 0')
    await target.query(`create table passages (text text not null, terms tsvector not null)`)
    await target.query(
      `insert into passages select text, to_tsvector('english', text) from unnest($1::text[]) as texts (text)`,
      [rows.map(({ text }) => text)],
    )
    await target.query('create index on passages using gin (terms)')
    await target.query('vacuum (analyze) passages')
    return rows.length
  } finally {
    await Promise.all([source.end(), target.end()])
  }
}

async function startBare(settings: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-bot.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...settings },
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (line: Buffer) => resolve(line.toString().trim()))
    child.once('close', () => reject(new Error('the bare bot ended')))
  })
  return { url, stop: () => void child.kill('SIGKILL') }
}

/** One after the other, so that neither waits for the other's work. @returns the times of each */
async function steadily(bots: readonly Bot[], questions: readonly string[]): Promise<readonly (readonly number[])[]> {
  const times: (readonly number[])[] = []
  for (const bot of bots) times.push((await ask(bot, repeated(questions, 10 * 15), 10, 60_000)).tookMs)
  return times
}

/** The highest of the rates at which 95 of 100 answers come in time. */
async function sustained(bot: Bot, questions: readonly string[]): Promise<number> {
  let best = 0
  for (const rate of rates) {
    const { tookMs, unanswered } = await ask(bot, repeated(questions, rate * secondsEach), rate, 60_000)
    if (unanswered > 0 || percentileOf(tookMs, 95) > slowMs) return best
    best = rate
    await pause(500)
  }
  return best
}

async function ask(
  { url, slack }: Bot,
  questions: readonly string[],
  perSecond: number,
  patienceMs: number,
): Promise<Measured> {
  const acks = await atRate(questions, perSecond, (question, i) => slack.ask(url, `C${i % channels}`, question))
  await slack.allAnswered(patienceMs)
  const threads = acks.map(({ ts }) => slack.threads.get(ts)!)
  const tookMs = threads.flatMap(({ askedAt, finalAt }) => (finalAt === undefined ? [] : [finalAt - askedAt]))
  return { ackMs: acks.map(({ ackMs }) => ackMs), tookMs, unanswered: threads.length - tookMs.length }
}

const repeated = (questions: readonly string[], count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => questions[i % questions.length]!)
