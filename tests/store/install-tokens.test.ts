// Tokens of installs that teams make: who may exchange them, what an end leaves, and what goes some days later.
import { describe, expect, test } from 'vitest'
import type { InstallId } from '../../src/model.ts'
import type { NewInstall } from '../../src/store/install-tokens.ts'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'
import { addDocument } from './documents.ts'
import { incoming } from './world.ts'

describe.each(testDatabases)('tokens of installs on the $name engine', (database) => {
  describe.skipIf(!database.isAvailable)('', () => {
    const opened = openStore(database)
    const app = { platform: 'slack', app: 'A1' } as const
    const sql = <Row>(text: string, values: unknown[] = []) => opened().db.asSystem((run) => run<Row>(text, values))
    const sealed = (word: string) => ({
      access: Buffer.from(word),
      refresh: Buffer.from(`refresh ${word}`),
      expiresAt: new Date(0),
    })
    const made = (account: string, fields: Partial<NewInstall> = {}): NewInstall => ({
      ...app,
      account,
      isOrg: false,
      botId: 'U0BOT',
      scopes: ['chat:write'],
      workspaceId: opened().home,
      isOperator: true,
      trustsFirst: false,
      ...fields,
    })
    const install = async (account: string, fields: Partial<NewInstall> = {}, word = account) =>
      opened().store.saveInstall(made(account, fields), () => sealed(word))
    const routeOf = (account: string) => opened().store.routeOf({ ...app, account })

    test('the very first need not wait, a stranger that comes later does, and whoever runs this does not', async () => {
      const app = `first ${database.name}`
      const stranger = { app, isOperator: false, trustsFirst: true }
      expect((await install('T1', { ...stranger, trustsFirst: false })).isActive).toBe(false)
      await sql('delete from installs where app = $1', [app])
      expect((await install('T1', stranger)).isActive).toBe(true)
      expect((await install('T2', stranger)).isActive).toBe(false)
      expect((await install('T2', stranger)).isActive).toBe(false)
      expect((await install('T3', { ...stranger, isOperator: true })).isActive).toBe(true)
      // One that was removed was the first all the same.
      await sql(`update installs set state = 'removed' where app = $1`, [app])
      expect((await install('T4', stranger)).isActive).toBe(false)
    })

    test('racing installs of one team are one, and the last one’s tokens count', async () => {
      const names = Array.from({ length: 8 }, (_, n) => `token ${n}`)
      const all = await Promise.all(names.map((name) => install('T20', {}, name)))
      expect(new Set(all.map(({ id }) => id)).size).toBe(1)
      const stored = await opened().store.readTokens(all[0]!.id)
      expect(stored).toMatchObject({ version: 8 })
      expect(names).toContain(Buffer.from(stored!.access).toString())
    })

    test('one process exchanges a refresh token, and what it brings is not written over by one that was late', async () => {
      const { store } = opened()
      const { id } = await install('T21')
      expect(await store.claimRefresh(id, 0, 1_000)).toBe(false)
      expect(await Promise.all([store.claimRefresh(id, 1, 60_000), store.claimRefresh(id, 1, 60_000)])).toContain(false)
      expect(await store.claimRefresh(id, 1, 60_000)).toBe(false)
      // Whoever had it died, or its clock jumped.
      for (const at of [`now() - interval '1 s'`, `now() + interval '1 day'`]) {
        await sql(`update installs set refreshing_until = ${at} where id = $1`, [id])
        expect(await store.claimRefresh(id, 1, 60_000)).toBe(true)
      }
      expect(await store.failRefresh(id, 1, true)).toBe(false)
      expect(await store.claimRefresh(id, 1, 60_000)).toBe(true)
      expect(await store.failRefresh(id, 1, false)).toBe(false)
      expect(await store.claimRefresh(id, 1, 60_000)).toBe(true)
      expect(await store.saveRefreshed(id, 1, sealed('new'))).toBe(true)
      expect(await store.saveRefreshed(id, 1, sealed('late'))).toBe(false)
      const stored = await store.readTokens(id)
      expect([Buffer.from(stored!.access).toString(), stored!.version]).toEqual(['new', 2])
      // Refused too often, nobody tries while the install is being ended.
      for (const isOver of [false, false, true]) {
        expect(await store.claimRefresh(id, 2, 60_000)).toBe(true)
        expect(await store.failRefresh(id, 2, true)).toBe(isOver)
      }
      expect(await store.claimRefresh(id, 2, 60_000)).toBe(false)
    })

    test('an end takes the tokens and what replies needed, at once; news of an end that is older than the install does nothing', async () => {
      const { store, other } = opened()
      const { id } = await install('T22')
      await store.mapPlace(id, { team: 'T22', channel: 'C1' }, other)
      const [routed] = await sql<{ id: InstallId }>('select id from installs where token_of = $1', [id])
      const asked = incoming('slack:T22:C1:1', { kind: 'ask', question: 'who?', cut: false })
      const row = { incoming: asked, secret: Buffer.from('sealed'), traceId: 't' }
      await store.acceptIncoming({ id: routed!.id, platform: 'slack', workspaceId: other }, row)
      const [kept] = await sql<{ id: number }>('select id from inbox where install_id = $1', [routed!.id])
      const speaking = { id: routed!.id, platform: 'slack', workspaceId: other } as const
      await store.putPlaceholder({ ...row, id: kept!.id, install: speaking }, {}, true)
      await store.endInstall(id, new Date(Date.now() - 60_000))
      expect(await store.readTokens(id)).not.toBeNull()
      await store.endInstall(id)
      expect(await store.readTokens(id)).toBeNull()
      // Nor is any of them kept unread.
      expect(
        await sql('select access_token as access, refresh_token as refresh from installs where id = $1', [id]),
      ).toEqual([{ access: null, refresh: null }])
      expect(await sql('select secret from inbox where install_id = $1', [routed!.id])).toEqual([{ secret: null }])
      expect(await sql('select secret from outbox where install_id = $1', [routed!.id])).toEqual([{ secret: null }])
      expect([await routeOf('T22'), await store.takesDeliveries(routed!.id)]).toEqual([null, false])
      expect((await store.listWorking(app)).filter(({ account }) => account === 'T22')).toEqual([])
      // It comes back as it was.
      const again = await install('T22', { isOperator: false })
      expect(again).toMatchObject({ id, isActive: true })
      expect((await store.listWorking(app)).filter(({ account }) => account === 'T22')).toHaveLength(2)
    })

    test('thirty days later its messages go, and what nobody outside its team may read', async () => {
      const { store, home } = opened()
      const own = await install('T23')
      const add = (title: string, audience: `${'channel' | 'person'}:slack:${string}` | 'workspace') =>
        addDocument(opened(), `${title} ${database.name}`, { audience })
      const [theirs, told, near, all, shared] = [
        await add('theirs', 'channel:slack:T23/C1'),
        await add('told', 'person:slack:T23/U1'),
        await add('near', 'channel:slack:T230/C1'),
        await add('all', 'workspace'),
        await add('shared', 'channel:slack:T23/C2'),
      ]
      await store.shareDocument({ workspaceId: home, audience: 'channel:slack:T230/C1' }, shared.document.id)
      const ask = (thread: string) =>
        opened().db.inWorkspace(home, (run) =>
          run(
            `with c as (insert into conversations (workspace_id, id, platform, title)
               values ($1, gen_random_uuid(), 'slack', 'who?') returning id)
             insert into platform_conversations (workspace_id, platform, thread_key, conversation_id, at_home)
             select $1, 'slack', $2, id, true from c`,
            [home, thread],
          ),
        )
      await ask('slack:T23:C1:1')
      await ask('slack:T230:C1:1')
      const threads = async () =>
        (
          await opened().db.inWorkspace(home, (run) =>
            run<{ key: string }>(
              `select p.thread_key as key from platform_conversations p join conversations c on c.id = p.conversation_id
                where p.thread_key like 'slack:T23%' order by length(p.thread_key) desc`,
            ),
          )
        ).map(({ key }) => key)
      const left = async () => {
        const ids = new Set((await store.listDocuments(home)).map(({ id }) => id))
        return [theirs, told, near, all, shared].map(({ document }) => ids.has(document.id))
      }
      await store.endInstall(own.id)
      await sql(`update installs set ended_at = now() - interval '29 days' where id = $1`, [own.id])
      expect(await store.removeEnded()).toBe(0)
      expect([await left(), await threads()]).toEqual([
        [true, true, true, true, true],
        ['slack:T230:C1:1', 'slack:T23:C1:1'],
      ])
      await sql(`update installs set ended_at = now() - interval '30 days' where id = $1`, [own.id])
      expect(await store.removeEnded()).toBe(1)
      expect([await left(), await threads()]).toEqual([[false, false, true, true, true], ['slack:T230:C1:1']])
      expect(await sql('select id from installs where id = $1', [own.id])).toEqual([])

      // Not to be kept at all; but another install speaks there too.
      const gone = await install('T24')
      await store.keepAfterEnd(gone.id, 0)
      const beside = await store.saveInstall(made('T24', { app: 'A2' }), () => sealed('beside'))
      const stays = await add('stays', 'channel:slack:T24/C1')
      await store.endInstall(gone.id)
      expect(await store.removeEnded()).toBe(1)
      expect((await store.listDocuments(home)).some(({ id }) => id === stays.document.id)).toBe(true)
      await store.keepAfterEnd(beside.id, 0)
      await store.endInstall(beside.id)
      await store.removeEnded()
      expect((await store.listDocuments(home)).some(({ id }) => id === stays.document.id)).toBe(false)
    })

    test('a state is good once', async () => {
      const { store } = opened()
      const until = new Date(Date.now() + 60_000)
      const name = `state ${database.name}`
      const both = await Promise.all([store.spendState(name, until), store.spendState(name, until)])
      expect(both.toSorted()).toEqual([false, true])
      expect(await store.spendState(name, until)).toBe(false)
    })
  })
})
