// A team's Slack on Postgres and Redis: from a mention to the first sign and to the answer, one at a time; thirty mentions a
// second and their acks; and 30,000 events over HTTP and Socket Mode, one in five delivered again, each question answered
// once and in its thread's order.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mention, signingSecret } from '../tests/process/team.ts'
import { createPostgres, createRedis } from '../tests/servers.ts'
import { createSlackStandIn, eventBody, type SlackStandIn, signHeaders } from '../tests/stand-ins/slack.ts'
import { costsOf, judge, notMeasured, percentileOf, spread } from './figures.ts'
import { type House, runCommand, startHouse, withFolder } from './house.ts'
import { atRate, waitUntil } from './rate.ts'
import { startSlackClock } from './slack.ts'
import { toJsonLines } from './texts.ts'
import type { Benchmark, Context, Row } from './types.ts'

const paragraphs = 500
const perSecond = 30
const seconds = 20
const barsMs = { ack: 200, first: 1_000, final: 1_500 }
const events = Number(process.env.SLACK_EVENTS ?? 30_000)
const eventsPerSecond = 100
/** Of these one asks; the others are people talking. */
const eventsPerQuestion = 10
const threads = 100
const appToken = 'xapp-bench'

export const slackTeam: Benchmark = {
  name: 'slack',
  run: (context) => onServers('Slack', (folder, servers) => measureAcks(folder, servers, context)),
}

export const slackEvents: Benchmark = {
  name: 'slack-events',
  run: () => onServers('Slack events', measureEvents),
}

type Servers = Readonly<Record<string, string>>

async function onServers(what: string, measure: (folder: string, servers: Servers) => Promise<readonly Row[]>) {
  const postgres = await createPostgres()
  const redis = await createRedis(['--appendonly', 'no'])
  try {
    if (!postgres || !redis) return [notMeasured(what, 'see docs/benchmarks.md', 'its servers are not installed')]
    return await withFolder((folder) => measure(folder, { DATABASE_URL: postgres.url, REDIS_URL: redis.url }))
  } finally {
    await redis?.remove()
    await postgres?.remove()
  }
}

async function measureAcks(folder: string, servers: Servers, { texts }: Context): Promise<readonly Row[]> {
  const file = join(folder, 'corpus.jsonl')
  writeFileSync(file, toJsonLines(texts.paragraphs(paragraphs)))
  await runCommand(folder, ['index', file], { settings: servers })
  const slack = await startSlackClock()
  const house = await startHouse(folder, { ...servers, ...slack.settings })
  try {
    const alone: string[] = []
    for (const [i, question] of texts.questions(100).entries()) {
      alone.push((await slack.ask(house.url, `C${i % 20}`, question)).ts)
      await slack.allAnswered(30_000)
    }
    const loaded = await atRate(texts.questions(perSecond * seconds), perSecond, (question, i) =>
      slack.ask(house.url, `C${i % 20}`, question),
    )
    await slack.allAnswered(120_000)
    const after = (asked: readonly string[], what: 'firstAt' | 'finalAt') =>
      asked.flatMap((ts) => {
        const thread = slack.threads.get(ts)!
        return thread[what] === undefined ? [] : [thread[what] - thread.askedAt]
      })
    const [firstMs, finalMs] = [after(alone, 'firstAt'), after(alone, 'finalAt')]
    const ackMs = loaded.map((one) => one.ackMs)
    const under = loaded.map(({ ts }) => ts)
    return [
      {
        what: 'Slack, Postgres and Redis: mention → first sign, one at a time',
        figure: spread(firstMs),
        bar: `p95 ≤ ${barsMs.first} ms`,
        verdict: judge(percentileOf(firstMs, 95) <= barsMs.first),
        costs: costsOf(firstMs),
      },
      {
        what: '   → answer',
        figure: spread(finalMs),
        bar: `p95 ≤ ${barsMs.final} ms`,
        verdict: judge(percentileOf(finalMs, 95) <= barsMs.final),
        costs: costsOf(finalMs),
      },
      {
        what: `   ${perSecond} mentions/s: ack`,
        figure: spread(ackMs),
        bar: `p99 ≤ ${barsMs.ack} ms`,
        verdict: judge(percentileOf(ackMs, 99) <= barsMs.ack),
        costs: costsOf(ackMs),
      },
      { what: '   under this load: first sign', figure: spread(after(under, 'firstAt')) },
      { what: '   … answer', figure: spread(after(under, 'finalAt')) },
      {
        what: '   answered once',
        figure: `${under.filter((ts) => slack.threads.get(ts)?.posts === 1).length} of ${under.length}`,
        bar: 'all',
        verdict: judge(under.every((ts) => slack.threads.get(ts)?.posts === 1)),
      },
    ]
  } finally {
    await house.stop()
    await slack.close()
  }
}

