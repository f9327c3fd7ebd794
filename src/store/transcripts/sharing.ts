// Answers that someone was given alone, for them to show to others.
import type { AccessScope, AnswerPlace, Audience, Backend, SavedAnswer, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { questionOf } from './conversations.ts'

const isPlace = ({ conversationId, seq }: AnswerPlace) => isUuid(conversationId) && Number.isInteger(seq)

/**
 * An answer that was said to this audience and nobody else, where everything that it cites is there for the reader; null
 * for any other.
 */
async function readOwnAnswer(
  db: Database,
  scope: AccessScope,
  place: AnswerPlace,
  saidTo: Audience,
): Promise<(Omit<SavedAnswer, 'at'> & { readonly backend: Backend }) | null> {
  if (!isPlace(place)) return null
  const [row] = await db.readAs(scope, (sql) =>
    sql<Omit<SavedAnswer, 'at'> & { backend: Backend }>(
      `select coalesce(q.content_markdown, '') as question, a.content_markdown as markdown, a.citations,
              json_build_object('name', coalesce(a.backend, 'extractive'), 'model', a.model) as backend
         from conversation_messages a
         left join conversation_messages q on q.conversation_id = a.conversation_id and q.seq = ${questionOf('a')} and q.role = 'user'
        where a.conversation_id = $1 and a.seq = $2 and a.role = 'assistant' and a.audience = $3`,
      [place.conversationId, place.seq, saidTo],
    ),
  )
  return row ?? null
}

/** SQL: what a message was to show to all is neither there nor on its way. What may be there, as nobody could tell, is. */
const isGivenUp = `exists (
  select from inbox i where i.trace_id = $1 and i.payload #> '{request,place}' = $2 and i.state <> 'pending' and not exists (
    select from outbox o where o.inbox_id = i.id and o.kind = 'final' and not o.private and i.error is distinct from 'stopped'
       and (o.state <> 'dead' or o.looks > 0)))`

/**
 * False when another message has shown it, or is about to, or it was not said to this audience. A post that was given up is
 * none, and is never tried again once another message has the claim.
 * @param as the message's trace
 */
async function claimSharing(
  db: Database,
  workspaceId: WorkspaceId,
  place: AnswerPlace,
  saidTo: Audience,
  as: string,
): Promise<boolean> {
  if (!isPlace(place)) return false
  return db.inWorkspace(workspaceId, async (sql) => {
    const at = [place.conversationId, place.seq, saidTo]
    const [before] = await sql<{ sharedAs: string | null }>(
      `select shared_as as "sharedAs" from conversation_messages
        where conversation_id = $1 and seq = $2 and role = 'assistant' and audience = $3 for update`,
      at,
    )
    if (before === undefined) return false
    const { sharedAs } = before
    if (sharedAs !== null && sharedAs !== as) {
      const other = [sharedAs, JSON.stringify({ conversationId: place.conversationId, seq: place.seq })]
      const [over] = await sql(`select where ${isGivenUp}`, other)
      if (over === undefined) return false
      // Else an operator who revives dead letters would show it twice.
      await sql(
        `delete from outbox o using inbox i
          where i.id = o.inbox_id and i.trace_id = $1 and i.payload #> '{request,place}' = $2 and o.state = 'dead'`,
        other,
      )
    }
    await sql(
      `update conversation_messages set shared_as = $4
        where conversation_id = $1 and seq = $2 and role = 'assistant' and audience = $3`,
      [...at, as],
    )
    return true
  })
}

const operations = { readOwnAnswer, claimSharing }

export type SharingStore = OnDatabase<typeof operations>

export const createSharingStore = (db: Database): SharingStore => onDatabase(db, operations)
