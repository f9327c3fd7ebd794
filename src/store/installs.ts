// Installs: whose token is used on a platform, and which workspace answers there. A process's own tokens, those of its
// environment, are an install too; only the tokens are not here.
import type { Install, InstallId, PlatformId, WorkspaceId } from '../model.ts'
import type { Database, Sql } from './database/db.ts'
import type { Listening } from './database/listen.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

/** SQL: a row's install as a value. */
export const installOf = (row: string) =>
  `json_build_object('id', ${row}.install_id, 'platform', ${row}.platform, 'workspaceId', ${row}.workspace_id)`

const columns = 'id, platform, workspace_id as "workspaceId"'

/** An app that teams install: whoever made it has its client id. */
export interface InstalledApp {
  readonly platform: PlatformId
  readonly app: string
}

/** What a delivery says of the install that it is for. */
export interface Delivery extends InstalledApp {
  /** The team, server or tenant it happened in. */
  readonly account: string
  /** What that belongs to: an app may be installed for all of it. */
  readonly enterprise?: string
  readonly channel?: string
  readonly thread?: string
}

/** Where a delivery goes. */
export interface Route {
  /** Whose token can answer it, whatever is said. */
  readonly token: Install
  /** Whose workspace answers; null where nobody has said which, or the install is paused. */
  readonly install: Install | null
}

/** An install that works, with the one whose token it uses: mostly its own. */
interface Working extends Install {
  readonly tokenOf: InstallId
  readonly account: string
  readonly isOrg: boolean
}

