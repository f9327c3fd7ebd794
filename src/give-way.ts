// Long work of the main thread in slices, so that whoever waits for an ack goes first. Only for work whose single steps are
// short: what takes long in one piece belongs in a thread.
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Milliseconds of work between two turns of the event loop; several such works may follow each other in one turn. */
const sliceMs = 10

/** @returns to be awaited between two steps: gives the event loop back when the slice is used up */
export function createSlices(): () => Promise<void> {
  let from = performance.now()
  return async () => {
    if (performance.now() - from < sliceMs) return
    await nextTurn()
    from = performance.now()
  }
}
