// Socket Mode: keeps a connection to Slack open over which it delivers, and opens the next one before Slack closes this
// one. Slack may be out of reach for hours: nothing waits for it, and nothing that goes wrong here leaves this file but a
// line in the log and what `check` says. Several processes have a connection each (ten at most), and Slack spreads.
import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../../../errors.ts'
import type { Finding } from '../../../model.ts'
import type { PlatformHost } from '../../types.ts'
import { text } from '../json.ts'
import { slackErrorOf, toAppError } from '../send/errors.ts'
import type { SlackClient } from '../send/web-client.ts'
import { type Connection, openConnection, type Patience } from './connection.ts'
import type { Dispatch } from './dispatch.ts'

interface SocketOptions {
  /** With the app-level token. */
  readonly client: SlackClient
  readonly dispatch: Dispatch
  readonly log: PlatformHost['log']
  readonly patience?: Partial<SocketPatience>
}

interface SocketPatience extends Patience {
  /** Before another attempt, doubled with each that failed. */
  readonly firstRetryMs: number
  readonly longestRetryMs: number
  /** Before another attempt where a person has to change something. */
  readonly refusedRetryMs: number
  /** A connection over which Slack delivered for so long was a good one. */
  readonly steadyMs: number
  /** Slack delivers over the old connection for some seconds beside the new one. */
  readonly lingerMs: number
}

/** `check` waits so long for how the first attempt ends. */
const firstOutcomeMs = 3_000

const defaults: SocketPatience = {
  helloWithinMs: 20_000,
  pingEveryMs: 10_000,
  drainMs: 10_000,
  firstRetryMs: 1_000,
  longestRetryMs: 60_000,
  refusedRetryMs: 300_000,
  steadyMs: 30_000,
  lingerMs: 10_000,
}

export interface Socket {
  start(): void
  stop(): Promise<void>
  /** Whether a connection is there; before `start`, whether Slack would let us open one. */
  check(): Promise<Finding>
}

/** `isRefused`: a person has to change something, so there is no use in trying soon. */
interface Problem {
  readonly message: string
  readonly isRefused: boolean
  readonly retryAfterMs?: number
}

const wrongToken =
  'copy an app-level token with the scope connections:write (it begins with xapp-) from the app’s “Basic Information” page'

// https://docs.slack.dev/apis/events-api/using-socket-mode/#disconnect
const reasons: Readonly<Record<string, Problem>> = {
  link_disabled: {
    message: 'Socket Mode was turned off for the app: turn it on under “Socket Mode” at api.slack.com/apps',
    isRefused: true,
  },
  too_many_websockets: {
    message: 'Slack allows ten connections an app: run fewer processes with the role bots and this SLACK_APP_TOKEN',
    isRefused: true,
  },
}

function problemOf(cause: unknown): Problem {
  const error = toAppError(cause, 'read')
  const name = slackErrorOf(error)
  if (name !== undefined && (error.retry === 'refused' || error.retry === 'never'))
    return { message: `SLACK_APP_TOKEN was refused (${name}): ${wrongToken}`, isRefused: true }
  const { retryAfterMs } = error
  return { message: describeError(error), isRefused: false, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

const monotonic = () => performance.now()

export function createSocket({ client, dispatch, log, patience: own }: SocketOptions): Socket {
  const patience = { ...defaults, ...own }
  const connections = new Set<Connection>()
  const ready = new Set<Connection>()
  const timers = new Set<NodeJS.Timeout>()
  const told = new Set<string>()
  let isStarted = false
  let isStopped = false
  let failures = 0
  let problem: string | undefined
  const firstOutcome = Promise.withResolvers<void>()

  function later(work: () => void, afterMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      work()
    }, afterMs)
    timers.add(timer)
  }

  function again({ message, isRefused, retryAfterMs = 0 }: Problem): void {
    if (isStopped) return
    problem = message
    firstOutcome.resolve()
    const longest = Math.min(patience.firstRetryMs * 2 ** failures, patience.longestRetryMs)
    const waitMs = (isRefused ? patience.refusedRetryMs : Math.max(longest, retryAfterMs)) * (1 + Math.random() / 2)
    failures += 1
    if (!told.has(message))
      log.warn('slack: no connection for Socket Mode, trying again', { reason: message, waitMs: Math.round(waitMs) })
    told.add(message)
    later(connect, waitMs)
  }

  const askForUrl = async () => text({ ...(await client.apiCall('apps.connections.open', {})) }, 'url') ?? ''

  function connect(): void {
    askForUrl()
      .then(open)
      .catch((error: unknown) => again(problemOf(error)))
  }

  function open(url: string): void {
    if (isStopped) return
    let readyAt = Number.POSITIVE_INFINITY
    let isReplaced = false
    /** Once: by the next connection, now if this was a good one. */
    function replace(why: Problem): void {
      if (isReplaced) return
      isReplaced = true
      if (monotonic() - readyAt >= patience.steadyMs) {
        failures = 0
        told.clear()
        if (!why.isRefused && !isStopped) {
          connect()
          return
        }
      }
      again(why)
    }
    const connection = openConnection(
      url,
      dispatch,
      {
        ready() {
          readyAt = monotonic()
          ready.add(connection)
          firstOutcome.resolve()
        },
        leaving(reason) {
          replace(reasons[reason] ?? { message: `Slack closes the connection (${reason})`, isRefused: false })
          later(() => void connection.close(), patience.lingerMs)
        },
        closed(reason) {
          connections.delete(connection)
          ready.delete(connection)
          replace({ message: `the connection ended (${reason})`, isRefused: false })
        },
      },
      patience,
    )
    connections.add(connection)
  }

  async function state(): Promise<Problem | null> {
    if (isStarted) {
      await Promise.race([firstOutcome.promise, sleep(firstOutcomeMs, undefined, { ref: false })])
      return ready.size > 0 ? null : { message: problem ?? 'Slack has not answered yet', isRefused: false }
    }
    return askForUrl().then(
      () => null,
      (error: unknown) => problemOf(error),
    )
  }

  return {
    start() {
      isStarted = true
      connect()
    },
    async stop() {
      isStopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all([...connections].map((connection) => connection.close()))
    },
    async check() {
      const found = await state()
      const ok = isStarted ? 'connected by Socket Mode' : 'Slack accepts SLACK_APP_TOKEN'
      if (found === null) return { about: 'slack', level: 'ok', message: ok }
      return { about: 'slack', level: 'error', message: `no connection for Socket Mode: ${found.message}` }
    },
  }
}
