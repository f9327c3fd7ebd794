// Answers that are deleted again: where one was posted and for whom, and all that is kept of it. Known for the days that the
// inbox remembers.
import type { AnswerPlace, Install, Person, Place, Target } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { nameAgain, questionOf } from '../transcripts/conversations.ts'
import { forgetGaps } from '../transcripts/gaps.ts'

interface Posted {
  /** Who asked, and where. */
  readonly person: Person
  readonly place: Place
  readonly target: Target
  /** Null while it is on its way. */
  readonly messageId: string | null
  readonly isPrivate: boolean
}

/** Null where it was posted longer ago, or is deleted. */
async function findPosted(
  db: Database,
  install: Install,
  { conversationId, seq }: AnswerPlace,
): Promise<Posted | null> {
  if (!isUuid(conversationId) || !Number.isInteger(seq)) return null
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<Posted>(
      `select i.payload -> 'person' as person, i.payload -> 'place' as place, o.target, o.private as "isPrivate",
              case when o.state in ('sent', 'dead') then o.message_id end as "messageId"
         from outbox o join inbox i on i.id = o.inbox_id
        where o.install_id = $1 and o.conversation_id = $2 and o.message_seq = $3 and o.kind = 'final'`,
      [install.id, conversationId, seq],
    ),
  )
  return row ?? null
}

/**
 * The answer with its question, its posts, sent or waiting, the words of its message, and where it was noted as unanswered.
 * What was said of it goes with it, and so do those who wait for it. The conversation stays.
 */
async function takeBack(db: Database, install: Install, { conversationId, seq }: AnswerPlace): Promise<void> {
  if (!isUuid(conversationId) || !Number.isInteger(seq)) return
  await db.inWorkspace(install.workspaceId, async (sql) => {
    const at = [conversationId, seq]
    const [answer] = await sql<{ question: number; audience: string; keptAt: string }>(
      `delete from conversation_messages a where conversation_id = $1 and seq = $2 and role = 'assistant'
       returning ${questionOf('a')} as question, audience, created_at::text as "keptAt"`,
      at,
    )
    if (answer === undefined) return
    const [asked] = await sql<{ question: string }>(
      `delete from conversation_messages where conversation_id = $1 and seq = $2 and role = 'user'
          and not exists (select from conversation_messages m where m.conversation_id = $1 and m.question_seq = $2)
       returning content_markdown as question`,
      [conversationId, answer.question],
    )
    if (asked !== undefined)
      await forgetGaps(sql, [{ text: asked.question, saidAt: answer.keptAt, audience: answer.audience }])
    const replies = await sql<{ id: number }>(
      `delete from outbox where install_id = $3 and inbox_id in (
         select inbox_id from outbox where conversation_id = $1 and message_seq = $2 and install_id = $3) returning inbox_id as id`,
      [...at, install.id],
    )
    // It came, and may be delivered again: that is all that is known of it.
    await sql(
      `update inbox set payload = jsonb_set(payload - 'clientMessage', '{request}', '{"kind":"covered"}') where id = any($1)`,
      [replies.map(({ id }) => id)],
    )
    await nameAgain(sql, [conversationId])
  })
}

const operations = { findPosted, takeBack }

export type TakingBackStore = OnDatabase<typeof operations>

export const createTakingBackStore = (db: Database): TakingBackStore => onDatabase(db, operations)
