// What a store's contract runs on: a fresh database with two workspaces, for the suite that calls it.
import { afterAll, beforeAll } from 'vitest'
import type { WorkspaceId } from '../../src/model.ts'
import type { Database } from '../../src/store/database/db.ts'
import { createStore, type Store } from '../../src/store/index.ts'
import type { TestDatabase } from '../databases.ts'

export interface OpenStore {
  readonly db: Database
  readonly store: Store
  readonly home: WorkspaceId
  readonly other: WorkspaceId
}

/** @returns what is open, from `beforeAll` on */
export function openStore({ create }: TestDatabase): () => OpenStore {
  let open: OpenStore | undefined
  let drop = async () => {}
  beforeAll(async () => {
    const made = await create()
    drop = made.drop
    const store = createStore(made.db)
    open = { db: made.db, store, home: await store.openWorkspace('home'), other: await store.openWorkspace('other') }
  })
  afterAll(() => drop())
  return () => {
    if (!open) throw new Error('the store is open only within tests')
    return open
  }
}
