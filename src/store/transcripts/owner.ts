// What the owner does with conversations: gives them another title, and deletes what was said on the page.
import type { Audience, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { forgetGaps } from './gaps.ts'

/** False when there is no such conversation. */
async function renameConversation(db: Database, workspaceId: WorkspaceId, id: string, title: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const renamed = await db.inWorkspace(workspaceId, (sql) =>
    sql('update conversations set title = $2, is_renamed = true where id = $1 returning 1', [id, title]),
  )
  return renamed.length > 0
}

/**
 * Deletes the turns of a conversation that were said to the owner alone, what is said of them, and the messages they came
 * by, also one that is being answered. What was said on a platform stays there for those it was said to: `elsewhere` when
 * that is all of it.
 * @param audience of what is said on the page
 */
async function removeConversation(
  db: Database,
  workspaceId: WorkspaceId,
  id: string,
  audience: Audience,
): Promise<'removed' | 'elsewhere' | 'missing'> {
  if (!isUuid(id)) return 'missing'
  return db.inWorkspace(workspaceId, async (sql) => {
    const [known] = await sql<{ platform: string }>('select platform from conversations where id = $1 for update', [id])
    if (!known) return 'missing'
    const isHere = known.platform === 'local'
    // What has no audience was said where the conversation is at home.
    const turns = await sql<{ role: string; text: string; saidAt: string }>(
      `delete from conversation_messages where conversation_id = $1 and (audience = $2 or (audience is null and $3))
       returning role, content_markdown as text, created_at::text as "saidAt"`,
      [id, audience, isHere],
    )
    await forgetGaps(
      sql,
      turns.filter(({ role }) => role === 'user'),
    )
    const [left] = await sql<{ title: string }>(
      `select left(content_markdown, 80) as title from conversation_messages where conversation_id = $1 order by seq limit 1`,
      [id],
    )
    if (left && turns.length === 0) return 'elsewhere'
    // Their replies go with them.
    await sql(
      `delete from inbox i using platform_conversations p where p.conversation_id = $1 and p.platform = 'local'
          and i.platform = p.platform and i.thread_key = p.thread_key`,
      [id],
    )
    if (!left) await sql('delete from conversations where id = $1', [id])
    else {
      await sql(`delete from platform_conversations where conversation_id = $1 and platform = 'local'`, [id])
      await sql('update conversations set title = $2, is_renamed = false where id = $1', [id, left.title])
    }
    return 'removed'
  })
}

const operations = { renameConversation, removeConversation }

export type OwnerStore = OnDatabase<typeof operations>

export const createOwnerStore = (db: Database): OwnerStore => onDatabase(db, operations)
