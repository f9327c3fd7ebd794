// Keeps what one turn of the loop costs bounded when bodies come in crumbs. Node's parser takes a whole block of 64 KB
// in one call that nothing of ours interrupts, 25 ms when it holds 11,000 chunks, and a thousand connections may have
// one ready at once. So the first that does raises an alarm: from then on blocks go through our hands, and one with
// too many ends of lines is handed on in slices, few in a turn. Slices nothing that is ordinary, and nothing at all
// before an alarm: then bytes go from the system to the parser, which is a quarter cheaper.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Collector } from './collect.ts'
import { createLine } from './line.ts'

/** A piece costs the process about the same whatever it holds, and a sender may make 80,000 of them of half a megabyte. */
const maxCrumbs = 256
const crumbBytes = 64
const alarmMs = 5_000
/** Of chunks, headers and requests alike: each ends a line, and costs the parser 2 µs and more. */
const linesPerSlice = 256
const slicesPerTurn = 16
/** What may wait for its turn; connections beyond are cut. */
const maxWaitingBytes = 8 * 1024 * 1024
/** The most that Node reads at once. */
const blockBytes = 64 * 1024
/** Small pieces of bodies within `rushMs`, of all together, that are an alarm although no body alone is in crumbs. */
const maxPieces = 4_096
const smallBytes = 1_024
const rushMs = 100

export interface CrumbWatch {
  /** @returns is given each piece of one body, and tells from which on there are too many for what they hold */
  createCounter(): (piece: Uint8Array) => boolean
  /** More came at once on a connection than anybody honest sends. */
  raiseAlarm(): void
  /** A request has begun, whose body has so many bytes: what is inside it for sure needs no looking at. */
  begin(socket: Socket, bodyBytes: number): void
}

interface Watched {
  /** Of the bytes that come next, at least so many are of one body. */
  bodyBytes: number
  /** Of a block: not handed on yet. Nothing more is read meanwhile. */
  rest: Buffer | null
  handOn(slice: Buffer): boolean
}

export function watchForCrumbs(server: Server, { countPiece }: Pick<Collector, 'countPiece'>): CrumbWatch {
  const open = createLine<Socket>()
  const watched = new WeakMap<Socket, Watched>()
  const waiting = new Set<Socket>()
  let [alarmUntil, waitingBytes, slicesLeft, isTurnDue] = [0, 0, slicesPerTurn, false]
  let [piecesOfAll, rushUntil] = [0, 0]

  server.on('connection', (socket) => {
    const leave = open.join(socket)
    socket.once('close', () => {
      leave()
      stopWaiting(socket)
    })
    if (performance.now() < alarmUntil) watch(socket)
  })

  function countSmallPiece(): void {
    const now = performance.now()
    if (now > rushUntil) [piecesOfAll, rushUntil] = [0, now + rushMs]
    piecesOfAll += 1
    if (piecesOfAll > maxPieces) raiseAlarm()
  }

  function raiseAlarm(): void {
    const isNew = performance.now() >= alarmUntil
    alarmUntil = performance.now() + alarmMs
    if (isNew) for (const socket of open) if (!watched.has(socket)) watch(socket)
  }

  function watch(socket: Socket): void {
    const [push, read] = [socket.push, socket._read]
    const own: Watched = { bodyBytes: 0, rest: null, handOn: (slice) => push.call(socket, slice) }
    watched.set(socket, own)
    socket.push = (block: Buffer | null, ...others) => {
      if (block === null) return push.call(socket, block, ...others)
      countPiece(block.length)
      own.bodyBytes -= block.length
      if (own.bodyBytes >= 0 || endOfSlice(block) === block.length) return own.handOn(block)
      own.bodyBytes = 0
      raiseAlarm()
      return handOnInSlices(socket, own, block)
    }
    socket._read = (size) => {
      if (own.rest === null) read.call(socket, size)
    }
    // To listen takes the connection out of the hands of the parser's native half, which reads past all of this.
    socket.on('data', () => {})
  }

  /** @returns false: nothing more is to be read now */
  function handOnInSlices(socket: Socket, own: Watched, block: Buffer): boolean {
    if (waitingBytes + block.length > maxWaitingBytes) {
      socket.destroy()
      return false
    }
    own.rest = block
    waitingBytes += block.length
    waiting.add(socket)
    if (slicesLeft > 0) handOnSlice(socket)
    if (!isTurnDue) setImmediate(turn)
    isTurnDue = true
    return false
  }

  function handOnSlice(socket: Socket): void {
    const own = watched.get(socket)
    if (!own?.rest || socket.destroyed) {
      stopWaiting(socket)
      return
    }
    slicesLeft -= 1
    const end = endOfSlice(own.rest)
    const slice = own.rest.subarray(0, end)
    // Whoever still has something to come goes to the end of the line.
    waiting.delete(socket)
    waitingBytes -= slice.length
    if (end < own.rest.length) {
      own.rest = own.rest.subarray(end)
      waiting.add(socket)
    } else own.rest = null
    own.handOn(slice)
  }

  function turn(): void {
    slicesLeft = slicesPerTurn
    for (const socket of [...waiting].slice(0, slicesPerTurn)) handOnSlice(socket)
    isTurnDue = waiting.size > 0 || slicesLeft < slicesPerTurn
    if (isTurnDue) setImmediate(turn)
  }

  function stopWaiting(socket: Socket): void {
    if (!waiting.delete(socket)) return
    const own = watched.get(socket)
    waitingBytes -= own?.rest?.length ?? 0
    if (own) own.rest = null
  }

  return {
    createCounter() {
      let [pieces, bytes] = [0, 0]
      return ({ length }) => {
        countPiece(length)
        if (length < smallBytes) countSmallPiece()
        pieces += 1
        bytes += length
        const isInCrumbs = pieces > maxCrumbs && bytes < pieces * crumbBytes
        if (isInCrumbs) raiseAlarm()
        return isInCrumbs
      }
    },
    raiseAlarm,
    begin(socket, bodyBytes) {
      const own = watched.get(socket)
      // Of what has come already, nobody knows how much is before the body: a block that is being parsed and one in slices.
      if (own) own.bodyBytes = Math.max(0, bodyBytes - 2 * blockBytes - socket.readableLength)
    },
  }
}

/** @returns where the first so many lines of a block end */
function endOfSlice(block: Buffer): number {
  let end = 0
  for (let line = 0; line < linesPerSlice; line += 1) {
    const at = block.indexOf('\r\n', end, 'latin1')
    if (at < 0) return block.length
    end = at + 2
  }
  return end
}
