// Work on a message, until it is done or somebody has pressed stop.
import { setTimeout as sleep } from 'node:timers/promises'
import type { InboxRow } from '../../store/messages/inbox.ts'
import type { StopStore } from '../../store/messages/stop.ts'

const lookEveryMs = 1_000

/**
 * @returns 'stopped' where the message is closed meanwhile: nothing more is to come of it, and what the work still brings is dropped
 * @throws what the work throws
 */
export async function untilStopped<T>(
  store: Pick<StopStore, 'isUnderWay'>,
  { id, install }: Pick<InboxRow, 'id' | 'install'>,
  work: Promise<T>,
): Promise<T | 'stopped'> {
  const done = new AbortController()
  async function watch(): Promise<'stopped'> {
    for (;;) {
      await sleep(lookEveryMs, undefined, { ref: false, signal: done.signal })
      // A database that is away says nothing of it.
      if (!(await store.isUnderWay(install, id).catch(() => true))) return 'stopped'
    }
  }
  // The work ends the watch, which then rejects: nobody listens by then.
  const watching = watch()
  watching.catch(() => {})
  try {
    return await Promise.race([work, watching])
  } finally {
    done.abort()
    work.catch(() => {})
  }
}
