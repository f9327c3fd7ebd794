// Leases: who works on a thread right now. A row with an expiry, renewed by its holder; what a dead process held
// becomes free by itself.
import type { InstallId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

export type Claim<Row> =
  | { readonly kind: 'row'; readonly row: Row }
  | { readonly kind: 'nothing' }
  /** Someone else works on the thread. */
  | { readonly kind: 'busy' }
  /** The thread's next row waits for its time. */
  | { readonly kind: 'later'; readonly waitMs: number }

/** How long a lease lasts without renewal, in milliseconds. A thread of a killed process waits that long at most. */
export const leaseMs = 15_000

/**
 * SQL: true while someone holds it. One that lasts longer than a lease can was taken before the clock was set back; a
 * little longer is what a transaction sees that began before the one it waited for.
 */
export const isHeld = (row: string) =>
  `(${row}.expires_at > now() and ${row}.expires_at <= now() + interval '${leaseMs + 1_000} ms')`

/** A lease on one direction of a thread's work. sweep.ts builds the same name in SQL. */
export function leaseName(
  direction: 'in' | 'out',
  { installId, threadKey }: { readonly installId: InstallId; readonly threadKey: string },
): string {
  return `${direction}:${installId}:${threadKey}`
}

/** Takes or renews a lease, as part of a caller's transaction. False: another holder has it. */
export async function takeLease(sql: Sql, name: string, holder: string): Promise<boolean> {
  const taken = await sql(
    `insert into thread_leases (name, holder, expires_at) values ($1, $2, now() + $3 * interval '1 ms')
     on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
       where thread_leases.holder = excluded.holder or not ${isHeld('thread_leases')}
     returning 1`,
    [name, holder, leaseMs],
  )
  return taken.length > 0
}

/**
 * Gives a lease back in the transaction that found nothing to do. Who brings work in that moment waits at the row for
 * this transaction's end and then gets the lease: no work falls between.
 */
export async function giveLease(sql: Sql, name: string, holder: string): Promise<void> {
  await sql('delete from thread_leases where name = $1 and holder = $2', [name, holder])
}

/** False when another one has it by now. */
async function renewLease(db: Database, name: string, holder: string): Promise<boolean> {
  const renewed = await db.asSystem((sql) =>
    sql(
      `update thread_leases set expires_at = now() + $3 * interval '1 ms' where name = $1 and holder = $2 returning 1`,
      [name, holder, leaseMs],
    ),
  )
  return renewed.length > 0
}

/** Gives a lease back although there is work left, or whose work was cut off. */
async function dropLease(db: Database, name: string, holder: string): Promise<void> {
  await db.asSystem((sql) => giveLease(sql, name, holder))
}

/** At the start of a process that owns the embedded engine: no other process can hold anything. */
async function dropAllLeases(db: Database): Promise<void> {
  await db.asSystem(async (sql) => {
    await sql('delete from thread_leases')
    await sql(`update uploads set not_before = now() where state = 'pending' and stage <> 'waiting'`)
  })
}

const operations = { renewLease, dropLease, dropAllLeases }

export type LeaseStore = OnDatabase<typeof operations> & { readonly leaseName: typeof leaseName }

export const createLeaseStore = (db: Database): LeaseStore => ({ ...onDatabase(db, operations), leaseName })
