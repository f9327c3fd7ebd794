// Which install a delivery is for, looked up before it is stored. Kept until something changes about any install; while
// that could not be heard, nothing is kept.
import type { Install } from '../model.ts'
import type { Delivery, InstallStore } from '../store/installs.ts'

/** What comes in by the tokens of a process's environment, which serve one workspace. */
export const byEnvironment = ({ platform, workspaceId }: Install): Delivery => ({
  platform,
  app: 'environment',
  account: workspaceId,
})

const capacity = 10_000

export interface Installs {
  /** Null where no install takes such a delivery. */
  workspaceOf(delivery: Delivery): Promise<Install | null>
  stop(): Promise<void>
}

export function createInstalls(store: Pick<InstallStore, 'workspaceOf' | 'watchInstalls'>): Installs {
  const kept = new Map<string, Promise<Install | null>>()
  const listening = store.watchInstalls(() => kept.clear())

  return {
    workspaceOf(delivery) {
      if (!listening.isListening()) {
        kept.clear()
        return store.workspaceOf(delivery)
      }
      const key = JSON.stringify([delivery.platform, delivery.app, delivery.account, delivery.enterprise])
      const known = kept.get(key)
      if (known) return known
      if (kept.size >= capacity) kept.clear()
      const found = store.workspaceOf(delivery)
      kept.set(key, found)
      found.catch(() => {
        if (kept.get(key) === found) kept.delete(key)
      })
      return found
    },
    stop: () => listening.stop(),
  }
}
