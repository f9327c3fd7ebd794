// Installs: whose token is used on a platform, and which workspace answers there. A process's own tokens, those of its
// environment, are an install too; only the tokens are not here.
import type { Install, PlatformId, WorkspaceId } from '../model.ts'
import type { Database } from './database/db.ts'
import type { Listening } from './database/listen.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

/** SQL: a row's install as a value. */
export const installOf = (row: string) =>
  `json_build_object('id', ${row}.install_id, 'platform', ${row}.platform, 'workspaceId', ${row}.workspace_id)`

const columns = 'id, platform, workspace_id as "workspaceId"'

/** What a delivery says of the install that it is for. */
export interface Delivery {
  readonly platform: PlatformId
  readonly app: string
  /** The team, server or tenant it happened in; the workspace, where the tokens are of the environment. */
  readonly account: string
  /** What that belongs to: an app may be installed for all of it. */
  readonly enterprise?: string
}

/** The install of the environment's tokens for this workspace; made on first use. */
async function openInstall(db: Database, workspaceId: WorkspaceId, platform: PlatformId): Promise<Install> {
  return db.asSystem(async (sql) => {
    await sql(
      `insert into installs (workspace_id, platform, app, account) values ($1::uuid, $2, 'environment', $1::uuid::text) on conflict do nothing`,
      [workspaceId, platform],
    )
    const [row] = await sql<Install>(
      `select ${columns} from installs where workspace_id = $1 and platform = $2 and app = 'environment'`,
      [workspaceId, platform],
    )
    return row!
  })
}

/** The install that a delivery is for, and with it the workspace; null when there is none that takes any. */
async function workspaceOf(db: Database, { platform, app, account, enterprise }: Delivery): Promise<Install | null> {
  const [row] = await db.asSystem((sql) =>
    sql<Install & { isActive: boolean }>(
      `select ${columns}, state = 'active' as "isActive" from installs
        where platform = $1 and app = $2 and state <> 'removed' and (account = $3 or (is_org and account = $4))
        order by account = $3 desc limit 1`,
      [platform, app, account, enterprise ?? null],
    ),
  )
  if (!row?.isActive) return null
  const { id, workspaceId } = row
  return { id, platform, workspaceId }
}

/** Calls `changed` whenever any install may have changed, and when that could not be told for a while. */
function watchInstalls(db: Database, changed: () => void): Listening {
  return db.listen('ragbot_installs', changed)
}

async function listInstalls(db: Database): Promise<readonly Install[]> {
  return db.asSystem((sql) => sql(`select ${columns} from installs order by created_at, id`))
}

const operations = { openInstall, workspaceOf, watchInstalls, listInstalls }

export type InstallStore = OnDatabase<typeof operations>

export const createInstallStore = (db: Database): InstallStore => onDatabase(db, operations)
