// What a sweeper looks for: work that is committed but that nobody is doing, whatever became of its job, and old rows.
import type { InstallId, PlatformId, ThreadKey, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isHeld } from './leases.ts'
import { isDue, isFromLater } from './waits.ts'

interface UnfinishedThread {
  readonly installId: InstallId
  readonly platform: PlatformId
  readonly threadKey: ThreadKey
}

interface Unfinished {
  readonly incoming: readonly UnfinishedThread[]
  readonly outgoing: readonly UnfinishedThread[]
  readonly uploads: readonly {
    readonly workspaceId: WorkspaceId
    readonly uploadId: string
    readonly installId: InstallId | null
  }[]
}

/**
 * @param installs those whose tokens are here: the rows of others wait for who has theirs
 * @param sendingTo those of them that take replies just now
 * @param olderThanMs leaves younger rows to the job that was just queued for them; 0 at the start of a process
 */
async function findUnfinished(
  db: Database,
  olderThanMs: number,
  installs: readonly InstallId[],
  sendingTo: readonly InstallId[] = installs,
): Promise<Unfinished> {
  // What waits keeps the rest of its thread waiting.
  const oldestOnly = `and not exists (select from inbox e where e.install_id = t.install_id and e.thread_key = t.thread_key
                                        and e.state = 'pending' and e.id < t.id)`
  const idle = (table: string, prefix: string, states: string) =>
    `select distinct t.install_id as "installId", t.platform, t.thread_key as "threadKey" from ${table} t
      where t.install_id = any($2) and t.state in (${states}) 
        and (t.not_before <= now() - $1 * interval '1 ms' or ${isFromLater('t.waits_from')})
        and not exists (select from thread_leases l where l.name = '${prefix}:' || t.install_id || ':' || t.thread_key and ${isHeld('l')})
      ${table === 'inbox' ? oldestOnly : ''} limit 1000`
  return db.asSystem(async (sql) => ({
    incoming: await sql(idle('inbox', 'in', "'pending'"), [olderThanMs, installs]),
    outgoing: await sql(idle('outbox', 'out', "'pending', 'sending', 'ambiguous'"), [olderThanMs, sendingTo]),
    uploads: await sql(
      `select workspace_id as "workspaceId", id as "uploadId", install_id as "installId" from uploads
        where state = 'pending' and ${isDue('uploads')} and (install_id is null or install_id = any($2))
          and created_at <= now() - $1 * interval '1 ms' limit 1000`,
      // A large file takes its worker a minute.
      [olderThanMs * 12, installs],
    ),
  }))
}

/**
 * Removes finished rows of the way in and out. A platform re-delivers for hours at most; dead letters stay a month for
 * whoever looks into them.
 */
async function removeOldRows(db: Database): Promise<void> {
  await db.asSystem(async (sql) => {
    await sql(
      `delete from inbox i where finished_at < now() - case state when 'done' then interval '7 days' else interval '30 days' end
          and not exists (select from outbox o where o.inbox_id = i.id and o.state <> 'sent'
                             and (o.finished_at is null or o.finished_at > now() - interval '30 days'))`,
    )
    await sql(`delete from outbox where inbox_id is null and finished_at < now() - interval '30 days'`)
    await sql(`delete from places where seen_at < now() - interval '1 year'`)
    await sql(`delete from thread_talk where seen_at < now() - interval '90 days'`)
    await sql(`delete from uploads where state <> 'pending' and created_at < now() - interval '7 days'`)
    await sql(
      `delete from rate_limits where blocked_until < now() and (taken = '{}' or taken[cardinality(taken)] < now() - interval '2 hours')`,
    )
    await sql(`delete from gaps where asked_at < now() - interval '180 days'`)
    await sql(`delete from thread_leases where expires_at < now() - interval '1 hour'`)
  })
}

interface DeadLetter {
  readonly kind: 'inbox' | 'outbox'
  readonly id: number
  readonly platform: PlatformId
  readonly threadKey: ThreadKey
  readonly attempts: number
  readonly error: string | null
  readonly payload: unknown
  readonly at: string
}

/** What was given up, newest first, each with its payload. */
async function listDeadLetters(db: Database): Promise<readonly DeadLetter[]> {
  return db.asSystem((sql) =>
    sql(
      `select * from (
         select 'inbox' as kind, id, platform, thread_key as "threadKey", attempts, error, payload, to_json(finished_at) as at
           from inbox where state = 'dead'
         union all
         select 'outbox', id, platform, thread_key, attempts, error, payload, to_json(finished_at) from outbox where state = 'dead'
       ) as dead order by at::text desc, id desc limit 1000`,
    ),
  )
}

interface FailedUpload {
  readonly kind: 'upload'
  readonly id: string
  readonly name: string
  readonly error: string | null
  readonly at: string
}

/** Files that could not be indexed, newest first: whoever shared one was told, and shares it again when it is mended. */
async function listFailedUploads(db: Database): Promise<readonly FailedUpload[]> {
  return db.asSystem((sql) =>
    sql(
      `select 'upload' as kind, id, name, error_message as error, to_json(created_at) as at
         from uploads where state = 'failed' order by created_at desc, id desc limit 1000`,
    ),
  )
}

/** Puts dead letters back to work; returns how many. A question whose private reason was posted is asked anew. */
async function reviveDeadLetters(db: Database): Promise<number> {
  return db.asSystem(async (sql) => {
    await sql(`delete from outbox where inbox_id in (select id from inbox where state = 'dead')`)
    // Ambiguous: the attempt that was given up may have been posted, so it is looked for first. It cannot land any more:
    // one look is enough.
    const outgoing = await sql(
      `update outbox set state = 'ambiguous', attempts = 0, looks = 100, not_before = now(), error = null where state = 'dead' returning 1`,
    )
    const incoming = await sql(
      `update inbox set state = 'pending', attempts = 0, not_before = now(), error = null where state = 'dead' returning 1`,
    )
    return outgoing.length + incoming.length
  })
}

/** Rows by state, for `jobs list`. */
async function countRows(db: Database): Promise<{
  readonly inbox: Readonly<Record<string, number>>
  readonly outbox: Readonly<Record<string, number>>
  readonly uploads: Readonly<Record<string, number>>
}> {
  const byState = (table: string) => `select state, count(*) as count from ${table} group by state order by state`
  return db.asSystem(async (sql) => {
    const read = async (table: string) =>
      Object.fromEntries(
        (await sql<{ state: string; count: number }>(byState(table))).map((row) => [row.state, row.count]),
      )
    return { inbox: await read('inbox'), outbox: await read('outbox'), uploads: await read('uploads') }
  })
}

/** Messages and files of one workspace that wait. */
async function countPending(db: Database, workspaceId: WorkspaceId): Promise<number> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ pending: number }>(
      `select (select count(*) from inbox where state = 'pending') + (select count(*) from uploads where state = 'pending') as pending`,
    ),
  )
  return row!.pending
}

const operations = {
  findUnfinished,
  removeOldRows,
  listDeadLetters,
  listFailedUploads,
  reviveDeadLetters,
  countPending,
  countRows,
}

export type SweepStore = OnDatabase<typeof operations>

export const createSweepStore = (db: Database): SweepStore => onDatabase(db, operations)
