// Which install a delivery is for, looked up before it is stored. Kept until something changes about any install, a
// minute at most: a pooler before the database may swallow what it notifies of.
import type { InstallId } from '../model.ts'
import type { Delivery, InstallStore, Route } from '../store/installs.ts'

const capacity = 10_000
const keptMs = 60_000

export interface Installs {
  /** Null where the app is not installed. */
  routeOf(delivery: Delivery): Promise<Route | null>
  /** Whether what comes in for this install is taken. */
  takesDeliveries(id: InstallId): Promise<boolean>
  stop(): Promise<void>
}

/** @param now a monotonic clock in milliseconds */
export function createInstalls(
  store: Pick<InstallStore, 'routeOf' | 'takesDeliveries' | 'watchInstalls'>,
  now: () => number,
): Installs {
  const clears: (() => void)[] = []
  const listening = store.watchInstalls(() => {
    for (const clear of clears) clear()
  })

  /** What was looked up, for as long as nothing says that it may have changed. */
  function keep<Key, Found>(lookUp: (key: Key) => Promise<Found>): (key: Key) => Promise<Found> {
    const kept = new Map<string, { readonly found: Promise<Found>; readonly until: number }>()
    clears.push(() => kept.clear())
    return (key) => {
      if (!listening.isListening()) {
        kept.clear()
        return lookUp(key)
      }
      const name = JSON.stringify(key)
      const known = kept.get(name)
      if (known && now() < known.until) return known.found
      if (kept.size >= capacity) kept.clear()
      const found = lookUp(key)
      kept.set(name, { found, until: now() + keptMs })
      found.catch(() => {
        if (kept.get(name)?.found === found) kept.delete(name)
      })
      return found
    }
  }

  return {
    routeOf: keep(store.routeOf),
    takesDeliveries: keep(store.takesDeliveries),
    stop: () => listening.stop(),
  }
}
