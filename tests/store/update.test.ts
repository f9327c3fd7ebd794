// An update: tables that hold something are changed only while nobody of an earlier version uses them, and after a copy.
import { copyFileSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database/db.ts'
import { migrate } from '../../src/store/database/migrate.ts'
import { testDatabases } from '../databases.ts'
import { copyTemplate } from '../embedded-template.ts'
import { seed } from '../seeded.ts'
import { makeSmallDisk } from '../small-disk.ts'

const migrations = join(import.meta.dirname, '..', '..', 'migrations')
const next = '0006_installs.sql'
const copyName = `postgres-before-${next.replace('.sql', '')}`
/** Of the version before that one. */
const former = mkdtempSync(join(tmpdir(), 'ragbot-migrations-'))
for (const name of readdirSync(migrations).filter((file) => file < next))
  copyFileSync(join(migrations, name), join(former, name))
afterAll(() => rmSync(former, { recursive: true }))

const applied = (db: Database) =>
  db.asOwner(async (sql) =>
    (await sql<{ name: string }>('select name from schema_migrations order by name')).map(({ name }) => name),
  )

async function openEmbedded(dataDir: string, command = 'start'): Promise<Database> {
  const db = await openDatabase({ dataDir, command })
  onTestFinished(() => db.close({ hurry: true }))
  return db
}

async function bringUp(db: Database): Promise<void> {
  await migrate(db, former)
  await db.asSystem((sql) => sql(`insert into workspaces (slug) values ('home')`))
}

/** A DATA_DIR as the version before has made it, to be copied. */
const template = mkdtempSync(join(tmpdir(), 'ragbot-update-'))
beforeAll(async () => {
  copyTemplate(template)
  const db = await openDatabase({ dataDir: template, command: 'start' })
  await bringUp(db)
  await db.close({ hurry: true })
})
afterAll(() => rmSync(template, { recursive: true }))

function makeFormer(dataDir = mkdtempSync(join(tmpdir(), 'ragbot-update-'))): string {
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  cpSync(template, dataDir, { recursive: true })
  return dataDir
}

describe('of the embedded database', () => {
  test('leaves a copy of how it was, closed to others, which the version before can open', async () => {
    const dataDir = makeFormer()
    const db = await openEmbedded(dataDir)
    await migrate(db)
    expect(await applied(db)).toContain(next)
    const copy = join(dataDir, copyName)
    expect(statSync(copy).mode & 0o777).toBe(0o700)
    const back = mkdtempSync(join(tmpdir(), 'ragbot-update-'))
    onTestFinished(() => rmSync(back, { recursive: true, force: true }))
    cpSync(copy, join(back, 'postgres'), { recursive: true })
    const restored = await openEmbedded(back)
    expect(await applied(restored)).not.toContain(next)
    await migrate(restored, former)
    expect(await restored.asSystem((sql) => sql('select slug from workspaces'))).toEqual([{ slug: 'home' }])
  })

  test('that was cut off while it was copied copies anew, and one that goes on keeps the first copy', async () => {
    const dataDir = makeFormer()
    cpSync(join(dataDir, 'postgres', 'base'), join(dataDir, `${copyName}.unfinished`), { recursive: true })
    const db = await openEmbedded(dataDir)
    const copy = await db.engine!.copy(copyName.replace('postgres-', ''))
    expect(copy).toBe(join(dataDir, copyName))
    expect(existsSync(join(dataDir, copyName, 'PG_VERSION'))).toBe(true)
    expect(existsSync(join(dataDir, `${copyName}.unfinished`))).toBe(false)
    const made = statSync(copy!).ino
    await migrate(db)
    expect(statSync(copy!).ino).toBe(made)
  })

  test('is none where there is nothing yet, or nothing to change', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'ragbot-update-'))
    onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
    // The whole folder of one that began empty.
    await seed(dataDir)
    await migrate(await openEmbedded(dataDir))
    expect(readdirSync(dataDir).filter((name) => name.includes('before'))).toEqual([])
  })

  test('is not begun where the disk has no room for the copy', async ({ skip }) => {
    const disk = makeSmallDisk(300)
    if (!disk) return skip('only root may mount a small disk')
    onTestFinished(disk.remove)
    const dataDir = makeFormer(join(disk.folder, 'data'))
    const db = await openEmbedded(dataDir)
    disk.leave(80_000_000)
    await expect(migrate(db)).rejects.toMatchObject({
      code: 'disk-full',
      message: expect.stringMatching(/copied before it is updated.*make room.*Nothing was changed/),
    })
    expect(await applied(db)).not.toContain(next)
    disk.leave(200_000_000)
    await migrate(db)
    expect(await applied(db)).toContain(next)
  })

  test('is left to the process that runs it: a command of a newer version that joins changes nothing', async () => {
    const dataDir = makeFormer()
    const running = await openEmbedded(dataDir)
    await expect(migrate(await openEmbedded(dataDir, 'index'))).rejects.toMatchObject({ code: 'older-running' })
    expect(await applied(running)).not.toContain(next)
    await migrate(running)
    // Of the same version as the one that runs it, it has nothing to change.
    await migrate(await openEmbedded(dataDir, 'index'))
  })
})

describe.each(testDatabases)('of the $name database', ({ name, isAvailable, create }) => {
  async function openFormer(): Promise<Database> {
    if (name === 'embedded') return openEmbedded(makeFormer())
    const { db, drop } = await create('isEmpty')
    onTestFinished(drop)
    await bringUp(db)
    return db
  }

  test.skipIf(!isAvailable)('waits until nobody works on it, and says so where somebody goes on', async () => {
    const db = await openFormer()
    const id = crypto.randomUUID()
    const see = (when: string) =>
      db.asSystem(async (sql) => {
        await sql('delete from worker_processes')
        await sql(
          `insert into worker_processes (id, platforms, seen_at) values ($1, '{slack}', now() + $2::interval)`,
          [id, when],
        )
      })
    await see('-29 seconds')
    await expect(migrate(db, undefined, 10)).rejects.toMatchObject({
      code: 'older-running',
      message: expect.stringMatching(/^A process of an earlier version still works/),
    })
    expect(await applied(db)).not.toContain(next)
    await see('0 seconds')
    const migrating = migrate(db)
    await pause(200)
    expect(await applied(db)).not.toContain(next)
    await db.asSystem((sql) => sql('delete from worker_processes'))
    await migrating
    expect(await applied(db)).toContain(next)
  })

  test.skipIf(!isAvailable)('does not wait for a process that was killed half a minute ago', async () => {
    const db = await openFormer()
    await db.asSystem((sql) =>
      sql(
        `insert into worker_processes (id, platforms, seen_at) values ($1, '{slack}', now() - interval '31 seconds')`,
        [crypto.randomUUID()],
      ),
    )
    await migrate(db, undefined, 10)
    expect(await applied(db)).toContain(next)
  })
})