async function measureEvents(folder: string, servers: Servers): Promise<readonly Row[]> {
  const note = join(folder, 'rooms.md')
  const rooms = Array.from({ length: 50 }, (_, n) => `The code of room ${n} is ${n * 7919}.`)
  writeFileSync(note, `# Rooms\n\n${rooms.join('\n\n')}\n`)
  await runCommand(folder, ['index', note], { settings: servers })
  const slack = await createSlackStandIn({ botToken: 'xoxb-bench', appToken })
  const house = await startHouse(folder, {
    ...servers,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: slack.apiUrl,
  })
  try {
    if (!(await waitUntil(() => slack.socket.open > 0, 30_000))) throw new Error('no connection of Socket Mode came')
    const refused = await deliverAll(house, slack)
    const questions = events / eventsPerQuestion
    const answersOf = () => slack.posts.filter(({ user }) => user === undefined)
    const from = performance.now()
    await waitUntil(() => answersOf().length >= questions, 600_000)
    const drainedMs = performance.now() - from
    // A second answer would come after the first.
    await waitUntil(() => answersOf().length > questions, 5_000)
    const [lost, doubled, disordered] = compare(answersOf(), questions)
    return [
      {
        what: `Slack, ${events.toLocaleString('en')} events over HTTP and Socket Mode, one in five again`,
        figure: `of ${questions} questions lost ${lost}, doubled ${doubled}, out of order ${disordered}; not taken ${refused}`,
        bar: 'lost 0, doubled 0, out of order 0',
        verdict: judge(lost + doubled + disordered + refused === 0),
      },
      { what: '   the last answer after the last event', figure: `${(drainedMs / 1_000).toFixed(1)} s` },
    ]
  } finally {
    await house.stop()
    await slack.close()
  }
}

const roomOf = (question: number) => question % 50
/** Three close after each other in one thread. */
const threadOf = (question: number) => Math.floor(question / 3) % threads

/** The n-th event: one in ten asks in one of the threads, the others are people talking. */
function eventAt(n: number): Record<string, unknown> {
  const ts = `${1_790_000_000 + n}.000100`
  if (n % eventsPerQuestion !== 0)
    return {
      type: 'message',
      channel: `C${n % 20}`,
      channel_type: 'channel',
      user: 'U1',
      ts,
      event_ts: ts,
      text: `talk ${n}`,
    }
  const question = n / eventsPerQuestion
  const thread = threadOf(question)
  const thread_ts = `${1_780_000_000 + thread}.000100`
  return mention(`What is the code of room ${roomOf(question)}?`, {
    channel: `C${thread % 20}`,
    ts,
    event_ts: ts,
    thread_ts,
  })
}

/** @returns how many were not acknowledged */
async function deliverAll(house: House, slack: SlackStandIn): Promise<number> {
  const deliver = async (n: number, retry: number): Promise<boolean> => {
    const body = eventBody(eventAt(n), { event_id: `Ev${n}` })
    if (Math.floor(n / eventsPerQuestion) % 2 === 0)
      return (await slack.socket.deliver('events_api', JSON.parse(body), { retry, withinMs: 30_000 })) !== null
    const headers = {
      ...signHeaders(body, signingSecret, Date.now()),
      ...(retry > 0 && { 'x-slack-retry-num': String(retry) }),
    }
    const response = await fetch(`${house.url}/webhooks/slack`, { method: 'POST', headers, body })
    await response.arrayBuffer()
    return response.status === 200
  }
  const taken = await atRate(Array.from({ length: events }), eventsPerSecond, async (_, n) => {
    // Again at once, while the first is under way, or a little later.
    const again = Math.floor(n / eventsPerQuestion) % 5 === 0 ? [deliver(n, 1)] : []
    return (await Promise.all([deliver(n, 0), ...again])).every(Boolean)
  })
  return taken.filter((isTaken) => !isTaken).length
}

/** Lost, doubled, and answered after a later question of the same thread. */
function compare(answers: SlackStandIn['posts'], questions: number): readonly [number, number, number] {
  let [lost, doubled, disordered] = [0, 0, 0]
  for (let thread = 0; thread < threads; thread += 1) {
    const asked = Array.from({ length: questions }, (_, n) => n).filter((n) => threadOf(n) === thread)
    const given = answers.filter(({ threadTs }) => threadTs === `${1_780_000_000 + thread}.000100`)
    lost += Math.max(0, asked.length - given.length)
    doubled += Math.max(0, given.length - asked.length)
    for (const [i, question] of asked.entries())
      if (!JSON.stringify(given[i]?.content ?? '').includes(String(roomOf(question) * 7919))) disordered += 1
  }
  return [lost, doubled, disordered]
}
