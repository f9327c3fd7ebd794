// The gateway of the Discord stand-in: HELLO, IDENTIFY, READY with one guild, heartbeats, and events on demand.
import type { Server } from 'node:http'
import { acceptSocket, type ServerSocket } from './websocket.ts'

type Json = Record<string, unknown>

export interface GatewayStandIn {
  /** How often someone identified. */
  identified: number
  /** How often someone came back to a session. */
  resumed: number
  /** A close code for the next ones who identify: 4004 wrong token, 4014 disallowed intents. */
  refuseWith: number | null
  /** An event to everyone who has identified. */
  dispatch(event: string, data: Json): void
  /** How many connections are open. */
  readonly open: number
  /** Cuts all connections. */
  cut(): void
}

/** @param ready what READY and the first GUILD_CREATE say, asked each time */
export function createGateway(
  server: Server,
  ready: () => { readonly user: Json; readonly guild: Json },
): GatewayStandIn {
  const connections = new Set<ServerSocket>()
  const listeners = new Set<(event: string, data: Json) => void>()
  const gateway = {
    identified: 0,
    resumed: 0,
    refuseWith: null as number | null,
    dispatch: (event: string, data: Json) => {
      for (const listener of listeners) listener(event, data)
    },
    get open() {
      return connections.size
    },
    cut: () => {
      for (const connection of connections) connection.terminate()
    },
  }

  server.on('upgrade', (request, stream) => {
    let sequence = 0
    const send = (op: number, d: unknown, t: string | null = null) =>
      socket.send(JSON.stringify({ op, d, t, s: t === null ? null : ++sequence }))
    const dispatch = (event: string, data: Json) => send(0, data, event)
    const identify = () => {
      gateway.identified += 1
      if (gateway.refuseWith !== null) return socket.close(gateway.refuseWith)
      const { user, guild } = ready()
      const application = { id: user.id, flags: 0 }
      const resume_gateway_url = `ws://${request.headers.host}`
      dispatch('READY', { v: 10, user, guilds: [{ id: guild.id }], session_id: 's', resume_gateway_url, application })
      dispatch('GUILD_CREATE', guild)
      listeners.add(dispatch)
    }
    const socket = acceptSocket(request, stream, {
      text: (text) => {
        const { op } = JSON.parse(text) as { op: number }
        if (op === 1) send(11, null)
        if (op === 2) identify()
        if (op !== 6) return
        gateway.resumed += 1
        dispatch('RESUMED', {})
        listeners.add(dispatch)
      },
      closed: () => {
        connections.delete(socket)
        listeners.delete(dispatch)
      },
    })
    connections.add(socket)
    send(10, { heartbeat_interval: 45_000 })
  })
  return gateway
}
