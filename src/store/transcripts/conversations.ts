// Conversations and their transcripts. Display-first: what was shown is stored as it was shown; errors are not replies.
import { randomUUID } from 'node:crypto'
import type { Audience, Backend, Citation, Incoming, PlatformId, ThreadKey, Turn, WorkspaceId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

export interface NewMessage {
  readonly role: 'user' | 'assistant'
  readonly kind: 'user' | 'assistant' | 'assistant_grounded'
  readonly contentMarkdown: string
  readonly displayMarkdown: string
  readonly citations?: readonly Citation[]
  readonly deviceId?: string
  readonly clientMessageId?: string
  /** The platform's identity of a user's message: the same one is stored once. */
  readonly platformMessageId?: string
  /** Of an answer: the place of its question. */
  readonly questionSeq?: number
  readonly backend?: Backend
}

export interface ConversationSummary {
  readonly id: string
  readonly title: string
  readonly platform: PlatformId
  readonly updatedAt: string
  readonly messageCount: number
}

export interface StoredMessage {
  readonly seq: number
  readonly role: 'user' | 'assistant'
  readonly kind: 'user' | 'assistant' | 'assistant_grounded'
  readonly contentMarkdown: string
  readonly displayMarkdown: string
  readonly citations: readonly Citation[]
  readonly createdAt: string
  readonly clientMessageId: string | null
}

const titleLength = 80
// A question outside any thread follows on the last one for so long.
const directFollowsFor = '15 minutes'

/**
 * SQL: every document that is cited is there, for these readers. A scalar subquery a citation: as a join the planner
 * reads all documents for each message until it has statistics.
 */
export const citesVisible = (citations: string, audiences: string) => `coalesce((
  select bool_and(coalesce((select d.audiences && ${audiences} from documents d where d.id = (c -> 'document' ->> 'id')::uuid), false))
    from jsonb_array_elements(${citations}) c), true)`

/** SQL: the place of the question that an answer answers. */
export const questionOf = (answer: string) => `coalesce(${answer}.question_seq, ${answer}.seq - 1)`

// Far enough for questions that were asked while the first was being answered.
const answerWithin = 50

/** SQL: what a message cites, and for a question what its answer does. */
const citationsOf = (message: string) => `case ${message}.role when 'assistant' then ${message}.citations else (
  select a.citations from conversation_messages a
   where a.conversation_id = ${message}.conversation_id and a.seq between ${message}.seq + 1 and ${message}.seq + ${answerWithin}
     and a.role = 'assistant' and ${questionOf('a')} = ${message}.seq limit 1) end`

/** The thread's conversation, made on first use with a title from the first question. Part of a caller's transaction. */
export async function openConversation(
  sql: Sql,
  workspaceId: WorkspaceId,
  thread: {
    readonly platform: PlatformId
    readonly threadKey: ThreadKey
    readonly directKey?: ThreadKey
    readonly conversationId?: string
  },
  firstQuestion: string,
): Promise<string> {
  const mapped = async () =>
    (
      await sql<{ id: string }>(
        'select conversation_id as id from platform_conversations where platform = $1 and thread_key = $2',
        [thread.platform, thread.threadKey],
      )
    )[0]?.id
  const known = await mapped()
  if (known) return known
  const [direct] = thread.directKey
    ? await sql<{ id: string }>(
        `select c.id from platform_conversations p join conversations c on c.id = p.conversation_id
          where p.platform = $1 and p.thread_key = $2 and greatest(p.mapped_at, c.updated_at) > now() - $3::interval`,
        [thread.platform, thread.directKey, directFollowsFor],
      )
    : []
  if (direct) {
    await mapThread(sql, workspaceId, thread.platform, thread.threadKey, direct.id)
    return direct.id
  }
  const id = thread.conversationId ?? randomUUID()
  const title = firstQuestion.length > titleLength ? `${firstQuestion.slice(0, titleLength - 1)}…` : firstQuestion
  await sql(
    'insert into conversations (workspace_id, id, platform, title) values ($1, $2, $3, $4) on conflict do nothing',
    [workspaceId, id, thread.platform, title],
  )
  await mapThread(sql, workspaceId, thread.platform, thread.threadKey, id)
  return (await mapped())!
}

/** @param moves true for a key that always means the latest conversation */
export async function mapThread(
  sql: Sql,
  workspaceId: WorkspaceId,
  platform: PlatformId,
  threadKey: ThreadKey,
  conversationId: string,
  moves = false,
): Promise<void> {
  await sql(
    `insert into platform_conversations (workspace_id, platform, thread_key, conversation_id) values ($1, $2, $3, $4)
     on conflict ${moves ? '(workspace_id, platform, thread_key) do update set conversation_id = excluded.conversation_id, mapped_at = now()' : 'do nothing'}`,
    [workspaceId, platform, threadKey, conversationId],
  )
}

/** Appends one message and returns its place; a message that is already there is returned, not repeated. */
export async function appendMessage(
  sql: Sql,
  workspaceId: WorkspaceId,
  conversationId: string,
  message: NewMessage,
): Promise<{ readonly seq: number; readonly createdAt: string; readonly content: string; readonly added: boolean }> {
  // Sent together, run in this order. The row lock orders writers: the second statement sees what the last one stored.
  const [, [earlier]] = await Promise.all([
    sql('select 1 from conversations where id = $1 for update', [conversationId]),
    sql<{ seq: number; createdAt: string; content: string }>(
      `select seq, to_json(created_at) as "createdAt", content_markdown as content from conversation_messages
        where conversation_id = $1 and ((device_id = $2 and client_message_id = $3) or platform_message_id = $4)`,
      [conversationId, message.deviceId ?? null, message.clientMessageId ?? null, message.platformMessageId ?? null],
    ),
  ])
  if (earlier) return { ...earlier, added: false }
  const [row] = await sql<{ seq: number; createdAt: string }>(
    `with next as (update conversations set last_seq = last_seq + 1, updated_at = now() where id = $2 returning last_seq)
     insert into conversation_messages (workspace_id, conversation_id, seq, role, kind, content_markdown, display_markdown,
        citations, device_id, client_message_id, platform_message_id, backend, model, question_seq)
     select $1, $2, last_seq, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from next
     returning seq, to_json(created_at) as "createdAt"`,
    [
      workspaceId,
      conversationId,
      message.role,
      message.kind,
      message.contentMarkdown,
      message.displayMarkdown,
      JSON.stringify(message.citations ?? []),
      message.deviceId ?? null,
      message.clientMessageId ?? null,
      message.platformMessageId ?? null,
      message.backend?.name ?? null,
      message.backend?.model ?? null,
      message.questionSeq ?? null,
    ],
  )
  return { ...row!, content: message.contentMarkdown, added: true }
}

/** The message that a client wrote into a thread under this id; undefined when there is none. */
export async function readClientMessage(
  sql: Sql,
  { platform, threadKey, clientMessage }: Pick<Incoming, 'platform' | 'threadKey' | 'clientMessage'>,
): Promise<{ seq: number; conversationId: string; createdAt: string; content: string } | undefined> {
  const [row] = await sql<{ seq: number; conversationId: string; createdAt: string; content: string }>(
    `select m.seq, m.conversation_id as "conversationId", to_json(m.created_at) as "createdAt", m.content_markdown as content
       from conversation_messages m
       join platform_conversations p on p.workspace_id = m.workspace_id and p.conversation_id = m.conversation_id
      where p.platform = $1 and p.thread_key = $2 and m.device_id = $3 and m.client_message_id = $4`,
    [platform, threadKey, clientMessage?.deviceId ?? null, clientMessage?.id ?? null],
  )
  return row
}

/**
 * The thread's last messages, oldest first; only those before the client's own message when that is given. A new
 * thread of a direct conversation begins with the last one there. An answer that cites a document which is gone, or not
 * for every reader here, is left out with its question: the conversation may have begun in another place.
 * @param audiences null where ragbot's own documentation answers, which lies in another workspace
 */
export async function readHistory(
  db: Database,
  workspaceId: WorkspaceId,
  thread: Pick<Incoming, 'platform' | 'threadKey' | 'directKey' | 'clientMessage'>,
  audiences: readonly Audience[] | null,
  limit = 10,
): Promise<readonly Turn[]> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<Turn>(
      `with own as (select conversation_id as id from platform_conversations where platform = $1 and thread_key = $2),
            direct as (select c.id from platform_conversations p join conversations c on c.id = p.conversation_id
                        where p.platform = $1 and p.thread_key = $6 and greatest(p.mapped_at, c.updated_at) > now() - $7::interval),
            thread as (select coalesce((select id from own), (select id from direct)) as id)
       select role, content_markdown as text from conversation_messages m
        where conversation_id = (select id from thread) and ($8::text[] is null or ${citesVisible(citationsOf('m'), '$8')})
          and seq < coalesce((select seq from conversation_messages where conversation_id = (select id from thread)
                                 and device_id = $3 and client_message_id = $4), 2147483647)
        order by seq desc limit $5`,
      [
        thread.platform,
        thread.threadKey,
        thread.clientMessage?.deviceId ?? null,
        thread.clientMessage?.id ?? null,
        limit,
        thread.directKey ?? null,
        directFollowsFor,
        audiences,
      ],
    ),
  )
  return rows.reverse()
}

