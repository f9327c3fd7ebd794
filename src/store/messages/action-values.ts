// Values of buttons that are too long to stand in them: kept for 30 days from when they were last shown.
import type { WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

/** @param id of the value: the same value has the same one */
async function keepActionValue(db: Database, workspaceId: WorkspaceId, id: string, value: string): Promise<void> {
  await db.inWorkspace(workspaceId, async (sql) => {
    await sql(`delete from action_values where created_at < now() - interval '30 days'`)
    await sql(
      `insert into action_values (workspace_id, id, value) values ($1, $2, $3)
       on conflict (workspace_id, id) do update set created_at = now()`,
      [workspaceId, id, value],
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
