// Values of buttons that are too long to stand in them: kept for 30 days from when they were last shown, or
// until the answer goes below which they stand.
import type { AnswerPlace, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

/**
 * @param id of the value below this answer: the same value there has the same one
 * @param answer below which it stands, and with which it goes; one that is gone already keeps nothing
 */
async function keepActionValue(
  db: Database,
  workspaceId: WorkspaceId,
  id: string,
  value: string,
  answer: AnswerPlace | null,
): Promise<void> {
  await db.inWorkspace(workspaceId, async (sql) => {
    await sql(`delete from action_values where created_at < now() - interval '30 days'`)
    await sql(
      `insert into action_values (workspace_id, id, value, conversation_id, seq)
       select $1, $2, $3, $4::uuid, $5::int
        where $4::uuid is null or exists (
          select from conversation_messages m where m.conversation_id = $4::uuid and m.seq = $5::int)
       on conflict (workspace_id, id) do update set created_at = now()`,
      [workspaceId, id, value, answer?.conversationId ?? null, answer?.seq ?? null],
    )
  })
}

/** Null when it is kept no longer. */
async function readActionValue(db: Database, workspaceId: WorkspaceId, id: string): Promise<string | null> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ value: string }>(
      `select value from action_values where id = $1 and created_at > now() - interval '30 days'`,
      [id],
    ),
  )
  return row?.value ?? null
}

const operations = { keepActionValue, readActionValue }

export type ActionValueStore = OnDatabase<typeof operations>

export const createActionValueStore = (db: Database): ActionValueStore => onDatabase(db, operations)
