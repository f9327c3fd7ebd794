// When channels are told what happened there, and what was asked in them for all to see.
import type { Audience, Install } from '../../model.ts'
import { wholeOf } from '../channel-settings.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { questionOf } from './conversations.ts'

export interface DueDigest {
  readonly channel: string
  readonly every: 'daily' | 'weekly'
  readonly toldUntil: Date
}

/** A worker that is gone for so long has ended. */
const claimedForMs = 300_000

/**
 * The digests that are due, each for one worker. A channel that wants one from now on, or at other times, gets its first at the
 * next; one that wants none any more is forgotten. Channels that say nothing go by their workspace where the bot has spoken there.
 * @param next when the next one is due after now
 */
async function claimDigests(
  db: Database,
  { id, workspaceId, platform }: Install,
  now: Date,
  next: (every: 'daily' | 'weekly') => Date,
  limit: number,
): Promise<readonly DueDigest[]> {
  return db.inWorkspace(workspaceId, async (sql) => {
    const wanted = await sql<{ channel: string; every: string; kept: string | null }>(
      `select at.channel, case when (whole.it ->> 'isAllowed')::boolean and not coalesce(k.is_archived, false)
                               then whole.it ->> 'digest' else 'off' end as every, d.every as kept
         from (select channel from channel_settings where install_id = $1
               union select split_part(audience, ':', 3) from places where install_id = $1 and starts_with(audience, $2)
               union select channel from channel_digests where install_id = $1) at
         left join channel_settings w on w.install_id is null
         left join channel_settings c on c.install_id = $1 and c.channel = at.channel
         left join channels k on k.install_id = $1 and k.channel = split_part(at.channel, '/', 2)
         left join channel_digests d on d.install_id = $1 and d.channel = at.channel
         cross join lateral (select ${wholeOf('c', 'w')} as it) whole
        where coalesce(c.digest, w.digest, d.every) is not null`,
      [id, `channel:${platform}:`],
    )
    for (const { channel, every, kept } of wanted) {
      if (every === 'off' && kept !== null)
        await sql('delete from channel_digests where install_id = $1 and channel = $2', [id, channel])
      if (every === 'off' || every === kept) continue
      await sql(
        `insert into channel_digests as d (workspace_id, install_id, channel, every, told_until, due_at) values ($1, $2, $3, $4, $5, $6)
         on conflict (install_id, channel) do update set every = excluded.every, due_at = excluded.due_at`,
        [workspaceId, id, channel, every, now, next(every as DueDigest['every'])],
      )
    }
    return sql<DueDigest>(
      `with due as (select channel from channel_digests where install_id = $1 and due_at <= $2 and claimed_until < $2
                     order by due_at, channel limit $4 for update skip locked)
       update channel_digests d set claimed_until = $3 from due
        where d.install_id = $1 and d.channel = due.channel returning d.channel, every, told_until as "toldUntil"`,
      [id, now, new Date(now.getTime() + claimedForMs), limit],
    )
  })
}

/** It was told, or there was nothing to tell. */
async function settleDigest(
  db: Database,
  { id, workspaceId }: Install,
  { channel, toldUntil }: DueDigest,
  until: Date,
  nextAt: Date,
): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    sql(
      `update channel_digests set told_until = $4, due_at = $5, claimed_until = '-infinity'
        where install_id = $1 and channel = $2 and told_until = $3`,
      [id, channel, toldUntil, until, nextAt],
    ),
  )
}

export interface Asked {
  readonly asked: number
  readonly answered: number
  /** Five at most of those that had no answer there by the end, the newest first. */
  readonly open: readonly string[]
}

/** What was asked in a place for all who read it, in a span of time. */
async function readAsked(
  db: Database,
  { workspaceId }: Install,
  place: Audience,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<Asked> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<Asked>(
      `with said as (
         select q.content_markdown as question, a.kind = 'assistant_grounded' as is_answered, a.created_at as at
           from conversation_messages a
           join conversation_messages q on q.conversation_id = a.conversation_id and q.seq = ${questionOf('a')} and q.role = 'user'
          where a.role = 'assistant' and a.audience = $1 and q.audience = $1 and a.created_at > $2 and a.created_at <= $3),
       open as (
         select (array_agg(question order by at desc))[1] as question, max(at) as at from said
          group by lower(question) having not bool_or(is_answered) order by 2 desc limit 5)
       select (select count(*)::int from said) as asked, (select count(*)::int from said where is_answered) as answered,
              array(select question from open order by at desc) as open`,
      [place, since, until],
    ),
  )
  return row!
}

const operations = { claimDigests, settleDigest, readAsked }

export type DigestStore = OnDatabase<typeof operations>

export const createDigestStore = (db: Database): DigestStore => onDatabase(db, operations)
