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
import { seed, startOnce } from './seeded.ts'

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
      if (!isEmpty) {
        const db = idle.db ?? (await openIdle())
        idle.db = undefined
        return { db, url: undefined, drop: () => giveBack(db) }
      }
      const dataDir = mkdtempSync(join(tmpdir(), 'ragbot-test-'))
      copyTemplate(dataDir)
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

// An engine takes a second of a core to open, so one is kept for the next file that the same process runs, if the last one
// left it as it was but for rows.
const kept = new Set(['schema_migrations'])
const idle: { db?: Database | undefined } = {}
const shapes = new WeakMap<Database, string>()

async function openIdle(): Promise<Database> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ragbot-test-'))
  await seed(dataDir)
  const db = await openDatabase({ dataDir, command: 'start' })
  shapes.set(db, await shapeOf(db))
  return db
}

async function giveBack(db: Database): Promise<void> {
  try {
    if (idle.db === undefined && (await shapeOf(db)) === shapes.get(db)) {
      await withoutRows(db)
      idle.db = db
      return
    }
  } catch {
    // It is closed already, or its files are gone.
  }
  await db.close({ hurry: true })
}

/** What migrations made: tables, functions, policies, roles and their rights. */
async function shapeOf(db: Database): Promise<string> {
  const [shape] = await db.asOwner((sql) =>
    sql<{
      shape: string
    }>(`select concat_ws(' ', (select md5(string_agg(concat(relname, relacl, relrowsecurity, relforcerowsecurity), ',' order by oid)) from pg_class where relname not like 'pg_%'),
      (select count(*) from pg_attribute), (select md5(string_agg(concat(proname, prosrc, proacl), ',' order by oid)) from pg_proc where oid > 16000),
      (select count(*) from pg_policy), (select count(*) from pg_constraint), (select count(*) from pg_trigger), (select md5(string_agg(concat(rolname, rolcanlogin, rolbypassrls), ',' order by oid)) from pg_roles)) as shape`),
  )
  return shape!.shape
}

async function withoutRows(db: Database): Promise<void> {
  await db.asOwner(async (sql) => {
    await sql(`set local session_replication_role = replica`)
    const tables = await sql<{ name: string }>(
      `select format('%I', tablename) as name from pg_tables where schemaname = 'public'`,
    )
    for (const { name } of tables) if (!kept.has(name)) await sql(`delete from ${name}`)
  })
}

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
export const createMigratedDatabase = () => copyOf(migrated, fillMigrated)

async function fillMigrated(databaseUrl: string): Promise<void> {
  const db = await openDatabase({ databaseUrl, dataDir: '', command: 'start' })
  await migrate(db)
  await db.close()
}

/** As a first start of the whole app leaves it, with its own guides. @param dataDir with its key, see seeded.ts */
export const createStartedDatabase = (dataDir: string) =>
  copyOf('ragbot_started', async (url) => {
    await fillMigrated(url)
    await startOnce({ DATABASE_URL: url, DATA_DIR: dataDir })
  })

async function copyOf(template: string, fill: (url: string) => Promise<void>): Promise<ServerDatabase> {
  const client = new pg.Client({ connectionString: adminUrl() })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(1)')
    const { rowCount } = await client.query(`select from pg_database where datname = '${template}'`)
    if (rowCount === 0) {
      const { url } = await createServerDatabase()
      await fill(url)
      await client.query(`alter database ${new URL(url).pathname.slice(1)} rename to ${template}`)
    }
  } finally {
    await client.end()
  }
  return make(template)
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
