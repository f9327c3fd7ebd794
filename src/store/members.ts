// Who people of a platform are, what its channels are and who reads them, each as it was last looked up or told. What holds
// is decided here, in SQL; how old it may be is its reader's to say.
import type { Around, ChannelFacts, Circle, KeptChannel, KeptPerson, Look, PersonFacts, Together } from '../askers.ts'
import type { Install } from '../model.ts'
import type { Database } from './database/db.ts'
import { type OnDatabase, onDatabase } from './database/on-database.ts'

const whenChecked = (what: '' | 'members_') =>
  `case when ${what}checked_changes = changes then (extract(epoch from ${what}checked_at) * 1000)::float8 end`

const personColumns = `person, changes, ${whenChecked('')} as "checkedAt",
  case when kind is not null then json_build_object('kind', kind, 'isAdmin', is_admin, 'teams', teams) end as facts`

const channelColumns = `changes, ${whenChecked('')} as "checkedAt", ${whenChecked('members_')} as "membersCheckedAt",
  case when kind is not null then json_build_object('kind', kind, 'isShared', is_shared, 'isArchived', is_archived,
    'name', name, 'peer', peer, 'team', team, 'creator', creator) end as facts`

const unknownChannel: KeptChannel = { facts: null, checkedAt: null, membersCheckedAt: null, changes: 0 }
const unknownPerson = (person: string): KeptPerson => ({ person, facts: null, checkedAt: null, changes: 0 })

/** Members of a channel who are not known, or were looked up before a time. */
const unchecked = (channel: string, before: string) =>
  `channel_members m left join platform_people p on p.install_id = m.install_id and p.person = m.person
    where m.install_id = $1 and m.channel = ${channel}
      and (p.kind is null or (p.kind <> 'bot' and (p.checked_changes is distinct from p.changes or p.checked_at < ${before})))`

/** Channels whose members were never looked up, or what they are. */
const unseen = (channels: string) =>
  `select asked.channel from unnest(${channels}::text[]) with ordinality as asked (channel, place)
     left join channels c on c.install_id = $1 and c.channel = asked.channel
    where c.kind is null or (c.kind <> 'public' and c.members_checked_at is null) order by asked.place`

async function readPeople(db: Database, install: Install, people: readonly string[]): Promise<readonly KeptPerson[]> {
  const kept = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<KeptPerson>(`select ${personColumns} from platform_people where install_id = $1 and person = any($2)`, [
      install.id,
      people,
    ]),
  )
  const byId = new Map(kept.map((one) => [one.person, one]))
  return people.map((person) => byId.get(person) ?? unknownPerson(person))
}

/** People as one look-up found them; of those whom something was told about since, it says nothing. */
async function savePeople(
  db: Database,
  install: Install,
  people: readonly (PersonFacts & { readonly person: string; readonly changes: number })[],
  at: Date,
): Promise<void> {
  await db.inWorkspace(install.workspaceId, (sql) =>
    sql(
      `insert into platform_people as p (workspace_id, install_id, person, kind, is_admin, teams, checked_at, checked_changes)
       select $1, $2, person, kind, "isAdmin", teams, $4, changes
         from jsonb_to_recordset($3::jsonb) as new (person text, kind text, "isAdmin" boolean, teams text[], changes integer)
        order by person
       on conflict (install_id, person) do update
         set kind = excluded.kind, is_admin = excluded.is_admin, teams = excluded.teams,
             checked_at = excluded.checked_at, checked_changes = excluded.checked_changes
       where p.changes = excluded.checked_changes`,
      [install.workspaceId, install.id, JSON.stringify(people), at],
    ),
  )
}

async function readChannel(db: Database, install: Install, channel: string): Promise<KeptChannel> {
  const [kept] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<KeptChannel>(`select ${channelColumns} from channels where install_id = $1 and channel = $2`, [
      install.id,
      channel,
    ]),
  )
  return kept ?? unknownChannel
}

