// One Database over two engines: a Postgres server (DATABASE_URL) or the embedded one (DATA_DIR). All SQL runs in a
// transaction under one of three roles that row security binds; a transaction inside a transaction is refused, because
// on the embedded engine it would wait for itself.
import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { AppError, databaseSlow, describeError, isDatabaseAway } from '../../errors.ts'
import type { AccessScope, WorkspaceId } from '../../model.ts'
import { patience } from '../deadlines.ts'
import { copyFiles } from '../embedded/copy.ts'
import { openEmbedded } from '../embedded/embedded.ts'
import { searchPath } from '../embedded/search-path.ts'
import { type Listening, listen } from './listen.ts'
import { createPool, cut, endPool, startDeadline, takeClient, toStoreError } from './pool.ts'
import { embeddedTraits, serverTraits, type Traits } from './traits.ts'

/** Runs one statement and returns its rows; bigint columns come as numbers. */
export type Sql = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>

export interface Database {
  readonly traits: Traits
  /** Absent on a server. */
  readonly engine?: EmbeddedFiles
  /** Work inside one workspace, as ragbot_app. */
  inWorkspace<T>(workspaceId: WorkspaceId, work: (sql: Sql) => Promise<T>): Promise<T>
  /**
   * What one reader may see, as ragbot_reader: row security leaves out everything else. All statements see one moment,
   * whatever is written between them.
   */
  readAs<T>(scope: AccessScope, work: (sql: Sql) => Promise<T>): Promise<T>
  /** Work before or across workspaces, as ragbot_system: inbox, outbox, uploads, leases, workspaces. */
  asSystem<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** A transaction as the connection's own user: migrations only. */
  asOwner<T>(work: (sql: Sql) => Promise<T>): Promise<T>
  /** What a server's autovacuum does; the embedded engine has none. On a server only what cannot wait for it. */
  vacuum(): Promise<void>
  /** How many documents there are by now, told to the planner in the middle of indexing. */
  countForPlanner(): Promise<void>
  /**
   * A further pool on the same database, for BullMQ. The caller ends it.
   * @param isWatched a connection that does not answer is given up after a while; a migration may take any time.
   */
  createPool(max: number, isWatched: boolean): pg.Pool
  /** @param heard called for each notification on the channel, and whenever some may have been missed */
  listen(channel: string, heard: () => void): Listening
  close(options?: { hurry: boolean }): Promise<void>
}

interface EmbeddedFiles {
  /** Another process runs the engine. */
  readonly isJoined: boolean
  /** Copies its files beside them; null when that copy is there. @throws AppError `disk-full` */
  copy(name: string): Promise<string | null>
}

export interface DatabaseOptions {
  readonly databaseUrl?: string | undefined
  readonly dataDir: string
  /** Which command opens it: only `start` insists on owning the embedded engine. */
  readonly command: string
}

const openTransaction = new AsyncLocalStorage<string>()

const vacuumMs = 10 * 60_000

/** @throws AppError `inside-transaction` when called in one: `what` would hold up every other connection. */
export function refuseInsideTransaction(what: string): void {
  const open = openTransaction.getStore()
  if (open) throw new AppError('inside-transaction', `${what} was awaited inside a transaction (${open})`)
}

/** @throws AppError when the engine cannot be reached or started; the message names the variable to look at. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl } = options
  // Who waits for a command can see it, and knows how long is too long.
  const isPatient = options.command !== 'start'
  if (databaseUrl) {
    // A process that stands still in a transaction holds up others.
    const settings = `-c search_path=${searchPath} -c idle_in_transaction_session_timeout=60000`
    const connection = { connectionString: databaseUrl, options: settings }
    const database = createDatabase({ traits: serverTraits, connection, isPatient, closeEngine: async () => {} })
    try {
      await database.asOwner((sql) => sql('select 1'))
    } catch (error) {
      await database.close()
      const cause = error instanceof AppError ? error.cause : error
      if (cause instanceof pg.DatabaseError && cause.code === '53300') {
        throw new AppError(
          'too-few-connections',
          `The database at DATABASE_URL gives no connection (${describeError(cause)}). Up to ${databaseConnections} are needed, and 16 more for the queues without REDIS_URL: raise the limit (ALTER ROLE … CONNECTION LIMIT, or max_connections), or end other users' connections.`,
          { cause, retry: 'later' },
        )
      }
      // Whom the server refuses in words will be refused again, unless it is only starting or full.
      const isPassing = !(cause instanceof pg.DatabaseError) || /^(?:53|57P)/.test(cause.code ?? '')
      throw new AppError(
        'database-unreachable',
        `The database at DATABASE_URL cannot be used: ${describeError(cause)}. Check the address, the user and that the server runs.`,
        { cause, retry: isPassing ? 'later' : 'never' },
      )
    }
    return database
  }
  const embedded = await openEmbedded(options.dataDir, options.command)
  const connection = { host: embedded.socketDir, user: 'postgres', database: 'postgres' }
  const traits = embeddedTraits(options.dataDir)
  const engine = { isJoined: !embedded.owned, copy: (name: string) => copyFiles(options.dataDir, name) }
  return createDatabase({ traits, connection, isPatient, engine, closeEngine: (how) => embedded.close(how) })
}

const int8 = 20
const poolSize = 10
/** Of the pool that all rooms share, and the one that listens. */
export const databaseConnections = poolSize + 1

