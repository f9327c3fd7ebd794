// Who may read is decided by the database: statements without a condition, as each role, and policies that are turned off
// one at a time.
import { beforeAll, describe, expect, test } from 'vitest'
import type { WorkspaceId } from '../../src/model.ts'
import type { Sql } from '../../src/store/database/db.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { asAdmin, superuserUrl, testDatabases } from '../databases.ts'
import { createCrowd, readers } from './crowded.ts'
import { audiences, fillWorkspace, incoming } from './world.ts'

const nothing = '00000000-0000-0000-0000-000000000000' as WorkspaceId

describe.each(testDatabases)('readers on the $name engine', ({ isAvailable, create, ...rest }) => {
  describe.skipIf(!isAvailable)('', () => {
    let open: OpenStore
    const opened = openStore({ isAvailable, create, ...rest })
    beforeAll(async () => {
      open = opened()
      for (const [workspaceId, whose] of [
        [open.home, 'home'],
        [open.other, 'other'],
      ] as const) {
        await fillWorkspace(open, workspaceId, whose)
        await open.store.addLinkCode(workspaceId, incoming('T1:open', { kind: 'continue' }), whose, 15)
        const install = open.installOf('slack', workspaceId)
        const look = { changes: 0, at: new Date(0) }
        await open.store.savePeople(
          install,
          [{ person: 'U1', changes: 0, kind: 'member', isAdmin: false, teams: [] }],
          look.at,
        )
        const facts = {
          kind: 'public',
          isShared: false,
          isArchived: false,
          name: null,
          peer: null,
          team: null,
          creator: null,
        } as const
        await open.store.saveChannel(install, 'C1', facts, look)
        await open.store.saveMembers(install, 'C1', ['U1'], look)
        await open.db.inWorkspace(workspaceId, (sql) =>
          sql(`insert into awaited (workspace_id, install_id, person, question) values ($1, $2, '{"id":"U1"}', $3)`, [
            workspaceId,
            install.id,
            whose,
          ]),
        )
        await open.store.saveSettings(install, 'C1', { isAllowed: true }, null)
        await open.store.saveSettings(install, 'T1/C1', { digest: 'daily' }, null)
        await open.store.claimDigests(install, new Date(), () => new Date(), 1)
        await open.store.saveNotificationChoice(install, 'U1', 'asked', false)
        await open.store.noteTalk(install, 'T1:open', '1.1', 'bot')
      }
    }, 120_000)

    test('see what is for one of their audiences and nothing else, whatever they ask and however many ask at once', async () => {
      const crowd = await createCrowd(open.db, 6)
      let next = 0
      const sums = { foreign: 0, missing: 0, rows: 0 }
      const count = 6 * readers.length * 20
      const ask = async () => {
        while (next < count) {
          const found = await crowd.ask(next++)
          for (const name of ['foreign', 'missing', 'rows'] as const) sums[name] += found[name]
        }
      }
      await Promise.all(Array.from({ length: 8 }, ask))
      expect(sums).toMatchObject({ foreign: 0, missing: 0 })
      expect(sums.rows).toBeGreaterThan(count)
    })

    const asRole = <T>(role: string, settings: Readonly<Record<string, string>>, work: (sql: Sql) => Promise<T>) =>
      open.db.asOwner(async (sql) => {
        await sql(`set local role ${role}`)
        for (const [name, value] of Object.entries(settings))
          await sql('select set_config($1, $2, true)', [name, value])
        return work(sql)
      })

    test('without a workspace or an audience see nothing, also where a transaction before had one', async () => {
      await open.db.readAs({ workspaceId: open.home, audiences: ['workspace'] }, (sql) => sql('select 1'))
      for (const settings of [
        {},
        { 'ragbot.workspace': open.home },
        { 'ragbot.audiences': '{"workspace":1}' },
        { 'ragbot.workspace': open.home, 'ragbot.audiences': '{}' },
        { 'ragbot.workspace': nothing, 'ragbot.audiences': '{"workspace":1}' },
      ] as Readonly<Record<string, string>>[])
        for (const name of [
          'documents',
          'readable_chunks',
          'readable_embeddings',
          'readable_texts',
          'conversation_messages',
        ])
          expect(await asRole('ragbot_reader', settings, (sql) => sql(`select from ${name}`)), name).toEqual([])
    })

    test('change nothing, and reach no table but by their documents', async () => {
      const settings = { 'ragbot.workspace': open.home, 'ragbot.audiences': '{"workspace":1}' }
      for (const statement of [
        'select * from chunks',
        'select * from embeddings',
        'select * from artifacts',
        'select id from revisions',
        'select * from uploads',
        'select * from inbox',
        'select * from outbox',
        'select title from conversations',
        'select text from feedback',
        'select * from link_codes',
        'select * from action_values',
        'select * from gaps',
        'select * from places',
        'select * from sources',
        'select * from source_items',
        'select * from platform_people',
        'select * from channels',
        'select * from channel_members',
        'select * from thread_talk',
        'update conversation_messages set audience = null',
        'delete from conversation_messages',
        'select * from document_audiences',
        'select * from installs',
        `update documents set audiences = '{workspace}'`,
        'delete from documents',
        'delete from readable_chunks',
        `update readable_chunks set text = ''`,
        'create view mine as select 1',
      ])
        await expect(
          asRole('ragbot_reader', settings, (sql) => sql(statement)),
          statement,
        ).rejects.toThrow(/permission denied|cannot (?:delete from|update) view/)
    })

    test('are told nothing of a hidden text by what goes wrong with it', async () => {
      // So that passages are read before their documents, which a planner may choose.
      const plan = {
        enable_nestloop: 'off',
        enable_indexscan: 'off',
        enable_bitmapscan: 'off',
        enable_mergejoin: 'off',
      }
      const settings = { 'ragbot.workspace': open.home, 'ragbot.audiences': '{"workspace":1}', ...plan }
      for (const [name, column] of [
        ['documents', 'title'],
        ['readable_chunks', 'text'],
        ['readable_texts', 'text'],
        ['conversation_messages', 'content_markdown'],
      ] as const) {
        const probe = (mark: string) =>
          asRole('ragbot_reader', settings, (sql) =>
            sql(`select from ${name} where 1 / (case when ${column} like $1 then 0 else 1 end) = 1`, [`%${mark}%`]),
          )
        await expect(probe('home-open'), name).rejects.toThrow('division by zero')
        for (const hidden of ['home-channel', 'home-person', 'other-open']) await probe(hidden)
      }
    })

    test('a policy that lets everything through is noticed, each', { timeout: 120_000 }, async () => {
      const { db, home, other } = open
      const admin = async (statement: string) => {
        const url = opened().url
        if (url === undefined) await db.asOwner((sql) => sql(statement))
        else await asAdmin(superuserUrl(url), [statement])
      }
      const policies = await db.asOwner((sql) =>
        sql<{ table: string; name: string; role: string; using: string; check: string | null }>(
          `select tablename as table, policyname as name, roles[1] as role, qual as using, with_check as check
             from pg_policies where schemaname = 'public' and qual <> 'true' order by 1, 2`,
        ),
      )
      expect(policies.length).toBeGreaterThan(24)
      const settings = { 'ragbot.workspace': home, 'ragbot.audiences': JSON.stringify({ [audiences.open]: 1 }) }
      const foreign = (table: string, role: string) =>
        asRole(role, settings, async (sql) => {
          const key = table === 'workspaces' ? 'id' : 'workspace_id'
          const [row] = await sql<{ rows: number }>(`select count(*) as rows from ${table} where ${key} <> $1`, [home])
          return row!.rows
        })
      const closed = () =>
        asRole('ragbot_reader', settings, async (sql) => {
          const [row] = await sql<{ rows: number }>(
            `select count(*) as rows from documents where audiences <> '{workspace}'`,
          )
          return row!.rows
        })
      const writeForeign = (table: string, role: string) =>
        asRole(role, settings, (sql) => sql(`update ${table} set workspace_id = '${other}'`)).then(
          () => 'written',
          (error: Error) => error.message,
        )
      for (const { table, name, role, using, check } of policies) {
        const whole = `alter policy ${name} on ${table} using (${using})${check === null ? '' : ` with check (${check})`}`
        expect([await foreign(table, role), await closed()], `${table} ${name}`).toEqual([0, 0])
        await admin(`alter policy ${name} on ${table} using (true)`)
        const seen = await foreign(table, role)
        await admin(whole)
        expect(seen, `${table} ${name}: nobody saw more`).toBeGreaterThan(0)
        if (check === null) continue
        expect(await writeForeign(table, role), table).toMatch(/row-level security/)
        await admin(`alter policy ${name} on ${table} with check (true)`)
        const written = await writeForeign(table, role)
        await admin(whole)
        expect(written, `${table} ${name}: it may be given away`).not.toMatch(/row-level security/)
      }
      // Of one workspace, for others than the reader.
      const mine = policies.find(({ table, role }) => table === 'documents' && role === 'ragbot_reader')!
      await admin(`alter policy readable on documents using (workspace_id = '${home}')`)
      const others = await closed()
      await admin(`alter policy readable on documents using (${mine.using})`)
      expect(others).toBeGreaterThan(0)
      const turns = policies.find(({ table, role }) => table === 'conversation_messages' && role === 'ragbot_reader')!
      const overheard = () =>
        asRole('ragbot_reader', settings, async (sql) => {
          const said = await sql<{ text: string }>('select content_markdown as text from conversation_messages')
          return said.filter(({ text }) => !text.endsWith('home-open')).length
        })
      expect(await overheard()).toBe(0)
      await admin(`alter policy readable on conversation_messages using (workspace_id = '${home}')`)
      const heard = await overheard()
      await admin(`alter policy readable on conversation_messages using (${turns.using})`)
      expect(heard).toBeGreaterThan(0)
    })
  })
})
