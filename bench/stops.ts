// Postgres and Redis stopped under ten questions a second, ten times each and in every way a server stops: the process
// lives, refuses meanwhile what it cannot store, and every question has its one answer soon after the server is back.
import { setTimeout as pause } from 'node:timers/promises'
import { askThrough, type Outcome } from '../tests/process/questions.ts'
import { botToken, signingSecret, writeNotes } from '../tests/process/team.ts'
import { createPostgres, createRedis, type TestServer } from '../tests/servers.ts'
import { createSlackStandIn } from '../tests/stand-ins/slack.ts'
import { judge, notMeasured } from './figures.ts'
import { type House, runCommand, startHouse, stopBarMs, withFolder } from './house.ts'
import type { Benchmark, Row } from './types.ts'

const perSecond = 10
const times = 10
const barMs = 30_000
const downMs = [0, 1_000, 3_000, 6_000]

const killed = (signal: NodeJS.Signals) => async (server: TestServer, time: number) => {
  await server.stop(signal)
  await pause(downMs[time % downMs.length])
  await server.start()
}
const halted = async (server: TestServer, time: number) => {
  server.halt()
  await pause(3_000 + 2_000 * (time % 4))
  server.go()
}

interface Way {
  readonly what: string
  readonly server: 'postgres' | 'redis'
  readonly redis?: readonly string[]
  readonly strike: (server: TestServer, time: number) => Promise<void>
}

const ways: readonly Way[] = [
  { what: 'Postgres, kill -9', server: 'postgres', strike: killed('SIGKILL') },
  { what: 'Postgres, stopped immediately', server: 'postgres', strike: killed('SIGQUIT') },
  { what: 'Postgres, stopped fast', server: 'postgres', strike: killed('SIGINT') },
  { what: 'Postgres, standing still for 3 to 9 s', server: 'postgres', strike: halted },
  {
    what: 'Postgres, kill -9, jobs in Redis',
    server: 'postgres',
    redis: ['--appendonly', 'no'],
    strike: killed('SIGKILL'),
  },
  {
    what: 'Redis with its log on disk, kill -9',
    server: 'redis',
    redis: ['--appendonly', 'yes', '--appendfsync', 'everysec'],
    strike: killed('SIGKILL'),
  },
  {
    what: 'Redis that keeps nothing, kill -9',
    server: 'redis',
    redis: ['--appendonly', 'no'],
    strike: killed('SIGKILL'),
  },
  { what: 'Redis, standing still for 3 to 9 s', server: 'redis', redis: ['--appendonly', 'no'], strike: halted },
]

export const stops: Benchmark = {
  name: 'stops',
  async run() {
    const only = process.env.STOPS
    const rows: Row[] = []
    for (const way of ways) {
      if (only && !way.what.includes(only)) continue
      process.stderr.write(`  ${way.what}\n`)
      rows.push(...(await withFolder((folder) => stopTenTimes(folder, way))))
    }
    return rows
  },
}

async function stopTenTimes(folder: string, way: Way): Promise<readonly Row[]> {
  const postgres = await createPostgres()
  const redis = way.redis ? await createRedis(way.redis) : null
  const server = way.server === 'postgres' ? postgres : redis
  const slack = await createSlackStandIn({ botToken })
  let house: House | undefined
  try {
    if (!postgres || !server) return [notMeasured(way.what, 'lost 0, doubled 0', 'its servers are not installed')]
    const settings = {
      DATABASE_URL: postgres.url,
      ...(redis && { REDIS_URL: redis.url }),
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_BOT_TOKEN: botToken,
      SLACK_API_URL: slack.apiUrl,
    }
    await runCommand(folder, ['index', writeNotes()], { settings })
    house = await startHouse(folder, settings)
    const outcomes: Outcome[] = []
    for (let time = 0; time < times; time += 1) {
      const outcome = await askThrough(house, slack, perSecond, () => way.strike(server, time))
      process.stderr.write(`    ${JSON.stringify(outcome)}\n`)
      outcomes.push(outcome)
    }
    return toRows(way.what, outcomes, await house.stop())
  } finally {
    await house?.stop().catch(() => {})
    await slack.close()
    await redis?.remove()
    await postgres?.remove()
  }
}

function toRows(what: string, outcomes: readonly Outcome[], stopMs: number): readonly Row[] {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0)
  const [lost, doubled, failed] = [
    sum((one) => one.lost + one.untaken),
    sum((one) => one.doubled),
    sum((one) => one.failed),
  ]
  const slowestMs = Math.max(...outcomes.map((one) => one.slowestMs))
  const refused = outcomes.flatMap((one) => Object.keys(one.refused)).filter((status) => status !== '503')
  return [
    {
      what: `${what}, ${outcomes.length} times under ${perSecond} questions/s`,
      figure: `of ${sum((one) => one.asked)} lost ${lost}, doubled ${doubled}, given up ${failed}`,
      bar: 'none',
      verdict: judge(lost + doubled + failed === 0),
    },
    {
      what: '   all answered after its return',
      figure: `${(slowestMs / 1000).toFixed(1)} s at most`,
      bar: `≤ ${barMs / 1000} s`,
      verdict: judge(slowestMs <= barMs),
    },
    {
      what: '   refused meanwhile',
      figure: `${sum((one) => Object.values(one.refused).reduce((all, count) => all + count, 0))} times${refused.length > 0 ? `, also with ${[...new Set(refused)].join(', ')}` : ''}`,
      bar: 'with 503 only',
      verdict: judge(refused.length === 0),
    },
    {
      what: '   stopped after SIGTERM',
      figure: `${(stopMs / 1000).toFixed(1)} s`,
      bar: `≤ ${stopBarMs / 1000} s`,
      verdict: judge(stopMs <= stopBarMs),
    },
  ]
}
