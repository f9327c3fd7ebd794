// Applies migrations/*.sql in order, each in one transaction, once. Safe when two processes start at once: the ledger
// row goes in first, so the second one waits at it and then finds the work done.
import { readFileSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, describeError } from '../../errors.ts'
import { ensureAccess, makeRoles } from './access.ts'
import { prepareToMigrate } from './before-migrating.ts'
import type { Database, Sql } from './db.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const migrationsFolder = join(root, 'migrations')

/**
 * @param patienceMs how long processes of an earlier version have to end, by default half a minute
 * @throws AppError `no-pgvector`, `no-roles` or `migration-failed`, each saying what an administrator has to run;
 * `newer-database`, `older-running` or `disk-full`, before anything was changed
 */
export async function migrate(db: Database, folder = migrationsFolder, patienceMs?: number): Promise<void> {
  await createLedger(db).catch((error) => {
    throw explain('schema_migrations', error)
  })
  const ledger = await db
    .asOwner((sql) => sql<LedgerRow>(readLedger))
    .catch((error) => {
      throw explain('schema_migrations', error)
    })
  const names = await readNames(folder)
  refuseNewer(ledger, names)
  const applied = new Set(ledger.map(({ name }) => name))
  await makeRoles(db).catch((error) => {
    throw explain('of the roles', error)
  })
  const pending = names.filter((name) => !applied.has(name))
  if (pending[0] !== undefined && applied.size > 0) await prepareToMigrate(db, pending[0], patienceMs)
  for (const name of pending) {
    const text = await readFile(join(folder, name), 'utf8')
    try {
      await db.asOwner((sql) => apply(sql, name, text))
    } catch (error) {
      throw explain(name, error)
    }
  }
  await requirePgvector(db)
  // Earlier migrations alone, for tests, leave less than that.
  if (folder === migrationsFolder)
    await ensureAccess(db).catch((error) => {
      throw error instanceof AppError ? error : explain('of row security', error)
    })
}

/**
 * The migrations that are still to be applied; null where none was ever.
 * @throws AppError `newer-database`
 */
export async function readPending(db: Database): Promise<readonly string[] | null> {
  const [made] = await db.asOwner((sql) =>
    sql<{ ledger: string | null }>(`select to_regclass('public.schema_migrations')::text as ledger`),
  )
  if (!made?.ledger) return null
  const ledger = await db.asOwner((sql) => sql<LedgerRow>(readLedger))
  const names = await readNames(migrationsFolder)
  refuseNewer(ledger, names)
  return names.filter((name) => !ledger.some((row) => row.name === name))
}

// The column came later than the table.
const readLedger = `select l.name, to_jsonb(l) ->> 'made_by' as "madeBy" from public.schema_migrations l order by l.name`

async function readNames(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()
}

interface LedgerRow {
  readonly name: string
  /** The version of ragbot that applied it; null before that was recorded. */
  readonly madeBy: string | null
}

// What it made may be anything: a column that is gone fails every delivery, a rule that is not kept fails nobody.
function refuseNewer(ledger: readonly LedgerRow[], known: readonly string[]): void {
  const newest = ledger.findLast(({ name }) => !known.includes(name))
  if (!newest) return
  const maker = newest.madeBy === null ? 'a newer ragbot' : `ragbot ${newest.madeBy}`
  throw new AppError(
    'newer-database',
    `This database was made by ${maker} (migration ${newest.name.replace(/\.sql$/, '')}), and this is ragbot ${version}, which does not know it: use ${newest.madeBy === null || newest.madeBy === version ? 'that one' : newest.madeBy} or a newer one, or restore a backup from before the update.`,
  )
}

async function requirePgvector(db: Database): Promise<void> {
  const [vector] = await db.asOwner((sql) =>
    sql<{ version: string }>("select extversion as version from pg_extension where extname = 'vector'"),
  )
  const [major = 0, minor = 0] = (vector?.version ?? '').split('.').map(Number)
  if (major > 0 || minor >= 8) return
  throw new AppError(
    'no-pgvector',
    `The database has pgvector ${vector?.version ?? '(none)'}, and 0.8 or later is needed: update it on the server and run in this database: ALTER EXTENSION vector UPDATE;`,
  )
}

async function apply(sql: Sql, name: string, text: string): Promise<void> {
  const added = await sql(
    'insert into schema_migrations (name, made_by) values ($1, $2) on conflict (name) do nothing returning name',
    [name, version],
  )
  if (added.length > 0) await sql(text)
}

async function createLedger(db: Database): Promise<void> {
  const create = () =>
    db.asOwner(async (sql) => {
      await sql(
        'create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now(), made_by text)',
      )
      const columns = await sql(
        `select from pg_attribute where attrelid = 'schema_migrations'::regclass and attname = 'made_by'`,
      )
      // Of a database from before that was recorded.
      if (columns.length === 0) await sql('alter table schema_migrations add column if not exists made_by text')
    })
  // Two processes that create it in the same instant: the slower one fails on the catalog's own unique key.
  await create().catch(create)
}

function explain(name: string, error: unknown): AppError {
  const message = describeError(error)
  const code = (error as { code?: string }).code
  if (code === '42501' && /extension "vector"/.test(message)) {
    return new AppError(
      'no-pgvector',
      'The database user may not turn pgvector on. As an administrator run in this database: CREATE EXTENSION vector;',
      { cause: error },
    )
  }
  if (/extension "vector"|type "(sparsevec|vector)"|vector\.control/.test(message)) {
    return new AppError(
      'no-pgvector',
      `The database server has no pgvector 0.8 or later (${message}). Install it there (Debian: postgresql-<version>-pgvector), then run in this database: CREATE EXTENSION vector;`,
      { cause: error },
    )
  }
  if (code === '42501' && /must be owner|denied for (?:table|view)/.test(message)) {
    return new AppError(
      'not-owner',
      `The tables belong to another user than that of DATABASE_URL (${message}). Restore them as that user (pg_restore --no-owner --role=<the user of DATABASE_URL>), or as an administrator run for each table and view: ALTER TABLE <its name> OWNER TO <the user of DATABASE_URL>; and ALTER FUNCTION public.find_chunks OWNER TO <the user of DATABASE_URL>;`,
      { cause: error },
    )
  }
  if (code === '42501' && /schema/.test(message)) {
    return new AppError(
      'no-schema',
      `The database user may not make tables (${message}). As an administrator run in this database: GRANT ALL ON SCHEMA public TO <the user of DATABASE_URL> WITH GRANT OPTION;`,
      { cause: error },
    )
  }
  if (code === '42501' && /role/.test(message)) {
    return new AppError(
      'no-roles',
      `The database user may not make or use ragbot's roles (${message}). As an administrator run: CREATE ROLE ragbot_app; CREATE ROLE ragbot_system; CREATE ROLE ragbot_lookup; CREATE ROLE ragbot_reader; GRANT ragbot_app, ragbot_system, ragbot_lookup, ragbot_reader TO <the user of DATABASE_URL>;`,
      { cause: error },
    )
  }
  return new AppError('migration-failed', `Migration ${name} failed: ${message}`, { cause: error })
}
