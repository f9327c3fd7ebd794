// Questions as they were asked, for whoever heard what was answered.
import type { AccessScope, AnswerPlace, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { questionOf } from './conversations.ts'

interface AskedQuestion {
  readonly question: string
  /** What it meant there; null where it stands alone. */
  readonly readAs: string | null
}

/**
 * The question of an answer, or of an "I don't know".
 * @param heardBy whom that was said to, of these; null: whoever
 * @returns null where it is kept no longer, or was not said to them
 */
async function readQuestion(
  db: Database,
  workspaceId: WorkspaceId,
  { conversationId, seq }: AnswerPlace,
  heardBy: AccessScope['audiences'] | null,
): Promise<AskedQuestion | null> {
  if (!isUuid(conversationId) || !Number.isInteger(seq)) return null
  const [asked] = await db.inWorkspace(workspaceId, (sql) =>
    sql<AskedQuestion>(
      `select q.content_markdown as question, q.read_as as "readAs" from conversation_messages a
         join conversation_messages q on q.conversation_id = a.conversation_id and q.seq = ${questionOf('a')} and q.role = 'user'
        where a.conversation_id = $1 and a.seq = $2 and a.role = 'assistant' and ($3::text[] is null or a.audience = any($3))`,
      [conversationId, seq, heardBy],
    ),
  )
  return asked ?? null
}

const operations = { readQuestion }

export type QuestionStore = OnDatabase<typeof operations>

export const createQuestionStore = (db: Database): QuestionStore => onDatabase(db, operations)
