// Files of platforms that are not shared any more, with one audience or at all: what was shown by them is not shown there
// again, and a document that nobody is shown is deleted. The files go by the keys of their sources.
import type { AccessScope, Audience, PlatformId, WorkspaceId } from '../../model.ts'
import type { Database } from '../database/db.ts'
import { type OnDatabase, onDatabase } from '../database/on-database.ts'
import { hide, type Shown } from '../indexing/audiences.ts'
import { removeDocument } from './documents.ts'

/** Whom a file is shown to, where it was shared first before all others; none where it is not indexed. */
async function listSharedWith(db: Database, workspaceId: WorkspaceId, sourceKey: string): Promise<readonly Audience[]> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ audience: Audience }>(
      `select a.audience from documents d join document_audiences a on a.document_id = d.id
        where d.source_key = $1 group by a.audience order by min(d.created_at), bool_or(a.audience = d.origin) desc, a.audience`,
      [sourceKey],
    ),
  )
  return rows.map(({ audience }) => audience)
}

/** What a message showed to whom, by its natural key. */
async function listSharedBy(
  db: Database,
  workspaceId: WorkspaceId,
  message: string,
): Promise<readonly { readonly sourceKey: string; readonly audience: Audience }[]> {
  return db.inWorkspace(workspaceId, (sql) =>
    sql(
      `select d.source_key as "sourceKey", a.audience from document_audiences a join documents d on d.id = a.document_id
        where a.message = $1 and a.audience <> 'workspace' order by d.source_key, a.audience`,
      [message],
    ),
  )
}

/** @param audience null: all of them */
async function withdrawFile(
  db: Database,
  workspaceId: WorkspaceId,
  sourceKey: string,
  audience: Audience | null,
): Promise<void> {
  await db.inWorkspace(workspaceId, async (sql) => {
    const shown = await sql<Shown>(
      `select id, language, audiences from documents
        where source_key = $1 and ($2::text is null or $2 = any(audiences)) order by id for update`,
      [sourceKey, audience],
    )
    for (const one of shown) {
      if (audience === null || one.audiences.length === 1) await removeDocument(sql, one.id)
      else await hide(sql, audience, one)
    }
  })
}

/** Whether a reader may be shown any file of a platform, which may be gone there by now. */
async function holdsFiles(db: Database, scope: AccessScope, platform: PlatformId): Promise<boolean> {
  const [found] = await db.inWorkspace(scope.workspaceId, (sql) =>
    sql(
      `select 1 from document_audiences a join documents d on d.id = a.document_id
        where a.audience = any($1) and a.audience <> 'workspace' and starts_with(d.source_key, $2) limit 1`,
      [scope.audiences, `${platform}:`],
    ),
  )
  return found !== undefined
}

const operations = { listSharedWith, listSharedBy, withdrawFile, holdsFiles }

export type SharedFileStore = OnDatabase<typeof operations>

export const createSharedFileStore = (db: Database): SharedFileStore => onDatabase(db, operations)
