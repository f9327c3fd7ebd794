// Workspaces by slug. The slug is what people type; the id is what row security knows.
import { AppError } from '../errors.ts'
import type { WorkspaceId } from '../model.ts'
import type { Database } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

const slugPattern = /^[a-z0-9][a-z0-9-]{0,62}$/

/** The workspace's id; made on first use. @throws AppError `bad-workspace` for what cannot be a slug. */
async function openWorkspace(db: Database, slug: string): Promise<WorkspaceId> {
  if (!slugPattern.test(slug)) {
    throw new AppError('bad-workspace', `"${slug}" is no workspace name: use up to 63 of a-z, 0-9 and "-"`)
  }
  return db.asSystem(async (sql) => {
    await sql('insert into workspaces (slug) values ($1) on conflict (slug) do nothing', [slug])
    const [row] = await sql<{ id: WorkspaceId }>('select id from workspaces where slug = $1', [slug])
    return row!.id
  })
}

async function listWorkspaces(db: Database): Promise<readonly { id: WorkspaceId; slug: string }[]> {
  return db.asSystem((sql) => sql('select id, slug from workspaces order by slug'))
}

const operations = { openWorkspace, listWorkspaces }

export type WorkspaceStore = OnDatabase<typeof operations>

export const createWorkspaceStore = (db: Database): WorkspaceStore => onDatabase(db, operations)
