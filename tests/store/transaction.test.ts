import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Database, openDatabase } from '../../src/store/database/db.ts'

// Never migrated, so the roles are missing and a transaction cannot begin.
const folder = mkdtempSync(join(tmpdir(), 'ragbot-transaction-'))
let db: Database

beforeAll(async () => {
  db = await openDatabase({ dataDir: folder, command: 'test' })
}, 60_000)

afterAll(async () => {
  await db.close()
  rmSync(folder, { recursive: true, force: true })
})

test.each([
  ['sends a statement at once', (sql: () => Promise<unknown>) => sql()],
  ['sends one later', (sql: () => Promise<unknown>) => pause(20).then(sql)],
  ['sends none', () => pause(20)],
])('a transaction that cannot begin says why, also when its work %s', async (_, work) => {
  await expect(db.asSystem((sql) => work(() => sql('select 1')))).rejects.toThrow('role "ragbot_system" does not exist')
  expect(await db.asOwner((sql) => sql('select 1 as one'))).toEqual([{ one: 1 }])
})

test('statements that are sent together run in their order, and an error ends them all', async () => {
  const together = db.asOwner((sql) =>
    Promise.all([
      sql('create table made (id integer primary key)'),
      sql('insert into made values (1)'),
      sql<{ id: number }>('select id from made'),
    ]),
  )
  expect((await together)[2]).toEqual([{ id: 1 }])
  const failing = db.asOwner((sql) =>
    Promise.all([sql('insert into made values (2)'), sql('insert into made values (2)'), sql('select id from made')]),
  )
  await expect(failing).rejects.toThrow('duplicate key')
  expect(await db.asOwner((sql) => sql('select id from made'))).toEqual([{ id: 1 }])
})
