// Conversations and their transcripts. Display-first: what was shown is stored as it was shown; errors are not replies.
import { randomUUID } from 'node:crypto'
import type {
  AccessScope,
  Audience,
  Backend,
  Citation,
  Incoming,
  PlatformId,
  ThreadKey,
  Turn,
  WorkspaceId,
} from '../../model.ts'
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
  /** Of a question that leans on what was said before it: what was looked up. */
  readonly readAs?: string
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

/** SQL: the place of the question that an answer answers. */
export const questionOf = (answer: string) => `coalesce(${answer}.question_seq, ${answer}.seq - 1)`

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
    await mapThread(sql, workspaceId, thread, direct.id, { from: thread.directKey! })
    return direct.id
  }
  const id = thread.conversationId ?? randomUUID()
  const title = firstQuestion.length > titleLength ? `${firstQuestion.slice(0, titleLength - 1)}…` : firstQuestion
  await sql(
    'insert into conversations (workspace_id, id, platform, title) values ($1, $2, $3, $4) on conflict do nothing',
    [workspaceId, id, thread.platform, title],
  )
  const isMapped = await mapThread(sql, workspaceId, thread, id)
  return isMapped ? id : (await mapped())!
}

/**
 * Titles of conversations that lost turns: a title is the first question, or what a person called it for as long as anything
 * is left of it.
 */
export async function nameAgain(sql: Sql, conversations: readonly string[]): Promise<void> {
  await sql(
    `update conversations c set title = coalesce(first.title, 'Deleted'), is_renamed = false
       from unnest($1::uuid[]) as touched (id)
       left join lateral (
         select left(m.content_markdown, ${titleLength}) as title from conversation_messages m where m.conversation_id = touched.id
          order by m.seq limit 1) as first on true
      where c.id = touched.id and (first.title is null or not c.is_renamed)`,
    [conversations],
  )
}

// Who is at home in a conversation stays so; who comes from another one is not.
const goOn = `(workspace_id, platform, thread_key) do update set conversation_id = excluded.conversation_id, mapped_at = now(),
  at_home = excluded.at_home or (p.at_home and p.conversation_id = excluded.conversation_id)`

/**
 * @param options `moves`: the key always means the latest conversation. `from`: a thread of the same place and
 *   conversation; what may be read there may be read here.
 * @returns whether the key means this conversation by now; false where it meant one before and does not move
 */
export async function mapThread(
  sql: Sql,
  workspaceId: WorkspaceId,
  { platform, threadKey }: Pick<Incoming, 'platform' | 'threadKey'>,
  conversationId: string,
  { moves = false, from }: { readonly moves?: boolean; readonly from?: ThreadKey } = {},
): Promise<boolean> {
  const mapped = await sql(
    `insert into platform_conversations as p (workspace_id, platform, thread_key, conversation_id, at_home)
     values ($1, $2, $3, $4, exists (
       select from platform_conversations o where o.platform = $2 and o.thread_key = $5 and o.conversation_id = $4 and o.at_home))
     on conflict ${moves ? goOn : 'do nothing'} returning 1`,
    [workspaceId, platform, threadKey, conversationId, from ?? null],
  )
  return mapped.length > 0
}

/**
 * Appends one message and returns its place; a message that is already there is returned, not repeated.
 * @param audience of where it is said
 */
