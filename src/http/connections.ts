// How many connections a server keeps: when there are too many, the one that has gone longest without a finished request
// gives way, and strangers' before those over which someone has proven who they are. Not by address: behind a proxy all
// requests come from one. Refuses no new connection.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** Requests of one connection that may be open, or come, at once: clients and proxies send one after the other. */
const maxPipelined = 32

/** One request on its connection. */
export interface OpenRequest {
  /** It is here to its last byte and is being worked on: its connection does not give way. */
  complete(): void
  /** If it was complete, its connection is the youngest of those that wait for their next one. */
  answered(isProven: boolean): void
}

/** @returns marks the beginning of a request; null when it is one too many on its connection, which is cut */
export function limitConnections(server: Server, maxConnections: number): (socket: Socket) => OpenRequest | null {
  const open = new Map<Socket, { requests: number; complete: number; isProven: boolean }>()
  /** Connections that owe us something: a request, or the rest of one. In the order in which they last had none open. */
  const strangers = new Set<Socket>()
  const proven = new Set<Socket>()

  server.on('connection', (socket) => {
    open.set(socket, { requests: 0, complete: 0, isProven: false })
    socket.once('close', () => {
      open.delete(socket)
      strangers.delete(socket)
      proven.delete(socket)
    })
    if (open.size > maxConnections) {
      const [slowest = proven.values().next().value] = strangers
      // When all others are at work, the newest is one too many.
      ;(slowest ?? socket).destroy()
    }
    strangers.add(socket)
  })

  return (socket) => {
    const work = open.get(socket)
    if (!work) return null
    work.requests += 1
    if (work.requests > maxPipelined) {
      socket.destroy()
      return null
    }
    let isComplete = false
    return {
      complete() {
        isComplete = true
        work.complete += 1
        strangers.delete(socket)
        proven.delete(socket)
      },
      answered(isProven) {
        // Once the block was parsed that is at hand: what came at once counts together, also when each is answered at once.
        process.nextTick(() => {
          work.requests -= 1
        })
        work.isProven ||= isProven
        if (!isComplete) return
        work.complete -= 1
        if (work.complete === 0 && open.has(socket)) (work.isProven ? proven : strangers).add(socket)
      },
    }
  }
}
