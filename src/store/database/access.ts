// What binds our roles: row security, policies, grants and owners. It is compared with what the database has, and made
// again where it is missing: a dump that was restored on a server without the roles has lost all of it. Refuses a
// database where a role could read across workspaces.
import { AppError } from '../../errors.ts'
import type { Finding } from '../../model.ts'
import type { Database, Sql } from './db.ts'

const roles = ['ragbot_app', 'ragbot_system', 'ragbot_lookup', 'ragbot_reader'] as const
type Role = (typeof roles)[number]

interface Access {
  readonly table: string
  readonly policy: string
  readonly role: Role
  readonly privileges: readonly string[]
  /** What `create policy` says after the role. */
  readonly rows: string
}

const all = ['select', 'insert', 'update', 'delete'] as const
const readers = `(select nullif(current_setting('ragbot.audiences', true), '')::jsonb)`
const setting = `(select nullif(current_setting('ragbot.workspace', true), '')::uuid)`
const here = `workspace_id = ${setting}`

const inWorkspace = (table: string): Access => ({
  table,
  policy: 'in_workspace',
  role: 'ragbot_app',
  privileges: all,
  rows: `using (${here}) with check (${here})`,
})
const acrossWorkspaces = (table: string, privileges: readonly string[] = all): Access => ({
  table,
  policy: 'across_workspaces',
  role: 'ragbot_system',
  privileges,
  rows: 'using (true) with check (true)',
})

/** What is the same for all readers of a workspace. */
const readable = (table: string, privileges = ['select']): Access => ({
  table,
  policy: 'readable',
  role: 'ragbot_reader',
  privileges,
  rows: `using (${here})`,
})
const lookedUp = (table: string): Access => ({
  table,
  policy: 'lookup',
  role: 'ragbot_lookup',
  privileges: ['select'],
  rows: 'using (true)',
})

/** As all migrations together leave it; a test compares the two. */
const access: readonly Access[] = [
  ...[
    'index_versions',
    'artifacts',
    'revisions',
    'documents',
    'document_audiences',
    'chunks',
    'term_counts',
    'uploads',
    'conversations',
    'conversation_messages',
    'platform_conversations',
    'places',
    'inbox',
    'outbox',
    'feedback',
    'link_codes',
    'action_values',
    'document_counts',
    'embedding_models',
    'embeddings',
    'gaps',
    'sources',
    'source_items',
    'platform_people',
    'channels',
    'channel_members',
    'thread_talk',
    'channel_settings',
    'awaited',
    'notification_choices',
    'channel_digests',
  ].map(inWorkspace),
  ...[
    'inbox',
    'outbox',
    'uploads',
    'workspaces',
    'installs',
    'integration_mappings',
    'spent_states',
    'places',
    'thread_leases',
    'rate_limits',
    'installation',
    'worker_processes',
  ].map((table) => acrossWorkspaces(table)),
  acrossWorkspaces('gaps', ['select', 'delete']),
  acrossWorkspaces('sources', ['select', 'update']),
  acrossWorkspaces('thread_talk', ['select', 'delete']),
  {
    table: 'workspaces',
    policy: 'own_workspace',
    role: 'ragbot_app',
    privileges: ['select'],
    rows: `using (id = ${setting})`,
  },
  {
    table: 'documents',
    policy: 'readable',
    role: 'ragbot_reader',
    privileges: ['select'],
    rows: `using (${here} and ${readers} ?| audiences)`,
  },
  ...['index_versions', 'term_counts', 'document_counts', 'embedding_models'].map((table) => readable(table)),
  // Some of their columns: see below.
  ...['revisions', 'conversations'].map((table) => readable(table, [])),
  { ...readable('feedback', []), rows: `using (${here} and kind = 'favourite')` },
  readable('platform_conversations'),
  // Why it is so stands in migrations/0009_turns.sql.
  {
    ...readable('conversation_messages'),
    rows: `using (${here}
      and (cites is null or not exists (
        select from unnest(cites) as cited (id) where not exists (select from documents d where d.id = cited.id)))
      and (${readers} ? audience
        or (cites is not null and (role = 'assistant' or audience like 'channel:%'))
        or (audience is null and exists (
          select from platform_conversations p where p.conversation_id = conversation_messages.conversation_id and p.at_home
             and p.platform || ' ' || p.thread_key = (select current_setting('ragbot.thread', true))))))`,
  },
  ...['chunks', 'documents', 'revisions', 'artifacts', 'embeddings'].map(lookedUp),
]
/** What a reader may see of a row where that is not all of it. */
const readableColumns: Readonly<Record<string, readonly string[]>> = {
  revisions: ['workspace_id', 'state'],
  conversations: ['workspace_id', 'id', 'updated_at'],
  feedback: ['workspace_id', 'conversation_id', 'seq', 'platform', 'person', 'kind', 'created_at'],
}
const tables = [...new Set(access.map(({ table }) => table))]
const onlyReads = ({ privileges }: Access) => privileges.length <= 1
const lookup = 'public.find_chunks(public.sparsevec, integer[], integer[], integer)'
/** Through these readers get at rows that no policy shows them. */
const views = ['readable_chunks', 'readable_embeddings', 'readable_texts'] as const

