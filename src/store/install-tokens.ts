// The tokens of installs that teams make themselves: sealed when they come here, refreshed by one process at a time, gone
// when an install ends.
import type { Install, InstallId, PlatformId, WorkspaceId } from '../model.ts'
import type { Database } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

export interface SealedTokens {
  readonly access: Uint8Array
  /** Null where the platform gives none: the access token then holds until it is revoked. */
  readonly refresh: Uint8Array | null
  readonly expiresAt: Date | null
}

export interface NewInstall {
  readonly platform: PlatformId
  readonly app: string
  readonly account: string
  readonly isOrg: boolean
  readonly botId: string | null
  readonly scopes: readonly string[]
  /** Of one that is new; a team that comes back has what it had. */
  readonly workspaceId: WorkspaceId
  /** Whoever installs may decide which workspace answers. Others wait until someone does, where one is new. */
  readonly isOperator: boolean
  /** The very first install of the app need not wait: it is the one that the app was made for. */
  readonly trustsFirst: boolean
}

interface StoredTokens extends SealedTokens {
  /** Counts refreshes. */
  readonly version: number
}

/**
 * Makes the install or gives it new tokens; installs of one account come one after the other, and the last one's tokens count.
 * One that is new is active for its operator, or as the app's very first; else paused.
 * @param seal for the id that the install has
 */
async function saveInstall(
  db: Database,
  made: NewInstall,
  seal: (id: InstallId) => SealedTokens,
): Promise<Install & { readonly isActive: boolean }> {
  const { platform, app, account, isOrg, botId, scopes, workspaceId, isOperator, trustsFirst } = made
  return db.asSystem(async (sql) => {
    await sql(`select pg_advisory_xact_lock(hashtextextended('ragbot install ' || $1, 0))`, [platform])
    const [before] = await sql<{ id: InstallId }>(
      `select id from installs where platform = $1 and app = $2 and account = $3 and token_of is null
        order by state <> 'removed' desc, created_at desc limit 1`,
      [platform, app, account],
    )
    const [row] = before
      ? [before]
      : await sql<{ id: InstallId }>(
          `insert into installs (workspace_id, platform, app, account, state)
           select $1, $2, $3, $4, case when $5 or ($6 and not exists (
             select from installs where platform = $2 and app = $3)) then 'active' else 'paused' end
           returning id`,
          [workspaceId, platform, app, account, isOperator, trustsFirst],
        )
    const { id } = row!
    const { access, refresh, expiresAt } = seal(id)
    const [saved] = await sql<Install & { isActive: boolean }>(
      `update installs set is_org = $2, bot_id = $3, scopes = $4, access_token = $5, refresh_token = $6, expires_at = $7,
              token_version = token_version + 1, refreshing_until = null, refused = 0, ended_at = null, installed_at = now(),
              state = case when state = 'removed' or $8 then 'active' else state end
        where id = $1 returning id, platform, workspace_id as "workspaceId", state = 'active' as "isActive"`,
      [id, isOrg, botId, scopes, access, refresh, expiresAt, isOperator],
    )
    await sql(`update installs set state = 'active', ended_at = null where token_of = $1`, [id])
    // What a team answers from is said for each, so that it can be read and changed; of an organisation, for its teams.
    await sql(
      `insert into integration_mappings (install_id, team, workspace_id)
       select id, account, workspace_id from installs where id = $1 and state = 'active' and not is_org on conflict do nothing`,
      [id],
    )
    return saved!
  })
}

/** Null when it has none (any more). */
async function readTokens(db: Database, id: InstallId): Promise<StoredTokens | null> {
  const [row] = await db.asSystem((sql) =>
    sql<StoredTokens>(
      `select access_token as access, refresh_token as refresh, expires_at as "expiresAt", token_version as version
         from installs where id = $1 and access_token is not null and state <> 'removed'`,
      [id],
    ),
  )
  return row ?? null
}

/** Whether this process may exchange the refresh token now: the others wait, for so long at most. */
async function claimRefresh(db: Database, id: InstallId, version: number, forMs: number): Promise<boolean> {
  const claimed = await db.asSystem((sql) =>
    sql(
      `update installs set refreshing_until = now() + $3 * interval '1 ms'
        where id = $1 and token_version = $2 and refresh_token is not null
          and (refreshing_until is null or refreshing_until < now()
            -- A clock that was set back. Not to be taken for two that began in the same instant.
            or refreshing_until > now() + 2 * $3 * interval '1 ms') returning id`,
      [id, version, forMs],
    ),
  )
  return claimed.length > 0
}

/** False when they were replaced meanwhile: the team was installed anew. */
async function saveRefreshed(db: Database, id: InstallId, version: number, tokens: SealedTokens): Promise<boolean> {
  const saved = await db.asSystem((sql) =>
    sql(
      `update installs set access_token = $3, refresh_token = $4, expires_at = $5, token_version = token_version + 1,
              refreshing_until = null, refused = 0
        where id = $1 and token_version = $2 and state <> 'removed' returning id`,
      [id, version, tokens.access, tokens.refresh, tokens.expiresAt],
    ),
  )
  return saved.length > 0
}

/** Refusals of a refresh token in a row, after which it is no use to try again. */
const mostRefusals = 3

/**
 * Ends the claim, unless the refresh token was refused too often: whoever had it ends the install, and nobody tries meanwhile.
 * @returns whether it is no use to try again
 */
async function failRefresh(db: Database, id: InstallId, version: number, wasRefused: boolean): Promise<boolean> {
  const [row] = await db.asSystem((sql) =>
    sql<{ isOver: boolean }>(
      `update installs set refused = refused + $3, refreshing_until = case when refused + $3 >= $4 then refreshing_until end
        where id = $1 and token_version = $2 returning refused >= $4 as "isOver"`,
      [id, version, wasRefused ? 1 : 0, mostRefusals],
    ),
  )
  return row?.isOver ?? false
}

/**
 * Its tokens are gone at once, and nothing is taken for it any more.
 * @param before leaves it alone when it was installed later: news of an end may come late, or twice
 */
async function endInstall(db: Database, id: InstallId, before: Date = new Date(8.64e15)): Promise<void> {
  await db.asSystem(async (sql) => {
    const ended = await sql(
      `update installs set state = 'removed', ended_at = now(), access_token = null, refresh_token = null,
              expires_at = null, refreshing_until = null where id = $1 and state <> 'removed' and installed_at < $2 returning id`,
      [id, before],
    )
    if (ended.length === 0) return
    await sql(`update installs set state = 'removed', ended_at = now() where token_of = $1`, [id])
    // What a reply would need is a secret as well.
    const theirs = 'secret is not null and install_id in (select id from installs where id = $1 or token_of = $1)'
    await sql(`update inbox set secret = null where ${theirs}`, [id])
    await sql(`update outbox set secret = null where ${theirs}`, [id])
  })
}

/** Whether it is used for the first time. @param expiresAt from when on it would be refused for its age */
async function spendState(db: Database, state: string, expiresAt: Date): Promise<boolean> {
  return db.asSystem(async (sql) => {
    await sql('delete from spent_states where expires_at < now()')
    const spent = await sql(
      `insert into spent_states (state, expires_at) values ($1, $2) on conflict do nothing returning 1`,
      [state, expiresAt],
    )
    return spent.length > 0
  })
}

const operations = { saveInstall, readTokens, claimRefresh, saveRefreshed, failRefresh, endInstall, spendState }

export type InstallTokenStore = OnDatabase<typeof operations>

export const createInstallTokenStore = (db: Database): InstallTokenStore => onDatabase(db, operations)
