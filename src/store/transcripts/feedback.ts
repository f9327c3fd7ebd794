// What people say about answers: helpful or not, saved, reported. It goes when the conversation goes.
import type { AccessScope, AnswerPlace, FeedbackKind, PlatformId, SavedAnswer, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { questionOf } from './conversations.ts'

interface NewFeedback {
  /** Who could hear the answer: one of these; null: whoever says it hears all. */
  readonly heardBy: AccessScope['audiences'] | null
  readonly platform: PlatformId
  readonly person: string
  readonly place: AnswerPlace
  readonly kind: FeedbackKind
  readonly text?: string
}

const textLength = 2000
// A person has one opinion of an answer: the later one counts.
const opposite: Partial<Record<FeedbackKind, FeedbackKind>> = { helpful: 'not-helpful', 'not-helpful': 'helpful' }

/** `missing` also for whom it was not said to. Saying the same again takes it back, except a report, which then has the later text. */
async function recordFeedback(
  db: Database,
  workspaceId: WorkspaceId,
  { platform, person, place, kind, text, heardBy }: NewFeedback,
): Promise<'recorded' | 'withdrawn' | 'missing'> {
  if (!isUuid(place.conversationId) || !Number.isInteger(place.seq)) return 'missing'
  const key = [place.conversationId, place.seq, platform, person]
  return db.inWorkspace(workspaceId, async (sql) => {
    const known = await sql(
      `select 1 from conversation_messages where conversation_id = $1 and seq = $2 and role = 'assistant'
          and ($3::text[] is null or audience = any($3))`,
      [...key.slice(0, 2), heardBy],
    )
    if (known.length === 0) return 'missing'
    const remove = (which: FeedbackKind) =>
      sql(
        `delete from feedback where conversation_id = $1 and seq = $2 and platform = $3 and person = $4 and kind = $5 returning 1`,
        [...key, which],
      )
    if (kind !== 'report' && (await remove(kind)).length > 0) return 'withdrawn'
    const other = opposite[kind]
    if (other) await remove(other)
    await sql(
      `insert into feedback (workspace_id, conversation_id, seq, platform, person, kind, text) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (workspace_id, conversation_id, seq, platform, person, kind) do update set text = excluded.text, created_at = now()`,
      [workspaceId, ...key, kind, text?.toWellFormed().replaceAll('\0', '').slice(0, textLength) ?? null],
    )
    return 'recorded'
  })
}

const withQuestion = `left join conversation_messages q on q.conversation_id = a.conversation_id and q.seq = ${questionOf('a')} and q.role = 'user'`
const withAnswer = `from feedback f
  join conversation_messages a on a.conversation_id = f.conversation_id and a.seq = f.seq ${withQuestion}`

/** A person's saved answers, newest first: those that this reader may see, each with its question if that may be seen too. */
async function listFavourites(
  db: Database,
  scope: AccessScope,
  platform: PlatformId,
  person: string,
  limit = 10,
): Promise<readonly SavedAnswer[]> {
  return db.readAs(scope, (sql) =>
    sql<SavedAnswer>(
      `select coalesce(q.content_markdown, '') as question, a.content_markdown as markdown, a.citations, to_json(f.created_at) as at ${withAnswer}
        where f.kind = 'favourite' and f.platform = $1 and f.person = $2
        order by f.created_at desc limit $3`,
      [platform, person, limit],
    ),
  )
}

/** One answer, if this reader may see it. */
async function readAnswer(
  db: Database,
  scope: AccessScope,
  { conversationId, seq }: AnswerPlace,
): Promise<SavedAnswer | null> {
  if (!isUuid(conversationId) || !Number.isInteger(seq)) return null
  const [row] = await db.readAs(scope, (sql) =>
    sql<SavedAnswer>(
      `select coalesce(q.content_markdown, '') as question, a.content_markdown as markdown, a.citations, to_json(a.created_at) as at
         from conversation_messages a ${withQuestion}
        where a.conversation_id = $1 and a.seq = $2 and a.role = 'assistant'`,
      [conversationId, seq],
    ),
  )
  return row ?? null
}

interface FeedbackEntry {
  readonly kind: FeedbackKind
  readonly platform: PlatformId
  readonly person: string
  readonly question: string
  readonly markdown: string
  /** What a report says. */
  readonly text: string | null
  readonly at: string
}

/** Everything that was said in a workspace, newest first. */
async function listFeedback(db: Database, workspaceId: WorkspaceId): Promise<readonly FeedbackEntry[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql<FeedbackEntry>(
      `select f.kind, f.platform, f.person, coalesce(q.content_markdown, '') as question, a.content_markdown as markdown, f.text,
              to_json(f.created_at) as at ${withAnswer}
        order by f.created_at desc, f.conversation_id, f.seq`,
    ),
  )
}

const operations = { recordFeedback, listFavourites, readAnswer, listFeedback }

export type FeedbackStore = OnDatabase<typeof operations>

export const createFeedbackStore = (db: Database): FeedbackStore => onDatabase(db, operations)
