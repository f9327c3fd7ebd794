// The platforms that this process speaks for: those of its environment, open from the start, and one for each install of
// the apps that teams install, which come and go while it runs.
import type { AppInstall, Platform, PlatformApp } from '../bots/types.ts'
import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Install, InstallId } from '../model.ts'
import type { InstalledApp, InstallStore } from '../store/installs.ts'
import type { Platforms } from './scope.ts'

/** Where a change was not heard of. */
const lookEveryMs = 60_000

export interface Hosted {
  readonly platforms: Platforms
  readonly ids: () => readonly InstallId[]
  /** One of the environment's tokens. */
  add(install: Install, platform: Platform): void
  /** Opens the installs of an app, now and from now on. */
  addApp(app: InstalledApp, platformApp: PlatformApp): Promise<void>
  /** Opens what is installed by now, and ends what is not any more. */
  look(): Promise<void>
  /** Once their routes are served: lets those that are open begin, and from then on whatever is opened. */
  start(): void
  stop(): Promise<void>
}

export function createHosted({
  store,
  open,
  log,
}: {
  readonly store: Pick<InstallStore, 'listWorking' | 'watchInstalls'>
  /** Makes what speaks for an install. */
  readonly open: (app: PlatformApp, install: AppInstall) => Platform
  readonly log: Pick<Log, 'warn'>
}): Hosted {
  const platforms = new Map<InstallId, Platform>()
  const apps: { readonly of: InstalledApp; readonly app: PlatformApp; readonly open: Set<InstallId> }[] = []
  let looking: Promise<void> = Promise.resolve()
  let isStarted = false
  let stopWatching: (() => Promise<void>) | undefined

  async function lookOnce(): Promise<void> {
    for (const one of apps) {
      const installed = await store.listWorking(one.of)
      for (const { id, platform, workspaceId, tokenOf } of installed) {
        if (one.open.has(id)) continue
        const opened = open(one.app, { id, platform, workspaceId, tokenOf })
        platforms.set(id, opened)
        one.open.add(id)
        if (isStarted) opened.start?.()
      }
      const ids = new Set(installed.map(({ id }) => id))
      for (const id of [...one.open].filter((id) => !ids.has(id))) {
        const ended = platforms.get(id)
        platforms.delete(id)
        one.open.delete(id)
        await ended?.stop?.()
      }
    }
  }

  /** One after the other: whoever asks sees what was committed before. */
  function look(): Promise<void> {
    const next = looking.then(lookOnce)
    looking = next.catch(() => {})
    return next
  }
  const lookSoon = () =>
    void look().catch((error) => log.warn('looking for installs failed', { error: describeError(error) }))

  function watch(): void {
    const listening = store.watchInstalls(lookSoon)
    const timer = setInterval(lookSoon, lookEveryMs)
    stopWatching = async () => {
      clearInterval(timer)
      await listening.stop()
      await looking
    }
  }

  return {
    platforms,
    ids: () => [...platforms.keys()],
    add: (install, platform) => void platforms.set(install.id, platform),
    async addApp(of, app) {
      apps.push({ of, app, open: new Set() })
      if (stopWatching === undefined) watch()
      await look()
    },
    look,
    start() {
      isStarted = true
      for (const { app } of apps) app.start?.()
      for (const platform of platforms.values()) platform.start?.()
    },
    async stop() {
      await stopWatching?.()
      await Promise.all([...platforms.values()].map((platform) => platform.stop?.()))
    },
  }
}
