// The roles as an owner without superuser makes them on the newest Postgres (the embedded engine's): from 16 on, who
// makes a role may not take it on until it is granted.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { expect, onTestFinished, test } from 'vitest'
import { copyTemplate } from '../embedded-template.ts'

const folder = join(import.meta.dirname, '..', '..', 'migrations')
const migration = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .join('\n')

async function asOwner(prepare: string): Promise<PGlite> {
  const folder = mkdtempSync(join(tmpdir(), 'ragbot-roles-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  copyTemplate(folder)
  const db = await PGlite.create({ dataDir: join(folder, 'postgres'), extensions: { vector } })
  await db.exec(
    `create extension vector; create role owner login createrole; grant all on schema public to owner with grant option; ${prepare}`,
  )
  await db.exec('set session authorization owner')
  return db
}

test('an owner that may create roles can work as both of them', async () => {
  const db = await asOwner('')
  await db.exec(`begin; ${migration}; commit`)
  await db.exec('begin; set local role ragbot_app; select * from documents; rollback')
  await db.exec('begin; set local role ragbot_system; select * from inbox; rollback')
  await expect(db.exec('begin; set local role ragbot_system; select * from documents')).rejects.toThrow(
    'permission denied',
  )
  await db.close()
})

test('roles that an administrator made and granted are used, by an owner that may create none', async () => {
  const roles =
    'create role ragbot_app; create role ragbot_system; create role ragbot_lookup; create role ragbot_reader; grant ragbot_app, ragbot_system, ragbot_lookup, ragbot_reader to owner; alter role owner nocreaterole'
  const db = await asOwner(roles)
  await db.exec(`begin; ${migration}; commit`)
  await db.exec('begin; set local role ragbot_app; select * from documents; rollback')
  await db.close()
})

test('without the roles and the right to make them nothing is half done', async () => {
  const db = await asOwner('alter role owner nocreaterole')
  await expect(db.exec(`begin; ${migration}; commit`)).rejects.toThrow('role')
  await db.exec('rollback')
  const { rows } = await db.query("select 1 from pg_tables where tablename = 'documents'")
  expect(rows).toEqual([])
  await db.close()
})
