// Waits for what is only not there yet. Refuses to wait for what asking again cannot change.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'

const startPatienceMs = 15_000

/** Servers that are started together with ragbot get a while to come up. */
export async function patiently<T>(log: Log, open: () => Promise<T>): Promise<T> {
  const until = performance.now() + startPatienceMs
  for (let isSaid = false; ; isSaid = true) {
    try {
      return await open()
    } catch (error) {
      if (!(error instanceof AppError) || error.retry !== 'later' || performance.now() > until) throw error
      if (!isSaid) log.warn(`waiting ${startPatienceMs / 1000} s at most`, { for: error.message })
    }
    await sleep(500)
  }
}
