// Which processes work on questions just now, and who waits while none does.
import type { Incoming, PlatformId, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

/** A process that has not been heard of for so long is away. It is heard of three times in that time. */
const awayAfterMs = 30_000

/** This process works on questions of these platforms. */
async function reportWorking(db: Database, id: string, platforms: readonly PlatformId[]): Promise<void> {
  await db.asSystem(async (sql) => {
    await sql(
      `insert into worker_processes (id, platforms) values ($1, $2)
       on conflict (id) do update set seen_at = now(), platforms = excluded.platforms`,
      [id, platforms],
    )
    await sql(`delete from worker_processes where seen_at < now() - interval '1 day'`)
  })
}

async function reportStopped(db: Database, id: string): Promise<void> {
  await db.asSystem((sql) => sql('delete from worker_processes where id = $1', [id]))
}

/** The platforms that some process works on. A time to come is one of before the clock was set back. */
async function listWorked(db: Database): Promise<readonly PlatformId[]> {
  const rows = await db.asSystem((sql) =>
    sql<{ platform: PlatformId }>(
      `select distinct unnest(platforms) as platform from worker_processes
        where seen_at between now() - $1 * interval '1 ms' and now() + interval '1 second'`,
      [awayAfterMs],
    ),
  )
  return rows.map(({ platform }) => platform)
}

export interface Waiting {
  readonly id: number
  readonly workspaceId: WorkspaceId
  readonly incoming: Incoming
  readonly secret: Buffer | null
  readonly traceId: string
  readonly receivedAt: Date
}

/** The message that has waited longest, for longer than `olderThanMs`, and whose asker was not told yet: told from now on. */
async function claimUntold(
  db: Database,
  platforms: readonly PlatformId[],
  olderThanMs: number,
): Promise<Waiting | null> {
  const [row] = await db.asSystem((sql) =>
    sql<Waiting>(
      `update inbox set told_at = now() where id = (
         select id from inbox where state = 'pending' and told_at is null and platform = any($1)
                                and received_at < now() - $2 * interval '1 ms'
          order by id limit 1 for update skip locked)
       returning id, workspace_id as "workspaceId", payload as incoming, secret, trace_id as "traceId", received_at as "receivedAt"`,
      [platforms, olderThanMs],
    ),
  )
  return row ?? null
}

/** The asker could not be told just now. */
async function forgetTold(db: Database, id: number): Promise<void> {
  await db.asSystem((sql) => sql('update inbox set told_at = null where id = $1', [id]))
}

const operations = { reportWorking, reportStopped, listWorked, claimUntold, forgetTold }

export type WorkerStore = OnDatabase<typeof operations>

export const createWorkerStore = (db: Database): WorkerStore => onDatabase(db, operations)
