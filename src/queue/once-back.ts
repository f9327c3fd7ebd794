// For what has been done already and only needs to be written down, or given back: waits until the database is there.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '../errors.ts'

/** A connection that was cut is there again at once; a database that restarts takes seconds. */
const firstRetryMs = 10
const retryEveryMs = 250
const patienceMs = 60 * 60_000

interface Clock {
  /** Milliseconds of a clock that does not jump. */
  readonly now: () => number
  readonly pause: (ms: number) => Promise<void>
}
const ownClock: Clock = {
  now: () => performance.now(),
  pause: (ms) => sleep(ms, undefined, { ref: false }),
}

/** Resolves with what `work` does once the database takes it, tried for an hour. Keeps no process alive. @throws what `work` throws */
export async function onceDatabaseIsBack<T>(work: () => Promise<T>, { now, pause }: Clock = ownClock): Promise<T> {
  const until = now() + patienceMs
  for (let waitMs = firstRetryMs; ; waitMs = Math.min(2 * waitMs, retryEveryMs)) {
    try {
      return await work()
    } catch (error) {
      if (!isDatabaseAway(error) || now() > until) throw error
    }
    await pause(waitMs)
  }
}
