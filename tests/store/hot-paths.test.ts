// What each message and each click costs a busy server's database: no look through all messages of a week.

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabase } from '../../src/store/database/db.ts'
import { createStore } from '../../src/store/index.ts'
import { at } from '../askers.ts'
import { createMigratedDatabase, type ServerDatabase, superuserUrl } from '../databases.ts'
import { ask } from './documents.ts'
import { incoming } from './world.ts'

const messages = 20_000

describe.skipIf(inject('postgresUrl') === null)('with a week of messages', { timeout: 300_000 }, () => {
  let server: ServerDatabase
  let admin: pg.Client
  beforeAll(async () => {
    server = await createMigratedDatabase()
    admin = new pg.Client({ connectionString: superuserUrl(server.url) })
    await admin.connect()
  }, 120_000)
  afterAll(async () => {
    await admin?.end()
    await server?.drop()
  })

  /** Looks through all of a table, of those whose connections have ended. */
  async function looks(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await admin.query<{ name: string; count: string }>(
      `select relname as name, seq_scan as count from pg_stat_user_tables where relname in ('inbox', 'outbox')`,
    )
    return Object.fromEntries(rows.map(({ name, count }) => [name, Number(count)]))
  }

  async function opened() {
    const db = await openDatabase({ databaseUrl: server.url, dataDir: '', command: 'start' })
    const store = createStore(db)
    const home = await store.openWorkspace('home')
    const install = await store.openInstall(home, 'slack')
    const installOf = () => install
    const workIn = ({ threadKey }: { threadKey: string }) => ({ installId: install.id, platform: 'slack', threadKey })
    return { ...{ db, store, home, install }, open: { db, store, home, installOf, workIn } as never }
  }

  test('none is read through by what comes in, goes out, is stopped, found or taken back', async () => {
    const first = await opened()
    await first.db.close()
    await admin.query(
      `with came as (
         insert into inbox (workspace_id, install_id, platform, natural_key, thread_key, payload, trace_id, state, finished_at)
         select $1, $2, 'slack', 'k' || n, 'T1:' || n / 3, jsonb_build_object('person', jsonb_build_object('id', 'T1/U' || n % 50),
                'place', jsonb_build_object('kind', 'channel', 'id', 'T1/C1'), 'request', jsonb_build_object('kind', 'ask')), 't' || n, 'done', now()
           from generate_series(1, ${messages}) n returning id, thread_key)
       insert into outbox (workspace_id, install_id, platform, thread_key, inbox_id, kind, private, payload, target, state, conversation_id, message_seq)
       select $1, $2, 'slack', thread_key, id, 'final', false, '{}', '{}', 'sent', gen_random_uuid(), 2 from came`,
      [first.home, first.install.id],
    )
    await admin.query('vacuum analyze inbox, outbox')
    const before = await looks()

    const { db, store, home, install, open } = await opened()
    const message = (threadKey: string, fields = {}) => ({
      ...incoming(threadKey, { kind: 'ask', question: 'who?', cut: false }),
      ...at('T1/C1', 'T1/U1'),
      naturalKey: `new ${threadKey}`,
      ...fields,
    })
    const work = (threadKey: string) => ({ installId: install.id, threadKey: threadKey as never })
    const place = await ask(open, message('T1:new'), 'who?')
    await store.dropLease(store.leaseName('in', work('T1:new')), 'me')
    const out = await store.claimOutgoing(work('T1:new'), 'me')
    if (out.kind !== 'row') throw new Error(out.kind)
    await store.recordSend(out.row, { state: 'sent', messageId: 'm' })
    await ask(open, message('T1:new', { naturalKey: 'edited', editOf: 'new T1:new' }), 'who else?')
    await store.dropLease(store.leaseName('out', work('T1:new')), 'me')
    expect(await store.claimOutgoing(work('T1:new'), 'me')).toMatchObject({ kind: 'row', row: { replaces: 'm' } })
    await store.acceptIncoming(install, { incoming: message('T1:7'), secret: null, traceId: 'x' })
    const [underWay] = await store.listUnderWay(install, 'T1:7')
    expect(await store.isUnderWay(install, underWay!.id)).toBe(true)
    expect(await store.stopIncoming(install, 'T1:7', [underWay!.id], {})).toBe(true)
    expect(await store.findPosted(install, place)).toMatchObject({ messageId: 'm' })
    await store.readPlaceholder(install, 'T1:new')
    await store.readSent(install, out.row.id)
    await store.listPrivateReplies(install, 'T1:new', 0)
    await store.knowsThread(home, 'slack', 'T1:12')
    await store.takeBack(install, place)
    expect(await store.findPosted(install, place)).toBeNull()
    await db.close()
    expect(await looks()).toEqual(before)
  })
})
