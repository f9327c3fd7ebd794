// The databases that contract suites run on: the embedded engine, and a real server as a non-superuser owner.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../src/store/db.ts'
import { migrate } from '../src/store/migrate.ts'
import { copyTemplate } from './embedded-template.ts'
import { seed } from './seeded.ts'

export interface TestDatabase {
  readonly name: 'embedded' | 'server'
  readonly isAvailable: boolean
  /** A fresh database without a row, migrated unless it `isEmpty`. */
  create(
    isEmpty?: 'isEmpty',
  ): Promise<{ readonly db: Database; readonly url: string | undefined; drop(): Promise<void> }>
}

export const testDatabases: readonly TestDatabase[] = [
  {
    name: 'embedded',
    isAvailable: true,
    async create(isEmpty) {
      const dataDir = mkdtempSync(join(tmpdir(), 'ragbot-test-'))
      await (isEmpty ? copyTemplate(dataDir) : seed(dataDir))
      const db = await openDatabase({ dataDir, command: 'start' })
      return {
        db,
        url: undefined,
        async drop() {
          await db.close({ hurry: true })
          rmSync(dataDir, { recursive: true, force: true })
        },
      }
    },
  },
  {
    name: 'server',
    isAvailable: inject('postgresUrl') !== null,
    async create(isEmpty) {
      const server = await createServerDatabase()
      const db = await openDatabase({ databaseUrl: server.url, dataDir: '', command: 'start' })
      // Two processes that start at once.
      if (!isEmpty) await Promise.all([migrate(db), migrate(db)])
      return {
        db,
        url: server.url,
        async drop() {
          await db.close()
          await server.drop()
        },
      }
    },
  },
]

/** For what is the same on both: a database on a server is there in a second, an engine needs several. */
export const quickDatabase =
  testDatabases.find(({ name, isAvailable }) => name === 'server' && isAvailable) ?? testDatabases[0]!

/** An empty database owned by a user as managed Postgres gives it: no superuser, may create roles. */
export async function createServerDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const adminUrl = inject('postgresUrl')
  if (adminUrl === null) throw new Error('no Postgres: this suite should have been skipped')
  const name = `ragbot_${randomUUID().replaceAll('-', '').slice(0, 12)}`
  await asAdmin(adminUrl, [
    `do $$ begin create role ragbot_owner login createrole; exception when duplicate_object or unique_violation then null; end $$`,
    `create database ${name} owner ragbot_owner`,
  ])
  // pgvector is no trusted extension everywhere: there an administrator turns it on.
  const inside = new URL(adminUrl)
  inside.pathname = `/${name}`
  await asAdmin(inside.href, ['create extension vector', `grant all on schema public to ragbot_owner`])
  const url = new URL(adminUrl)
  url.username = 'ragbot_owner'
  url.pathname = `/${name}`
  return { url: url.href, drop: () => asAdmin(adminUrl, [`drop database ${name} with (force)`]) }
}

/** Of the same database, for a superuser. */
export function superuserUrl(url: string): string {
  return Object.assign(new URL(inject('postgresUrl') ?? ''), { pathname: new URL(url).pathname }).href
}

/** Statements as a superuser. */
export async function asAdmin(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
