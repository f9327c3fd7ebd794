// Answers that are deleted again: where one was posted and for whom, and all that is kept of it. Known for the days that the
// inbox remembers.
import type { AnswerPlace, Install, Person, Place, Target } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { questionOf } from '../transcripts/conversations.ts'

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

/** A question is noted as unanswered at most so long before its answer is kept, or after, when more is looked for. */
const notedWithin = '10 minutes'

/**
 * The answer with its question, what was said of it (which goes with it), its posts, sent or waiting, and where it was noted as
 * unanswered or waits for an answer for whoever asked it. The conversation stays.
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
    if (asked !== undefined) {
      await sql(
        `delete from gaps where question = $1 and $2 = any(audiences)
            and asked_at between $3::timestamptz - interval '${notedWithin}' and $3::timestamptz + interval '${notedWithin}'`,
        [asked.question, answer.audience, answer.keptAt],
      )
      await sql(
        `delete from awaited where install_id = $3 and question = $4 and person ->> 'id' = (
           select i.payload -> 'person' ->> 'id' from outbox o join inbox i on i.id = o.inbox_id
            where o.install_id = $3 and o.conversation_id = $1 and o.message_seq = $2 and o.kind = 'final' limit 1)`,
        [...at, install.id, asked.question],
      )
    }
    await sql(
      `delete from outbox where install_id = $3 and inbox_id in (
         select inbox_id from outbox where conversation_id = $1 and message_seq = $2 and install_id = $3)`,
      [...at, install.id],
    )
    // Its title is its first question.
    await sql(
      `update conversations set title = coalesce((select left(content_markdown, 80) from conversation_messages
           where conversation_id = $1 order by seq limit 1), 'Deleted') where id = $1`,
      [conversationId],
    )
  })
}

const operations = { findPosted, takeBack }

export type TakingBackStore = OnDatabase<typeof operations>

export const createTakingBackStore = (db: Database): TakingBackStore => onDatabase(db, operations)
