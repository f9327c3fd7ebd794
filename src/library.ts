// What commands and `start` open alike: the database of the configuration, the store and the engine on it, the queues.
import { randomUUID } from 'node:crypto'
import type { Config } from './config.ts'
import { closeDataDir, prepareDataDir } from './data-dir.ts'
import { openDisk } from './disk.ts'
import { createLog } from './log.ts'
import type { WorkspaceId } from './model.ts'
import { createDatabaseBackend, createRedisBackend, type QueueBackend } from './queue/backend.ts'
import { createQueues } from './queue/queues.ts'
import { linkToOriginal } from './rag/answer/original-link.ts'
import { createRag } from './rag/index.ts'
import type { LinkTo } from './rag/search/locator.ts'
import type { Rag } from './rag/types.ts'
import { type Database, openDatabase, refuseInsideTransaction } from './store/database/db.ts'
import { migrate } from './store/database/migrate.ts'
import { createStore, type Store } from './store/index.ts'

/** A clock that does not jump, in milliseconds. */
export const monotonic = () => performance.now()

/** What commands work with: the store and the engine, on the database of the configuration. */
export interface Library {
  readonly store: Store
  readonly rag: Rag
  readonly workspaceId: WorkspaceId
  close(): Promise<void>
}

/** @param command its name: all but `start` join the embedded engine of a running process. */
export async function openLibrary(config: Config, command: string, workspace: string): Promise<Library> {
  const db = await openConfiguredDatabase(config, command)
  try {
    await migrate(db)
    const store = createStore(db)
    const rag = createEngine(config, store, linkToOriginal, openDisk(config, monotonic).requireRoom)
    return {
      store,
      rag,
      workspaceId: await store.openWorkspace(workspace),
      async close() {
        await rag.close()
        await db.close()
      },
    }
  } catch (error) {
    await db.close({ hurry: true })
    throw error
  }
}

export function createEngine(config: Config, store: Store, linkTo: LinkTo, requireRoom: () => void): Rag {
  const { chat, embedding, rerank } = config
  return createRag({
    store,
    linkTo,
    requireRoom,
    newId: randomUUID,
    now: monotonic,
    log: createLog(config.logLevel),
    allowedHosts: config.fetchAllowedHosts,
    ...(chat && { chat }),
    ...(embedding && { embedding }),
    ...(rerank && { rerank }),
  })
}

export const usesDataDir = (config: Config) => !config.databaseUrl || !config.encryptionKey

export function openConfiguredDatabase(config: Config, command: string): Promise<Database> {
  // The embedded engine lives there, and the key file of an installation without ENCRYPTION_KEY.
  if (usesDataDir(config)) {
    prepareDataDir(config.dataDir)
    closeDataDir(config.dataDir)
  }
  return openDatabase({ ...config, command })
}

/** The queues without anyone working on them, for `jobs`. */
export async function openQueues(config: Config, command: string) {
  const releasers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const release of releasers.splice(0).reverse()) await release()
  }
  try {
    const db = await openConfiguredDatabase(config, command)
    releasers.push(() => db.close())
    await migrate(db)
    const backend = await openBackend(config, db)
    releasers.push(() => backend.close())
    const queues = createQueues(backend, createLog(config.logLevel), refuseInsideTransaction)
    releasers.push(() => queues.close())
    return { store: createStore(db), queues, close }
  } catch (error) {
    await close()
    throw error
  }
}

export function openBackend(config: Config, db: Database): Promise<QueueBackend> {
  return config.redisUrl ? createRedisBackend(config.redisUrl) : createDatabaseBackend(db.createPool)
}
