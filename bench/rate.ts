// Deliveries by schedule and not by answers: what is late is late.
import { setTimeout as pause } from 'node:timers/promises'

/** Calls `deliver` with each item, `perSecond` of them a second; resolves with what they resolve with, in order. */
export async function atRate<Item, Result>(
  items: readonly Item[],
  perSecond: number,
  deliver: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const from = performance.now()
  const results: Promise<Result>[] = []
  for (const [i, item] of items.entries()) {
    await pause(Math.max(0, from + (i * 1000) / perSecond - performance.now()))
    results.push(deliver(item, i))
  }
  return Promise.all(results)
}

/** Looks every 20 ms until `isDone`, for so long at most. */
export async function waitUntil(isDone: () => boolean | Promise<boolean>, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs
  while (!(await isDone())) {
    if (performance.now() > until) return false
    await pause(20)
  }
  return true
}
