// A team that goes on asking, ten times a second or so, while a server is stopped under ragbot: delivers again what is not
// taken, as Slack does, and counts what became of each question. Shared by the tests and the benchmark of stops.
import { setTimeout as pause } from 'node:timers/promises'
import { render } from '../../src/bots/slack/render/render.ts'
import { draftCard } from '../../src/desk/ask/card.ts'
import { eventBody, type SlackStandIn, signHeaders } from '../stand-ins/slack.ts'
import { mention, signingSecret } from './team.ts'

export interface Outcome {
  readonly asked: number
  /** Deliveries that were answered with something else than 200, by status; `late` are those that took over 3 s. */
  readonly refused: Readonly<Record<string, number>>
  /** Not acknowledged within a minute, though delivered again and again. */
  readonly untaken: number
  /** Acknowledged, and without an answer long after the server was back. */
  readonly lost: number
  readonly doubled: number
  /** Given up in words: the answer says that something went wrong. */
  readonly failed: number
  /** From the server's return to the last answer to what was acknowledged before it. */
  readonly slowestMs: number
}

/** Slack waits for 3 s: https://docs.slack.dev/apis/events-api/#error-handling */
const slackWaitsMs = 3_000
const patienceMs = 60_000
const deliverAgainMs = 3_000
const lead = { beforeMs: 2_000, afterMs: 2_000 }

/** Not what one person is told beside it: why little is answered from, or that nobody works. Reasons carry their trace. */
const isReply = ({ user, content }: SlackStandIn['posts'][number]) =>
  user === undefined || JSON.stringify(content).includes('Trace')

/**
 * @param strike stops a server and starts it again; resolves when it is back
 * @param answeredWithinMs what has no answer so long after that is lost
 * @param question the event of each, counted from 0
 */
export async function askThrough(
  house: { readonly url: string },
  slack: SlackStandIn,
  perSecond: number,
  strike: () => Promise<void>,
  answeredWithinMs = patienceMs,
  question: (number: number) => Record<string, unknown> = (number) =>
    mention('Who approves travel expenses?', { channel: `C${number % 20}` }),
): Promise<Outcome> {
  const placeholder = JSON.stringify(render(draftCard('', '')).payload.blocks)
  const refused: Record<string, number> = {}
  const ackedAt = new Map<string, number>()
  const answeredAt = new Map<string, number>()
  const deliveries: Promise<void>[] = []
  let isAsking = true

  async function ask(number: number): Promise<void> {
    const event = question(number)
    const body = eventBody(event)
    const until = performance.now() + patienceMs
    while (performance.now() < until) {
      const status = await fetch(`${house.url}/webhooks/slack`, {
        method: 'POST',
        headers: signHeaders(body, signingSecret, Date.now()),
        body,
        signal: AbortSignal.timeout(slackWaitsMs),
      }).then(
        async (response) => {
          await response.body?.cancel()
          return String(response.status)
        },
        (error: Error) => (error.name === 'TimeoutError' ? 'late' : 'no connection'),
      )
      if (status === '200') return void ackedAt.set(String(event.ts), performance.now())
      refused[status] = (refused[status] ?? 0) + 1
      await pause(deliverAgainMs)
    }
  }
  async function askOn(): Promise<void> {
    const from = performance.now()
    for (let number = 0; isAsking; number += 1) {
      deliveries.push(ask(number))
      await pause(Math.max(0, from + ((number + 1) * 1_000) / perSecond - performance.now()))
    }
  }
  const finals = (ts: string) =>
    slack.posts
      .filter(isReply)
      .filter(({ threadTs, content }) => threadTs === ts && JSON.stringify(content.blocks) !== placeholder)
  function look(): void {
    for (const ts of ackedAt.keys())
      if (!answeredAt.has(ts) && finals(ts).length > 0) answeredAt.set(ts, performance.now())
  }

  const first = slack.posts.length
  const asking = askOn()
  await pause(lead.beforeMs)
  await strike()
  const backAt = performance.now()
  await pause(lead.afterMs)
  isAsking = false
  await asking
  await Promise.all(deliveries)
  const until = performance.now() + answeredWithinMs
  for (look(); answeredAt.size < ackedAt.size && performance.now() < until; look()) await pause(50)
  // A second answer would come after the first.
  await pause(2_000)
  const threads = slack.posts
    .slice(first)
    .filter(isReply)
    .map(({ threadTs = '' }) => threadTs)
  const before = [...ackedAt].filter(([, at]) => at < backAt).map(([ts]) => answeredAt.get(ts) ?? until)
  return {
    asked: deliveries.length,
    refused,
    untaken: deliveries.length - ackedAt.size,
    lost: ackedAt.size - answeredAt.size,
    doubled: threads.length - new Set(threads).size,
    failed: slack.posts.slice(first).filter(({ content }) => JSON.stringify(content).includes('went wrong')).length,
    slowestMs: Math.max(0, ...before.map((at) => at - backAt)),
  }
}
