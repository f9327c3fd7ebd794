// The documents that a reader may see and that came or changed last.
import type { AccessScope } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

export interface RecentDocument {
  readonly id: string
  readonly title: string
  readonly uri: string
  /** Where people read the original, as whoever indexed it said. */
  readonly url: string | null
  /** ISO 8601. */
  readonly updatedAt: string
  /** It was not there before. */
  readonly isNew: boolean
}

/** @param since only those that came or changed after then, until `until`; null for all. Newest first. `total`: of all such */
async function listRecent(
  db: Database,
  scope: AccessScope,
  { since, until, limit }: { readonly since: Date | null; readonly until: Date; readonly limit: number },
): Promise<{ readonly documents: readonly RecentDocument[]; readonly total: number }> {
  const rows = await db.readAs(scope, (sql) =>
    sql<RecentDocument & { total: number }>(
      `select id, title, uri, url, to_json(updated_at) as "updatedAt", count(*) over ()::int as total,
              $1::timestamptz is null or created_at > $1::timestamptz as "isNew"
         from documents
        where ($1::timestamptz is null or updated_at > $1::timestamptz) and updated_at <= $2::timestamptz
        order by updated_at desc, id limit $3`,
      [since, until, limit],
    ),
  )
  return { documents: rows.map(({ total: _, ...document }) => document), total: rows[0]?.total ?? 0 }
}

const operations = { listRecent }

export type RecentStore = OnDatabase<typeof operations>

export const createRecentStore = (db: Database): RecentStore => onDatabase(db, operations)
