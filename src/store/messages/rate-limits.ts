// The limits of platforms, shared by all processes of an installation: who takes a turn here takes it for all.
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

/** A turn in a bucket. Without an allowance (so many in so long) only a block holds it back. */
interface LimitedTurn {
  readonly bucket: string
  readonly allowance?: readonly { readonly count: number; readonly perMs: number }[]
}

// Transactions that wait for each other read the clock in another order than they write.
const isFromLater = (time: string) => `(${time} > clock_timestamp() + interval '1 second')`

/** Takes all turns: 0, or the milliseconds to wait when one is not to be had, and then none is taken. */
async function takeTurns(db: Database, turns: readonly LimitedTurn[]): Promise<number> {
  const counted = turns.filter(({ allowance }) => allowance !== undefined)
  return db.asSystem(async (sql) => {
    const read = () =>
      sql<{ bucket: string; blockedMs: number; agesMs: number[] }>(
        // clock_timestamp: now() is when the transaction began, before it may have waited for the rows.
        // What was written at a later time than it is was written before the clock was set back: it counts no more.
        `select bucket, case when ${isFromLater('blocked_from')} then 0
                else greatest(0, extract(epoch from blocked_until - clock_timestamp()) * 1000) end::float8 as "blockedMs",
              array(select (extract(epoch from clock_timestamp() - t) * 1000)::float8 from unnest(taken) as t
                     where not ${isFromLater('t')} order by t desc) as "agesMs"
         from rate_limits where bucket = any($1) order by bucket ${counted.length > 0 ? 'for update' : ''}`,
        [turns.map(({ bucket }) => bucket)],
      )
    let rows = await read()
    if (counted.some(({ bucket }) => !rows.some((row) => row.bucket === bucket))) {
      // Of two that take the first turn ever in the same instant, one waits here for the other.
      await sql(
        `insert into rate_limits (bucket) select distinct unnest($1::text[]) order by 1 on conflict (bucket) do nothing`,
        [counted.map(({ bucket }) => bucket)],
      )
      rows = await read()
    }
    const known = new Map(rows.map((row) => [row.bucket, row]))
    const waits = turns.map(({ bucket, allowance = [] }) => {
      const { blockedMs = 0, agesMs = [] } = known.get(bucket) ?? {}
      // The turn that has to grow old before the next: newest first, so the count-th from the front.
      return Math.max(blockedMs, ...allowance.map(({ count, perMs }) => perMs - (agesMs[count - 1] ?? perMs)))
    })
    const waitMs = Math.ceil(Math.max(0, ...waits))
    if (waitMs > 0 || counted.length === 0) return waitMs
    await sql(
      `insert into rate_limits (bucket, taken) select bucket, array[clock_timestamp()] from unnest($1::text[]) as new (bucket)
       on conflict (bucket) do update set taken = array(
         select t from unnest(rate_limits.taken) as t
          where t > clock_timestamp() - ($2::float8[])[array_position($1::text[], rate_limits.bucket)] * interval '1 ms' and not ${isFromLater('t')} order by t) || excluded.taken`,
      [
        counted.map(({ bucket }) => bucket),
        counted.map(({ allowance = [] }) => Math.max(...allowance.map(({ perMs }) => perMs))),
      ],
    )
    return 0
  })
}

/** Nobody gets a turn for so long; a shorter time never shortens a longer one. */
async function blockBucket(db: Database, bucket: string, forMs: number): Promise<void> {
  await db.asSystem((sql) =>
    sql(
      `insert into rate_limits (bucket, blocked_until, blocked_from) values ($1, clock_timestamp() + $2 * interval '1 ms', clock_timestamp())
       on conflict (bucket) do update set blocked_from = excluded.blocked_from,
         blocked_until = case when ${isFromLater('rate_limits.blocked_from')} then excluded.blocked_until
                           else greatest(rate_limits.blocked_until, excluded.blocked_until) end`,
      [bucket, forMs],
    ),
  )
}

const operations = { takeTurns, blockBucket }

export type RateLimitStore = OnDatabase<typeof operations>

export const createRateLimitStore = (db: Database): RateLimitStore => onDatabase(db, operations)
