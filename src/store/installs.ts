// Installs: whose token is used on a platform, and which workspace answers there. A process's own tokens, those of its
// environment, are an install too; only the tokens are not here.
import type { Install, PlatformId, WorkspaceId } from '../model.ts'
import type { Database } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

/** SQL: a row's install as a value. */
export const installOf = (row: string) =>
  `json_build_object('id', ${row}.install_id, 'platform', ${row}.platform, 'workspaceId', ${row}.workspace_id)`

/** The install of the environment's tokens for this workspace; made on first use. */
async function openInstall(db: Database, workspaceId: WorkspaceId, platform: PlatformId): Promise<Install> {
  return db.asSystem(async (sql) => {
    await sql(`insert into installs (workspace_id, platform) values ($1, $2) on conflict do nothing`, [
      workspaceId,
      platform,
    ])
    const [row] = await sql<Install>(
      `select id, platform, workspace_id as "workspaceId" from installs
        where workspace_id = $1 and platform = $2 and app = 'environment'`,
      [workspaceId, platform],
    )
    return row!
  })
}

async function listInstalls(db: Database): Promise<readonly Install[]> {
  return db.asSystem((sql) =>
    sql('select id, platform, workspace_id as "workspaceId" from installs order by created_at, id'),
  )
}

const operations = { openInstall, listInstalls }

export type InstallStore = OnDatabase<typeof operations>

export const createInstallStore = (db: Database): InstallStore => onDatabase(db, operations)