/** Makes the roles that are missing and takes the right to work as them. @throws of Postgres where that is not allowed */
export async function makeRoles(db: Database): Promise<void> {
  const isMade = await db
    .asOwner((sql) => sql(roles.map((role) => `set local role ${role}`).join('; ')))
    .then(
      () => true,
      () => false,
    )
  if (isMade) return
  await db.asOwner((sql) =>
    sql(`do $$
      declare name text;
      begin
        foreach name in array array['${roles.join("','")}'] loop
          if not exists (select from pg_roles where rolname = name) then
            begin
              execute format('create role %I nologin', name);
            exception when duplicate_object or unique_violation then null; -- made by another process in this instant
            end;
          end if;
          begin
            execute format('set local role %I', name);
          exception when insufficient_privilege then
            execute format('grant %I to %I', name, session_user);
          end;
          reset role;
        end loop;
      end $$`),
  )
}

interface Look {
  /** The statements that make what is missing. */
  readonly missing: readonly string[]
  /** What lets a role of ours see more than it should: nothing that may be mended without asking. */
  readonly unsafe: readonly string[]
  readonly shadowing: readonly { readonly what: string; readonly mend: string }[]
}

/** Makes again what is missing. @throws AppError `unsafe-access` or `access-lost`, with what to run */
export async function ensureAccess(db: Database): Promise<void> {
  let found = await db.asOwner(look)
  if (found.missing.length > 0) {
    await db.asOwner(async (sql) => {
      // One process at a time; the others then find nothing missing.
      await sql('lock table public.schema_migrations in exclusive mode')
      for (const statement of (await look(sql)).missing) await sql(statement)
    })
    found = await db.asOwner(look)
    if (found.missing.length > 0) {
      throw new AppError(
        'access-lost',
        `Row security of this database is not whole, and the user of DATABASE_URL cannot mend it. As an administrator run in this database: ${found.missing.join('; ')};`,
      )
    }
  }
  if (found.unsafe.length > 0)
    throw new AppError('unsafe-access', `Workspaces would not be kept apart: ${found.unsafe.join('. ')}.`)
  for (const { mend } of found.shadowing) {
    // Only whoever owns the database or the schema may; what is left is a finding.
    await db.asOwner((sql) => sql(mend)).catch(() => {})
  }
}

/** What could be made safer, and by whom. */
export async function lookAtAccess(db: Database): Promise<readonly Finding[]> {
  const { missing, unsafe, shadowing } = await db.asOwner(look)
  const findings: Finding[] = [
    ...unsafe.map((message) => ({ about: 'database', level: 'error' as const, message })),
    ...shadowing.map(({ what, mend }) => ({
      about: 'database',
      level: 'warning' as const,
      message: `every user of it may make ${what}, which could stand in for ragbot's own. As an administrator run in this database: ${mend};`,
    })),
  ]
  if (missing.length > 0) {
    const message = `row security is not whole: start ragbot, or run as its owner: ${missing.join('; ')};`
    findings.push({ about: 'database', level: 'error', message })
  }
  return findings
}

async function look(sql: Sql): Promise<Look> {
  const policies = await sql<Policy>(
    `select c.relname as table, p.polname as name, coalesce(r.rolname, 'public') as role
     from pg_policy p join pg_class c on c.oid = p.polrelid cross join unnest(p.polroles) as of (role)
       left join pg_roles r on r.oid = of.role
     where c.relnamespace = 'public'::regnamespace and p.polpermissive`,
  )
  return {
    missing: await readMissing(sql, policies),
    unsafe: await readUnsafe(sql, policies),
    shadowing: await readShadowing(sql),
  }
}

/** One that lets rows through. */
interface Policy {
  readonly table: string
  readonly name: string
  readonly role: string
}

