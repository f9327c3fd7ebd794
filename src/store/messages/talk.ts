// Who speaks to whom in a thread that the bot is in: between people, or to the bot. Of a message only its place in the order
// of its thread is kept.
import type { Incoming, Install } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isKnownThread } from '../transcripts/conversations.ts'

/** So many messages in a row between people, and only mentions are for the bot. */
const mostBetween = 2
/** Enough to know a late or repeated delivery again. */
const kept = 8

/**
 * Takes note of a message in a thread. Late ones and repeated ones change nothing of what was decided.
 * @param at its place in the thread's order: a decimal number, as its platform counts
 * @param to `maybe`: it reads like a question, and mentions nobody
 * @returns `open` also in a thread that the bot is not in, unless it is mentioned
 */
async function noteTalk(
  db: Database,
  { id, workspaceId, platform }: Install,
  threadKey: string,
  at: string,
  to: 'bot' | 'people' | 'maybe',
): Promise<'bot' | 'people' | 'open'> {
  return db.inWorkspace(workspaceId, async (sql) => {
    if (to !== 'bot' && !(await isKnownThread(sql, platform, threadKey))) return 'open'
    await sql(
      `insert into thread_talk (workspace_id, install_id, thread_key) values ($1, $2, $3)
       on conflict (install_id, thread_key) do update set seen_at = now()`,
      [workspaceId, id, threadKey],
    )
    const [row] = await sql<{ isTalk: boolean; between: number }>(
      `select $3::numeric = any(talk) as "isTalk",
              (select count(*)::int from unnest(talk) as said where said > asked_at and said < $3::numeric) as between
         from thread_talk where install_id = $1 and thread_key = $2 for update`,
      [id, threadKey, at],
    )
    const isTalk = row?.isTalk ?? false
    const isTheirs = (row?.between ?? 0) >= mostBetween || (to === 'maybe' && isTalk)
    const isForBot = to === 'bot' || (to === 'maybe' && !isTheirs)
    if (isForBot)
      await sql(
        `update thread_talk set asked_at = greatest(asked_at, $3::numeric) where install_id = $1 and thread_key = $2`,
        [id, threadKey, at],
      )
    else if (!isTalk)
      await sql(
        `update thread_talk set talk = (talk || $3::numeric)[greatest(1, cardinality(talk) + 2 - $4):]
          where install_id = $1 and thread_key = $2`,
        [id, threadKey, at, kept],
      )
    if (isForBot) return 'bot'
    return isTheirs ? 'people' : 'open'
  })
}

/**
 * Whether of what was said in a message's thread before it the last that was answered is a bot's, and no person has asked since.
 */
async function answeredBotLast(
  db: Database,
  { id, workspaceId }: Install,
  { threadKey, naturalKey }: Pick<Incoming, 'threadKey' | 'naturalKey'>,
): Promise<boolean> {
  return db.inWorkspace(workspaceId, async (sql) => {
    const [last] = await sql<{ isBots: boolean }>(
      `select i.payload ? 'bot' as "isBots" from inbox i
        where i.install_id = $1 and i.thread_key = $2
          and i.id < coalesce((select id from inbox where install_id = $1 and natural_key = $3), 9223372036854775807)
          and (not i.payload ? 'bot' or exists (select from outbox o where o.inbox_id = i.id))
        order by i.id desc limit 1`,
      [id, threadKey, naturalKey],
    )
    return last?.isBots ?? false
  })
}

const operations = { noteTalk, answeredBotLast }

export type TalkStore = OnDatabase<typeof operations>

export const createTalkStore = (db: Database): TalkStore => onDatabase(db, operations)
