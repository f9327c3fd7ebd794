// The limits of platforms, shared by all processes of an installation: who takes a turn here takes it for all.
import type { Database } from './db.ts'

/** So many turns in so long. */
export interface Allowance {
  readonly count: number
  readonly perMs: number
}

/** Takes a turn in a bucket: 0, or the milliseconds to wait when nothing was taken. Without an allowance only a block holds back. */
export async function takeTurn(db: Database, bucket: string, allowance: readonly Allowance[] = []): Promise<number> {
  return db.asSystem(async (sql) => {
    if (allowance.length > 0) await sql('insert into rate_limits (bucket) values ($1) on conflict do nothing', [bucket])
    const [row] = await sql<{ blockedMs: number; agesMs: number[] }>(
      // clock_timestamp: now() is when the transaction began, before it may have waited for the row.
      `select greatest(0, extract(epoch from blocked_until - clock_timestamp()) * 1000)::float8 as "blockedMs",
              array(select (extract(epoch from clock_timestamp() - t) * 1000)::float8 from unnest(taken) as t order by t desc) as "agesMs"
         from rate_limits where bucket = $1 ${allowance.length > 0 ? 'for update' : ''}`,
      [bucket],
    )
    if (!row) return 0
    const { blockedMs, agesMs } = row
    // The turn that has to grow old before the next: newest first, so the count-th from the front.
    const waits = allowance.map(({ count, perMs }) => Math.max(0, perMs - (agesMs[count - 1] ?? perMs)))
    const waitMs = Math.ceil(Math.max(blockedMs, ...waits))
    if (waitMs > 0 || allowance.length === 0) return waitMs
    const longestMs = Math.max(...allowance.map(({ perMs }) => perMs))
    await sql(
      `update rate_limits set taken = array(select t from unnest(taken) as t where t > clock_timestamp() - $2 * interval '1 ms' order by t)
         || clock_timestamp() where bucket = $1`,
      [bucket, longestMs],
    )
    return 0
  })
}

/** Nobody gets a turn for so long; a shorter time never shortens a longer one. */
export async function blockBucket(db: Database, bucket: string, forMs: number): Promise<void> {
  await db.asSystem((sql) =>
    sql(
      `insert into rate_limits (bucket, blocked_until) values ($1, clock_timestamp() + $2 * interval '1 ms')
       on conflict (bucket) do update set blocked_until = greatest(rate_limits.blocked_until, excluded.blocked_until)`,
      [bucket, forMs],
    ),
  )
}