/** What is kept of an asker, of where they ask and of who reads it, and of other channels, in one statement. */
async function readAround(
  db: Database,
  install: Install,
  person: string,
  channel: string,
  channels: readonly string[],
  before: Date,
): Promise<Around> {
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<{ person: KeptPerson | null; here: KeptChannel | null; isChecked: boolean; unseen: readonly string[] }>(
      `select (select to_json(one) from (select ${personColumns} from platform_people where install_id = $1 and person = $2) one) as person,
              (select to_json(one) from (select ${channelColumns} from channels where install_id = $1 and channel = $3) one) as here,
              not exists (select from ${unchecked('$3', '$5')}) as "isChecked",
              array(${unseen('$4')}) as unseen`,
      [install.id, person, channel, channels, before],
    ),
  )
  return { ...row!, person: row!.person ?? unknownPerson(person), here: row!.here ?? unknownChannel }
}

async function saveChannel(
  db: Database,
  install: Install,
  channel: string,
  facts: ChannelFacts,
  { changes, at }: Look,
): Promise<void> {
  await db.inWorkspace(install.workspaceId, (sql) =>
    sql(
      `insert into channels as c (workspace_id, install_id, channel, kind, is_shared, is_archived, name, peer, team, creator, checked_at, checked_changes)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
       on conflict (install_id, channel) do update
         set kind = excluded.kind, is_shared = excluded.is_shared, is_archived = excluded.is_archived, name = excluded.name,
             peer = excluded.peer, team = excluded.team, creator = excluded.creator,
             checked_at = excluded.checked_at, checked_changes = excluded.checked_changes
       where c.changes = excluded.checked_changes`,
      [
        install.workspaceId,
        install.id,
        channel,
        facts.kind,
        facts.isShared,
        facts.isArchived,
        facts.name,
        facts.peer,
        facts.team,
        facts.creator,
        at,
        changes,
      ],
    ),
  )
}

/** All members of a channel, of which `saveChannel` told before. */
async function saveMembers(
  db: Database,
  install: Install,
  channel: string,
  people: readonly string[],
  { changes, at }: Look,
): Promise<void> {
  await db.inWorkspace(install.workspaceId, async (sql) => {
    const current = await sql(
      `update channels set members_checked_at = $3, members_checked_changes = $4
        where install_id = $1 and channel = $2 and changes = $4 returning 1`,
      [install.id, channel, at, changes],
    )
    if (current.length === 0) return
    await sql('delete from channel_members where install_id = $1 and channel = $2 and person <> all($3)', [
      install.id,
      channel,
      people,
    ])
    await sql(
      `insert into channel_members (workspace_id, install_id, channel, person)
       select $1, $2, $3, person from unnest($4::text[]) as new (person) order by person on conflict do nothing`,
      [install.workspaceId, install.id, channel, people],
    )
  })
}

/** Something was told of them: what was looked up before is asked again before it counts. */
async function noteChange(
  db: Database,
  install: Install,
  changed: { readonly person: string } | { readonly channel: string; readonly left?: string },
): Promise<void> {
  const [table, id, of] =
    'person' in changed ? ['platform_people', 'person', changed.person] : ['channels', 'channel', changed.channel]
  await db.inWorkspace(install.workspaceId, async (sql) => {
    await sql(
      `insert into ${table} as t (workspace_id, install_id, ${id}, changes) values ($1, $2, $3, 1)
       on conflict (install_id, ${id}) do update set changes = t.changes + 1${'person' in changed ? ', kind = null' : ''}`,
      [install.workspaceId, install.id, of],
    )
    if ('channel' in changed && changed.left !== undefined)
      await sql('delete from channel_members where install_id = $1 and channel = $2 and person = $3', [
        install.id,
        changed.channel,
        changed.left,
      ])
  })
}

async function forgetChannel(db: Database, install: Install, channel: string): Promise<void> {
  await db.inWorkspace(install.workspaceId, async (sql) => {
    const [kept] = await sql(
      `update channels set kind = null, checked_at = null, members_checked_at = null where install_id = $1 and channel = $2 returning 1`,
      [install.id, channel],
    )
    if (kept !== undefined)
      await sql('delete from channel_members where install_id = $1 and channel = $2', [install.id, channel])
  })
}

