// A question and its answer by command, in a conversation that exists: the operator's, so that nothing of it is hidden from them.
import { audienceOf, owner } from '../../askers.ts'
import type { Turn, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { appendMessage, type NewMessage } from './conversations.ts'

/** What they say there is theirs alone, wherever the conversation is. */
const audience = audienceOf('local', { person: owner, place: { kind: 'direct' } })

/** The last turns, oldest first; null when there is no such conversation in the workspace. */
async function readTurns(
  db: Database,
  workspaceId: WorkspaceId,
  conversationId: string,
  limit = 10,
): Promise<readonly Turn[] | null> {
  return db.inWorkspace(workspaceId, async (sql) => {
    const known = await sql('select 1 from conversations where id::text = $1', [conversationId])
    if (known.length === 0) return null
    const rows = await sql<Turn>(
      `select role, content_markdown as text from conversation_messages
        where conversation_id = $1 order by seq desc limit $2`,
      [conversationId, limit],
    )
    return rows.reverse()
  })
}

async function appendExchange(
  db: Database,
  workspaceId: WorkspaceId,
  conversationId: string,
  question: NewMessage,
  answer: NewMessage,
): Promise<void> {
  await db.inWorkspace(workspaceId, async (sql) => {
    const { seq: questionSeq } = await appendMessage(sql, workspaceId, conversationId, audience, question)
    await appendMessage(sql, workspaceId, conversationId, audience, { ...answer, questionSeq })
  })
}

const operations = { readTurns, appendExchange }

export type ExchangeStore = OnDatabase<typeof operations>

export const createExchangeStore = (db: Database): ExchangeStore => onDatabase(db, operations)
