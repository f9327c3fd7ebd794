// Which processes work on questions just now, and who waits while none does.
import type { Incoming, Install, InstallId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { awayAfterMs } from '../deadlines.ts'
import { installOf } from '../installs.ts'
import { isDue } from './waits.ts'

/** This process works on the questions of these installs. */
async function reportWorking(db: Database, id: string, installs: readonly InstallId[]): Promise<void> {
  await db.asSystem(async (sql) => {
    await sql(
      `insert into worker_processes (id, installs) values ($1, $2)
       on conflict (id) do update set seen_at = now(), installs = excluded.installs`,
      [id, installs],
    )
    await sql(`delete from worker_processes where seen_at < now() - interval '1 day'`)
  })
}

async function reportStopped(db: Database, id: string): Promise<void> {
  await db.asSystem((sql) => sql('delete from worker_processes where id = $1', [id]))
}

/** The installs that some process works for. A time to come is one of before the clock was set back. */
async function listWorked(db: Database): Promise<readonly InstallId[]> {
  const rows = await db.asSystem((sql) =>
    sql<{ installId: InstallId }>(
      `select distinct unnest(installs) as "installId" from worker_processes
        where seen_at between now() - $1 * interval '1 ms' and now() + interval '1 second'`,
      [awayAfterMs],
    ),
  )
  return rows.map(({ installId }) => installId)
}

export interface Waiting {
  readonly id: number
  readonly install: Install
  readonly incoming: Incoming
  readonly secret: Buffer | null
  readonly traceId: string
  readonly receivedAt: Date
}

/** The message that has waited longest, for longer than `olderThanMs`, and whose asker was not told yet: told from now on. */
async function claimUntold(db: Database, installs: readonly InstallId[], olderThanMs: number): Promise<Waiting | null> {
  const [row] = await db.asSystem((sql) =>
    sql<Waiting>(
      `update inbox set told_at = now() where id = (
         select id from inbox where state = 'pending' and told_at is null and install_id = any($1)
                                and received_at < now() - $2 * interval '1 ms'
          order by id limit 1 for update skip locked)
       returning id, ${installOf('inbox')} as install, payload as incoming, secret, trace_id as "traceId", received_at as "receivedAt"`,
      [installs, olderThanMs],
    ),
  )
  return row ?? null
}

/** For so long a sign is worth something: who waits longer is told in words. */
const unsignedWithin = '1 minute'

/**
 * Messages that have waited for longer than `olderThanMs` without that anyone took them, the first of each thread, and where
 * nothing stands in the place of their reply yet; the oldest first.
 * @param but not these
 */
async function listUnsigned(
  db: Database,
  installs: readonly InstallId[],
  olderThanMs: number,
  but: readonly number[],
  limit: number,
): Promise<readonly Waiting[]> {
  return db.asSystem((sql) =>
    sql<Waiting>(
      `select id, ${installOf('i')} as install, payload as incoming, secret, trace_id as "traceId", received_at as "receivedAt"
         from inbox i
        where state = 'pending' and attempts = 0 and install_id = any($1) and id <> all($3) and ${isDue('i')}
          and received_at between now() - interval '${unsignedWithin}' and now() - $2 * interval '1 ms'
          and not payload ?| array['unasked', 'isOverheard', 'isHeldBack']
          and not exists (select from outbox o where o.inbox_id = i.id)
          and not exists (select from inbox e where e.install_id = i.install_id and e.thread_key = i.thread_key
                             and e.state = 'pending' and e.id < i.id)
        order by id limit $4`,
      [installs, olderThanMs, but, limit],
    ),
  )
}

/** The asker could not be told just now. */
async function forgetTold(db: Database, id: number): Promise<void> {
  await db.asSystem((sql) => sql('update inbox set told_at = null where id = $1', [id]))
}

const operations = { reportWorking, reportStopped, listWorked, claimUntold, listUnsigned, forgetTold }

export type WorkerStore = OnDatabase<typeof operations>

export const createWorkerStore = (db: Database): WorkerStore => onDatabase(db, operations)
