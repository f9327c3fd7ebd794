// How the bot behaves in channels, as they and their workspace set it. Read anew each time: a change counts at once.
import type { ChannelSettings, OwnSettings } from '../askers.ts'
import type { Install, InstallId, PlatformId, WorkspaceId } from '../model.ts'
import type { Database, Sql } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

/** Each setting's column, and what holds where neither channel nor workspace says anything. */
const columns: { readonly [Name in keyof ChannelSettings]: readonly [column: string, otherwise: string] } = {
  isAllowed: ['is_allowed', 'true'],
  indexers: ['indexers', `'everyone'`],
  indexesFiles: ['indexes_files', 'true'],
  answersGuests: ['answers_guests', 'true'],
  replies: ['replies', `'thread'`],
  autoRespond: ['auto_respond', `'off'`],
  answerLength: ['answer_length', `'usual'`],
  model: ['model', `'usual'`],
  instructions: ['instructions', `''`],
  retentionDays: ['retention_days', '0'],
  digest: ['digest', `'off'`],
  bots: ['bots', `'{}'::text[]`],
}
const names = Object.entries(columns)

const ownOf = (row: string) =>
  `json_build_object(${names.map(([name, [column]]) => `'${name}', ${row}.${column}`).join(', ')})`
/** SQL, of two rows of `channel_settings` that may be missing, as JSON. With the list: who set up a channel cannot put it there. */
export const wholeOf = (channel: string, workspace: string) =>
  `json_build_object(${names
    .map(([name, [column, otherwise]]) => {
      const value = `coalesce(${channel}.${column}, ${workspace}.${column}, ${otherwise})`
      const isOn = `(not coalesce(${workspace}.is_listed, false) or coalesce(${channel}.is_listed, false))`
      return `'${name}', ${name === 'isAllowed' ? `${value} and ${isOn}` : value}`
    })
    .join(', ')})`

/** What a channel, or a workspace, says itself, and what holds there. */
interface Kept {
  readonly own: OwnSettings
  readonly settings: ChannelSettings
  /** Of a channel: it is on the workspace's list. Of a workspace: only listed channels are answered in. */
  readonly isListed: boolean
}

/** One channel that is set up, or that the platform told of. */
interface ListedChannel extends Kept {
  readonly platform: PlatformId
  readonly channel: string
  /** As the platform calls it; null where it did not say. */
  readonly name: string | null
}

/** `isListed` is the workspace's alone to say. */
type Change = Partial<OwnSettings> & { readonly isListed?: boolean }

/** @param channel as the audience of what is said there names it; null for what holds in the workspace */
async function readSettings(
  db: Database,
  install: Pick<Install, 'id' | 'workspaceId'>,
  channel: string | null,
): Promise<Kept> {
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<Kept>(
      `select ${ownOf('c')} as own, ${wholeOf('c', 'w')} as settings, coalesce(c.is_listed, false) as "isListed"
         from (select) as one
         left join channel_settings w on w.install_id is null
         left join channel_settings c on c.install_id = $1 and c.channel = $2`,
      [install.id, channel],
    ),
  )
  return row!
}

/** `settings`: what holds in a channel that says nothing itself. */
async function readDefaults(db: Database, workspaceId: WorkspaceId): Promise<Kept> {
  const [row] = await db.inWorkspace(workspaceId, (sql) =>
    sql<Kept>(
      `select ${ownOf('w')} as own, ${wholeOf('n', 'w')} as settings, coalesce(w.is_listed, false) as "isListed"
         from (select) as one
         left join channel_settings w on w.install_id is null
         left join channel_settings n on false`,
    ),
  )
  return row!
}

async function change(
  sql: Sql,
  [workspaceId, installId, channel]: readonly [WorkspaceId, InstallId | null, string | null],
  { isListed, ...changes }: Change,
  by: string | null,
): Promise<void> {
  const set = names.flatMap(([name, [column]]) => {
    const value = changes[name as keyof OwnSettings]
    return value === undefined ? [] : [[column, value] as const]
  })
  if (isListed !== undefined) set.push(['is_listed', isListed])
  set.push(['changed_by', by])
  await sql(
    `insert into channel_settings as s (workspace_id, install_id, channel, ${set.map(([column]) => column).join(', ')})
     values ($1, $2, $3, ${set.map((_, index) => `$${index + 4}`).join(', ')})
     on conflict (workspace_id, install_id, channel) do update
       set ${set.map(([column]) => `${column} = excluded.${column}`).join(', ')}, changed_at = now()`,
    [workspaceId, installId, channel, ...set.map(([, value]) => value)],
  )
}

