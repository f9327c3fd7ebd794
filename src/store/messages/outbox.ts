// The outbox: replies on their way to a platform, in order within a thread. A row that is found 'sending' was left by
// a process that died: whether it was posted is unknown, and has to be settled by looking.
import type { AnswerPlace, Asker, Audience, Incoming, Install, InstallId, Target, ThreadKey } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { installOf } from '../installs.ts'
import { type Claim, giveLease, leaseName, takeLease } from './leases.ts'
import { isDue, waitMs } from './waits.ts'

export interface OutboxRow {
  readonly id: number
  readonly install: Install
  readonly kind: 'placeholder' | 'final'
  readonly private: boolean
  readonly payload: Readonly<Record<string, unknown>>
  readonly target: Target
  readonly secret: Buffer | null
  readonly attempts: number
  readonly createdAt: Date
  /** The platform's id of what was posted for the same message before: a placeholder, or this placeholder's earlier state. */
  readonly replaces: string | null
  /** Where an answer stands in its conversation. */
  readonly conversationId: string | null
  readonly messageSeq: number | null
  readonly asker: Asker
  /** Of the message that it answers; null where nobody asked. */
  readonly naturalKey: string | null
  readonly traceId: string
  /** True when an earlier attempt may have been posted. */
  readonly unsettled: boolean
  /** How often that attempt was looked for already; of what was given up, more than 0 where it may be there. */
  readonly looks: number
}

/** The row of the inbox that a reply is for. */
interface Addressed {
  readonly id: number
  readonly install: Install
  readonly incoming: Incoming
  readonly secret: Buffer | null
}

interface Thread {
  readonly installId: InstallId
  readonly threadKey: ThreadKey
}

// What is changed more often than this is sent with its latest state only.
const placeholderEvery = '1 second'

/**
 * Stores what stands where the reply will be, or changes it; null when the reply is there already.
 * @param changes false: what is there stays as it is
 */
async function putPlaceholder(
  db: Database,
  row: Addressed,
  payload: Readonly<Record<string, unknown>>,
  changes: boolean,
): Promise<number | null> {
  const { incoming, install } = row
  return db.inWorkspace(install.workspaceId, async (sql) => {
    const [added] = await sql<{ id: number }>(
      `insert into outbox (workspace_id, install_id, platform, thread_key, inbox_id, kind, private, payload, target, secret)
       select $1, $8, $2, $3, id, 'placeholder', false, $5, $6, $7 from inbox where id = $4 and state = 'pending'
       on conflict ${changes ? changePlaceholder : 'do nothing'} returning id`,
      [
        install.workspaceId,
        incoming.platform,
        incoming.threadKey,
        row.id,
        JSON.stringify(payload),
        JSON.stringify(incoming.target),
        row.secret,
        install.id,
      ],
    )
    return added?.id ?? null
  })
}

/** Something to say without having been asked. */
interface Unasked {
  /** The same is said once in a workspace; it is known for 30 days. */
  readonly key: string
  readonly asker: Asker
  readonly threadKey: ThreadKey
  readonly payload: Readonly<Record<string, unknown>>
  readonly traceId: string
}

/** Stores it; false when it is there already. */
async function addUnasked(db: Database, install: Install, unasked: Unasked): Promise<boolean> {
  const { key, asker, threadKey, payload, traceId } = unasked
  const { person, place, target } = asker
  const added = await db.inWorkspace(install.workspaceId, (sql) =>
    sql(
      `insert into outbox (workspace_id, install_id, platform, thread_key, kind, private, payload, target, key, asker, trace_id)
       values ($1, $2, $3, $4, 'final', false, $5, $6, $7, $8, $9) on conflict do nothing returning 1`,
      [
        install.workspaceId,
        install.id,
        install.platform,
        threadKey,
        JSON.stringify(payload),
        JSON.stringify(target),
        key,
        JSON.stringify({ person, place, target }),
        traceId,
      ],
    ),
  )
  return added.length > 0
}

/** Where the last reply at a place went; null where there was none. */
async function readLastTarget(db: Database, install: Install, audience: Audience): Promise<Target | null> {
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<{ target: Target }>('select target from places where install_id = $1 and audience = $2', [
      install.id,
      audience,
    ]),
  )
  return row?.target ?? null
}

/** SQL after `on conflict`: a placeholder that was posted is sent again, with a little patience. */
export const changePlaceholder = `(workspace_id, inbox_id, kind) do update set payload = excluded.payload,
  state = case outbox.state when 'sent' then 'pending' else outbox.state end,
  attempts = case outbox.state when 'sent' then 0 else outbox.attempts end, changed = outbox.state = 'sending', waits_from = now(),
  not_before = case outbox.state when 'sent' then least(outbox.finished_at, now()) + interval '${placeholderEvery}' else outbox.not_before end`

