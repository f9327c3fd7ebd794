// A look-up at a platform, tried again where that helps soon: what cannot be looked up leaves documents out of an answer,
// so better a little late than without them.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'

const attempts = 3
export const longestWaitMs = 2_000
const pauseMs = 300

/**
 * @param read one attempt, which throws the platform's AppErrors
 * @throws the last error: after three attempts, or at once where the platform refused or asks to wait for over 2 s
 */
export async function lookUp<T>(read: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await read()
    } catch (error) {
      const waitMs = waitFor(error)
      if (count === attempts || waitMs > longestWaitMs) throw error
      await sleep(waitMs)
    }
  }
}

/** Infinite where asking again soon does not help. */
function waitFor(error: unknown): number {
  const isPassing = error instanceof AppError && /-(?:rate-limited|unavailable)$/.test(error.code)
  return isPassing ? (error.retryAfterMs ?? pauseMs) : Number.POSITIVE_INFINITY
}