async function knowsThread(
  db: Database,
  workspaceId: WorkspaceId,
  platform: PlatformId,
  threadKey: string,
): Promise<boolean> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    // A follow-up may come while the first question is still being answered.
    sql(
      `select 1 from platform_conversations where platform = $1 and thread_key = $2
       union all
       select 1 from inbox where platform = $1 and thread_key = $2 and state = 'pending' limit 1`,
      [platform, threadKey],
    ),
  )
  return rows.length > 0
}

/** Newest change first; `after` continues a listing behind its last row. */
async function listConversations(
  db: Database,
  workspaceId: WorkspaceId,
  page: {
    readonly updatedSince?: Date
    readonly after?: { readonly updatedAt: string; readonly id: string }
    readonly limit: number
  },
): Promise<readonly ConversationSummary[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql<ConversationSummary>(
      `select id, title, platform, to_json(updated_at) as "updatedAt", last_seq as "messageCount" from conversations
        where ($1::timestamptz is null or updated_at >= $1::timestamptz)
          and ($2::timestamptz is null or (updated_at, id) < ($2::timestamptz, $3::uuid))
        order by updated_at desc, id desc limit $4`,
      [page.updatedSince ?? null, page.after?.updatedAt ?? null, page.after?.id ?? null, page.limit],
    ),
  )
}

/** Null when there is no such conversation in the workspace. */
async function listMessages(
  db: Database,
  workspaceId: WorkspaceId,
  conversationId: string,
  page: { readonly sinceSeq: number; readonly limit: number },
): Promise<readonly StoredMessage[] | null> {
  return db.inWorkspace(workspaceId, async (sql) => {
    const known = await sql('select 1 from conversations where id = $1', [conversationId])
    if (known.length === 0) return null
    return sql<StoredMessage>(
      `select seq, role, kind, content_markdown as "contentMarkdown", display_markdown as "displayMarkdown", citations,
              to_json(created_at) as "createdAt", client_message_id as "clientMessageId"
         from conversation_messages where conversation_id = $1 and seq > $2 order by seq limit $3`,
      [conversationId, page.sinceSeq, page.limit],
    )
  })
}

const operations = { readHistory, knowsThread, listConversations, listMessages }

export type TranscriptStore = OnDatabase<typeof operations>

export const createTranscriptStore = (db: Database): TranscriptStore => onDatabase(db, operations)
