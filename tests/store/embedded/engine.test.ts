// An engine that ends or stands still is there again on the same socket, with all that was acknowledged.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Engine, startEngine } from '../../../src/store/embedded/engine.ts'
import { copyTemplate } from '../../embedded-template.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const said: string[] = []
let folder: string
let engine: Engine
let pool: pg.Pool

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ragbot-engine-'))
  copyTemplate(folder)
  engine = await startEngine(join(folder, 'postgres'), join(folder, '.s.PGSQL.5432'), (line) => said.push(line), {
    starting: 120_000,
    ordinary: 2_500,
    refused: 1_500,
  })
  pool = new pg.Pool({ host: folder, user: 'postgres', database: 'postgres', max: 4 })
  pool.on('error', () => {})
  await pool.query('create table notes (id int primary key)')
})
afterAll(async () => {
  await pool.end()
  await engine.close(0)
  rmSync(folder, { recursive: true, force: true })
})

test('one that turns in circles is ended and started again, with what was committed and nothing else', async () => {
  await pool.query('insert into notes values (1)')
  const open = await pool.connect()
  open.on('error', () => {})
  await open.query('begin')
  await open.query('insert into notes values (2)')
  // As a disk that was full leaves it.
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), '')
  await expect(open.query('do $$ begin loop end loop; end $$')).rejects.toThrow()
  open.release(true)
  await vi.waitFor(
    async () => expect((await pool.query('select id from notes order by id')).rows).toEqual([{ id: 1 }]),
    { timeout: 60_000, interval: 500 },
  )
  expect(said[0]).toMatch(/stopped \(it stood still for \d+ s\) and is started again/)
  await vi.waitFor(() => expect(said.at(-1)).toBe('the embedded database runs again'))
})

test('a statement that writes for longer than that is left alone', async () => {
  const before = said.length
  const begun = performance.now()
  await pool.query(`do $$ declare begun timestamptz := clock_timestamp(); i int := 10; begin
    while clock_timestamp() < begun + interval '4 seconds' loop
      insert into notes select n from generate_series(i, i + 999) n; i := i + 1000;
      delete from notes where id >= 10;
    end loop; end $$`)
  expect(performance.now() - begun).toBeGreaterThan(3_500)
  expect(said.length).toBe(before)
})