/** Those not known first. A bot stays one. */
async function listUnchecked(db: Database, install: Install, channel: string, before: Date) {
  return db.inWorkspace(install.workspaceId, (sql) =>
    sql<{ person: string; isKnown: boolean; changes: number }>(
      `select m.person, p.kind is not null as "isKnown", coalesce(p.changes, 0) as changes from ${unchecked('$2', '$3')}
        order by p.kind is not null, m.person`,
      [install.id, channel, before],
    ),
  )
}

async function listUnseen(db: Database, install: Install, channels: readonly string[]): Promise<readonly string[]> {
  const rows = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<{ channel: string }>(unseen('$2'), [install.id, channels]),
  )
  return rows.map(({ channel }) => channel)
}

/**
 * What everyone who reads a reply may see: of public channels full members all, others where they are members; of others
 * members alone. `everyone` says who reads: `unknown` where that is not known of someone, `outside` where people of other
 * organisations do. Bots and people who left are no readers.
 * @param isOrg full members are those of an organisation, whose teams see their own public channels
 */
async function readableTogether(
  db: Database,
  install: Install,
  circle: Circle,
  channels: readonly string[],
  isOrg: boolean,
): Promise<Together> {
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<Together>(
      `with readers as (
         select r.person, coalesce(p.kind, 'unknown') as kind, p.teams
           from (select $3::text as person where $3::text is not null union select person from channel_members where install_id = $1 and channel = $2) r
           left join platform_people p on p.install_id = $1 and p.person = r.person
          where r.person = $3 or p.kind is null or p.kind not in ('bot', 'deleted')
       )
       select case when exists (select from readers where kind in ('external', 'bot', 'deleted')) then 'outside'
                   when not exists (select from readers) or exists (select from readers where kind = 'unknown') then 'unknown'
                   when exists (select from readers where kind = 'guest') then 'guests' else 'members' end as everyone,
              array(select c.channel from channels c
                     where c.install_id = $1 and c.channel = any($5) and c.kind is not null and (c.kind = 'public' or not $4)
                       and not exists (select from readers r
                            where not (c.kind = 'public' and r.kind = 'member' and (not $6 or c.team = any(r.teams)))
                              and not exists (select from channel_members m
                                               where m.install_id = $1 and m.channel = c.channel and m.person = r.person))
                     order by c.channel) as channels`,
      [install.id, circle.channel, circle.asker, circle.isOpen, channels, isOrg],
    ),
  )
  return row!
}

/** How many people read a channel, as far as it was looked up; null where it was not. Bots and people who left do not count. */
async function countReaders(
  db: Database,
  install: Install,
  channel: string,
): Promise<{
  readonly name: string | null
  /** All full members may read it besides. */
  readonly isOpen: boolean
  readonly people: number
  readonly guests: number
  readonly outsiders: number
} | null> {
  const [row] = await db.inWorkspace(install.workspaceId, (sql) =>
    sql<{ name: string | null; isOpen: boolean; people: number; guests: number; outsiders: number }>(
      `select c.name, c.kind = 'public' as "isOpen",
              count(*) filter (where m.person is not null and coalesce(p.kind, '') not in ('bot', 'deleted'))::int as people,
              count(*) filter (where p.kind = 'guest')::int as guests, count(*) filter (where p.kind = 'external')::int as outsiders
         from channels c
         left join channel_members m on m.install_id = c.install_id and m.channel = c.channel
         left join platform_people p on p.install_id = m.install_id and p.person = m.person
        where c.install_id = $1 and c.channel = $2 and c.kind is not null and c.members_checked_at is not null
        group by c.name, c.kind`,
      [install.id, channel],
    ),
  )
  return row ?? null
}

const operations = {
  countReaders,
  readPeople,
  savePeople,
  readChannel,
  readAround,
  saveChannel,
  saveMembers,
  noteChange,
  forgetChannel,
  listUnchecked,
  listUnseen,
  readableTogether,
}

export type MemberStore = OnDatabase<typeof operations>

export const createMemberStore = (db: Database): MemberStore => onDatabase(db, operations)