/** SQL: what was posted for the message `i` before it was edited, as `b`. What one person saw cannot be changed. */
export const beforeEdit = (columns: string) => `
  select ${columns} from inbox e join outbox b on b.inbox_id = e.id
   where e.install_id = i.install_id and e.thread_key = i.thread_key and e.id < i.id
     and i.payload ->> 'editOf' in (e.natural_key, e.payload ->> 'editOf')
     and b.kind = 'final' and b.state = 'sent' and not b.private order by b.id desc limit 1`

/** Takes the thread's outgoing lease and marks its oldest unfinished row as being sent. */
async function claimOutgoing(db: Database, thread: Thread, holder: string): Promise<Claim<OutboxRow>> {
  return db.asSystem(async (sql) => {
    if (!(await takeLease(sql, leaseName('out', thread), holder))) return { kind: 'busy' }
    // An answer that is ready before its placeholder went out makes the placeholder pointless, or its next state.
    const isPointless = `install_id = $1 and thread_key = $2 and kind = 'placeholder' and state = 'pending'
          and exists (select from outbox f where f.inbox_id = p.inbox_id and f.kind = 'final' and ${isDue('f')})`
    const ofThread = [thread.installId, thread.threadKey]
    // Sent together, run in this order.
    const [, , [row]] = await Promise.all([
      sql(`delete from outbox p where ${isPointless} and message_id is null`, ofThread),
      sql(`update outbox p set state = 'sent' where ${isPointless}`, ofThread),
      sql<Omit<OutboxRow, 'unsettled'> & { state: string; waitMs: number }>(
        `select o.id, ${installOf('o')} as install, o.kind, o.private, o.payload, o.target, o.secret,
              o.attempts + 1 as attempts, o.created_at as "createdAt", coalesce(o.message_id, p.message_id, case when i.payload ? 'editOf' and not o.private then (${beforeEdit('b.message_id')}) end) as replaces,
              o.state, o.looks, o.conversation_id as "conversationId", o.message_seq as "messageSeq", coalesce(i.payload, o.asker) as asker,
              i.natural_key as "naturalKey", coalesce(i.trace_id, o.trace_id) as "traceId",
              ${waitMs('o')} as "waitMs"
         from outbox o left join inbox i on i.id = o.inbox_id left join outbox p on p.inbox_id = o.inbox_id and p.kind = 'placeholder' and o.kind = 'final'
        where o.install_id = $1 and o.thread_key = $2 and o.state in ('pending', 'sending', 'ambiguous')
        order by o.id limit 1`,
        ofThread,
      ),
    ])
    if (!row || row.waitMs > 0) {
      await giveLease(sql, leaseName('out', thread), holder)
      return row ? { kind: 'later', waitMs: row.waitMs } : { kind: 'nothing' }
    }
    await sql(`update outbox set state = 'sending', attempts = attempts + 1, changed = false where id = $1`, [row.id])
    const { state, waitMs: _, ...rest } = row
    return { kind: 'row', row: { ...rest, unsettled: state !== 'pending' } }
  })
}

/** What became of an attempt to send. */
export type SendOutcome =
  | { readonly state: 'sent'; readonly messageId: string }
  | {
      readonly state: 'pending' | 'ambiguous'
      readonly waitMs: number
      readonly error: string
      /** How often it was looked for; as before when absent. */
      readonly looks?: number
      /** The attempt does not count: not this reply was refused, but the installation. */
      readonly isUncounted?: boolean
    }
  /** `isUnsettled`: an earlier attempt may be there. */
  | { readonly state: 'dead'; readonly error: string; readonly isUnsettled?: boolean }

/** Only for the attempt that was claimed: a worker that lost its lease has no say any more. */
async function recordSend(
  db: Database,
  { id, attempts }: Pick<OutboxRow, 'id' | 'attempts'>,
  outcome: SendOutcome,
): Promise<void> {
  await db.asSystem(async (sql) => {
    const [recorded] = await sql<{ kind: string; inboxId: number }>(
      `update outbox set state = case when changed and $2 = 'sent' then 'pending' else $2 end, message_id = coalesce($3, message_id), error = $4,
              not_before = now() + $5 * interval '1 ms', waits_from = now(), looks = coalesce($7, looks), attempts = attempts - $8,
              secret = case when $2 = 'sent' and kind = 'final' then null else secret end,
              finished_at = case when $2 in ('sent', 'dead') then now() end
        where id = $1 and state = 'sending' and attempts = $6 returning kind, inbox_id as "inboxId"`,
      [
        id,
        outcome.state,
        outcome.state === 'sent' ? outcome.messageId : null,
        outcome.state === 'sent' ? null : outcome.error,
        'waitMs' in outcome ? outcome.waitMs : 0,
        attempts,
        'waitMs' in outcome
          ? (outcome.looks ?? null)
          : Number('isUnsettled' in outcome && outcome.isUnsettled === true),
        'waitMs' in outcome && outcome.isUncounted ? 1 : 0,
      ],
    )
    // Its placeholder needs no credential any more.
    if (recorded?.kind === 'final' && outcome.state === 'sent')
      await sql(`update outbox set secret = null where inbox_id = $1 and secret is not null`, [recorded.inboxId])
  })
}

