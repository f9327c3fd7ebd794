// How many connections a server keeps: when there are too many, the one that has gone longest without a finished request
// gives way, and strangers' before those over which someone has proven who they are. Not by address: behind a proxy all
// requests come from one. Refuses no new connection.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Collector } from './collect.ts'
import { createLine } from './line.ts'

/** Requests of one connection that may be open, or come, at once: clients and proxies send one after the other, and what comes in a block is a flood. */
const maxPipelined = 4

/** One request on its connection. */
export interface OpenRequest {
  /** It is here to its last byte and is being worked on: its connection does not give way. */
  complete(): void
  /** If it was complete, its connection is the youngest of those that wait for their next one. */
  answered(isProven: boolean): void
  /** Cuts its connection in so long. */
  cutIn(ms: number): NodeJS.Timeout
}

interface Connection {
  requests: number
  complete: number
  isProven: boolean
  cut?: NodeJS.Timeout
  leaveLine(): void
}

/** @returns marks the beginning of a request; null when it is one too many on its connection, which is cut */
export function limitConnections(
  server: Server,
  maxConnections: number,
  { countStranger }: Pick<Collector, 'countStranger'>,
): (socket: Socket) => OpenRequest | null {
  const open = new WeakMap<Socket, Connection>()
  let size = 0
  /** Connections that owe us something: a request, or the rest of one. In the order in which they last had none open. */
  const strangers = createLine<Socket>()
  const proven = createLine<Socket>()

  server.on('connection', (socket) => {
    size += 1
    // When all others are at work, the newest is one too many.
    if (size > maxConnections) (strangers.first ?? proven.first ?? socket).destroy()
    const connection: Connection = { requests: 0, complete: 0, isProven: false, leaveLine: strangers.join(socket) }
    open.set(socket, connection)
    socket.once('close', () => {
      open.delete(socket)
      size -= 1
      connection.leaveLine()
      // A request that was answered does not close with its connection, and nobody else would forget this one.
      clearTimeout(connection.cut)
      if (!connection.isProven) countStranger()
    })
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
        work.leaveLine()
      },
      answered(isProven) {
        // Once the block was parsed that is at hand: what came at once counts together, also when each is answered at once.
        process.nextTick(() => {
          work.requests -= 1
        })
        work.isProven ||= isProven
        if (!isComplete) return
        work.complete -= 1
        if (work.complete > 0 || !open.has(socket)) return
        work.leaveLine = (work.isProven ? proven : strangers).join(socket)
      },
      cutIn(ms) {
        // Those before it on its connection have come to their end.
        clearTimeout(work.cut)
        work.cut = setTimeout(() => socket.destroy(), ms)
        return work.cut
      },
    }
  }
}
