// Ends what is under way in a thread, as someone pressed stop: no reply to these messages is shown any more but the line that
// says so, which takes the place of what stands there. What is being sent in that moment is too late for it.
import type { Install, Target } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

/** Nobody presses stop over more of their own messages. */
const most = 50

/** The messages of a thread whose reply is not on its way yet, and where each was to go. */
async function listUnderWay(
  db: Database,
  install: Install,
  threadKey: string,
): Promise<readonly { readonly id: number; readonly target: Target }[]> {
  return db.inWorkspace(install.workspaceId, (sql) =>
    sql(
      `select i.id, i.payload -> 'target' as target from inbox i
        where i.install_id = $1 and i.thread_key = $2 and not i.payload ? 'unasked'
          and (i.state = 'pending'
            or exists (select from outbox o where o.inbox_id = i.id and o.kind = 'final' and o.state = 'pending'))
        order by i.id limit $3`,
      [install.id, threadKey, most],
    ),
  )
}

/**
 * Closes these, and puts the line in the place of the first one's reply.
 * @returns whether anything was ended
 */
async function stopIncoming(
  db: Database,
  install: Install,
  ids: readonly number[],
  line: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  return db.inWorkspace(install.workspaceId, async (sql) => {
    const closed = await sql<{ id: number }>(
      `update inbox set state = 'done', error = 'stopped', finished_at = now()
        where id = any($1) and install_id = $2 and state = 'pending' returning id`,
      [ids, install.id],
    )
    const unsent = await sql<{ id: number }>(
      `delete from outbox where inbox_id = any($1) and install_id = $2 and kind = 'final' and state = 'pending'
        returning inbox_id as id`,
      [ids, install.id],
    )
    const [first] = [...closed, ...unsent].map(({ id }) => id).toSorted((one, other) => one - other)
    if (first === undefined) return false
    await sql(
      `insert into outbox (workspace_id, install_id, platform, thread_key, inbox_id, kind, private, payload, target, secret)
       select workspace_id, install_id, platform, thread_key, id, 'final',
              coalesce((payload ->> 'isForAskerAlone')::boolean, false), $2, payload -> 'target', secret
         from inbox where id = $1 and install_id = $3`,
      [first, JSON.stringify(line), install.id],
    )
    await sql(`update inbox set secret = null where id = any($1) and install_id = $2`, [ids, install.id])
    return true
  })
}

/** False once it is closed. */
async function isUnderWay(db: Database, install: Install, id: number): Promise<boolean> {
  const rows = await db.inWorkspace(install.workspaceId, (sql) =>
    sql(`select 1 from inbox where id = $1 and install_id = $2 and state = 'pending'`, [id, install.id]),
  )
  return rows.length > 0
}

const operations = { listUnderWay, stopIncoming, isUnderWay }

export type StopStore = OnDatabase<typeof operations>

export const createStopStore = (db: Database): StopStore => onDatabase(db, operations)
