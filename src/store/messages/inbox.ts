// The inbox: one row a message addressed to the bot, under the platform's own identity of it, committed before the
// platform hears "ok". A thread's rows are worked off in order by the holder of its lease.
import { audienceOf, saidTo } from '../../askers.ts'
import type { AnswerPlace, Incoming, Install, InstallId, ThreadKey } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { installOf } from '../installs.ts'
import {
  appendMessage,
  mapThread,
  type NewMessage,
  openConversation,
  readClientMessage,
} from '../transcripts/conversations.ts'
import { type Claim, giveLease, leaseName, takeLease } from './leases.ts'
import { changePlaceholder } from './outbox.ts'
import { waitMs } from './waits.ts'

export interface InboxRow {
  readonly id: number
  readonly install: Install
  readonly incoming: Incoming
  readonly secret: Buffer | null
  readonly attempts: number
  readonly traceId: string
  readonly receivedAt: Date
}

interface Accepted {
  readonly duplicate: boolean
  readonly message?: {
    readonly seq: number
    readonly conversationId: string
    readonly createdAt: string
    readonly content: string
  }
  /** What a client's message said that was no part of the conversation (a command), when its id came first. */
  readonly content?: string
}

/** For so long what comes unasked waits for a message that covers it. */
const unaskedWaitMs = 1_000

/** What came under these keys, or comes yet, is done with this message. */
async function cover(
  sql: Sql,
  { id, workspaceId }: Install,
  { incoming, traceId }: { readonly incoming: Incoming; readonly traceId: string },
  keys: readonly string[],
): Promise<void> {
  const { covers: _, request: __, ...rest } = incoming
  await sql(
    `insert into inbox (workspace_id, install_id, platform, natural_key, thread_key, payload, trace_id, state, finished_at)
     select $1, $2, $3, key, $4, $5, $6, 'done', now() from unnest($7::text[]) as covered (key)
     on conflict (workspace_id, install_id, natural_key) do update set state = 'done', finished_at = now() where inbox.state = 'pending'`,
    [
      workspaceId,
      id,
      incoming.platform,
      incoming.threadKey,
      JSON.stringify({ ...rest, request: { kind: 'covered' } }),
      traceId,
      [...new Set(keys)],
    ],
  )
}

/**
 * Stores a message once. With `userMessage` it also enters the conversation now, because the client that wrote it is
 * told its place.
 */
async function acceptIncoming(
  db: Database,
  install: Install,
  row: { readonly incoming: Incoming; readonly secret: Buffer | null; readonly traceId: string },
  userMessage?: NewMessage,
): Promise<Accepted> {
  const { incoming } = row
  const { id: installId, workspaceId } = install
  return db.inWorkspace(workspaceId, async (sql) => {
    const added = await sql(
      `insert into inbox (workspace_id, install_id, platform, natural_key, thread_key, payload, secret, trace_id, not_before)
       values ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9 * interval '1 ms') on conflict do nothing returning 1`,
      [
        workspaceId,
        installId,
        incoming.platform,
        incoming.naturalKey,
        incoming.threadKey,
        JSON.stringify(incoming),
        row.secret,
        row.traceId,
        incoming.unasked ? unaskedWaitMs : 0,
      ],
    )
    const duplicate = added.length === 0
    if (!duplicate && incoming.covers) await cover(sql, install, row, incoming.covers)
    const { clientMessage, platform, threadKey } = incoming
    if (!clientMessage) return { duplicate }
    if (duplicate) {
      const message = await readClientMessage(sql, incoming)
      if (message) return { duplicate, message }
      const [first] = await sql<{ content: string | null }>(
        `select payload -> 'clientMessage' ->> 'content' as content from inbox where install_id = $1 and natural_key = $2`,
        [installId, incoming.naturalKey],
      )
      return { duplicate, ...(first?.content != null && { content: first.content }) }
    }
    if (!userMessage) return { duplicate }
    const conversationId = await openConversation(
      sql,
      workspaceId,
      { platform, threadKey, conversationId: clientMessage.conversationId },
      userMessage.contentMarkdown,
    )
    const {
      seq,
      createdAt,
      added: isNew,
      content,
    } = await appendMessage(sql, workspaceId, conversationId, saidTo(incoming), userMessage)
    // The inbox forgets after some days, the conversation does not: it was answered then.
    if (!isNew)
      await sql(`delete from inbox where install_id = $1 and natural_key = $2`, [installId, incoming.naturalKey])
    return { duplicate: !isNew, message: { seq, conversationId, createdAt, content } }
  })
}

/** Takes the thread's lease and its oldest pending row. The attempt is counted before the work: it may kill us. */
async function claimIncoming(
  db: Database,
  thread: { readonly installId: InstallId; readonly threadKey: ThreadKey },
  holder: string,
): Promise<Claim<InboxRow>> {
  return db.asSystem(async (sql) => {
    if (!(await takeLease(sql, leaseName('in', thread), holder))) return { kind: 'busy' }
    const [row] = await sql<{
      id: number
      install: Install
      payload: Incoming
      secret: Buffer | null
      attempts: number
      traceId: string
      receivedAt: Date
      waitMs: number
    }>(
      `select id, ${installOf('inbox')} as install, payload, secret, attempts + 1 as attempts, trace_id as "traceId", received_at as "receivedAt",
              ${waitMs('inbox')} as "waitMs"
         from inbox where install_id = $1 and thread_key = $2 and state = 'pending' order by id limit 1`,
      [thread.installId, thread.threadKey],
    )
    if (!row || row.waitMs > 0) {
      await giveLease(sql, leaseName('in', thread), holder)
      return row ? { kind: 'later', waitMs: row.waitMs } : { kind: 'nothing' }
    }
    await sql('update inbox set attempts = attempts + 1 where id = $1', [row.id])
    const { payload, waitMs: _, ...rest } = row
    return { kind: 'row', row: { ...rest, incoming: payload } }
  })
}

