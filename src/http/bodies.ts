// Reads bodies raw, within what all of them together may hold: when it is too much, the one that has been at it longest
// gives way. Refuses what is over its route's limit before a byte of it is read, and what does not come in time.
import type { IncomingMessage } from 'node:http'
import { AppError } from '../errors.ts'
import { joinBytes } from '../give-way.ts'
import type { CrumbWatch } from './crumbs.ts'
import { createLine } from './line.ts'

/** What the bodies of one kind of sender may hold together. */
export interface BodyAllowance {
  /** Bodies that may be unfinished at once. */
  readonly maxUnfinished: number
  /** In memory: of unfinished ones and of those that are being worked on. */
  readonly maxBytes: number
  /** For the whole body. */
  readonly wholeMs: number
  /** Between two pieces of it. */
  readonly silentMs: number
}

export interface Body {
  readonly bytes: Uint8Array
  /** To be called once it was worked on: until then its bytes count. */
  release(): void
}

/** A body that was not read: it is answered, but is no fault of ours, and a flood of them no news each. */
export class BodyError extends AppError {}

const slabBytes = 16 * 1024
/** Memory of bodies that were cut that is kept for the next ones. */
const maxSpareBytes = 8 * 1024 * 1024
const inCrumbs = () => new BodyError('in-crumbs', 'The body comes in pieces that are too small')
const tooLarge = () => new BodyError('too-large', 'The body is larger than this address takes')
// Thousands a second when it is crowded, and an error with its trace is kept as long as its connection: one for all.
const aborted = new BodyError('aborted', 'The request was not sent to its end')
const tooSlow = new BodyError('too-slow', 'The body did not come in time')
const crowded = new BodyError('crowded', 'Too much is being sent here at once: try again', {
  retry: 'later',
  retryAfterMs: 1_000,
})

/**
 * @returns reads one body. `sendContinue` is called where the sender waits for a word, once nothing stands against it.
 * @throws BodyError `too-large`, `unsupported` (encoded), `too-slow`, `in-crumbs`, `crowded` (gave way to others) or `aborted`
 */
export function createBodyReader(allowance: BodyAllowance, crumbs: Pick<CrumbWatch, 'createCounter'>) {
  const { maxUnfinished, maxBytes, wholeMs, silentMs } = allowance
  /** How each one is ended, in the order in which they began. */
  const unfinished = createLine<() => void>()
  let heldBytes = 0
  /** Of bodies that were cut. What was handed on is never used again: whoever got it may keep it. */
  const spare: Buffer[] = []

  function makeRoom(): void {
    while (unfinished.size > maxUnfinished || heldBytes > maxBytes) {
      const endSlowest = unfinished.first
      if (!endSlowest) return
      endSlowest()
    }
  }

  return (req: IncomingMessage, limitBytes: number, sendContinue?: () => void): Promise<Body> => {
    const { promise, resolve, reject } = Promise.withResolvers<Body>()
    let slabs: Buffer[] = []
    let [length, held] = [0, 0]
    const isInCrumbs = crumbs.createCounter()
    let isOver = false

    // What is announced may be a lie, so memory is taken for what has come. Pieces are copied together: a client that
    // sends them byte by byte must not cost an object each.
    const keep = (piece: Buffer) => {
      while (piece.length > 0) {
        const used = length % slabBytes
        if (used === 0) slabs.push(spare.pop() ?? Buffer.allocUnsafeSlow(slabBytes))
        const copied = piece.copy(slabs.at(-1)!, used)
        length += copied
        piece = piece.subarray(copied)
      }
      heldBytes += slabs.length * slabBytes - held
      held = slabs.length * slabBytes
    }
    const release = () => {
      heldBytes -= held
      held = 0
    }

    const onData = (piece: Buffer) => {
      silence?.refresh()
      if (length + piece.length > limitBytes) return fail(tooLarge())
      if (isInCrumbs(piece)) return fail(inCrumbs())
      keep(piece)
      makeRoom()
    }
    const onEnd = () => {
      stop()
      const [first, ...others] = slabs
      if (first && others.length === 0) resolve({ bytes: first.subarray(0, length), release })
      else resolve(joinBytes(slabs, length).then((bytes) => ({ bytes, release })))
      slabs = []
    }
    const onClose = () => fail(aborted)
    const giveWay = () => fail(crowded)
    const late = () => fail(tooSlow)
    const leave = unfinished.join(giveWay)
    const whole = setTimeout(late, wholeMs)
    const silence = silentMs < wholeMs ? setTimeout(late, silentMs) : undefined

    function stop(): void {
      isOver = true
      clearTimeout(whole)
      clearTimeout(silence)
      leave()
      req.off('data', onData).off('end', onEnd).off('close', onClose)
    }
    function fail(error: BodyError): void {
      stop()
      release()
      for (const slab of slabs) if (spare.length * slabBytes < maxSpareBytes) spare.push(slab)
      slabs = []
      reject(error)
    }

    req.on('error', () => {}) // `close` follows, and tells the same.
    req.on('close', onClose)
    if (req.destroyed) onClose()
    else if ((req.headers['content-encoding'] ?? 'identity') !== 'identity')
      // Webhooks are signed over the bytes as they came, so nothing is inflated.
      fail(new BodyError('unsupported', 'Send the body without a content encoding'))
    else if (Number(req.headers['content-length'] ?? 0) > limitBytes) fail(tooLarge())
    else {
      makeRoom()
      if (!isOver) {
        sendContinue?.()
        req.on('data', onData).on('end', onEnd)
      }
    }
    return promise
  }
}
