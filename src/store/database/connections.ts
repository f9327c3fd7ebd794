// How many connections a database server still gives us: too few would not fail but wait, without a word.
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import type { Database } from './db.ts'

interface Room {
  /** What this process may have, with those it has already. */
  readonly available: number
  /** Whose limit that is, in words. */
  readonly limit: string
}

/** @throws of Postgres. Called while the pool has one connection; Infinity on the embedded engine. */
async function readRoom(db: Database): Promise<Room> {
  if (!db.traits.limitsConnections) return { available: Number.POSITIVE_INFINITY, limit: '' }
  const [row] = await db.asOwner((sql) =>
    sql<{ name: string; role: number; database: number; server: number }>(
      `with others as (select datname, usename from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid())
       select rolname as name,
              case when rolconnlimit < 0 or rolsuper then null
                   else rolconnlimit - (select count(*) from others where usename = rolname) end::int as role,
              case when datconnlimit < 0 or rolsuper then null
                   else datconnlimit - (select count(*) from others where datname = current_database()) end::int as database,
              (current_setting('max_connections')::int - (select count(*) from others)
                - case when rolsuper then 0 else current_setting('superuser_reserved_connections')::int
                                               + coalesce(current_setting('reserved_connections', true), '0')::int end)::int as server
       from pg_roles, pg_database where rolname = current_user and datname = current_database()`,
    ),
  )
  const rooms: readonly Room[] = [
    { available: row?.server ?? 0, limit: 'the server (max_connections) allows' },
    { available: row?.database ?? Number.POSITIVE_INFINITY, limit: 'the database allows' },
    { available: row?.role ?? Number.POSITIVE_INFINITY, limit: `the user ${row?.name} may have` },
  ]
  return rooms.reduce((least, room) => (room.available < least.available ? room : least))
}

/**
 * @param patienceMs how long others, like a process that has just ended, have to give theirs back
 * @throws AppError `too-few-connections` naming both numbers
 */
export async function requireConnections(db: Database, needed: number, patienceMs = 3_000): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const { available, limit } = await readRoom(db)
    if (available >= needed) return
    if (performance.now() > deadline) {
      throw new AppError(
        'too-few-connections',
        `ragbot needs ${needed} connections to the database, and ${limit} ${Math.max(0, available)} besides those in use. Raise the limit (ALTER ROLE … CONNECTION LIMIT, or max_connections), end other users' connections, or move the queues to Redis with REDIS_URL, which saves 16.`,
      )
    }
    await pause(250)
  }
}