export interface Outcome {
  readonly private: boolean
  readonly payload: Readonly<Record<string, unknown>>
  /** The exchange to keep; null for what is no conversation (help, status, results, reasons). */
  readonly transcript: { readonly user: NewMessage; readonly assistant: NewMessage } | null
  /** Shown at once, as a placeholder, while the payload itself waits. */
  readonly preview?: { readonly payload: Readonly<Record<string, unknown>>; readonly finalAfterMs: number }
  /** Set when the question is given up: the row becomes a dead letter with this reason. */
  readonly error?: string
}

/** Of what nobody asked for. `error` as with an outcome. */
export interface Silence {
  readonly isSilent: true
  readonly error?: string
}

/**
 * Stores transcript and reply, and closes the row, in ONE transaction. Returns where the answer stands in its conversation,
 * if it does; null when the row had been closed already, or nothing is said.
 */
async function finishIncoming(
  db: Database,
  row: InboxRow,
  outcome: Outcome | Silence,
): Promise<{ readonly answer: AnswerPlace | null } | null> {
  const { install, incoming } = row
  const { workspaceId } = install
  return db.inWorkspace(workspaceId, async (sql) => {
    const closed = await sql(
      `update inbox set state = $2, error = $3, secret = null, finished_at = now() where id = $1 and state = 'pending' returning 1`,
      [row.id, outcome.error === undefined ? 'done' : 'dead', outcome.error ?? null],
    )
    if (closed.length === 0 || 'isSilent' in outcome) return null
    let place: AnswerPlace | null = null
    if (outcome.transcript) {
      const { user, assistant } = outcome.transcript
      const audience = saidTo(incoming)
      const conversationId = await openConversation(sql, workspaceId, incoming, user.contentMarkdown)
      const { seq: questionSeq } = await appendMessage(sql, workspaceId, conversationId, audience, user)
      const { seq } = await appendMessage(sql, workspaceId, conversationId, audience, { ...assistant, questionSeq })
      place = { conversationId, seq }
      const { platform, directKey, threadKey } = incoming
      if (directKey)
        await mapThread(sql, workspaceId, { platform, threadKey: directKey }, conversationId, {
          moves: true,
          from: threadKey,
        })
    }
    // A hint may be for someone who is not let in.
    if (incoming.place.kind !== 'page' && incoming.request.kind !== 'hint')
      await sql(
        `insert into places (workspace_id, install_id, audience, target) values ($1, $2, $3, $4)
         on conflict (workspace_id, install_id, audience) do update set target = excluded.target, seen_at = now()`,
        [workspaceId, install.id, audienceOf(install.platform, incoming), JSON.stringify(incoming.target)],
      )
    const add = async (kind: 'placeholder' | 'final', payload: object, waitMs: number, conflict: string) =>
      sql(
        `insert into outbox (workspace_id, install_id, platform, thread_key, inbox_id, kind, private, payload, target, secret,
            conversation_id, message_seq, not_before)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now() + $13 * interval '1 ms') ${conflict}`,
        [
          workspaceId,
          install.id,
          incoming.platform,
          incoming.threadKey,
          row.id,
          kind,
          outcome.private,
          JSON.stringify(payload),
          JSON.stringify(incoming.target),
          row.secret,
          place?.conversationId ?? null,
          place?.seq ?? null,
          waitMs,
        ],
      )
    const { preview } = outcome
    if (preview) await add('placeholder', preview.payload, 0, `on conflict ${changePlaceholder}`)
    await add('final', outcome.payload, preview?.finalAfterMs ?? 0, '')
    return { answer: place }
  })
}

/** The attempt that was counted for this claim was none: the database went away in the middle of it. */
async function uncountAttempt(db: Database, { id, attempts }: Pick<InboxRow, 'id' | 'attempts'>): Promise<void> {
  await db.asSystem((sql) =>
    sql(`update inbox set attempts = attempts - 1 where id = $1 and attempts = $2 and state = 'pending'`, [
      id,
      attempts,
    ]),
  )
}

/** Lets the row wait and be tried again; the rest of its thread waits behind it. */
async function postponeIncoming(db: Database, id: number, forMs: number, error: string): Promise<void> {
  await db.asSystem((sql) =>
    sql(
      `update inbox set not_before = now() + $2 * interval '1 ms', waits_from = now(), error = $3 where id = $1 and state = 'pending'`,
      [id, forMs, error],
    ),
  )
}

/** The thread that a posted reply began belongs to the conversation of the thread it answered. */
async function continueThread(
  db: Database,
  { workspaceId, platform }: Install,
  from: ThreadKey,
  to: ThreadKey,
): Promise<void> {
  await db.inWorkspace(workspaceId, async (sql) => {
    const [known] = await sql<{ id: string }>(
      'select conversation_id as id from platform_conversations where platform = $1 and thread_key = $2',
      [platform, from],
    )
    if (known) await mapThread(sql, workspaceId, { platform, threadKey: to }, known.id, { from })
  })
}

/** What comes under this key again is taken for new: what it brought was taken back. */
async function forgetIncoming(db: Database, { id, workspaceId }: Install, naturalKey: string): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    sql(`update inbox set natural_key = natural_key || '#' || id where install_id = $1 and natural_key = $2`, [
      id,
      naturalKey,
    ]),
  )
}

const operations = {
  forgetIncoming,
  acceptIncoming,
  claimIncoming,
  finishIncoming,
  postponeIncoming,
  uncountAttempt,
  continueThread,
}

export type InboxStore = OnDatabase<typeof operations>

export const createInboxStore = (db: Database): InboxStore => onDatabase(db, operations)
