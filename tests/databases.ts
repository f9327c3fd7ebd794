// The databases that contract suites run on: the embedded engine, and a real server as a non-superuser owner.
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { type Database, openDatabase } from '../src/store/database/db.ts'
import { migrate } from '../src/store/database/migrate.ts'
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
      const server = await (isEmpty ? createServerDatabase() : createMigratedDatabase())
      const db = await openDatabase({ databaseUrl: server.url, dataDir: '', command: 'start' })
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

export interface ServerDatabase {
  readonly url: string
  drop(): Promise<void>
}

/** An empty database owned by a user as managed Postgres gives it: no superuser, may create roles. */
export async function createServerDatabase(): Promise<ServerDatabase> {
  const database = await make('template1')
  // pgvector is no trusted extension everywhere: there an administrator turns it on.
  await asAdmin(superuserUrl(database.url), ['create extension vector', `grant all on schema public to ${owner}`])
  return database
}

/** The same, migrated: a copy of one that is made once a run, by the first who needs it. */
export async function createMigratedDatabase(): Promise<ServerDatabase> {
  const client = new pg.Client({ connectionString: adminUrl() })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(1)')
    const { rowCount } = await client.query(`select from pg_database where datname = '${migrated}'`)
    if (rowCount === 0) {
      const { url } = await createServerDatabase()
      const db = await openDatabase({ databaseUrl: url, dataDir: '', command: 'start' })
      await migrate(db)
      await db.close()
      await client.query(`alter database ${new URL(url).pathname.slice(1)} rename to ${migrated}`)
    }
  } finally {
    await client.end()
  }
  return make(migrated)
}

const owner = 'ragbot_owner'
const migrated = 'ragbot_migrated'

function adminUrl(): string {
  const url = inject('postgresUrl')
  if (url === null) throw new Error('no Postgres: this suite should have been skipped')
  return url
}

async function make(template: string): Promise<ServerDatabase> {
  const name = `ragbot_${randomUUID().replaceAll('-', '').slice(0, 12)}`
  await asAdmin(adminUrl(), [
    `do $$ begin create role ${owner} login createrole; exception when duplicate_object or unique_violation then null; end $$`,
    `create database ${name} owner ${owner} template ${template}`,
  ])
  const url = Object.assign(new URL(adminUrl()), { username: owner, pathname: `/${name}` }).href
  return { url, drop: () => asAdmin(adminUrl(), [`drop database ${name} with (force)`]) }
}

/** Of the same database, for a superuser. */
export function superuserUrl(url: string): string {
  return Object.assign(new URL(adminUrl()), { pathname: new URL(url).pathname }).href
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
