// One Database over two engines: a Postgres server (DATABASE_URL) or the embedded one (DATA_DIR). All SQL runs in a
// transaction under one of two roles that row security binds; a transaction inside a transaction is refused, because
// on the embedded engine it would wait for itself.
import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { AppError, describeError } from '../errors.ts'
import type { WorkspaceId } from '../model.ts'
import { openEmbedded } from './embedded.ts'
import { searchPath } from './search-path.ts'

/** Runs one statement and returns its rows; bigint columns come as numbers. */
export type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>

export interface Database {
  readonly engine: 'embedded' | 'server'
  /** Work inside one workspace, as ragbot_app. */
  inWorkspace<T>(workspaceId: WorkspaceId, work: (sql: Sql) => Promise<T>): Promise<T>
  /** The same, reading only: all statements see one moment, whatever is written between them. */
  readWorkspace<T>(workspaceId: WorkspaceId, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Work before or across workspaces, as ragbot_system: inbox, outbox, uploads, leases, workspaces. */
  asSystem<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** A transaction as the connection's own user: migrations only. */
  asOwner<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** What a server's autovacuum does; the embedded engine has none. On a server only what cannot wait for it. */
  vacuum(): Promise<void>
  /** A further pool on the same database, for BullMQ. The caller ends it. */
  createPool(max: number): pg.Pool
  close(options?: { hurry: boolean }): Promise<void>
}

export interface DatabaseOptions {
  readonly databaseUrl?: string | undefined
  readonly dataDir: string
  /** Which command opens it: only `start` insists on owning the embedded engine. */
  readonly command: string
}

const openTransaction = new AsyncLocalStorage<string>()

/** @throws AppError `inside-transaction` when called in one: `what` would hold up every other connection. */
export function refuseInsideTransaction(what: string): void {
  const open = openTransaction.getStore()
  if (open) throw new AppError('inside-transaction', `${what} was awaited inside a transaction (${open})`)
}

/** @throws AppError when the engine cannot be reached or started; the message names the variable to look at. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl } = options
  if (databaseUrl) {
    const connection = { connectionString: databaseUrl, options: `-c search_path=${searchPath}` }
    const database = createDatabase('server', connection, async () => {})
    try {
      await database.asOwner((sql) => sql('select 1'))
    } catch (error) {
      await database.close()
      throw new AppError(
        'database-unreachable',
        `The database at DATABASE_URL cannot be used: ${describeError(error)}. Check the address, the user and that the server runs.`,
        { cause: error },
      )
    }
    return database
  }
  const embedded = await openEmbedded(options.dataDir, options.command)
  const connection = { host: embedded.socketDir, user: 'postgres', database: 'postgres' }
  return createDatabase('embedded', connection, (close) => embedded.close(close))
}

const int8 = 20

function createDatabase(
  engine: Database['engine'],
  connection: pg.PoolConfig,
  closeEngine: (options?: { hurry: boolean }) => Promise<void>,
): Database {
  const pool = createEnginePool({
    ...connection,
    max: 10,
    pipeline: true,
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
    },
  })

  async function transaction<T>(name: string, begin: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    refuseInsideTransaction('A transaction')
    const client = await pool.connect()
    // Sent together with the first statement: while one waits for the other the embedded engine can do nothing else.
    const begun = client.query(begin)
    // Looked at below, when the work is done: until then nobody may take it for an error that nobody handles.
    begun.catch(() => {})
    try {
      const result = await openTransaction.run(name, () =>
        work(async (text, values) => (await client.query(text, values as unknown[])).rows),
      )
      await begun
      await client.query('commit')
      client.release()
      return result
    } catch (later) {
      const error = await begun.then(
        () => later,
        (first: unknown) => first,
      )
      const broken = await client.query('rollback').then(
        () => false,
        () => true,
      )
      client.release(broken)
      throw explainData(error)
    }
  }

  // One round trip. The id is quoted into it, so anything but a UUID is refused first.
  const enter = (workspaceId: WorkspaceId) =>
    `set local role ragbot_app; set local ragbot.workspace = '${requireUuid(workspaceId)}'`

  return {
    engine,
    inWorkspace: (workspaceId, work) => transaction('workspace', `begin; ${enter(workspaceId)}`, work),
    readWorkspace: (workspaceId, work) =>
      transaction('workspace', `begin isolation level repeatable read read only; ${enter(workspaceId)}`, work),
    asSystem: (work) => transaction('system', 'begin; set local role ragbot_system', work),
    asOwner: (work) => transaction('owner', 'begin', work),
    vacuum: () => vacuum(pool, engine),
    createPool: (max) => createEnginePool({ ...connection, max }),
    async close(options) {
      await pool.end()
      await closeEngine(options)
    },
  }
}

// SQLSTATE classes 22 (data exception) and 54 (program limit): it is the value, and another one would do.
function explainData(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (!/^(22|54)/.test(code)) return error
  return new AppError('unstorable', `The database cannot store it (${describeError(error)})`, { cause: error })
}

// Table by table, so that nobody waits for all of them. Without it the rows of finished jobs pile up, and the planner
// knows nothing of what was indexed. A server does it by itself, but for what every search reads within the next minute:
// counts, most of whose rows are dead once they are compacted, and terms that are not in their index yet.
async function vacuum(pool: pg.Pool, engine: Database['engine']): Promise<void> {
  if (engine === 'server') {
    await pool.query('vacuum (analyze) public.term_counts, public.document_counts')
    await pool.query(`select gin_clean_pending_list('public.chunks_by_term')`)
    return
  }
  const { rows } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'bullmq')`,
  )
  for (const { name } of rows) await pool.query(`vacuum (analyze) ${name}`)
}

function requireUuid(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new AppError('bad-workspace', `${id} is no workspace id`)
  return id
}

function createEnginePool(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ ...config, keepAlive: true, connectionTimeoutMillis: 15_000 })
  // Without a listener an idle connection that drops would end the process; the next query reports it.
  pool.on('error', () => {})
  // BullMQ listens on it once a queue and once a worker: more than the ten that Node takes for a leak.
  pool.setMaxListeners(0)
  return pool
}
