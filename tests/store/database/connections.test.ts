// A server that gives fewer connections than a process needs is named at once, with both numbers.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { requireConnections } from '../../../src/store/database/connections.ts'
import { openDatabase } from '../../../src/store/database/db.ts'
import { asAdmin, createServerDatabase } from '../../databases.ts'

const adminUrl = inject('postgresUrl')

describe.skipIf(adminUrl === null)('connections', () => {
  let server: Awaited<ReturnType<typeof createServerDatabase>>
  let limited: string
  const user = `few_${process.pid}`
  beforeAll(async () => {
    server = await createServerDatabase()
    await asAdmin(adminUrl!, [`create role ${user} login`])
    const url = new URL(server.url)
    url.username = user
    limited = url.href
  }, 60_000)
  afterAll(async () => {
    await server.drop()
    await asAdmin(adminUrl!, [`drop role ${user}`])
  })
  // The server may take a moment to notice that a connection was ended: it would count as another's.
  const alone = () =>
    asAdmin(adminUrl!, [
      `do $$ begin while exists (select from pg_stat_activity where usename = '${user}') loop perform pg_sleep(0.01); perform pg_stat_clear_snapshot(); end loop; end $$`,
    ])
  const attempt = async (needed: number) => {
    const db = await openDatabase({ databaseUrl: limited, dataDir: '', command: 'start' })
    try {
      await requireConnections(db, needed, 0)
    } finally {
      await db.close()
    }
  }

  test('enough are enough', async () => {
    await asAdmin(adminUrl!, [`alter role ${user} connection limit 26`])
    await attempt(26)
  })

  test('a limit of the user is named', async () => {
    await asAdmin(adminUrl!, [`alter role ${user} connection limit 4`])
    await expect(attempt(26)).rejects.toMatchObject({
      code: 'too-few-connections',
      message: expect.stringMatching(new RegExp(`needs 26 connections.*user ${user} may have 4 `)),
    })
  })

  test('what others of the same user hold is not there', async () => {
    await asAdmin(adminUrl!, [`alter role ${user} connection limit 26`])
    await alone()
    const other = await openDatabase({ databaseUrl: limited, dataDir: '', command: 'other' })
    await expect(attempt(26)).rejects.toThrow(/needs 26 .* 25 /)
    await other.close()
  })

  test('a limit of the database, and one of the server', async () => {
    await asAdmin(adminUrl!, [`alter role ${user} connection limit -1`])
    await alone()
    const name = new URL(server.url).pathname.slice(1)
    await asAdmin(adminUrl!, [`alter database ${name} connection limit 7`])
    await expect(attempt(10)).rejects.toThrow(/the database allows 7 /)
    await asAdmin(adminUrl!, [`alter database ${name} connection limit -1`])
    await expect(attempt(10_000)).rejects.toThrow(/max_connections/)
  })

  test('none left at all', async () => {
    await asAdmin(adminUrl!, [`alter role ${user} connection limit 0`])
    await expect(attempt(1)).rejects.toMatchObject({ code: 'too-few-connections' })
  })
})
