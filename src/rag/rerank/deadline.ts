// The frame of every reranker: a deadline for the whole call, and a circuit breaker around it. A search waits no longer.
import { createCircuitBreaker } from '../models/circuit-breaker.ts'
import { type Setting, toAppError } from '../models/model-server.ts'

export interface DeadlineOptions {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number
  /** 3,000 by default. */
  readonly timeoutMs?: number | undefined
}

/** Runs the work with a signal that ends it. What it throws becomes an AppError of that setting. */
export function createDeadline({ now, timeoutMs = 3_000 }: DeadlineOptions, setting: Setting) {
  const breaker = createCircuitBreaker({ now })
  return <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    breaker.run(async () => {
      const signal = AbortSignal.timeout(timeoutMs)
      try {
        return await work(signal)
      } catch (error) {
        // An SDK's own abort error says nothing of whose it was.
        throw toAppError(signal.aborted ? signal.reason : error, setting)
      }
    })
}
