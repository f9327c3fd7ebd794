// One WebSocket of Socket Mode, from its opening to its end: https://docs.slack.dev/apis/events-api/using-socket-mode/
// What comes over it is acknowledged only once it is stored; what is not, Slack delivers again.
import { setTimeout as sleep } from 'node:timers/promises'
import WebSocket from 'ws'
import { isRecord, type Json, text } from '../json.ts'
import type { Dispatch } from './dispatch.ts'

/** Slack's envelopes hold what it would post, and that is far shorter. */
const maxEnvelopeBytes = 4 * 1_024 * 1_024

export interface Patience {
  /** From the opening to Slack's hello. */
  readonly helloWithinMs: number
  readonly pingEveryMs: number
  /** What is under way when the connection is closed gets so long to be acknowledged. */
  readonly drainMs: number
}

interface ConnectionEvents {
  /** Slack said hello: it delivers from now on. */
  ready(): void
  /** Slack is going to close, and delivers for some more seconds. https://docs.slack.dev/apis/events-api/using-socket-mode/#disconnect */
  leaving(reason: string): void
  /** Once, whoever ended it. */
  closed(reason: string): void
}

export interface Connection {
  /** Takes nothing more, acknowledges what is under way, and closes. */
  close(): Promise<void>
}

/** So many pings without a sign of life end a connection. */
const pingsUnheard = 3
/** Slack does not end the TCP connection after both sides have said goodbye. */
const goodbyeMs = 500

function parse(data: unknown): Json {
  try {
    const message: unknown = JSON.parse(String(data))
    return isRecord(message) ? message : {}
  } catch {
    return {}
  }
}

export function openConnection(url: string, dispatch: Dispatch, on: ConnectionEvents, patience: Patience): Connection {
  const socket = new WebSocket(url, { handshakeTimeout: patience.helloWithinMs, maxPayload: maxEnvelopeBytes })
  const underWay = new Set<Promise<void>>()
  let isClosing = false
  let unheard = 0
  let reason: string | undefined

  const end = (why: string) => {
    reason ??= why
    socket.terminate()
  }
  const hello = setTimeout(() => end(`no hello within ${patience.helloWithinMs} ms`), patience.helloWithinMs)
  // Counted, not timed: a process that stood still has not listened either.
  const heartbeat = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (unheard >= pingsUnheard) return end('Slack went silent')
    unheard += 1
    socket.ping()
  }, patience.pingEveryMs)
  const heard = () => {
    unheard = 0
  }

  async function take(envelope: Json, id: string): Promise<void> {
    const retryNum = envelope.retry_attempt
    const retryReason = text(envelope, 'retry_reason')
    const delivered = await dispatch(envelope.payload, {
      ...(typeof retryNum === 'number' && retryNum > 0 && { retryNum }),
      ...(retryReason !== undefined && { retryReason }),
    })
    if (delivered === 'not-stored') return
    // Delivered again over another connection, it is stored already.
    if (socket.readyState !== WebSocket.OPEN) return
    // What is nothing of Slack's would come again and again.
    const response = delivered === 'not-payload' ? undefined : delivered.response
    const payload = envelope.accepts_response_payload === false ? undefined : response
    socket.send(JSON.stringify({ envelope_id: id, ...(payload !== undefined && { payload }) }))
  }

  function receive(data: unknown): void {
    heard()
    const message = parse(data)
    if (message.type === 'hello') {
      clearTimeout(hello)
      on.ready()
    } else if (message.type === 'disconnect') on.leaving(text(message, 'reason') ?? 'no reason given')
    const id = text(message, 'envelope_id')
    if (id === undefined || isClosing) return
    const taken: Promise<void> = take(message, id).finally(() => underWay.delete(taken))
    underWay.add(taken)
  }

  socket.on('message', receive)
  socket.on('ping', heard)
  socket.on('pong', heard)
  socket.on('error', (error: Error) => {
    reason ??= error.message
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', (code: number) => {
      clearTimeout(hello)
      clearInterval(heartbeat)
      on.closed(reason ?? `closed with code ${code}`)
      resolve()
    })
  })

  return {
    async close() {
      isClosing = true
      await Promise.race([Promise.allSettled(underWay), sleep(patience.drainMs, undefined, { ref: false })])
      socket.close(1000)
      await Promise.race([closed, sleep(goodbyeMs)])
      socket.terminate()
      await closed
    },
  }
}
