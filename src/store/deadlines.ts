// How long transactions have, for whoever knows better than the database's own default.
import { AsyncLocalStorage } from 'node:async_hooks'

/** In milliseconds: what the transactions of the work that is going on have. */
export const patience = new AsyncLocalStorage<number>()

/**
 * Each transaction of `work` has so long, waiting for a connection included; then the connection is given up, and with
 * it the transaction, unless its commit was under way. Without it a transaction of `start` has 15 s on a server and 30 s
 * on the embedded engine, one of a command any time.
 */
export function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  return patience.run(ms, work)
}

export interface Deadlines {
  readonly within: typeof within
}

/** A process that has not been heard of for so long is away. It is heard of three times in that time. */
export const awayAfterMs = 30_000
