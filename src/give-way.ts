// Long work of the main thread in slices, so that whoever waits for an ack goes first. Only for work whose single steps are
// short: what takes long in one piece belongs in a thread.
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds of work between two turns of the event loop; several such works may follow each other in one turn. */
const sliceMs = 10

/** Bytes that are copied in one piece: memory that nobody used before may cost 4 ms a megabyte. */
const copiedBytes = 1_000_000

/** @returns to be awaited between two steps: gives the event loop back when the slice is used up */
export function createSlices(): () => Promise<void> {
  let from = performance.now()
  return async () => {
    if (performance.now() - from < sliceMs) return
    await nextTurn()
    from = performance.now()
  }
}

/** The parts as one, copied into memory of its own. @param length of all of them, or less: the rest is left out */
export async function joinBytes(parts: readonly Uint8Array[], length: number): Promise<Buffer<ArrayBuffer>> {
  const joined = Buffer.allocUnsafeSlow(length)
  const slice = createSlices()
  let at = 0
  for (const part of parts) {
    for (let from = 0; from < part.length && at < length; from += copiedBytes) {
      await slice()
      const piece = part.subarray(from, Math.min(from + copiedBytes, from + length - at))
      joined.set(piece, at)
      at += piece.length
    }
  }
  return joined
}
