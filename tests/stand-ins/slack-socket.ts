// The side of Slack that Socket Mode connects to: hello, envelopes to one of the connections, and goodbyes. It keeps Slack's
// manners: a ticket works once, and after its goodbye Slack leaves the TCP connection open.
import type { Server } from 'node:http'
import { acceptSocket, type ServerSocket } from './websocket.ts'

type Json = Record<string, unknown>

export interface SocketModeStandIn {
  /** How often a connection was opened. */
  opened: number
  /** Connections that are open now, the oldest first. */
  readonly open: number
  /** Then no connection gets a hello, and pings stay unanswered. */
  isSilent: boolean
  /** What every new connection is told right after its hello. */
  goodbye: string | null
  /** The path of a URL that opens one connection. */
  ticket(): string
  /**
   * Sends an envelope over one of the connections, the latest by default. Resolves with the acknowledgement, or with null
   * when none came within `withinMs` (1 s by default).
   */
  deliver(type: string, payload: unknown, how?: Delivery): Promise<Json | null>
  /** Says that the oldest connection is going to be closed. */
  disconnect(reason: string): void
  /** Cuts the oldest connection, or all. */
  cut(which?: 'oldest'): void
}

interface Delivery {
  readonly over?: 'oldest'
  readonly retry?: number
  readonly withinMs?: number
}

export function createSocketMode(server: Server): SocketModeStandIn {
  const connections = new Set<ServerSocket>()
  const tickets = new Set<string>()
  const waiting = new Map<string, (ack: Json) => void>()
  let count = 0
  const oldest = () => [...connections][0]

  const standIn: SocketModeStandIn = {
    opened: 0,
    isSilent: false,
    goodbye: null,
    get open() {
      return connections.size
    },
    ticket() {
      count += 1
      const path = `/link/?ticket=${count}`
      tickets.add(path)
      return path
    },
    async deliver(type, payload, { over, retry = 0, withinMs = 1_000 } = {}) {
      const connection = over === 'oldest' ? oldest() : [...connections].at(-1)
      if (connection === undefined) return null
      count += 1
      const envelope_id = `envelope-${count}`
      const acked = Promise.withResolvers<Json | null>()
      waiting.set(envelope_id, acked.resolve)
      const timer = setTimeout(() => acked.resolve(null), withinMs)
      const retried = retry > 0 ? { retry_attempt: retry, retry_reason: 'timeout' } : {}
      const accepts_response_payload = type !== 'events_api'
      connection.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload, ...retried }))
      const ack = await acked.promise
      clearTimeout(timer)
      return ack
    },
    disconnect: (reason) => oldest()?.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'h' } })),
    cut(which) {
      for (const connection of which === 'oldest' ? [oldest()] : connections) connection?.terminate()
    },
  }

  server.on('upgrade', (request, stream) => {
    if (!tickets.delete(request.url ?? '')) {
      stream.end('HTTP/1.1 408 Request Timeout\r\n\r\n')
      return
    }
    standIn.opened += 1
    const socket = acceptSocket(request, stream, {
      text(text) {
        const ack = JSON.parse(text) as Json
        waiting.get(String(ack.envelope_id))?.(ack)
      },
      closed: () => connections.delete(socket),
      isSilent: () => standIn.isSilent,
      staysOpen: true,
    })
    connections.add(socket)
    if (standIn.isSilent) return
    socket.send(JSON.stringify({ type: 'hello', num_connections: connections.size, connection_info: { app_id: 'A1' } }))
    if (standIn.goodbye !== null) socket.send(JSON.stringify({ type: 'disconnect', reason: standIn.goodbye }))
  })
  return standIn
}