export async function appendMessage(
  sql: Sql,
  workspaceId: WorkspaceId,
  conversationId: string,
  audience: Audience,
  message: NewMessage,
): Promise<{ readonly seq: number; readonly createdAt: string; readonly content: string; readonly added: boolean }> {
  const { deviceId = null, clientMessageId = null, platformMessageId = null } = message
  if (clientMessageId !== null || platformMessageId !== null) {
    // Sent together, run in this order. The row lock orders writers: the second statement sees what the last one stored.
    const [, [earlier]] = await Promise.all([
      sql('select 1 from conversations where id = $1 for update', [conversationId]),
      sql<{ seq: number; createdAt: string; content: string }>(
        `select seq, to_json(created_at) as "createdAt", content_markdown as content from conversation_messages
          where conversation_id = $1 and ((device_id = $2 and client_message_id = $3) or platform_message_id = $4)`,
        [conversationId, deviceId, clientMessageId, platformMessageId],
      ),
    ])
    if (earlier) return { ...earlier, added: false }
  }
  const { citations = [] } = message
  const [row] = await sql<{ seq: number; createdAt: string }>(
    `with next as (update conversations set last_seq = last_seq + 1, updated_at = now() where id = $2 returning last_seq),
          question as (update conversation_messages set cites = $15 where conversation_id = $2 and seq = $13 and $15::uuid[] is not null)
     insert into conversation_messages (workspace_id, conversation_id, seq, role, kind, content_markdown, display_markdown,
        citations, device_id, client_message_id, platform_message_id, backend, model, question_seq, audience, cites, read_as)
     select $1, $2, last_seq, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 from next
     returning seq, to_json(created_at) as "createdAt"`,
    [
      workspaceId,
      conversationId,
      message.role,
      message.kind,
      message.contentMarkdown,
      message.displayMarkdown,
      JSON.stringify(citations),
      deviceId,
      clientMessageId,
      platformMessageId,
      message.backend?.name ?? null,
      message.backend?.model ?? null,
      message.questionSeq ?? null,
      audience,
      citations.length > 0 ? [...new Set(citations.map(({ document }) => document.id))] : null,
      message.readAs ?? null,
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
 * thread of a direct conversation begins with the last one there. What not every reader here may see is left out: the
 * conversation may have begun in another place (migrations/0009_turns.sql says what that is).
 * @param audiences null where ragbot's own documentation answers, which lies in another workspace: all is read
 */
export async function readHistory(
  db: Database,
  workspaceId: WorkspaceId,
  thread: Pick<Incoming, 'platform' | 'threadKey' | 'directKey' | 'clientMessage'>,
  audiences: AccessScope['audiences'] | null,
  limit = 10,
): Promise<readonly Turn[]> {
  const { platform, threadKey, directKey, clientMessage } = thread
  const read = async (sql: Sql) => {
    const [, rows] = await Promise.all([
      sql(`select set_config('ragbot.thread', $1, true)`, [`${platform} ${threadKey}`]),
      sql<Turn>(
        `with own as (select conversation_id as id from platform_conversations where platform = $1 and thread_key = $2),
            direct as (select c.id from platform_conversations p join conversations c on c.id = p.conversation_id
                        where p.platform = $1 and p.thread_key = $6 and greatest(p.mapped_at, c.updated_at) > now() - $7::interval),
            thread as (select coalesce((select id from own), (select id from direct)) as id)
       select role, content_markdown as text from conversation_messages
        where conversation_id = (select id from thread)
          and seq < coalesce((select seq from conversation_messages where conversation_id = (select id from thread)
                                 and device_id = $3 and client_message_id = $4), 2147483647)
        order by seq desc limit $5`,
        [
          platform,
          threadKey,
          clientMessage?.deviceId ?? null,
          clientMessage?.id ?? null,
          limit,
          directKey ?? null,
          directFollowsFor,
        ],
      ),
    ])
    return rows.reverse()
  }
  return audiences === null ? db.inWorkspace(workspaceId, read) : db.readAs({ workspaceId, audiences }, read)
}

export async function isKnownThread(sql: Sql, platform: PlatformId, threadKey: string): Promise<boolean> {
  // A follow-up may come while the first question is still being answered; whether what nobody asked is, is not known yet.
  const rows = await sql(
    `select 1 from platform_conversations where platform = $1 and thread_key = $2
       union all
       select 1 from inbox where platform = $1 and thread_key = $2 and state = 'pending' and not payload ? 'isOverheard' limit 1`,
    [platform, threadKey],
  )
  return rows.length > 0
}

async function knowsThread(
  db: Database,
  workspaceId: WorkspaceId,
  platform: PlatformId,
  threadKey: string,
): Promise<boolean> {
  return db.inWorkspace(workspaceId, (sql) => isKnownThread(sql, platform, threadKey))
}

/** Newest change first; `after` continues a listing behind its last row. */
async function listConversations(
  db: Database,
  workspaceId: WorkspaceId,
  page: {
    readonly updatedSince?: Date
    /** All of them in the title or in one of its messages, whatever their case. */
    readonly words?: readonly string[]
    readonly after?: { readonly updatedAt: string; readonly id: string }
    readonly limit: number
  },
): Promise<readonly ConversationSummary[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql<ConversationSummary>(
      `select id, title, platform, to_json(updated_at) as "updatedAt", last_seq as "messageCount" from conversations
        where ($1::timestamptz is null or updated_at >= $1::timestamptz)
          and ($2::timestamptz is null or (updated_at, id) < ($2::timestamptz, $3::uuid))
          and not exists (
            select from unnest($5::text[]) as word where strpos(lower(title), lower(word)) = 0 and not exists (
              select from conversation_messages m where m.conversation_id = conversations.id and strpos(lower(m.display_markdown), lower(word)) > 0))
        order by updated_at desc, id desc limit $4`,
      [page.updatedSince ?? null, page.after?.updatedAt ?? null, page.after?.id ?? null, page.limit, page.words ?? []],
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