async function readMissing(sql: Sql, policies: readonly Policy[]): Promise<string[]> {
  const found = await sql<{ name: string; enabled: boolean; forced: boolean }>(
    `select relname as name, relrowsecurity as enabled, relforcerowsecurity as forced
     from pg_class where relnamespace = 'public'::regnamespace and relname = any($1)`,
    [tables],
  )
  const has = new Set(policies.map(({ table, name, role }) => `${table} ${name} ${role}`))
  const wanted = access.flatMap(({ table, role, privileges }) =>
    privileges.map((privilege) => ({ table, role, privilege })),
  )
  const lacking = await sql<{ table: string; role: string; privilege: string }>(
    `select "table", role, privilege from unnest($1::text[], $2::text[], $3::text[]) as wanted ("table", role, privilege)
     where not has_table_privilege(role, 'public.' || "table", privilege)`,
    [wanted.map(({ table }) => table), wanted.map(({ role }) => role), wanted.map(({ privilege }) => privilege)],
  )
  const [other] = await sql<{
    lookupOwner: string
    anyone: boolean
    callers: string[]
    outside: string[]
  }>(
    `select pg_get_userbyid(proowner) as "lookupOwner", has_function_privilege('public', oid, 'execute') as anyone,
            array(select role from unnest(array['ragbot_app', 'ragbot_reader']) as role
                   where has_function_privilege(role, oid, 'execute')) as callers,
            array(select role from unnest($1::text[]) as role where not has_schema_privilege(role, 'public', 'usage')) as outside
     from pg_proc where oid = '${lookup}'::regprocedure`,
    [roles],
  )
  const columns = Object.entries(readableColumns).flatMap(([table, names]) =>
    names.map((name) => [table, name] as const),
  )
  const hidden = await sql<{ table: string; columns: string[] }>(
    `select "table", array_agg(name) as columns from unnest($1::text[], $2::text[]) as wanted ("table", name)
     where not has_column_privilege('ragbot_reader', 'public.' || "table", name, 'select') group by "table"`,
    [columns.map(([table]) => table), columns.map(([, name]) => name)],
  )
  const shown = await sql<{ name: string; owner: string; isGranted: boolean }>(
    `select relname as name, pg_get_userbyid(relowner) as owner, has_table_privilege('ragbot_reader', oid, 'select') as "isGranted"
       from pg_class where relnamespace = 'public'::regnamespace and relname = any($1)`,
    [views],
  )
  const strays = [
    ...(other && other.lookupOwner !== 'ragbot_lookup' ? [`function ${lookup}`] : []),
    ...shown.filter(({ owner }) => owner !== 'ragbot_lookup').map(({ name }) => `view public.${name}`),
  ]
  return [
    ...(other?.outside ?? []).map((role) => `grant usage on schema public to ${role}`),
    ...found
      .filter(({ enabled }) => !enabled)
      .map(({ name }) => `alter table public.${name} enable row level security`),
    ...found.filter(({ forced }) => !forced).map(({ name }) => `alter table public.${name} force row level security`),
    ...access
      .filter(({ table, policy, role }) => !has.has(`${table} ${policy} ${role}`))
      .flatMap((one) => [
        `drop policy if exists ${one.policy} on public.${one.table}`,
        `create policy ${one.policy} on public.${one.table} ${onlyReads(one) ? 'for select ' : ''}to ${one.role} ${one.rows}`,
      ]),
    ...lacking.map(({ table, role, privilege }) => `grant ${privilege} on public.${table} to ${role}`),
    ...(strays.length > 0
      ? [
          // Who gets a function or a view needs the right to make one there, for this moment.
          'grant create on schema public to ragbot_lookup',
          ...strays.map((stray) => `alter ${stray} owner to ragbot_lookup`),
          'revoke create on schema public from ragbot_lookup',
        ]
      : []),
    ...(other?.anyone ? [`revoke all on function ${lookup} from public`] : []),
    // Once nobody may as everybody, each has to be named.
    ...['ragbot_app', 'ragbot_reader']
      .filter((role) => other && (other.anyone || !other.callers.includes(role)))
      .map((role) => `grant execute on function ${lookup} to ${role}`),
    ...hidden.map(({ table, columns }) => `grant select (${columns.join(', ')}) on public.${table} to ragbot_reader`),
    ...shown.filter(({ isGranted }) => !isGranted).map(({ name }) => `grant select on public.${name} to ragbot_reader`),
  ]
}

async function readUnsafe(sql: Sql, policies: readonly Policy[]): Promise<string[]> {
  const through = await sql<{ role: string; other: string }>(
    `select distinct on (r.rolname) r.rolname as role, o.rolname as other
     from pg_roles r join pg_roles o on pg_has_role(r.oid, o.oid, 'member')
     where r.rolname = any($1) and (o.rolsuper or o.rolbypassrls or (o.rolname = any($1) and o.oid <> r.oid)
        or o.oid = (select relowner from pg_class where oid = 'public.chunks'::regclass))
     order by r.rolname, o.oid <> r.oid`,
    [roles],
  )
  const known = new Set(access.map(({ table, policy, role }) => `${table} ${policy} ${role}`))
  const bound: readonly string[] = [...roles, 'public']
  const foreign = policies.filter(
    ({ table, name, role }) => tables.includes(table) && bound.includes(role) && !known.has(`${table} ${name} ${role}`),
  )
  return [
    ...through.map(({ role, other }) =>
      role === other
        ? `the role ${role} can bypass row security. As an administrator run: ALTER ROLE ${role} NOSUPERUSER NOBYPASSRLS`
        : `the role ${role} has the rights of ${other}. As an administrator run: REVOKE ${other} FROM ${role}`,
    ),
    ...foreign.map(
      ({ table, name, role }) =>
        `the policy "${name}" of ${table} lets ${role} see rows by a rule that is not ragbot's. Run: DROP POLICY "${name}" ON ${table}`,
    ),
  ]
}

// Defaults of Postgres: everybody may make temporary tables, and until version 14 tables in the schema public.
async function readShadowing(sql: Sql): Promise<{ what: string; mend: string }[]> {
  return sql(
    `select 'temporary tables' as what, format('revoke temporary on database %I from public', current_database()) as mend
     where has_database_privilege('ragbot_app', current_database(), 'temporary')
     union all
     select 'tables in the schema public', 'revoke create on schema public from public'
     where has_schema_privilege('ragbot_app', 'public', 'create')`,
  )
}
