// How the queue waits: between two looks, and before work that failed is tried again.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import type { Pause } from './types.ts'

/** Between two looks: a test hands in its own. */
export const pause: Pause = async (ms, signal) => {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {})
}

interface Backoff {
  /** Where nobody asked. */
  readonly longestMs: number
  /** What the other side may ask for; anything by default. */
  readonly leastAskedMs?: number
  readonly longestAskedMs?: number
}

/** As long as the other side asked, else 1 s, 2 s, 4 s … to the longest. @param attempts that were made, from 1 */
export function backoffMs(attempts: number, error: unknown, backoff: Backoff): number {
  const { longestMs, leastAskedMs = 0, longestAskedMs = Number.POSITIVE_INFINITY } = backoff
  const asked = error instanceof AppError ? error.retryAfterMs : undefined
  if (asked !== undefined) return Math.min(Math.max(asked, leastAskedMs), longestAskedMs)
  return Math.min(1_000 * 2 ** (attempts - 1), longestMs)
}
