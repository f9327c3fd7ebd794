// What was said in a channel goes after as many days as the channel, or its workspace, says: turns, what people said of them,
// unanswered questions, and the rows by which they came and went.
import type { InstallId, PlatformId, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { nameAgain } from './conversations.ts'

/** What was asked there and answered to one person alone is theirs, and stays. @returns how many turns went */
async function removeExpired(db: Database, workspaceId: WorkspaceId): Promise<number> {
  const installs = await db.asSystem((sql) =>
    sql<{ id: InstallId; platform: PlatformId }>('select id, platform from installs where workspace_id = $1', [
      workspaceId,
    ]),
  )
  return db.inWorkspace(workspaceId, async (sql) => {
    const rules = await sql<{ installId: InstallId | null; channel: string | null; days: number }>(
      `select install_id as "installId", channel, retention_days as days from channel_settings where retention_days is not null`,
    )
    if (rules.every(({ days }) => days === 0)) return 0
    const otherwise = rules.find(({ installId }) => installId === null)?.days ?? 0
    const own = rules.flatMap(({ installId, channel, days }) => {
      const platform = installs.find(({ id }) => id === installId)?.platform
      return platform === undefined ? [] : [{ audience: `channel:${platform}:${channel}`, days }]
    })
    const values = [own.map(({ audience }) => audience), own.map(({ days }) => days), otherwise]
    /** SQL: that many days are over since then. */
    const isOver = (audience: string, since: string) =>
      `${audience} like 'channel:%' and ${since} < now() - interval '1 day'
         * nullif(coalesce((select min(days) from unnest($1::text[], $2::int[]) as own (place, days) where own.place = ${audience}), $3::int), 0)`
    const gone = await sql<{ id: string }>(
      `delete from conversation_messages where ${isOver('audience', 'created_at')} returning conversation_id as id`,
      values,
    )
    await sql(
      `delete from inbox i where i.state <> 'pending'
          and ${isOver(`'channel:' || i.platform || ':' || (i.payload -> 'place' ->> 'id')`, 'i.finished_at')}
          and not exists (select from outbox o where o.inbox_id = i.id and o.finished_at is null)`,
      values,
    )
    await sql(`delete from gaps where ${isOver('audiences[1]', 'asked_at')}`, values)
    const touched = [...new Set(gone.map(({ id }) => id))]
    await sql(
      `delete from conversations c where c.id = any($1)
          and not exists (select from conversation_messages m where m.conversation_id = c.id)`,
      [touched],
    )
    await nameAgain(sql, touched)
    return gone.length
  })
}

const operations = { removeExpired }

export type RetentionStore = OnDatabase<typeof operations>

export const createRetentionStore = (db: Database): RetentionStore => onDatabase(db, operations)
