// Events of the gateway that cannot be taken in while the database is away. Discord sends each once, so they wait here, in
// memory and in their order, and are taken in when it is back. Refuses more than a thousand: the newest are dropped, and
// their number is logged.
import { setTimeout as sleep } from 'node:timers/promises'
import { isDatabaseAway } from '../../../errors.ts'
import type { PlatformHost } from '../../types.ts'

const capacity = 1_000

export interface Waiting {
  /** Does `work` now, or, while that fails because the database is away, later. @throws what else it throws the first time */
  take(work: () => Promise<void>): Promise<void>
}

export function createWaiting(log: PlatformHost['log'], retryEveryMs = 1_000): Waiting {
  const waiting: (() => Promise<void>)[] = []
  let dropped = 0

  function wait(work: () => Promise<void>): void {
    if (waiting.length >= capacity) {
      dropped += 1
      return
    }
    waiting.push(work)
    if (waiting.length > 1) return
    log.warn('discord: the database is away; messages wait', { atMost: capacity })
    void workOff()
  }

  async function workOff(): Promise<void> {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      try {
        await next()
        waiting.shift()
      } catch (error) {
        if (isDatabaseAway(error)) await sleep(retryEveryMs, undefined, { ref: false })
        else waiting.shift()
      }
    }
    if (dropped > 0) log.warn('discord: more messages came than can wait; the newest are lost', { dropped })
    dropped = 0
  }

  return {
    async take(work) {
      // Behind those that came before it.
      if (waiting.length > 0) return wait(work)
      try {
        await work()
      } catch (error) {
        if (!isDatabaseAway(error)) throw error
        wait(work)
      }
    },
  }
}
