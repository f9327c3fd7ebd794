// Pools of connections to a server that may stop, hang or be cut off at any moment: no connection's death ends the
// process, and nobody waits for an answer for ever. What fails because of it is `database-away` or `database-slow`, and
// may be tried again as it is.
import type { Socket } from 'node:net'
import pg from 'pg'
import { AppError, databaseAway, databaseSlow, describeError } from '../../errors.ts'

/** For the connection itself. Waiting for one of the pool's own that is free may take `freeWithinMs`. */
const connectWithinMs = 5_000
const freeWithinMs = 15_000

class Client extends pg.Client {
  constructor(config: pg.ClientConfig) {
    super({ ...config, connectionTimeoutMillis: connectWithinMs })
  }
}

/**
 * @param silentMs a connection whose statement is not answered for so long is given up, and one that listens is asked
 * as often whether it is still there. Without it a statement may take any time.
 */
export function createPool(config: pg.PoolConfig, silentMs?: number): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    // Its type forgets that the pool hands its settings to each client.
    Client: Client as unknown as new () => pg.Client,
    keepAlive: true,
    connectionTimeoutMillis: freeWithinMs,
  })
  // Without a listener a connection that drops would end the process, idle or in use; the next query reports it.
  pool.on('error', () => {})
  pool.on('connect', (client) => {
    client.on('error', () => {})
    if (silentMs !== undefined) watchSilence(client, silentMs)
  })
  // BullMQ listens on it once a queue and once a worker: more than the ten that Node takes for a leak.
  pool.setMaxListeners(0)
  return pool
}

interface Inside {
  readonly connection: { readonly stream: Socket }
  readonly readyForQuery: boolean
}

/** At once, whatever is under way: a goodbye would wait for an answer. */
export function cut(client: pg.PoolClient): void {
  ;(client as unknown as Inside).connection.stream.destroy()
}

/** Waits for what is under way, two seconds at most: a server that hangs would hold up the end of the process. */
export async function endPool(pool: pg.Pool): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = startDeadline(2_000, resolve)
  await Promise.race([pool.end(), promise])
  stop()
}

function watchSilence(client: pg.PoolClient, silentMs: number): void {
  const inside = client as unknown as Inside
  const { stream } = inside.connection
  stream.setTimeout(silentMs)
  stream.on('timeout', () => {
    const before = stream.bytesRead
    // What came in while this thread was busy is read first.
    setImmediate(() => {
      if (stream.bytesRead !== before) return
      if (!inside.readyForQuery) stream.destroy()
      else if (client.listenerCount('notification') > 0) client.query('select 1').catch(() => {})
    })
  })
}

/** Calls `expire` unless the returned function was called before; what came in meanwhile is heard first. */
export function startDeadline(ms: number, expire: () => void): () => void {
  if (ms === Number.POSITIVE_INFINITY) return () => {}
  let isOver = false
  const timer = setTimeout(() => setImmediate(() => isOver || expire()), ms)
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

/** A connection of the pool within so long; one that comes later goes back. @throws AppError */
export function takeClient(pool: pg.Pool, ms: number): Promise<pg.PoolClient> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const stop = startDeadline(ms, () => {
      isLate = true
      reject(databaseSlow(`no connection within ${ms} ms`))
    })
    pool.connect().then(
      (client) => {
        stop()
        if (isLate) client.release()
        else resolve(client)
      },
      (error: unknown) => {
        stop()
        reject(databaseAway(error))
      },
    )
  })
}

/**
 * A failed statement's error as the house's. SQLSTATE classes: 08 connection, 53 resources, 57P shutdown and start, 58
 * system; a server that became read-only; two that waited for each other. 22 (data exception) and 54 (program limit) are
 * the value's fault, and another one would do. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  // What is no answer of the server is a connection that broke, or a mistake of ours.
  if (!(error instanceof pg.DatabaseError))
    return error instanceof TypeError || error instanceof RangeError ? error : databaseAway(error)
  const code = error.code ?? ''
  if (code === '57014') return databaseSlow(error)
  if (/^(?:08|53|57P|58|25006|25P03|40001|40P01)/.test(code)) return databaseAway(error)
  if (!/^(?:22|54)/.test(code)) return error
  return new AppError('unstorable', `The database cannot store it (${describeError(error)})`, { cause: error })
}