/**
 * A row whose lost attempt was looked for in vain is about to be posted again: what becomes of that is looked for anew.
 * False when another worker has the row by now.
 */
async function beginAgain(db: Database, { id, attempts }: Pick<OutboxRow, 'id' | 'attempts'>): Promise<boolean> {
  const begun = await db.asSystem((sql) =>
    sql(`update outbox set looks = 0 where id = $1 and attempts = $2 and state = 'sending' returning 1`, [
      id,
      attempts,
    ]),
  )
  return begun.length > 0
}

/** Gives up what has waited longer than `olderThanMs` for a platform that takes nothing; returns how many. */
async function giveUpOutgoing(db: Database, installId: InstallId, olderThanMs: number, error: string): Promise<number> {
  const given = await db.asSystem((sql) =>
    sql(
      // Looked for: it may be there.
      `update outbox set state = 'dead', error = $3, finished_at = now(),
              looks = case state when 'ambiguous' then greatest(looks, 1) else 0 end
        where install_id = $1 and state in ('pending', 'ambiguous') and created_at < now() - $2 * interval '1 ms' returning 1`,
      [installId, olderThanMs, error],
    ),
  )
  return given.length
}

/** What stands where the thread's next reply will be; null when nothing does. */
async function readPlaceholder(
  db: Database,
  install: Install,
  threadKey: string,
): Promise<Readonly<Record<string, unknown>> | null> {
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<{ payload: Record<string, unknown> }>(
      `select o.payload from inbox i join outbox o on o.inbox_id = i.id
        where i.install_id = $1 and i.thread_key = $2 and i.state = 'pending' and o.kind = 'placeholder' order by o.id limit 1`,
      [install.id, threadKey],
    ),
  )
  return row?.payload ?? null
}

/** A reply that was posted, for its further pages; null when there is none (any more). */
async function readSent(
  db: Database,
  install: Install,
  id: number,
): Promise<{
  readonly payload: Readonly<Record<string, unknown>>
  readonly target: Target
  readonly private: boolean
} | null> {
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<{ payload: Record<string, unknown>; target: Target; private: boolean }>(
      // 'sending' too: people are quick, and the platform shows a message before it tells us so.
      `select payload, target, private from outbox where install_id = $1 and id = $2 and kind = 'final' and state in ('sending', 'ambiguous', 'sent')`,
      [install.id, id],
    ),
  )
  return row ?? null
}

/**
 * Where the last answers that someone was given stand and were posted, the newest first; not what they say. Those of the
 * days that the inbox remembers.
 */
async function listAnswersTo(
  db: Database,
  { id: installId, workspaceId, platform }: Install,
  person: string,
  limit: number,
): Promise<readonly (AnswerPlace & { readonly target: Target; readonly messageId: string })[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql<AnswerPlace & { target: Target; messageId: string }>(
      `select o.conversation_id as "conversationId", o.message_seq as seq, o.target, o.message_id as "messageId"
         from inbox i join outbox o on o.inbox_id = i.id and o.kind = 'final' and o.state = 'sent'
        where i.workspace_id = $1 and i.platform = $2 and i.payload -> 'person' ->> 'id' = $3 and i.install_id = $4
          and o.conversation_id is not null and o.message_id is not null
        order by i.id desc limit $5`,
      [workspaceId, platform, person, installId, limit],
    ),
  )
}

/** Private replies that were given in a thread after the row with this id: the last ones, oldest first. */
async function listPrivateReplies(
  db: Database,
  install: Install,
  threadKey: string,
  afterId: number,
  limit = 20,
): Promise<readonly { id: number; payload: Readonly<Record<string, unknown>>; createdAt: string }[]> {
  return db.inWorkspace(install.workspaceId, (sql) =>
    sql(
      `select * from (
         select id, payload, to_json(created_at) as "createdAt" from outbox
          where install_id = $1 and thread_key = $2 and private and state = 'sent' and id > $3 order by id desc limit $4
       ) as last order by id`,
      [install.id, threadKey, afterId, limit],
    ),
  )
}

const operations = {
  addUnasked,
  readLastTarget,
  putPlaceholder,
  readPlaceholder,
  readSent,
  listAnswersTo,
  listPrivateReplies,
  claimOutgoing,
  recordSend,
  beginAgain,
  giveUpOutgoing,
}

export type OutboxStore = OnDatabase<typeof operations>

export const createOutboxStore = (db: Database): OutboxStore => onDatabase(db, operations)
