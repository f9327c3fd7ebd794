// What a store's contract runs on: a fresh database with two workspaces, for the suite that calls it.
import { afterAll, beforeAll } from 'vitest'
import { type Install, type PlatformId, platformIds, type ThreadKey, type WorkspaceId } from '../../src/model.ts'
import type { Database } from '../../src/store/database/db.ts'
import { createStore, type Store } from '../../src/store/index.ts'
import type { TestDatabase } from '../databases.ts'

export interface OpenStore {
  readonly db: Database
  /** Undefined on the embedded engine. */
  readonly url: string | undefined
  readonly store: Store
  readonly home: WorkspaceId
  readonly other: WorkspaceId
  /** That of a workspace, home's by default. */
  installOf(platform: PlatformId, workspaceId?: WorkspaceId): Install
  /** A thread of home's install of its platform, as work. */
  workIn(thread: { readonly platform: PlatformId; readonly threadKey: string }): {
    readonly installId: Install['id']
    readonly platform: PlatformId
    readonly threadKey: ThreadKey
  }
}

/** @returns what is open, from `beforeAll` on */
export function openStore({ create }: TestDatabase): () => OpenStore {
  let open: OpenStore | undefined
  let drop = async () => {}
  beforeAll(async () => {
    const made = await create()
    drop = made.drop
    const store = createStore(made.db)
    const home = await store.openWorkspace('home')
    const other = await store.openWorkspace('other')
    const installs: Install[] = []
    for (const workspaceId of [home, other])
      for (const platform of platformIds) installs.push(await store.openInstall(workspaceId, platform))
    const installOf: OpenStore['installOf'] = (platform, workspaceId = home) =>
      installs.find((one) => one.platform === platform && one.workspaceId === workspaceId)!
    open = {
      db: made.db,
      url: made.url,
      store,
      home,
      other,
      installOf,
      workIn: ({ platform, threadKey }) => ({
        installId: installOf(platform).id,
        platform,
        threadKey: threadKey as ThreadKey,
      }),
    }
  })
  afterAll(() => drop())
  return () => {
    if (!open) throw new Error('the store is open only within tests')
    return open
  }
}
