// Stops calling a server that keeps failing: calls are refused at once for a while, then one is let through to see.
// Keeps no timer: the clock is asked when a call comes.
import { AppError } from '../../errors.ts'

export interface CircuitBreaker {
  /**
   * Runs the work, or refuses it at once while the circuit is open. Whatever the work rejects with is passed on and
   * counts as a failure.
   * @throws AppError `circuit-open`, retry `later`, with `retryAfterMs` until the next call is let through
   */
  run<T>(work: () => Promise<T>): Promise<T>
}

/** The longest that a server's own "retry after" keeps the circuit open. */
const maxOpenMs = 300_000

/**
 * @param options.now milliseconds, of any clock that never goes back
 * @param options.failures in a row that open the circuit; 3 by default
 * @param options.openMs how long it stays open, 30,000 by default; an error's `retryAfterMs` makes it longer
 */
export function createCircuitBreaker(options: {
  readonly now: () => number
  readonly failures?: number
  readonly openMs?: number
}): CircuitBreaker {
  const { now, failures: limit = 3, openMs = 30_000 } = options
  let failures = 0
  let openUntil: number | null = null
  let isTrying = false

  const refuse = (retryAfterMs: number) =>
    new AppError('circuit-open', 'It failed several times in a row and is left alone for a moment; try again later.', {
      retry: 'later',
      retryAfterMs,
    })

  const failed = (error: unknown) => {
    failures += 1
    if (failures < limit) return
    const asked = error instanceof AppError ? (error.retryAfterMs ?? 0) : 0
    openUntil = now() + Math.max(openMs, Math.min(asked, maxOpenMs))
  }

  return {
    async run(work) {
      const isOpen = openUntil !== null
      if (openUntil !== null && now() < openUntil) throw refuse(openUntil - now())
      if (isTrying) throw refuse(0)
      isTrying = isOpen
      try {
        const result = await work()
        failures = 0
        openUntil = null
        return result
      } catch (error) {
        failed(error)
        throw error
      } finally {
        if (isOpen) isTrying = false
      }
    },
  }
}