function createDatabase(options: {
  readonly traits: Traits
  readonly connection: pg.PoolConfig
  /** Its transactions may take any time. */
  readonly isPatient: boolean
  readonly engine?: EmbeddedFiles
  readonly closeEngine: (options?: { hurry: boolean }) => Promise<void>
}): Database {
  const { traits, connection, isPatient } = options
  const pool = createPool({
    ...connection,
    max: poolSize,
    pipeline: true,
    types: {
      getTypeParser: ((oid: number, format: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
    },
  })
  const ordinaryMs = isPatient ? Number.POSITIVE_INFINITY : traits.patienceMs

  async function transaction<T>(
    name: string,
    begin: string,
    work: (sql: Sql) => Promise<T>,
    ms = patience.getStore() ?? ordinaryMs,
  ): Promise<T> {
    refuseInsideTransaction('A transaction')
    const until = performance.now() + ms
    const client = await takeClient(pool, ms)
    const query = (text: string, values?: readonly unknown[]) =>
      client.query(text, values as unknown[]).catch((error: unknown) => {
        throw toStoreError(error)
      })
    let isLate = false
    const stop = startDeadline(until - performance.now(), () => {
      isLate = true
      cut(client)
    })
    // The server gives up too: it would only notice when it answers that nobody is there any more.
    const limit = traits.endsStatements && ms < Number.POSITIVE_INFINITY ? `; set local statement_timeout = ${ms}` : ''
    // Sent together with the first statement: while one waits for the other the embedded engine can do nothing else.
    const begun = query(begin.replace(/^[^;]+/, `$&${limit}`))
    // Looked at below, when the work is done: until then nobody may take it for an error that nobody handles.
    begun.catch(() => {})
    let isBroken = false
    try {
      const result = await openTransaction.run(name, () =>
        work(async (text, values) => (await query(text, values)).rows),
      )
      await begun
      await query('commit')
      return result
    } catch (later) {
      const error = await begun.then(
        () => later,
        (first: unknown) => first,
      )
      isBroken = await query('rollback').then(
        () => false,
        () => true,
      )
      throw isLate && isDatabaseAway(error) ? databaseSlow(`a ${name} transaction took over ${ms} ms`) : error
    } finally {
      stop()
      client.release(isBroken)
    }
  }

  // One round trip. The id is quoted into it, so anything but a UUID is refused first.
  const enter = (role: 'ragbot_app' | 'ragbot_reader', workspaceId: WorkspaceId) =>
    `set local role ${role}; set local ragbot.workspace = '${requireUuid(workspaceId)}'`

  return {
    traits,
    ...(options.engine && { engine: options.engine }),
    inWorkspace: (workspaceId, work) => transaction('workspace', `begin; ${enter('ragbot_app', workspaceId)}`, work),
    readAs: ({ workspaceId, audiences }, work) =>
      transaction(
        'reader',
        `begin isolation level repeatable read read only; ${enter('ragbot_reader', workspaceId)}; set local ragbot.audiences = ${keysOf(audiences)}`,
        work,
      ),
    asSystem: (work) => transaction('system', 'begin; set local role ragbot_system', work),
    asOwner: (work) => transaction('owner', 'begin', work, Number.POSITIVE_INFINITY),
    vacuum: () => maintain(pool, (client) => vacuum(client, traits)),
    countForPlanner: () => maintain(pool, countForPlanner),
    createPool: (max, isWatched) => createPool({ ...connection, max }, isWatched ? traits.silentMs : undefined),
    listen: (channel, heard) => listen(createPool({ ...connection, max: 1 }, traits.silentMs), channel, heard),
    async close(how) {
      await endPool(pool)
      await options.closeEngine(how)
    },
  }
}

/** Work that no transaction may hold, on a connection of its own. */
async function maintain(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await takeClient(pool, vacuumMs)
  const stop = startDeadline(vacuumMs, () => cut(client))
  let isBroken = true
  try {
    await work(client)
    isBroken = false
  } catch (error) {
    throw toStoreError(error)
  } finally {
    stop()
    client.release(isBroken)
  }
}

// Table by table, so that nobody waits for all of them. Without it the rows of finished jobs pile up, and the planner
// knows nothing of what was indexed. A server does it by itself, but for what every search reads within the next minute:
// counts, most of whose rows are dead once they are compacted, and terms that are not in their index yet.
async function vacuum(client: pg.PoolClient, { needsVacuum }: Traits): Promise<void> {
  if (needsVacuum) {
    const { rows } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'bullmq')`,
    )
    for (const { name } of rows) await client.query(`vacuum (analyze) ${name}`)
  } else {
    await client.query('vacuum (analyze) public.term_counts, public.document_counts')
    await client.query(`select gin_clean_pending_list('public.chunks_by_term')`)
  }
}

// Of a table that it believes empty the planner looks one row up by any index that begins with the workspace, and keeps
// that plan for the checks of foreign keys: each document written then read all that were there.
async function countForPlanner(client: pg.PoolClient): Promise<void> {
  await client.query('analyze public.documents, public.document_audiences, public.revisions')
}

/** As the quoted JSON of an object with these keys: what policies look them up in. */
const keysOf = (audiences: readonly string[]) =>
  pg.escapeLiteral(JSON.stringify(Object.fromEntries(audiences.map((audience) => [audience, 1]))))

function requireUuid(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id))
    throw new AppError('bad-workspace', `${id} is no workspace id`)
  return id
}
