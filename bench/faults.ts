// Slack out of order under load in every way that a platform is, a minute each, and a worker that stands still in the
// middle of sending beside one that goes on: every question has its one answer. FAULTS names some of the ways,
// FAULTS_SECONDS is how long each lasts.
import { setTimeout as pause } from 'node:timers/promises'
import { askThrough, type Outcome } from '../tests/process/questions.ts'
import { botToken, signingSecret, writeNotes } from '../tests/process/team.ts'
import { createPostgres } from '../tests/servers.ts'
import { createSlackStandIn, type Mishap, type SlackStandIn } from '../tests/stand-ins/slack.ts'
import { judge, notMeasured } from './figures.ts'
import { type House, runCommand, startHouse, withFolder } from './house.ts'
import type { Benchmark, Row } from './types.ts'

const perSecond = 3
const lastsMs = Number(process.env.FAULTS_SECONDS ?? 60) * 1_000
/** A lost post is looked for 55 s after it was sent at the latest, and what follows in its thread waits for it. */
const answeredWithinMs = 180_000
/** Longer than a lease lasts. */
const stillMs = 18_000

interface Way {
  readonly what: string
  readonly mishap: Mishap
}

const ways: readonly Way[] = [
  { what: 'Slack takes 12 s', mishap: { kind: 'slow', ms: 12_000 } },
  { what: 'Slack half open, nothing lands', mishap: { kind: 'hang' } },
  { what: 'Slack half open, all lands', mishap: { kind: 'hang', lands: true } },
  { what: 'Slack answers 500, nothing lands', mishap: { kind: 'status', status: 500 } },
  { what: 'Slack answers 500, all lands', mishap: { kind: 'status', status: 500, lands: true } },
  { what: 'Slack answers no JSON, nothing lands', mishap: { kind: 'body', body: '<html>' } },
  { what: 'Slack answers no JSON, all lands', mishap: { kind: 'body', body: '<html>', lands: true } },
  { what: 'Slack answers 429', mishap: { kind: 'rate-limit', retryAfterSeconds: 5 } },
  { what: 'Slack refuses the token', mishap: { kind: 'error', error: 'invalid_auth' } },
]
const stands = `A worker stands still for ${stillMs / 1_000} s`

export const faults: Benchmark = {
  name: 'faults',
  async run() {
    const only = process.env.FAULTS?.split(';')
    const isWanted = (what: string) => !only || only.some((name) => what.includes(name))
    const rows: Row[] = []
    for (const { what, mishap } of ways) {
      if (!isWanted(what)) continue
      rows.push(...(await measure(what, 1, (_, slack) => goWrong(slack, mishap))))
    }
    if (isWanted(stands)) rows.push(...(await measure(stands, 2, standStill)))
    return rows
  },
}

async function goWrong(slack: SlackStandIn, mishap: Mishap): Promise<void> {
  slack.plan(() => mishap)
  await pause(lastsMs)
  slack.plan(null)
}

/** Again and again while replies are on their way: Slack takes half a second for each. */
async function standStill([, other]: readonly House[], slack: SlackStandIn): Promise<void> {
  slack.plan(() => ({ kind: 'slow', ms: 500 }))
  for (let lastedMs = 0; lastedMs < lastsMs; lastedMs += stillMs + 2_000) {
    other?.halt()
    await pause(stillMs)
    other?.go()
    await pause(2_000)
  }
  slack.plan(null)
}

async function measure(
  what: string,
  processes: number,
  strike: (houses: readonly House[], slack: SlackStandIn) => Promise<void>,
): Promise<readonly Row[]> {
  process.stderr.write(`  ${what}\n`)
  return withFolder(async (folder) => {
    const postgres = await createPostgres()
    if (!postgres) return [notMeasured(what, 'lost 0, doubled 0', 'Postgres is not installed')]
    const slack = await createSlackStandIn({ botToken })
    const houses: House[] = []
    try {
      const settings = {
        DATABASE_URL: postgres.url,
        SLACK_SIGNING_SECRET: signingSecret,
        SLACK_BOT_TOKEN: botToken,
        SLACK_API_URL: slack.apiUrl,
      }
      await runCommand(folder, ['index', writeNotes()], { settings })
      for (let n = 0; n < processes; n += 1) houses.push(await startHouse(folder, settings))
      const outcome = await askThrough(houses[0]!, slack, perSecond, () => strike(houses, slack), answeredWithinMs)
      process.stderr.write(`    ${JSON.stringify(outcome)}\n`)
      return toRows(what, outcome)
    } finally {
      for (const house of houses) await house.stop().catch(() => {})
      await slack.close()
      await postgres.remove()
    }
  })
}

function toRows(what: string, { asked, untaken, lost, doubled, failed, slowestMs }: Outcome): readonly Row[] {
  return [
    {
      what: `${what}, ${lastsMs / 1_000} s under ${perSecond} questions/s`,
      figure: `of ${asked} lost ${lost + untaken}, doubled ${doubled}, given up ${failed}`,
      bar: 'none',
      verdict: judge(lost + untaken + doubled + failed === 0),
    },
    { what: '   all answered after that', figure: `${(slowestMs / 1000).toFixed(1)} s at most` },
  ]
}
