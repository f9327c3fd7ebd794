// Starts the real app on a temporary DATA_DIR and a free port, and hands over what the tests of page and API need of it.
import { rmSync } from 'node:fs'
import { inject } from 'vitest'
import { startApp as startRealApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { openLibrary } from '../../src/library.ts'
import { type Role, roles } from '../../src/roles.ts'
import { createStartedDatabase, type ServerDatabase } from '../databases.ts'
import { freePort } from '../postgres.ts'
import { makeSeededFolder } from '../seeded.ts'
import type { TestDocument } from './handbook.ts'

/** Sixteen characters at least, as the configuration demands. */
export const adminToken = 'admin-token-of-the-portal-tests'

export interface StartOptions {
  readonly documents?: readonly TestDocument[]
  /** `ADMIN_TOKEN`, `PUBLIC_URL`, `SLACK_…` as they would be set. */
  readonly environment?: Readonly<Record<string, string>>
  /** One that an app left behind; a new, empty one by default. */
  readonly dataDir?: string
  readonly port?: number
  /** All by default; without `workers` nothing is answered. */
  readonly roles?: readonly Role[]
}

export interface StartedApp {
  /** The page's address with its one-time token; null while the page is off. */
  readonly url: string | null
  readonly origin: string
  readonly port: number
  readonly dataDir: string
  /** Indexes a text as the page's upload of that name, while the app runs. */
  index(document: TestDocument): Promise<string>
  /** Stops it and keeps its data. */
  stop(): Promise<void>
  /** Stops it and removes its data. */
  close(): Promise<void>
}

const databases = new Map<string, ServerDatabase>()

/** An app is there sooner on a server; what differs on the embedded engine the tests of the store and of processes see. */
async function databaseOf(dataDir: string): Promise<ServerDatabase | undefined> {
  if (inject('postgresUrl') === null) return undefined
  const database = databases.get(dataDir) ?? (await createStartedDatabase(dataDir))
  databases.set(dataDir, database)
  return database
}

export async function startApp(options: StartOptions = {}): Promise<StartedApp> {
  const dataDir = options.dataDir ?? (await makeSeededFolder('ragbot-portal-', 'started'))
  const database = await databaseOf(dataDir)
  const isPart = options.roles !== undefined && options.roles.length < roles.length
  const port = options.port ?? (await freePort())
  const config = parseConfig({
    LOG_LEVEL: 'silent',
    // Several processes need an address that all of them name.
    ...(isPart && { PUBLIC_URL: `http://127.0.0.1:${port}` }),
    DATABASE_URL: database?.url,
    ...options.environment,
    DATA_DIR: dataDir,
    PORT: String(port),
  })
  const app = await startRealApp(config, { workspace: 'default', roles: options.roles ?? roles })
  const started: StartedApp = {
    url: app.pageUrl,
    origin: app.url,
    port: Number(new URL(app.url).port),
    dataDir,
    async index({ name, text }) {
      const library = await openLibrary(config, 'index', 'default')
      try {
        const source = { sourceKey: `upload:${name}`, uri: `upload:${name}`, name, bytes: Buffer.from(text) }
        const target = { workspaceId: library.workspaceId, audience: 'workspace' } as const
        for await (const outcome of library.rag.index([source], target)) {
          if (outcome.status === 'failed') throw new Error(`${name}: ${outcome.error.message}`)
          return outcome.documentId
        }
        throw new Error(`${name} had no outcome`)
      } finally {
        await library.close()
      }
    },
    stop: app.stop,
    async close() {
      await app.stop()
      await database?.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
  for (const document of options.documents ?? []) await started.index(document)
  return started
}
