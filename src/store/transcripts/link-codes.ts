// Codes that carry a conversation to another place: short, for minutes, once.
import { createHash } from 'node:crypto'
import type { AccessScope, Incoming, Turn, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { mapThread, readHistory } from './conversations.ts'

type Place = Pick<Incoming, 'platform' | 'threadKey' | 'directKey' | 'naturalKey' | 'person' | 'place'>

// People type them in any case and leave the dash out.
const hashOf = (code: string) =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest()

/** Keeps a code for the conversation of this place, or for the last one this person asked in here; false without one. */
async function addLinkCode(
  db: Database,
  workspaceId: WorkspaceId,
  place: Place,
  code: string,
  minutes: number,
): Promise<boolean> {
  return db.inWorkspace(workspaceId, async (sql) => {
    await sql('delete from link_codes where expires_at < now()')
    const [here] = await sql<{ id: string }>(
      `select conversation_id as id from platform_conversations where platform = $1 and thread_key = any($2)
        order by array_position($2, thread_key) limit 1`,
      [place.platform, [place.threadKey, ...(place.directKey ? [place.directKey] : [])]],
    )
    // A command has no thread: then the last conversation that this person had in this place.
    const [found] = here
      ? [here]
      : await sql<{ id: string }>(
          `select p.conversation_id as id from inbox i
             join platform_conversations p on p.platform = i.platform and p.thread_key = i.thread_key
            where i.platform = $1 and i.state = 'done' and i.payload -> 'person' ->> 'id' = $2
              and i.payload -> 'request' ? 'question' and i.payload -> 'place' ->> 'kind' = $3 and i.payload -> 'place' ->> 'id' is not distinct from $4
            order by i.id desc limit 1`,
          [place.platform, place.person.id, place.place.kind, place.place.kind === 'channel' ? place.place.id : null],
        )
    if (!found) return false
    await sql(
      `insert into link_codes (workspace_id, code_hash, conversation_id, expires_at)
       values ($1, $2, $3, now() + $4 * interval '1 minute')`,
      [workspaceId, hashOf(code), found.id, minutes],
    )
    return true
  })
}

/**
 * The conversation goes on at this place; null when the code is unknown, too old or used. The turns are those that
 * every reader here may see: of what was asked in private elsewhere only answers that cite.
 */
async function redeemLinkCode(
  db: Database,
  workspaceId: WorkspaceId,
  place: Place,
  audiences: AccessScope['audiences'],
  code: string,
): Promise<{ readonly turns: readonly Turn[] } | null> {
  const isRedeemed = await db.inWorkspace(workspaceId, async (sql) => {
    const [used] = await sql<{ conversationId: string }>(
      `update link_codes set used_by = $2 where code_hash = $1 and expires_at > now() and coalesce(used_by, $2) = $2
       returning conversation_id as "conversationId"`,
      [hashOf(code), `${place.platform}:${place.naturalKey}`],
    )
    if (!used) return false
    for (const key of [place.threadKey, place.directKey])
      if (key) await mapThread(sql, workspaceId, { ...place, threadKey: key }, used.conversationId, { moves: true })
    return true
  })
  if (!isRedeemed) return null
  const { platform, threadKey } = place
  return { turns: await readHistory(db, workspaceId, { platform, threadKey }, audiences) }
}

const operations = { addLinkCode, redeemLinkCode }

export type LinkCodeStore = OnDatabase<typeof operations>

export const createLinkCodeStore = (db: Database): LinkCodeStore => onDatabase(db, operations)
