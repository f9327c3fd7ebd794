// Slack as the benchmarks need it, on loopback: it answers at once and writes down when each thread got its replies.
// Everybody is a member of every channel, which are all public. Refuses the methods that nobody needs there.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { render } from '../src/bots/slack/render/render.ts'
import { draftCard } from '../src/desk/ask/card.ts'
import { eventBody, signHeaders } from '../tests/stand-ins/slack.ts'
import { tellPeople } from '../tests/stand-ins/slack-people.ts'

const signingSecret = 'bench-signing-secret'
const botToken = 'xoxb-bench'

export interface Thread {
  readonly askedAt: number
  /** How many messages stand in the thread; an update changes one and adds none. */
  posts: number
  /** When anything stood there, be it that the bot is at work. */
  firstAt?: number
  /** When the answer stood there, in `performance.now()` milliseconds; undefined while there is none. */
  finalAt?: number
  /** Whether that is an answer with sources, and no "I don't know". */
  hasSources?: boolean
}

export interface SlackClock {
  /** What ragbot is started with to talk to it. */
  readonly settings: Readonly<Record<string, string>>
  readonly threads: ReadonlyMap<string, Thread>
  /** Sends a mention as Slack would to the process at `url` and resolves when it is acknowledged. */
  ask(url: string, channel: string, question: string): Promise<{ readonly ts: string; readonly ackMs: number }>
  /** Resolves with true once every thread has its answer, false after `waitMs`. */
  allAnswered(waitMs: number): Promise<boolean>
  close(): Promise<void>
}

export async function startSlackClock(): Promise<SlackClock> {
  const threads = new Map<string, Thread>()
  const threadOfPost = new Map<string, Thread>()
  const placeholder = JSON.stringify(render(draftCard('', '')).payload.blocks)
  const firstSecond = Math.floor(Date.now() / 1000)
  const nobody = new Map()
  const told = tellPeople({
    people: nobody,
    conversations: nobody,
    members: nobody,
    botUserId: 'U0BOT',
    has: () => true,
  })
  let asked = 0
  let posted = 0
  let listener: () => void = () => {}

  function settle(thread: Thread | undefined, blocks: string | null): void {
    if (thread && blocks !== placeholder) {
      thread.finalAt = performance.now()
      thread.hasSources = blocks?.includes('"Sources"') ?? false
    }
    listener()
  }

  function answer(method: string, form: URLSearchParams): Record<string, unknown> {
    const thread = threads.get(form.get('thread_ts') ?? '')
    switch (method) {
      case 'auth.test':
        return { ok: true, user_id: 'U0BOT', team_id: 'T1', bot_id: 'B0BOT' }
      case 'users.info':
        return told.userInfo(form.get('user') ?? '')
      case 'users.list':
        return told.userList(Object.fromEntries(form))
      case 'conversations.info':
        return told.conversationInfo(form.get('channel') ?? '')
      case 'conversations.members':
        return told.membersOf(form.get('channel') ?? '', Object.fromEntries(form))
      case 'chat.postMessage': {
        posted += 1
        const ts = `${firstSecond}.9${String(posted).padStart(5, '0')}`
        if (thread) {
          thread.posts += 1
          thread.firstAt ??= performance.now()
          threadOfPost.set(ts, thread)
        }
        settle(thread, form.get('blocks'))
        return { ok: true, ts, channel: form.get('channel') }
      }
      case 'chat.update':
        settle(threadOfPost.get(form.get('ts') ?? ''), form.get('blocks'))
        return { ok: true, ts: form.get('ts'), channel: form.get('channel') }
      default:
        return { ok: false, error: 'unknown_method' }
    }
  }

  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await readBody(request))
    const result = answer((request.url ?? '').replace('/api/', ''), form)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  return {
    settings: {
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_BOT_TOKEN: botToken,
      SLACK_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    },
    threads,
    async ask(url, channel, question) {
      asked += 1
      const ts = `${firstSecond}.${String(asked).padStart(6, '0')}`
      const event = { type: 'app_mention', channel, user: 'U1', ts, event_ts: ts, text: `<@U0BOT> ${question}` }
      const body = eventBody(event, { event_id: `Ev${ts}` })
      const headers = signHeaders(body, signingSecret, Date.now())
      const askedAt = performance.now()
      threads.set(ts, { askedAt, posts: 0 })
      const response = await fetch(`${url}/webhooks/slack`, { method: 'POST', headers, body })
      await response.arrayBuffer()
      if (response.status !== 200) throw new Error(`the webhook answered ${response.status}`)
      return { ts, ackMs: performance.now() - askedAt }
    },
    allAnswered(waitMs) {
      const isDone = () => [...threads.values()].every(({ finalAt }) => finalAt !== undefined)
      return new Promise((resolve) => {
        const finish = (result: boolean) => {
          clearTimeout(timer)
          listener = () => {}
          resolve(result)
        }
        const timer = setTimeout(() => finish(isDone()), waitMs)
        listener = () => isDone() && finish(true)
        listener()
      })
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
