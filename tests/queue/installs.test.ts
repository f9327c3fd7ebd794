// Which install a delivery is for: looked up before it is stored, kept, and looked up anew once it has changed.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Incoming, Install, ThreadKey } from '../../src/model.ts'
import { createInbox } from '../../src/queue/inbox.ts'
import { byEnvironment, createInstalls, type Installs } from '../../src/queue/installs.ts'
import { createSecrets } from '../../src/secrets.ts'
import { at } from '../askers.ts'
import { type OpenStore, openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'

describe.each(testDatabases)('installs on the $name engine', (database) => {
  describe.skipIf(!database.isAvailable)('', () => {
    const opened = openStore(database)
    let installs: Installs
    let lookUps = 0
    let nowMs = 0
    beforeAll(async () => {
      const { store } = opened()
      const workspaceOf: OpenStore['store']['workspaceOf'] = (delivery) => {
        lookUps += 1
        return store.workspaceOf(delivery)
      }
      installs = createInstalls({ ...store, workspaceOf }, () => nowMs)
      // Until it listens it keeps nothing.
      await vi.waitFor(async () => {
        const before = lookUps
        await installs.workspaceOf(byEnvironment(opened().installOf('slack')))
        await installs.workspaceOf(byEnvironment(opened().installOf('slack')))
        expect(lookUps - before).toBeLessThan(2)
      })
    })
    afterAll(() => installs.stop())

    const change = (statement: string, values: unknown[] = []) => opened().db.asSystem((sql) => sql(statement, values))
    /** As soon as it is heard. */
    const becomes = (delivery: Parameters<Installs['workspaceOf']>[0], expected: Install | null) =>
      vi.waitFor(async () => expect(await installs.workspaceOf(delivery)).toEqual(expected), { timeout: 30_000 })

    test('a look-up is kept, also one in vain, until an install changes', async () => {
      const install = opened().installOf('slack')
      const nobody = { platform: 'slack', app: 'A1', account: 'T9' } as const
      for (const delivery of [byEnvironment(install), nobody]) await installs.workspaceOf(delivery)
      const before = lookUps
      for (let n = 0; n < 5; n += 1) {
        expect(await installs.workspaceOf(byEnvironment(install))).toEqual(install)
        expect(await installs.workspaceOf(nobody)).toBeNull()
      }
      expect(lookUps - before).toBe(0)
      // As where nothing is heard of a change.
      nowMs += 60_001
      await installs.workspaceOf(byEnvironment(install))
      expect(lookUps - before).toBe(1)
      await change(`update installs set state = 'paused' where id = $1`, [install.id])
      await becomes(byEnvironment(install), null)
      await change(`update installs set state = 'active' where id = $1`, [install.id])
      await becomes(byEnvironment(install), install)
    })

    test('a delivery goes to the install of its team, else to that of its whole enterprise, of its app alone', async () => {
      const { home, other } = opened()
      const add = async (workspaceId: string, account: string, isOrg: boolean, app = 'A1', state = 'active') => {
        const id = randomUUID()
        await change(
          `insert into installs (workspace_id, id, platform, app, account, is_org, state) values ($1, $2, 'slack', $3, $4, $5, $6)`,
          [workspaceId, id, app, account, isOrg, state],
        )
        return { id, platform: 'slack', workspaceId } as Install
      }
      const [team, enterprise] = [await add(home, 'T1', false), await add(other, 'E1', true)]
      await add(home, 'T3', false, 'A1', 'removed')
      await add(home, 'E2', false)
      await add(home, 'T4', false, 'A1', 'paused')
      const of = (account: string, of: string | undefined = 'E1', app = 'A1') =>
        installs.workspaceOf({ platform: 'slack', app, account, ...(of && { enterprise: of }) })
      await becomes({ platform: 'slack', app: 'A1', account: 'T1' }, team)
      expect(await of('T1')).toEqual(team)
      expect(await of('T2')).toEqual(enterprise)
      expect(await of('T3', '')).toBeNull()
      expect(await of('T2', 'E2')).toBeNull()
      expect(await of('T2', '')).toBeNull()
      expect(await of('T4')).toBeNull()
      expect(await of('T1', 'E1', 'A2')).toBeNull()
      await expect(add(other, 'T1', false)).rejects.toThrow(/one_install_of_account/)
    })

    test('nothing is stored for an install that takes nothing, and again as soon as it does', async () => {
      const { store } = opened()
      const install = opened().installOf('slack')
      const wake = { incoming: () => {}, outgoing: () => {}, upload: () => {} }
      const inbox = createInbox({ store, installs, wake, sealer: createSecrets(Buffer.alloc(32, 7)) })
      const message = (naturalKey: string): Incoming => ({
        platform: 'slack',
        naturalKey,
        threadKey: naturalKey as ThreadKey,
        ...at('T1/C1', 'T1/U1'),
        request: { kind: 'status' },
        target: {},
      })
      await change(`update installs set state = 'removed' where id = $1`, [install.id])
      await becomes(byEnvironment(install), null)
      await expect(inbox.accept(install, message('m1'))).rejects.toMatchObject({ code: 'not-installed' })
      expect(await store.countPending(opened().home)).toBe(0)
      await change(`update installs set state = 'active' where id = $1`, [install.id])
      await becomes(byEnvironment(install), install)
      expect(await inbox.accept(install, message('m1'))).toEqual({ duplicate: false })
    })

    // The embedded engine's connection goes only with its process.
    if (database.name === 'server')
      test('what changed while its connection was away is seen', async () => {
        const install = opened().installOf('teams')
        await becomes(byEnvironment(install), install)
        const listeners = `select pid from pg_stat_activity where query = 'listen ragbot_installs' and datname = current_database()`
        const cut = await opened().db.asOwner((sql) => sql<{ pid: number }>(listeners))
        expect(cut).toHaveLength(1)
        await opened().db.asOwner((sql) => sql(`select pg_terminate_backend(pid) from (${listeners}) as it`))
        await change(`update installs set state = 'paused' where id = $1`, [install.id])
        await becomes(byEnvironment(install), null)
        await vi.waitFor(
          async () => {
            const again = await opened().db.asOwner((sql) => sql<{ pid: number }>(listeners))
            expect(again.map(({ pid }) => pid)).not.toEqual(cut.map(({ pid }) => pid))
            expect(again).toHaveLength(1)
          },
          { timeout: 30_000 },
        )
        await change(`update installs set state = 'active' where id = $1`, [install.id])
        await becomes(byEnvironment(install), install)
      })

    test('the tokens of an environment are in no row', async () => {
      const { id } = opened().installOf('slack')
      for (const column of ['access_token', 'refresh_token'])
        await expect(change(`update installs set ${column} = '\\x00' where id = $1`, [id])).rejects.toThrow(/check/)
    })
  })
})
