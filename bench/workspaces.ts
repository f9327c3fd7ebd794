// Two workspaces in one database, each with a process and tokens of its own, while Slack gives both the same team, channels
// and threads: a thousand questions each, with kill -9 in between. Each is answered once, by its own bot, from its own notes.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { askThrough, type Outcome } from '../tests/process/questions.ts'
import { mention, signingSecret } from '../tests/process/team.ts'
import { createPostgres, createRedis } from '../tests/servers.ts'
import { createSlackStandIn, type SlackStandIn } from '../tests/stand-ins/slack.ts'
import { judge, notMeasured } from './figures.ts'
import { type House, runCommand, startHouse, withFolder } from './house.ts'
import type { Benchmark, Row } from './types.ts'

const perSecond = 10
const questions = 1_000
const killEveryMs = 11_000
/** What the asking takes without the strikes: see tests/process/questions.ts. */
const aroundMs = 4_000
const facts = { north: 'Travel is approved by Ms Larsen.', south: 'Travel is approved by Mr Moreno.' }
type Name = keyof typeof facts

export const workspaces: Benchmark = {
  name: 'workspaces',
  async run() {
    const rows: Row[] = []
    for (const queues of ['Postgres', 'Redis'] as const) {
      process.stderr.write(`  jobs in ${queues}\n`)
      rows.push(await measure(queues))
    }
    return rows
  },
}

async function measure(queues: 'Postgres' | 'Redis'): Promise<Row> {
  const what = `two workspaces, the same thread ids, jobs in ${queues}`
  const bar = 'crossed 0, lost 0, doubled 0'
  const postgres = await createPostgres()
  const redis = await createRedis(['--appendonly', 'no'])
  try {
    if (!postgres || !redis) return notMeasured(what, bar, 'its servers are not installed')
    const servers = { DATABASE_URL: postgres.url, ...(queues === 'Redis' && { REDIS_URL: redis.url }) }
    const both = await Promise.all([run('north', servers), run('south', servers)])
    const sum = (of: (one: Ran) => number) => both.reduce((all, one) => all + of(one), 0)
    const lost = sum(({ outcome }) => outcome.lost + outcome.untaken)
    const doubled = sum(({ outcome }) => outcome.doubled)
    const failed = sum(({ outcome }) => outcome.failed)
    const crossed = sum((one) => one.crossed)
    return {
      what: `${what}, kill -9 ${sum(({ kills }) => kills)} times`,
      figure: `of ${sum(({ outcome }) => outcome.asked)} crossed ${crossed}, lost ${lost}, doubled ${doubled}, given up ${failed}`,
      bar,
      verdict: judge(crossed + lost + doubled + failed === 0),
    }
  } finally {
    await redis?.remove()
    await postgres?.remove()
  }
}

interface Ran {
  readonly outcome: Outcome
  readonly crossed: number
  readonly kills: number
}

const run = (name: Name, servers: Readonly<Record<string, string>>): Promise<Ran> =>
  withFolder(async (folder) => {
    const slack = await createSlackStandIn({ botToken: `xoxb-${name}` })
    const settings = {
      ...servers,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_BOT_TOKEN: `xoxb-${name}`,
      SLACK_API_URL: slack.apiUrl,
    }
    const note = join(folder, 'travel.md')
    writeFileSync(note, facts[name])
    const workspace = ['--workspace', name]
    await runCommand(folder, ['index', note, ...workspace], { settings })
    let house = await startHouse(folder, settings, workspace)
    const there = {
      get url() {
        return house.url
      },
    }
    let kills = 0
    const strike = async () => {
      const until = performance.now() + (questions / perSecond) * 1_000 - aroundMs
      // Not both at once.
      await pause(name === 'north' ? 0 : killEveryMs / 2)
      while (performance.now() < until - killEveryMs) {
        await pause(killEveryMs - 3_000)
        await house.kill()
        kills += 1
        house = await startHouse(folder, settings, workspace)
      }
      await pause(Math.max(0, until - performance.now()))
    }
    try {
      const outcome = await askThrough(there, slack, perSecond, strike, 60_000, sameForBoth)
      process.stderr.write(`    ${name}: ${JSON.stringify(outcome)}\n`)
      return { outcome, crossed: crossedIn(slack, name), kills }
    } finally {
      await (house as House).stop().catch(() => {})
      await slack.close()
    }
  })

/** The n-th question of both stands in the same thread of the same channel. */
const sameForBoth = (number: number) => {
  const ts = `1790000000.${String(number).padStart(6, '0')}`
  return mention('Who approves travel?', { channel: `C${number % 20}`, ts, event_ts: ts })
}

function crossedIn({ posts }: SlackStandIn, name: Name): number {
  const other = name === 'north' ? 'Moreno' : 'Larsen'
  return posts.filter(({ content }) => JSON.stringify(content).includes(other)).length
}
