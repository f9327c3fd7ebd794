// A dump restored on a new server, which has none of the roles: the same answers, and still no row of another workspace.
import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { WorkspaceId } from '../../src/model.ts'
import { createRag } from '../../src/rag/index.ts'
import { lookAtAccess } from '../../src/store/database/access.ts'
import { type Database, openDatabase } from '../../src/store/database/db.ts'
import { migrate } from '../../src/store/database/migrate.ts'
import { createStore } from '../../src/store/index.ts'
import { asAdmin, createServerDatabase, superuserUrl } from '../databases.ts'
import { postgresFolder, startPostgres } from '../postgres.ts'
import { seed } from '../seeded.ts'

const run = promisify(execFile)
const bin = postgresFolder() ?? ''
const text = 'The allowance is thirty days.'

describe.skipIf(inject('postgresUrl') === null)('a dump on a new server', { timeout: 120_000 }, () => {
  const releasers: (() => Promise<void>)[] = []
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-restore-'))
  let newServer: URL
  let dump: string
  let before: Awaited<ReturnType<typeof ask>>

  beforeAll(async () => {
    releasers.push(async () => rmSync(folder, { recursive: true, force: true }))
    const old = await createServerDatabase()
    releasers.push(() => old.drop())
    const db = await openDatabase({ databaseUrl: old.url, dataDir: '', command: 'start' })
    await migrate(db)
    await fill(db)
    before = await ask(db)
    await db.close()
    // As docs/operating.md says: by an administrator, since row security binds the owner too.
    dump = join(folder, 'ragbot.dump')
    await run(join(bin, 'pg_dump'), ['--format=custom', `--file=${dump}`, superuserUrl(old.url)])
    newServer = new URL((await startPostgres(releasers))!)
    await asAdmin(newServer.href, ['create role ragbot_owner login createrole'])
  }, 120_000)
  afterAll(async () => {
    for (const release of releasers.reverse()) await release()
  })

  /** @returns the URL of ragbot's own user, and what pg_restore complained of */
  async function restore(name: string, options: readonly string[]): Promise<{ url: string; complaints: string }> {
    await asAdmin(newServer.href, [`create database ${name} owner ragbot_owner`])
    const inside = new URL(newServer)
    inside.pathname = `/${name}`
    await asAdmin(inside.href, ['create extension vector', 'grant all on schema public to ragbot_owner'])
    // It ends with 1 after statements that failed, having done all others.
    const { stderr } = await run(join(bin, 'pg_restore'), [...options, `--dbname=${inside.href}`, dump]).catch(
      (error: { stderr: string }) => error,
    )
    inside.username = 'ragbot_owner'
    return { url: inside.href, complaints: stderr }
  }

  test.each([
    ['as documented', ['--no-owner', '--role=ragbot_owner']],
    ['without its privileges', ['--no-owner', '--no-privileges', '--role=ragbot_owner']],
  ])('restored %s gives the same answers, and keeps workspaces apart', async (how, options) => {
    await asAdmin(newServer.href, dropRoles)
    const { url, complaints } = await restore(`restored_${options.length}`, options)
    expect(complaints, how).toContain('role "ragbot_app" does not exist')
    // Nothing is served by what a restore left: not one of the policies is there.
    const db = await openDatabase({ databaseUrl: url, dataDir: '', command: 'start' })
    try {
      await migrate(db)
      expect(await ask(db)).toEqual(before)
      expect(await lookAtAccess(db)).toEqual([])
      await keepsApart(db)
    } finally {
      await db.close()
      await asAdmin(newServer.href, [`drop database restored_${options.length} with (force)`])
    }
  })

  test('owners that were lost are named, and mended by what is said', async () => {
    await asAdmin(newServer.href, dropRoles)
    const { url } = await restore('restored_owners', [])
    const db = await openDatabase({ databaseUrl: url, dataDir: '', command: 'start' })
    try {
      await expect(migrate(db)).rejects.toMatchObject({
        code: 'not-owner',
        message: expect.stringContaining('ALTER FUNCTION public.find_chunks OWNER TO'),
      })
      const inside = new URL(url)
      inside.username = newServer.username
      await asAdmin(inside.href, [
        'alter function public.find_chunks owner to ragbot_owner',
        ...['chunks', 'embeddings', 'texts'].map((name) => `alter table readable_${name} owner to ragbot_owner`),
      ])
      await migrate(db)
      expect(await ask(db)).toEqual(before)
      await keepsApart(db)
    } finally {
      await db.close()
      await asAdmin(newServer.href, ['drop database restored_owners with (force)'])
    }
  })

  test('tables of another user are named, with what to do', async () => {
    await asAdmin(newServer.href, dropRoles)
    const { url } = await restore('restored_wrong', ['--no-owner'])
    const db = await openDatabase({ databaseUrl: url, dataDir: '', command: 'start' })
    try {
      await expect(migrate(db)).rejects.toMatchObject({
        code: 'not-owner',
        message: expect.stringMatching(/--no-owner --role=/),
      })
    } finally {
      await db.close()
      await asAdmin(newServer.href, ['drop database restored_wrong with (force)'])
    }
  })
})

