// What keeps the roles apart: no name that they could shadow, no rule that is lost, and none that was added.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceId } from '../../../src/model.ts'
import { lookAtAccess } from '../../../src/store/database/access.ts'
import type { Database } from '../../../src/store/database/db.ts'
import { migrate } from '../../../src/store/database/migrate.ts'
import { asAdmin, superuserUrl, testDatabases } from '../../databases.ts'

const home = '10000000-0000-0000-0000-000000000000' as WorkspaceId
const other = '20000000-0000-0000-0000-000000000000' as WorkspaceId

describe.each(testDatabases)('access on the $name engine', ({ isAvailable, create }) => {
  let open: { db: Database; admin: (statement: string) => Promise<void> }
  let drop = async () => {}
  beforeAll(async () => {
    if (!isAvailable) return
    // What is granted on a database itself is not in a copy of it.
    const made = await create('isEmpty')
    drop = made.drop
    await migrate(made.db)
    open = { db: made.db, admin: (statement) => administer(made.db, made.url, statement) }
  }, 120_000)
  afterAll(() => drop())

  test.skipIf(!isAvailable)('the application can make nothing that stands in for a table', async () => {
    const { db } = open
    for (const statement of [
      'create temporary view chunks as select 1',
      'create temporary table chunks (a int)',
      'create table public.chunk (a int)',
      'create view public.chunk as select 1',
      `create function public.mine() returns int language sql as 'select 1'`,
    ]) {
      await expect(db.inWorkspace(home, (sql) => sql(statement))).rejects.toThrow('permission denied')
    }
    expect(await lookAtAccess(db)).toEqual([])
  })

  test.skipIf(!isAvailable)('a temporary view named chunks shows nothing of another workspace', async () => {
    const { db, admin } = open
    const theirs = await addChunk(db, other)
    const ours = await addChunk(db, home)
    // As on a server where nobody may take the right away.
    await admin('grant temporary on database :database to public')
    const found = await db.inWorkspace(home, async (sql) => {
      await sql(`create temporary view chunks with (security_invoker) as
        select '${home}'::uuid as workspace_id, revision_id, ordinal, terms, term_ids from public.chunks`)
      const rows = await sql<{ revision: string }>(
        `select revision_id as revision from public.find_chunks('{1:1}/1000000000', array[1], null, 10)`,
      )
      await sql('drop view pg_temp.chunks')
      return rows.map(({ revision }) => revision)
    })
    expect(found).toEqual([ours])
    expect(found).not.toContain(theirs)
    expect(await lookAtAccess(db)).toMatchObject([
      { level: 'warning', message: expect.stringContaining('revoke temporary') },
    ])
    await migrate(db)
    expect(await lookAtAccess(db)).toEqual([])
  })

  test.skipIf(!isAvailable)('what a session has left in its temporary schema stands in for no table', async () => {
    const { db } = open
    const seen = await db.asOwner(async (sql) => {
      await sql('create temporary table workspaces (id uuid, slug text) on commit drop')
      return sql(`select 'workspaces'::regclass = 'public.workspaces'::regclass as "isOurs"`)
    })
    expect(seen).toEqual([{ isOurs: true }])
  })

  test.skipIf(!isAvailable)('every function with its owner’s rights looks into temporary names last', async () => {
    const { db } = open
    const functions = await db.asOwner((sql) =>
      sql<{ name: string; settings: string[] }>(
        `select p.oid::regprocedure::text as name, coalesce(proconfig, '{}') as settings from pg_proc p
         where prosecdef and pronamespace in ('public'::regnamespace, to_regnamespace('bullmq'))`,
      ),
    )
    expect(functions.map(({ name }) => name)).toContainEqual(expect.stringContaining('find_chunks'))
    for (const { name, settings } of functions) {
      expect(settings, name).toContainEqual(expect.stringMatching(/^search_path=pg_catalog, .*pg_temp$/))
    }
  })

  test.skipIf(!isAvailable)('what a restore has lost is made again, as the migrations made it', async () => {
    const { db, admin } = open
    const before = await readAll(db)
    const [owner] = await db.asOwner((sql) => sql<{ name: string }>('select current_user as name'))
    await admin(`alter function public.find_chunks owner to ${owner?.name}`)
    await admin('grant execute on function public.find_chunks to public')
    for (const view of ['readable_chunks', 'readable_embeddings', 'readable_texts'])
      await admin(`alter view ${view} owner to ${owner?.name}`)
    await admin('drop owned by ragbot_app, ragbot_system, ragbot_lookup, ragbot_reader')
    await admin('alter table documents no force row level security')
    await admin('alter table chunks disable row level security')
    expect(await lookAtAccess(db)).toMatchObject([{ level: 'error' }])
    await Promise.all([migrate(db), migrate(db)])
    expect(await readAll(db)).toEqual(before)
    expect(await lookAtAccess(db)).toEqual([])
  })

  test.skipIf(!isAvailable)('a role that row security does not bind is refused', async () => {
    const { db } = open
    // Roles belong to the whole server, which other suites share.
    if (!db.traits.ownsLeases) return
    for (const [may, mayNot] of [
      ['bypassrls', 'nobypassrls'],
      ['superuser', 'nosuperuser'],
    ]) {
      await db.asOwner((sql) => sql(`alter role ragbot_app ${may}`))
      await expect(migrate(db), may).rejects.toMatchObject({ code: 'unsafe-access' })
      await db.asOwner((sql) => sql(`alter role ragbot_app ${mayNot}`))
      expect(await lookAtAccess(db)).toEqual([])
    }
  })

  test.skipIf(!isAvailable)('a policy that lets the application see more is refused', async () => {
    const { db, admin } = open
    await admin('create policy helpful on documents for select using (true)')
    await expect(migrate(db)).rejects.toMatchObject({
      code: 'unsafe-access',
      message: expect.stringContaining('DROP POLICY "helpful" ON documents'),
    })
  })
})

