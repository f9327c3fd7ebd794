// What could not be answered, for whoever looks after the documents.
import type { AccessScope, Audience, PlatformId, WorkspaceId } from '../../model.ts'
import type { Database, Sql } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

/** A question that ended in "I don't know". */
async function recordGap(
  db: Database,
  { workspaceId, audiences }: AccessScope,
  question: string,
  nearest: readonly string[],
): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) =>
    sql('insert into gaps (workspace_id, question, nearest, audiences) values ($1, $2, $3, $4)', [
      workspaceId,
      question,
      nearest,
      audiences,
    ]),
  )
}

interface Gap {
  readonly question: string
  readonly times: number
  readonly lastAskedAt: string
  readonly audiences: readonly string[]
  readonly nearest: readonly { readonly id: string; readonly title: string; readonly uri: string }[]
}

/** Unanswered questions, those asked most often first; the same words in another case are one. */
async function listGaps(db: Database, workspaceId: WorkspaceId): Promise<readonly Gap[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql<Gap>(
      `select last.question, same.times, to_json(last.asked_at) as "lastAskedAt", last.audiences,
              coalesce((select json_agg(json_build_object('id', d.id, 'title', d.title, 'uri', d.uri) order by n.place)
                          from unnest(last.nearest) with ordinality as n (id, place) join documents d on d.id = n.id), '[]') as nearest
         from (select max(id) as id, count(*) as times from gaps group by lower(question)) as same
         join gaps last on last.id = same.id
        order by same.times desc, last.asked_at desc limit 1000`,
    ),
  )
}

/** A question is noted as unanswered at most so long before its answer is kept, or after, when more is looked for. */
const notedWithin = '10 minutes'

/** Where questions that are gone were noted as unanswered. @param questions `audience`: of those who were to see the answer; null: any */
export async function forgetGaps(
  sql: Sql,
  questions: readonly { readonly text: string; readonly saidAt: string; readonly audience?: string }[],
): Promise<void> {
  if (questions.length === 0) return
  await sql(
    `delete from gaps using unnest($1::text[], $2::timestamptz[], $3::text[]) as gone (text, at, audience)
      where question = gone.text and (gone.audience is null or gone.audience = any(audiences))
        and asked_at between gone.at - interval '${notedWithin}' and gone.at + interval '${notedWithin}'`,
    [
      questions.map(({ text }) => text),
      questions.map(({ saidAt }) => saidAt),
      questions.map(({ audience }) => audience ?? null),
    ],
  )
}

/** Channels of a platform where something was asked since then that had no answer. */
async function listGapPlaces(
  db: Database,
  workspaceId: WorkspaceId,
  platform: PlatformId,
  since: Date,
): Promise<readonly Audience[]> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ place: Audience }>(
      `select distinct audiences[1] as place from gaps where asked_at > $2 and starts_with(audiences[1], $1) limit 200`,
      [`channel:${platform}:`, since],
    ),
  )
  return rows.map(({ place }) => place)
}

/**
 * What was asked in the channels of a scope, or by its person alone, those asked most often first. What was asked on the page is
 * its owner's.
 */
async function listGapsSeen(
  db: Database,
  { workspaceId, audiences }: AccessScope,
  since: Date,
  limit: number,
): Promise<readonly Pick<Gap, 'question' | 'times'>[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql<Pick<Gap, 'question' | 'times'>>(
      `select (array_agg(question order by asked_at desc))[1] as question, count(*)::int as times from gaps
        where asked_at > $2 and audiences[1] = any($1) and audiences[1] <> 'workspace'
        group by lower(question) order by 2 desc, max(asked_at) desc limit $3`,
      [audiences, since, limit],
    ),
  )
}

const operations = { recordGap, listGaps, listGapPlaces, listGapsSeen }

export type GapStore = OnDatabase<typeof operations>

export const createGapStore = (db: Database): GapStore => onDatabase(db, operations)
