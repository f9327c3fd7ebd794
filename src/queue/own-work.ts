// Wake-ups without a queue, for a process that does all its work itself: what is woken here is worked on here, and nothing
// of it reaches the workers of others.
import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Wake } from './types.ts'
import { backoffMs } from './waiting.ts'
import { drainMs, type Jobs, stopWithin } from './workers.ts'

const longestWaitMs = 60_000

export interface OwnWork {
  readonly wake: Wake
  /** Finishes what is under way and what that wakes, within 18 seconds. */
  stop(): Promise<void>
}

/** @param jobsWith makes the jobs, which wake each other */
export function createOwnWork(log: Log, jobsWith: (wake: Wake) => Jobs): OwnWork {
  const waiting = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  let isStopping = false

  function work(job: () => Promise<void>, delayMs = 0, attempts = 1): void {
    if (delayMs <= 0) begin(job, attempts)
    if (delayMs <= 0 || isStopping) return
    const timer = setTimeout(() => {
      waiting.delete(timer)
      begin(job, attempts)
    }, delayMs)
    waiting.add(timer)
  }

  function begin(job: () => Promise<void>, attempts: number): void {
    const run = job()
      .catch((error: unknown) => {
        log.warn('work failed and is tried again', { error: describeError(error) })
        work(job, backoffMs(attempts, error, { longestMs: longestWaitMs }), attempts + 1)
      })
      .finally(() => running.delete(run))
    running.add(run)
  }

  const wake: Wake = {
    incoming: (thread, delayMs) => work(() => jobs.answer(thread), delayMs),
    outgoing: (thread, delayMs) => work(() => jobs.deliver(thread), delayMs),
    upload: (upload, delayMs) => work(() => jobs.index(upload), delayMs),
  }
  const jobs = jobsWith(wake)

  async function finish(): Promise<void> {
    while (running.size > 0) await Promise.all(running)
  }
  return {
    wake,
    stop() {
      isStopping = true
      for (const timer of waiting) clearTimeout(timer)
      return stopWithin(drainMs, finish())
    },
  }
}