/** What `installs list` shows: everything but the tokens. */
export interface ListedInstall {
  readonly id: InstallId
  readonly platform: PlatformId
  readonly app: string
  readonly account: string
  readonly isOrg: boolean
  readonly state: 'active' | 'paused' | 'removed'
  readonly workspace: string
  readonly mappings: readonly { readonly team: string; readonly channel?: string; readonly workspace: string }[]
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

/** Whether what comes in for it is taken: it, and the one whose token it uses, are active. */
async function takesDeliveries(db: Database, id: InstallId): Promise<boolean> {
  const found = await db.asSystem((sql) =>
    sql(
      `select from installs i left join installs t on t.id = i.token_of
        where i.id = $1 and i.state = 'active' and coalesce(t.state, 'active') = 'active'`,
      [id],
    ),
  )
  return found.length > 0
}

/**
 * The team's install, else its enterprise's; null when there is none. A team's install answers from its own workspace unless
 * a mapping says another; that of a whole enterprise only from mapped ones.
 */
async function routeOf(db: Database, delivery: Delivery): Promise<Route | null> {
  const { platform, app, account, enterprise, channel, thread } = delivery
  return db.asSystem(async (sql) => {
    const [found] = await sql<Install & { isOrg: boolean; isActive: boolean }>(
      `select ${columns}, is_org as "isOrg", state = 'active' as "isActive" from installs
        where platform = $1 and app = $2 and state <> 'removed' and token_of is null
          and (account = $3 or (is_org and account = $4))
        order by account = $3 desc limit 1`,
      [platform, app, account, enterprise ?? null],
    )
    if (!found) return null
    const token = { id: found.id, platform, workspaceId: found.workspaceId }
    if (!found.isActive) return { token, install: null }
    const [mapped] = await sql<Install>(
      `select i.id, i.platform, i.workspace_id as "workspaceId" from integration_mappings m
         join installs i on i.workspace_id = m.workspace_id and (i.id = m.install_id or i.token_of = m.install_id)
        where m.install_id = $1 and m.team = $2 and coalesce(m.channel = $3, m.channel is null)
          and coalesce(m.thread = $4, m.thread is null) and i.state = 'active'
        order by m.thread is null, m.channel is null limit 1`,
      [token.id, account, channel ?? null, thread ?? null],
    )
    return { token, install: mapped ?? (found.isOrg ? null : token) }
  })
}

/** Calls `changed` whenever any install may have changed, and when that could not be told for a while. */
function watchInstalls(db: Database, changed: () => void): Listening {
  return db.listen('ragbot_installs', changed)
}

async function listInstalls(db: Database): Promise<readonly Install[]> {
  return db.asSystem((sql) => sql(`select ${columns} from installs order by created_at, id`))
}

/** Those of an app that work, whatever their workspace; also ones that wait for a workspace, which can say so. */
async function listWorking(db: Database, { platform, app }: InstalledApp): Promise<readonly Working[]> {
  return db.asSystem((sql) =>
    sql(
      `select i.id, i.platform, i.workspace_id as "workspaceId", coalesce(i.token_of, i.id) as "tokenOf",
              t.account, t.is_org as "isOrg"
         from installs i join installs t on t.id = coalesce(i.token_of, i.id)
        where t.platform = $1 and t.app = $2 and t.access_token is not null and t.state <> 'removed' and i.state <> 'removed'
        order by i.created_at, i.id`,
      [platform, app],
    ),
  )
}

/** All but those of the environment, newest first. */
async function describeInstalls(db: Database): Promise<readonly ListedInstall[]> {
  return db.asSystem((sql) =>
    sql(
      `select i.id, i.platform, i.app, i.account, i.is_org as "isOrg", i.state, w.slug as workspace,
              (select coalesce(json_agg(json_strip_nulls(json_build_object('team', m.team, 'channel', m.channel, 'workspace', mw.slug))
                                        order by m.team, m.channel nulls first), '[]')
                 from integration_mappings m join workspaces mw on mw.id = m.workspace_id where m.install_id = i.id
                  and m.channel is distinct from '') as mappings
         from installs i join workspaces w on w.id = i.workspace_id
        where i.app <> 'environment' and i.token_of is null order by i.created_at desc, i.id`,
    ),
  )
}

/**
 * Says which workspace answers at a place of an install, and makes the install active: for all of its own team when `team` is
 * its account.
 */
async function mapPlace(
  db: Database,
  token: InstallId,
  place: { readonly team: string; readonly channel?: string; readonly thread?: string },
  workspaceId: WorkspaceId,
): Promise<void> {
  const { team, channel = null, thread = null } = place
  await db.asSystem(async (sql) => {
    await sql(`update installs set state = 'active' where id = $1 and state = 'paused'`, [token])
    await useTokenIn(sql, token, workspaceId)
    await sql(
      `insert into integration_mappings (install_id, team, channel, thread, workspace_id) values ($1, $2, $3, $4, $5)
       on conflict (install_id, team, channel, thread) do update set workspace_id = excluded.workspace_id`,
      [token, team, channel, thread, workspaceId],
    )
  })
}

/**
 * An organisation lets its app into further teams: they are answered from where all its others are. What was said of a team
 * before stays. Nothing where the install is paused, or several workspaces answer: then somebody has to say which.
 */
async function addTeams(db: Database, token: InstallId, teams: readonly string[]): Promise<void> {
  await db.asSystem((sql) =>
    sql(
      `insert into integration_mappings (install_id, team, workspace_id)
       select i.id, added.team, said.workspace_id
         from installs i, unnest($2::text[]) as added (team),
              (select min(workspace_id::text)::uuid as workspace_id from
                (select workspace_id from integration_mappings where install_id = $1
                 union select workspace_id from installs where token_of = $1
                 union select workspace_id from installs where id = $1
                          and not exists (select from integration_mappings where install_id = $1)) as any_said
               having count(*) = 1) as said
        where i.id = $1 and i.is_org and i.state = 'active'
       on conflict do nothing`,
      [token, teams],
    ),
  )
}

/**
 * An organisation takes its app out of teams. A row with the name of no channel is left, which answers nowhere: what the team
 * leaves has to go when the install ends.
 */
async function removeTeams(db: Database, token: InstallId, teams: readonly string[]): Promise<void> {
  await db.asSystem(async (sql) => {
    await sql(
      `insert into integration_mappings (install_id, team, channel, workspace_id)
       select install_id, team, '', workspace_id from integration_mappings
        where install_id = $1 and team = any($2::text[]) on conflict do nothing`,
      [token, teams],
    )
    await sql(
      `delete from integration_mappings where install_id = $1 and team = any($2::text[]) and channel is distinct from ''`,
      [token, teams],
    )
  })
}

/** What goes in and out belongs to an install and its workspace, so each further workspace gets a row of its own. */
async function useTokenIn(sql: Sql, token: InstallId, workspaceId: WorkspaceId): Promise<void> {
  await sql(
    `insert into installs (workspace_id, platform, app, account, is_org, token_of)
     select $2, platform, app, account, is_org, id from installs where id = $1 and workspace_id <> $2
     on conflict do nothing`,
    [token, workspaceId],
  )
}

const operations = {
  openInstall,
  takesDeliveries,
  routeOf,
  watchInstalls,
  listInstalls,
  listWorking,
  describeInstalls,
  mapPlace,
  addTeams,
  removeTeams,
}

export type InstallStore = OnDatabase<typeof operations>

export const createInstallStore = (db: Database): InstallStore => onDatabase(db, operations)
