// Who shared documents, where their readers can see it.
import type { AccessScope, PlatformId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'

/**
 * People of a platform who shared these documents with the readers of a scope, those of the first document first; each once.
 * What was shared with others alone tells nothing.
 */
async function listSharers(
  db: Database,
  { workspaceId, audiences }: AccessScope,
  platform: PlatformId,
  ids: readonly string[],
): Promise<readonly string[]> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ person: string }>(
      `select substr(a.shared_by, length($3) + 2) as person from unnest($1::uuid[]) with ordinality as near (id, place)
         join document_audiences a on a.document_id = near.id and a.audience = any($2) and starts_with(a.shared_by, $3 || ':')
        group by person order by min(near.place), min(a.created_at), person`,
      [ids, audiences, platform],
    ),
  )
  return rows.map(({ person }) => person)
}

const operations = { listSharers }

export type SharerStore = OnDatabase<typeof operations>

export const createSharerStore = (db: Database): SharerStore => onDatabase(db, operations)
