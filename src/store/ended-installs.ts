// What is left of installs that ended, and goes some days later: their messages, and what was only ever read in their teams.
import type { InstallId, PlatformId, WorkspaceId } from '../model.ts'
import type { Database, Sql } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'
import { retireDocument } from './documents/documents.ts'

const keptDays = 30

interface Ended {
  readonly id: InstallId
  readonly platform: PlatformId
  readonly workspaceId: WorkspaceId
  /** Those that no other install speaks in. */
  readonly teams: readonly string[]
}

/**
 * Removes installs that ended `settings.keepDays` ago, 30 unless said, with their messages, conversations and the documents
 * that nobody outside their teams may read. What others share stays. @returns how many installs
 */
async function removeEnded(db: Database): Promise<number> {
  const ended = await db.asSystem((sql) => sql<Ended>(due))
  for (const { id, platform, workspaceId, teams } of ended) {
    for (const team of teams) {
      for (const document of await onlyIn(db, workspaceId, platform, team))
        await retireDocument(db, workspaceId, document)
      await db.inWorkspace(workspaceId, (sql) => removeConversations(sql, platform, team))
    }
    await db.asSystem((sql) => sql(`delete from installs where id = $1 and state = 'removed'`, [id]))
  }
  return ended.length
}

// Rows that use another's token first: they go with it otherwise, before what they wrote is looked for.
const due = `
  select i.id, i.platform, i.workspace_id as "workspaceId",
         array(select team from (select t.account where not t.is_org union select m.team from integration_mappings m where m.install_id = t.id) as of (team)
                where not exists (select from installs o where o.platform = i.platform and o.state <> 'removed' and o.app <> 'environment'
                                     and o.account = team)
                  and not exists (select from installs o join places p on p.install_id = o.id
                                   where o.platform = i.platform and o.app = 'environment' and p.seen_at > t.ended_at
                                     and split_part(split_part(p.audience, ':', 3), '/', 1) = team)) as teams
    from installs i join installs t on t.id = coalesce(i.token_of, i.id)
   where t.state = 'removed' and t.ended_at <= now() - coalesce((t.settings ->> 'keepDays')::numeric, ${keptDays}) * interval '1 day'
   order by i.token_of is null`

async function onlyIn(
  db: Database,
  workspaceId: WorkspaceId,
  platform: PlatformId,
  team: string,
): Promise<readonly string[]> {
  const found = await db.inWorkspace(workspaceId, (sql) =>
    sql<{ id: string }>(
      `select document_id as id from document_audiences group by document_id
        having bool_and(split_part(audience, ':', 1) in ('channel', 'person') and split_part(audience, ':', 2) = $1
                        and split_part(split_part(audience, ':', 3), '/', 1) = $2)`,
      [platform, team],
    ),
  )
  return found.map(({ id }) => id)
}

/** Those that went on elsewhere stay there. */
async function removeConversations(sql: Sql, platform: PlatformId, team: string): Promise<void> {
  const isTheirs = `p.platform = $1 and split_part(p.thread_key, ':', 2) = $2`
  await sql(
    `delete from conversations c where exists (select from platform_conversations p where p.conversation_id = c.id and ${isTheirs})
        and not exists (select from platform_conversations p where p.conversation_id = c.id and not (${isTheirs}))`,
    [platform, team],
  )
  await sql(`delete from platform_conversations p where ${isTheirs}`, [platform, team])
  await sql(
    `delete from gaps where split_part(audiences[1], ':', 1) in ('channel', 'person') and split_part(audiences[1], ':', 2) = $1
        and split_part(split_part(audiences[1], ':', 3), '/', 1) = $2`,
    [platform, team],
  )
}

/** @param days 0: with the install's end */
async function keepAfterEnd(db: Database, id: InstallId, days: number): Promise<void> {
  await db.asSystem((sql) =>
    sql(`update installs set settings = settings || jsonb_build_object('keepDays', $2::int) where id = $1`, [id, days]),
  )
}

const operations = { removeEnded, keepAfterEnd }

export type EndedInstallStore = OnDatabase<typeof operations>

export const createEndedInstallStore = (db: Database): EndedInstallStore => onDatabase(db, operations)
