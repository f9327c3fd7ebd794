// Many connections on one session: nothing may mix, and nobody may wait for ever.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createEmbeddedServer, type EmbeddedServer } from '../../../src/store/embedded/server.ts'
import { makeSeededFolder } from '../../seeded.ts'

let folder: string
let session: PGlite
let server: EmbeddedServer
let pool: pg.Pool

beforeAll(async () => {
  folder = await makeSeededFolder('ragbot-wire-', 'empty')
  session = await PGlite.create({ dataDir: join(folder, 'postgres'), extensions: { vector } })
  server = createEmbeddedServer(session)
  await server.listen(join(folder, '.s.PGSQL.5432'))
  pool = new pg.Pool({ host: folder, user: 'postgres', database: 'postgres', max: 8 })
  pool.on('error', () => {})
  await pool.query('create table notes (id int primary key, text text)')
})
afterAll(async () => {
  await pool.end()
  await server.close()
  await session.close()
  rmSync(folder, { recursive: true, force: true })
})

test('different queries of many connections, errors among them, each get their own answer', async () => {
  const one = async (i: number) => {
    switch (i % 4) {
      case 0:
        return expect((await pool.query('select $1::int as a', [i])).rows).toEqual([{ a: i }])
      case 1:
        return expect((await pool.query('select $1::text as b, $2::int as c', [`${i}`, i])).rows).toEqual([
          { b: `${i}`, c: i },
        ])
      case 2:
        // Outside a transaction: after it the session skips everything up to this connection's Sync.
        return expect(pool.query('select 1 / $1::int', [0])).rejects.toThrow('division by zero')
      default: {
        const client = await pool.connect()
        await client.query('begin; set local work_mem = 4096')
        await client.query('insert into notes values ($1, $2)', [i, 'x'])
        const { rows } = await client.query('select id from notes where id = $1', [i])
        await client.query(i % 8 === 3 ? 'commit' : 'rollback')
        client.release()
        return expect(rows).toEqual([{ id: i }])
      }
    }
  }
  await Promise.all(Array.from({ length: 800 }, (_, i) => one(i)))
  const { rows } = await pool.query('select count(*)::int as count from notes')
  expect(rows).toEqual([{ count: 100 }])
})

test('an answer and a question larger than any socket buffer arrive whole', async () => {
  const text = 'x'.repeat(3_000_000)
  const { rows } = await pool.query('select $1::text as text', [text])
  expect(rows[0].text).toHaveLength(text.length)
})

test('a connection that dies in its transaction leaves nothing behind and holds up nobody', async () => {
  const client = new pg.Client({ host: folder, user: 'postgres', database: 'postgres' })
  client.on('error', () => {})
  await client.connect()
  await client.query('begin')
  await client.query("insert into notes values (100001, 'lost')")
  const waiting = pool.query('select count(*)::int as count from notes where id = 100001')
  ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
  expect((await waiting).rows).toEqual([{ count: 0 }])
  await vi.waitFor(() => expect(server.connections()).toBeLessThanOrEqual(8))
})

test('others wait for an open transaction, and go on after it', async () => {
  const client = await pool.connect()
  await client.query('begin')
  let isAnswered = false
  const other = pool.query('select 1').then(() => {
    isAnswered = true
  })
  await client.query('select pg_sleep(0.05)')
  expect(isAnswered).toBe(false)
  await client.query('commit')
  client.release()
  await other
  expect(isAnswered).toBe(true)
})

test('a notification reaches a connection that another one sent it from', async () => {
  const listener = await pool.connect()
  const heard: string[] = []
  listener.on('notification', ({ payload }) => heard.push(payload ?? ''))
  await listener.query('listen news')
  await pool.query("select pg_notify('news', 'hello')")
  await vi.waitFor(() => expect(heard).toContain('hello'))
  listener.release(true)
})
