// For what has been done already and only needs to be written down, or given back: waits until the database is there.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '../errors.ts'

const retryEveryMs = 250
const patienceMs = 60 * 60_000

/** Resolves with what `work` does once the database takes it, tried for an hour. Keeps no process alive. @throws what `work` throws */
export async function onceDatabaseIsBack<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() > until) throw error
    }
    await sleep(retryEveryMs, undefined, { ref: false })
  }
}
