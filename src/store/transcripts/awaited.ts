// Questions without an answer, each for someone who wants to be told of it: for 30 days, until they leave, or until what was
// said goes.
import type { AccessScope, AnswerPlace, Install, Person } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { isUuid } from '../database/uuid.ts'
import { questionOf } from './conversations.ts'

interface Awaited {
  readonly id: string
  readonly person: Person
  readonly question: string
  /** What it meant where it was asked; null where it stands alone. */
  readonly readAs: string | null
  /** When what it is asked of was indexed last. */
  readonly indexedAt: string
  /** In a row, this one included. */
  readonly tries: number
}

/** Of one person at a time. */
const mostAwaited = 20
/** What comes in within this is asked of once. */
const settledAfter = '1 minute'
/** Where documents never stop coming it is asked so often. */
const atLeastEvery = '1 hour'
/** A worker that is gone for so long has ended; doubled with each try that came to nothing. */
const triedAgainAfter = '5 minutes'
const triedAtLeastEvery = '1 day'

/**
 * Keeps the question of an "I don't know" for someone who heard it.
 * @param heardBy as `recordFeedback` has it
 * @returns `missing` also for whom it was not said to, and where it was answered. `full`: they wait for 20 already.
 */
async function awaitAnswer(
  db: Database,
  install: Install,
  place: AnswerPlace,
  person: Person,
  heardBy: AccessScope['audiences'] | null,
): Promise<'kept' | 'known' | 'full' | 'missing'> {
  if (!isUuid(place.conversationId) || !Number.isInteger(place.seq)) return 'missing'
  return db.inWorkspace(install.workspaceId, async (sql) => {
    const [asked] = await sql<{ question: string; readAs: string | null }>(
      `select q.content_markdown as question, q.read_as as "readAs" from conversation_messages a
         join conversation_messages q on q.conversation_id = a.conversation_id and q.seq = ${questionOf('a')} and q.role = 'user'
        where a.conversation_id = $1 and a.seq = $2 and a.kind = 'assistant' and ($3::text[] is null or a.audience = any($3))`,
      [place.conversationId, place.seq, heardBy],
    )
    if (asked === undefined) return 'missing'
    const [already] = await sql<{ count: number; isKnown: boolean }>(
      `select count(*)::int as count, coalesce(bool_or(lower(coalesce(read_as, question)) = lower($3)), false) as "isKnown"
         from awaited where install_id = $1 and person ->> 'id' = $2`,
      [install.id, person.id, asked.readAs ?? asked.question],
    )
    if (already?.isKnown) return 'known'
    if ((already?.count ?? 0) >= mostAwaited) return 'full'
    await sql(
      `insert into awaited (workspace_id, install_id, person, question, read_as, conversation_id, seq)
       values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
      [
        install.workspaceId,
        install.id,
        JSON.stringify(person),
        asked.question,
        asked.readAs,
        place.conversationId,
        place.seq,
      ],
    )
    return 'kept'
  })
}

/**
 * Those to be asked again, as something was indexed since: each for one worker, and whoever waits longest for their turn
 * first. What is not settled comes back later each time, once a day at least. Forgets what is over; whoever wants to be told
 * nothing is left waiting.
 */
async function claimAwaited(db: Database, install: Install, limit: number): Promise<readonly Awaited[]> {
  return db.inWorkspace(install.workspaceId, async (sql) => {
    await sql(
      `delete from awaited a where install_id = $1 and (asked_at < now() - interval '30 days' or exists (
         select from platform_people p
          where p.install_id = $1 and p.kind = 'deleted' and p.person = regexp_replace(a.person ->> 'id', '^.*/', '')))`,
      [install.id],
    )
    const [waits] = await sql('select from awaited where install_id = $1 limit 1', [install.id])
    if (waits === undefined) return []
    return sql<Awaited>(
      `with last as (select max(updated_at) as at from documents),
            due as (
              select id from awaited, last
               where install_id = $1 and looked_at < last.at and next_at <= now()
                 and (last.at < now() - interval '${settledAfter}' or looked_at < now() - interval '${atLeastEvery}')
                 and not exists (select from notification_choices c where c.install_id = awaited.install_id
                                    and c.person = awaited.person ->> 'id' and c.kind = 'told-later')
               order by next_at, id limit $2 for update of awaited skip locked)
       update awaited set tries = tries + 1,
              next_at = now() + least(interval '${triedAgainAfter}' * 2 ^ least(tries, 20), interval '${triedAtLeastEvery}')
         from due, last
        where awaited.id = due.id returning awaited.id, person, question, read_as as "readAs", last.at::text as "indexedAt", tries`,
      [install.id, limit],
    )
  })
}

/** It was asked, of all that was indexed by then. @param isOver it was answered, and that is on its way; or it is given up */
async function settleAwaited(
  db: Database,
  { workspaceId }: Install,
  { id, indexedAt }: Pick<Awaited, 'id' | 'indexedAt'>,
  isOver: boolean,
): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    isOver
      ? sql('delete from awaited where id = $1', [id])
      : sql('update awaited set looked_at = $2::timestamptz, next_at = now(), tries = 0 where id = $1', [
          id,
          indexedAt,
        ]),
  )
}

const operations = { awaitAnswer, claimAwaited, settleAwaited }

export type AwaitedStore = OnDatabase<typeof operations>

export const createAwaitedStore = (db: Database): AwaitedStore => onDatabase(db, operations)
