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

/** False when another message has shown it, or it was not said to this audience. @param as the message's trace */
async function claimSharing(
  db: Database,
  workspaceId: WorkspaceId,
  place: AnswerPlace,
  saidTo: Audience,
  as: string,
): Promise<boolean> {
  if (!isPlace(place)) return false
  const claimed = await db.inWorkspace(workspaceId, (sql) =>
    sql(
      `update conversation_messages set shared_as = $4
        where conversation_id = $1 and seq = $2 and role = 'assistant' and audience = $3 and coalesce(shared_as, $4) = $4 returning 1`,
      [place.conversationId, place.seq, saidTo, as],
    ),
  )
  return claimed.length > 0
}

const operations = { readOwnAnswer, claimSharing }

export type SharingStore = OnDatabase<typeof operations>

export const createSharingStore = (db: Database): SharingStore => onDatabase(db, operations)