// On the embedded engine its owner is the administrator.
async function administer(db: Database, url: string | undefined, statement: string): Promise<void> {
  if (url === undefined) {
    await db.asOwner((sql) => sql(statement.replace(':database', 'postgres')))
    return
  }
  await asAdmin(superuserUrl(url), [statement.replace(':database', new URL(url).pathname.slice(1))])
}

/** @returns its revision */
async function addChunk(db: Database, workspaceId: WorkspaceId): Promise<string> {
  await db.asSystem((sql) =>
    sql(`insert into workspaces (id, slug) values ($1, $2)`, [workspaceId, `w-${workspaceId}`]),
  )
  const revision = workspaceId.replace('0000-0000', '0000-1111')
  await db.inWorkspace(workspaceId, async (sql) => {
    await sql(
      `insert into index_versions (workspace_id, id, analyzer, chunker, average_length) values ($1, $1, 'a', 'c', 1)`,
      [workspaceId],
    )
    await sql(
      `insert into artifacts (workspace_id, hash, text, layout, media_type) values ($1, 'h', 'text', '{}', 'text/plain')`,
      [workspaceId],
    )
    await sql(`insert into revisions (workspace_id, id, index_version_id, artifact_hash) values ($1, $2, $1, 'h')`, [
      workspaceId,
      revision,
    ])
    await sql(
      `insert into chunks (workspace_id, revision_id, ordinal, start_offset, end_offset, text, length, terms, term_ids)
       values ($1, $2, 0, 0, 4, 'text', 1, '{1:1}/1000000000', array[1])`,
      [workspaceId, revision],
    )
  })
  return revision
}

/** Policies, grants, owners and row security of everything of ours. */
function readAll(db: Database) {
  return db.asOwner(async (sql) => ({
    policies: await sql(
      `select tablename, policyname, roles, cmd, qual, with_check, permissive from pg_policies where schemaname = 'public' order by 1, 2`,
    ),
    tables: await sql(
      `select relname, relrowsecurity, relforcerowsecurity from pg_class
       where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    ),
    grants: await sql(
      `select table_name, grantee, privilege_type from information_schema.role_table_grants
       where table_schema = 'public' and grantee like 'ragbot\\_%' and grantee <> 'ragbot_owner' order by 1, 2, 3`,
    ),
    functions: await sql(
      `select proname, pg_get_userbyid(proowner) as owner, has_function_privilege('ragbot_app', oid, 'execute') as app,
              has_function_privilege('public', oid, 'execute') as anyone
       from pg_proc where prosecdef and pronamespace = 'public'::regnamespace`,
    ),
  }))
}