test('a copy of DATA_DIR, made while nothing runs, gives the same answers', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-copy-'))
  const [original, copy] = [join(folder, 'original'), join(folder, 'copy')]
  await seed(original)
  const first = await openDatabase({ dataDir: original, command: 'start' })
  await fill(first)
  const before = await ask(first)
  await first.close({ hurry: true })
  cpSync(original, copy, { recursive: true })
  rmSync(original, { recursive: true })
  const second = await openDatabase({ dataDir: copy, command: 'start' })
  try {
    await migrate(second)
    expect(await ask(second)).toEqual(before)
    await keepsApart(second)
  } finally {
    await second.close({ hurry: true })
    rmSync(folder, { recursive: true, force: true })
  }
})

const dropRoles = ['ragbot_app', 'ragbot_system', 'ragbot_lookup'].map((role) => `drop role if exists ${role}`)

async function fill(db: Database): Promise<void> {
  const store = createStore(db)
  const rag = createRag({ store, linkTo: () => undefined, newId: () => crypto.randomUUID(), now: () => 0 })
  for (const slug of ['home', 'other']) {
    const workspaceId = await store.openWorkspace(slug)
    const uri = `file:///${slug}.md`
    const source = { sourceKey: uri, uri, name: `${slug}.md`, bytes: Buffer.from(`${text} ${slug}.`) }
    await Array.fromAsync(rag.index([source], { workspaceId, audience: 'workspace' }))
  }
}

async function ask(db: Database) {
  const store = createStore(db)
  const rag = createRag({ store, linkTo: () => undefined, newId: () => crypto.randomUUID(), now: () => 0 })
  const found = []
  for (const slug of ['home', 'other']) {
    const workspaceId = await store.openWorkspace(slug)
    const { hits } = await rag.search('allowance', { workspaceId, audiences: ['workspace'] }, 10)
    found.push({ slug, hits: hits.map(({ document, quote, score }) => [document.id, document.title, quote, score]) })
  }
  expect(found.every(({ hits }) => hits.length === 1)).toBe(true)
  return found
}

async function keepsApart(db: Database): Promise<void> {
  const store = createStore(db)
  const home = await store.openWorkspace('home')
  const tables = await db.asOwner((sql) =>
    sql<{ name: string }>(
      `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'workspace_id'
          and has_table_privilege('ragbot_app', to_regclass('public.' || table_name), 'select')`,
    ),
  )
  expect(tables.length).toBeGreaterThan(15)
  for (const { name } of tables) {
    const count = (workspaceId: WorkspaceId | null) =>
      db.asOwner(async (sql) => {
        await sql('set local role ragbot_app')
        if (workspaceId) await sql(`select set_config('ragbot.workspace', $1, true)`, [workspaceId])
        return sql<{ workspace: string }>(`select distinct workspace_id as workspace from public.${name}`)
      })
    expect(await count(null), name).toEqual([])
    expect(
      (await count(home)).filter(({ workspace }) => workspace !== home),
      name,
    ).toEqual([])
  }
}
