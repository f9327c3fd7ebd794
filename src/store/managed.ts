// The channels that someone may set up, as far as they were looked up: asked again before anything is changed.
import { withoutTeam } from '../askers.ts'
import type { Install } from '../model.ts'
import type { Database } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

/** `channel` as the audience of what is said there names it. */
export interface ManagedChannel {
  readonly channel: string
  readonly name: string
}

/** As many as a menu of Slack's holds. */
const most = 100

/**
 * Channels that a full member made, and for admins all of their own team that they read; by name. None of guests, and none where
 * the platform tells nothing of its people.
 */
async function listManaged(db: Database, install: Install, person: string): Promise<readonly ManagedChannel[]> {
  const team = person.slice(0, Math.max(0, person.lastIndexOf('/')))
  if (team === '') return []
  return db.inWorkspace(install.workspaceId, (sql) =>
    sql<ManagedChannel>(
      `select coalesce(c.team, $3) || '/' || c.channel as channel, c.name from channels c
         join platform_people p on p.install_id = c.install_id and p.person = $2 and p.kind = 'member'
        where c.install_id = $1 and c.kind in ('public', 'private') and not c.is_archived and c.name is not null
          and (c.creator = p.person or (p.is_admin and coalesce(c.team, $3) = coalesce(p.teams[1], $3)))
          and (c.kind = 'public' or exists (select from channel_members m
                 where m.install_id = c.install_id and m.channel = c.channel and m.person = p.person))
        order by c.name, c.channel limit $4`,
      [install.id, withoutTeam(person), team, most],
    ),
  )
}

const operations = { listManaged }

export type ManagedStore = OnDatabase<typeof operations>

export const createManagedStore = (db: Database): ManagedStore => onDatabase(db, operations)
