// Ends what is under way in a thread, as someone pressed stop: no reply to these messages is shown any more but the line that
// says so, which takes the place of what stands there. What is being sent in that moment is too late for it.
import { randomUUID } from 'node:crypto'
import type { Install, Target } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { giveLease, leaseName, takeLease } from './leases.ts'
import { beforeEdit } from './outbox.ts'

/** Nobody presses stop over more of their own messages. */
const most = 50
const unread = 'It was stopped before it was read: share it again.'

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
            or i.error is distinct from 'stopped' and exists (select from outbox o where o.inbox_id = i.id and o.kind = 'final' and o.state = 'pending'))
        order by i.id limit $3`,
      [install.id, threadKey, most],
    ),
  )
}

/**
 * Closes these, and puts the line in the place of the first one's reply, or what stood there before it was edited. Their files
 * are not read any more. Pressed twice it is said once.
 * @returns whether anything was ended
 */
async function stopIncoming(
  db: Database,
  install: Install,
  threadKey: string,
  ids: readonly number[],
  line: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const { id: installId, workspaceId } = install
  const holder = randomUUID()
  const lease = leaseName('out', { installId, threadKey })
  return db.asSystem(async (sql) => {
    // Whoever sends has taken its row by now, or takes it after this.
    await takeLease(sql, lease, holder)
    const ofThese = [ids, installId, workspaceId]
    const closed = await sql<{ id: number }>(
      `update inbox set state = 'done', error = 'stopped', finished_at = now()
        where id = any($1) and install_id = $2 and workspace_id = $3 and state = 'pending' returning id`,
      ofThese,
    )
    const unsent = await sql<{ id: number }>(
      `delete from outbox o using inbox i
        where i.id = o.inbox_id and i.error is distinct from 'stopped' and o.inbox_id = any($1) and o.install_id = $2
          and o.workspace_id = $3 and o.kind = 'final' and o.state = 'pending'
        returning i.id`,
      ofThese,
    )
    const ended = [...closed, ...unsent].map(({ id }) => id).toSorted((one, other) => one - other)
    // An answer that an edited question was to replace stands there again.
    if (ended[0] !== undefined)
      await sql(
        `insert into outbox (workspace_id, install_id, platform, thread_key, inbox_id, kind, private, payload, target, secret,
                conversation_id, message_seq)
         select i.workspace_id, i.install_id, i.platform, i.thread_key, i.id, 'final',
                coalesce((i.payload ->> 'isForAskerAlone')::boolean, false), coalesce(before.payload, $2), i.payload -> 'target', i.secret,
                before.conversation_id, before.message_seq
           from inbox i left join lateral (${beforeEdit('b.payload, b.conversation_id, b.message_seq')}) before
             on not coalesce((i.payload ->> 'isForAskerAlone')::boolean, false)
          where i.id = any($3) and (i.id = $1 or before.payload is not null)`,
        [ended[0], JSON.stringify(line), ended],
      )
    // What is being read just now is read to its end.
    await sql(
      `update uploads set state = 'failed', error_code = 'stopped', error_message = $2, bytes = null
        where inbox_id = any($1) and state = 'pending'`,
      [ended, unread],
    )
    await sql(`update inbox set secret = null, error = 'stopped' where id = any($1)`, [ended])
    await giveLease(sql, lease, holder)
    return ended.length > 0
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