/** @param by who changed it, as '<platform>:<person>'; null: by the API */
async function saveSettings(
  db: Database,
  { id, workspaceId }: Pick<Install, 'id' | 'workspaceId'>,
  channel: string,
  changes: Change,
  by: string | null,
): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) => change(sql, [workspaceId, id, channel], changes, by))
}

/**
 * Changes what is still as it was when someone looked at it.
 * @param was what they saw of it; what is not there is changed whatever it is
 * @returns the names of what was changed, and of what another had changed meanwhile, which stays
 */
async function changeSettings(
  db: Database,
  { id, workspaceId }: Pick<Install, 'id' | 'workspaceId'>,
  channel: string,
  changes: Partial<OwnSettings>,
  was: Partial<OwnSettings>,
  by: string | null,
): Promise<{ readonly saved: readonly string[]; readonly others: readonly string[] }> {
  const key = [workspaceId, id, channel] as const
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  return db.inWorkspace(workspaceId, async (sql) => {
    // Locked, so that of two at a time the second one sees what the first one changed.
    const [row] = await sql<{ own: OwnSettings }>(
      `insert into channel_settings as c (workspace_id, install_id, channel) values ($1, $2, $3)
       on conflict (workspace_id, install_id, channel) do update set channel = excluded.channel returning ${ownOf('c')} as own`,
      key,
    )
    const asked = Object.entries(changes) as [keyof OwnSettings, unknown][]
    const others = asked.filter(
      ([name, value]) => name in was && !isSame(row!.own[name], was[name]) && !isSame(row!.own[name], value),
    )
    const saved = asked.filter((one) => !others.includes(one))
    if (saved.length > 0) await change(sql, key, Object.fromEntries(saved), by)
    return { saved: saved.map(([name]) => name), others: others.map(([name]) => name) }
  })
}

async function saveDefaults(db: Database, workspaceId: WorkspaceId, changes: Change): Promise<void> {
  await db.inWorkspace(workspaceId, (sql) => change(sql, [workspaceId, null, null], changes, null))
}

/** Those that are set up, by platform and channel. */
async function listSettings(db: Database, workspaceId: WorkspaceId): Promise<readonly ListedChannel[]> {
  const rows = await db.inWorkspace(workspaceId, (sql) =>
    sql<Kept & { installId: InstallId; channel: string; name: string | null }>(
      `select c.install_id as "installId", c.channel, k.name, ${ownOf('c')} as own, ${wholeOf('c', 'w')} as settings,
              c.is_listed as "isListed"
         from channel_settings c
         left join channel_settings w on w.install_id is null
         left join channels k on k.install_id = c.install_id and k.channel = split_part(c.channel, '/', 2)
        where c.install_id is not null order by c.channel`,
    ),
  )
  const platforms = await platformsOf(db, workspaceId)
  return rows.map(({ installId, ...row }) => ({ ...row, platform: platforms.get(installId)! }))
}

async function platformsOf(db: Database, workspaceId: WorkspaceId): Promise<ReadonlyMap<InstallId, PlatformId>> {
  const installs = await db.asSystem((sql) =>
    sql<{ id: InstallId; platform: PlatformId }>('select id, platform from installs where workspace_id = $1', [
      workspaceId,
    ]),
  )
  return new Map(installs.map(({ id, platform }) => [id, platform]))
}

/**
 * The workspace's install that a channel of a platform is of, as deliveries go: the account's own where there is one, else that of
 * its organisation where it answers in that team, else the one of the environment's token. Null where nothing of that platform is installed.
 */
async function installAt(
  db: Database,
  workspaceId: WorkspaceId,
  platform: PlatformId,
  channel: string,
): Promise<InstallId | null> {
  const [row] = await db.asSystem((sql) =>
    sql<{ id: InstallId }>(
      `select i.id from installs i
        where workspace_id = $1 and platform = $2 and state <> 'removed'
        order by account = split_part($3, '/', 1) desc,
                 exists (select from integration_mappings m where m.install_id = coalesce(i.token_of, i.id)
                            and m.workspace_id = i.workspace_id and m.team = split_part($3, '/', 1)) desc,
                 app = 'environment' desc, id limit 1`,
      [workspaceId, platform, channel],
    ),
  )
  return row?.id ?? null
}

const operations = { readSettings, readDefaults, saveSettings, changeSettings, saveDefaults, listSettings, installAt }

export type ChannelSettingsStore = OnDatabase<typeof operations>

export const createChannelSettingsStore = (db: Database): ChannelSettingsStore => onDatabase(db, operations)
