// Which install a delivery is for, looked up before it is stored. Kept until something changes about any install, a
// minute at most: a pooler before the database may swallow what it notifies of.
import type { Install } from '../model.ts'
import type { Delivery, InstallStore } from '../store/installs.ts'

/** What comes in by the tokens of a process's environment, which serve one workspace. */
export const byEnvironment = ({ platform, workspaceId }: Install): Delivery => ({
  platform,
  app: 'environment',
  account: workspaceId,
})

const capacity = 10_000
const keptMs = 60_000

export interface Installs {
  /** Null where no install takes such a delivery. */
  workspaceOf(delivery: Delivery): Promise<Install | null>
  stop(): Promise<void>
}

/** @param now a monotonic clock in milliseconds */
export function createInstalls(
  store: Pick<InstallStore, 'workspaceOf' | 'watchInstalls'>,
  now: () => number,
): Installs {
  const kept = new Map<string, { readonly found: Promise<Install | null>; readonly until: number }>()
  const listening = store.watchInstalls(() => kept.clear())

  return {
    workspaceOf(delivery) {
      if (!listening.isListening()) {
        kept.clear()
        return store.workspaceOf(delivery)
      }
      const key = JSON.stringify([delivery.platform, delivery.app, delivery.account, delivery.enterprise])
      const known = kept.get(key)
      if (known && now() < known.until) return known.found
      if (kept.size >= capacity) kept.clear()
      const found = store.workspaceOf(delivery)
      kept.set(key, { found, until: now() + keptMs })
      found.catch(() => {
        if (kept.get(key)?.found === found) kept.delete(key)
      })
      return found
    },
    stop: () => listening.stop(),
  }
}
