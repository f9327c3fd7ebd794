// Which install a delivery is for: looked up before it is stored, kept, and looked up anew once it has changed.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Incoming, Install, ThreadKey } from '../../src/model.ts'
import { createInbox } from '../../src/queue/inbox.ts'
import { createInstalls, type Installs } from '../../src/queue/installs.ts'
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
      const takesDeliveries: OpenStore['store']['takesDeliveries'] = (id) => {
        lookUps += 1
        return store.takesDeliveries(id)
      }
      const routeOf: OpenStore['store']['routeOf'] = (delivery) => {
        lookUps += 1
        return store.routeOf(delivery)
      }
      installs = createInstalls({ ...store, takesDeliveries, routeOf }, () => nowMs)
      // Until it listens it keeps nothing.
      await vi.waitFor(async () => {
        const before = lookUps
        await installs.takesDeliveries(opened().installOf('slack').id)
        await installs.takesDeliveries(opened().installOf('slack').id)
        expect(lookUps - before).toBeLessThan(2)
      })
    })
    afterAll(() => installs.stop())

    const change = (statement: string, values: unknown[] = []) => opened().db.asSystem((sql) => sql(statement, values))
    /** As soon as it is heard. */
    const takes = (install: Install, expected: boolean) =>
      vi.waitFor(async () => expect(await installs.takesDeliveries(install.id)).toBe(expected), { timeout: 30_000 })
    const add = async (workspaceId: string, account: string, isOrg: boolean, app = 'A1', state = 'active') => {
      const id = randomUUID()
      await change(
        `insert into installs (workspace_id, id, platform, app, account, is_org, state) values ($1, $2, 'slack', $3, $4, $5, $6)`,
        [workspaceId, id, app, account, isOrg, state],
      )
      return { id, platform: 'slack', workspaceId } as Install
    }

    test('a look-up is kept, also one in vain, until an install changes', async () => {
      const install = opened().installOf('slack')
      const nobody = { platform: 'slack', app: 'A1', account: 'T9' } as const
      const look = () => Promise.all([installs.takesDeliveries(install.id), installs.routeOf(nobody)])
      await look()
      const before = lookUps
      for (let n = 0; n < 5; n += 1) expect(await look()).toEqual([true, null])
      expect(lookUps - before).toBe(0)
      // As where nothing is heard of a change.
      nowMs += 60_001
      await look()
      expect(lookUps - before).toBe(2)
      await change(`update installs set state = 'paused' where id = $1`, [install.id])
      await takes(install, false)
      await change(`update installs set state = 'active' where id = $1`, [install.id])
      await takes(install, true)
      // It surely listens by now, and has heard of both.
      await look()
      const heard = lookUps
      for (let n = 0; n < 5; n += 1) expect(await look()).toEqual([true, null])
      expect(lookUps - heard).toBe(0)
    })

    test('nothing is kept before it listens', async () => {
      const { store } = opened()
      const asked: string[] = []
      const takesDeliveries: OpenStore['store']['takesDeliveries'] = (id) => {
        asked.push(id)
        return store.takesDeliveries(id)
      }
      const deaf = createInstalls({ ...store, takesDeliveries }, () => nowMs)
      const { id } = opened().installOf('slack')
      // In the same turn of the loop: no connection is made yet.
      const taken = await Promise.all([deaf.takesDeliveries(id), deaf.takesDeliveries(id)])
      await deaf.stop()
      expect([taken, asked]).toEqual([
        [true, true],
        [id, id],
      ])
    })

    test('a delivery goes to the install of its team, else to that of its whole enterprise, of its app alone', async () => {
      const { home, other, store } = opened()
      const [team, enterprise] = [await add(home, 'T1', false), await add(other, 'E1', true)]
      await add(home, 'T3', false, 'A1', 'removed')
      await add(home, 'E2', false)
      const paused = await add(home, 'T4', false, 'A1', 'paused')
      const of = (account: string, enterprise = 'E1', app = 'A1', at: { channel?: string; thread?: string } = {}) =>
        store.routeOf({ platform: 'slack', app, account, ...at, ...(enterprise && { enterprise }) })
      expect(await of('T1')).toEqual({ token: team, install: team })
      expect(await of('T3', '')).toBeNull()
      expect(await of('T2', 'E2')).toBeNull()
      expect(await of('T2', '')).toBeNull()
      expect(await of('T4')).toEqual({ token: paused, install: null })
      expect(await of('T1', 'E1', 'A2')).toBeNull()
      await expect(add(other, 'T1', false)).rejects.toThrow(/one_install_of_account/)

      // The teams of an enterprise are answered from where somebody said.
      expect(await of('T2')).toEqual({ token: enterprise, install: null })
      await store.mapPlace(enterprise.id, { team: 'T2' }, other)
      expect(await of('T2')).toEqual({ token: enterprise, install: enterprise })
      expect(await of('T5')).toEqual({ token: enterprise, install: null })
      await store.mapPlace(enterprise.id, { team: 'T5' }, home)
      const routed = (await of('T5'))?.install
      expect(routed).toMatchObject({ workspaceId: home, platform: 'slack' })
      expect(routed?.id).not.toBe(enterprise.id)
      expect(await store.takesDeliveries(routed!.id)).toBe(true)

      // The narrowest place counts.
      await store.mapPlace(team.id, { team: 'T1', channel: 'C1' }, other)
      await store.mapPlace(team.id, { team: 'T1', channel: 'C1', thread: '1.1' }, home)
      const workspaceAt = async (at: { channel?: string; thread?: string }) =>
        (await of('T1', 'E1', 'A1', at))?.install?.workspaceId
      expect(await workspaceAt({ channel: 'C1' })).toBe(other)
      expect(await workspaceAt({ channel: 'C1', thread: '2.2' })).toBe(other)
      expect(await workspaceAt({ channel: 'C1', thread: '1.1' })).toBe(home)
      expect(await workspaceAt({ channel: 'C2', thread: '1.1' })).toBe(home)
      expect(await workspaceAt({})).toBe(home)
      // Also of what was looked up a moment ago.
      for (const [channel, workspaceId] of [
        ['C1', other],
        ['C2', home],
      ] as const) {
        const place = { platform: 'slack', app: 'A1', account: 'T1', channel } as const
        expect((await installs.routeOf(place))?.install?.workspaceId).toBe(workspaceId)
      }

      // What has ended in one of its workspaces answers nobody from there.
      const setRouted = (state: string) => change('update installs set state = $2 where id = $1', [routed!.id, state])
      await setRouted('removed')
      expect(await of('T5')).toEqual({ token: enterprise, install: null })
      await setRouted('active')

      // Paused, it takes nothing anywhere.
      await change(`update installs set state = 'paused' where id = $1`, [enterprise.id])
      expect(await of('T5')).toEqual({ token: enterprise, install: null })
      expect(await store.takesDeliveries(routed!.id)).toBe(false)
      await store.mapPlace(paused.id, { team: 'T4' }, home)
      expect(await of('T4')).toEqual({ token: paused, install: paused })
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
      await takes(install, false)
      await expect(inbox.accept(install, message('m1'))).rejects.toMatchObject({ code: 'not-installed' })
      expect(await store.countPending(opened().home)).toBe(0)
      await change(`update installs set state = 'active' where id = $1`, [install.id])
      await takes(install, true)
      expect(await inbox.accept(install, message('m1'))).toEqual({ duplicate: false })
    })

    // The embedded engine's connection goes only with its process.
    if (database.name === 'server')
      test('what changed while its connection was away is seen', async () => {
        const install = opened().installOf('teams')
        await takes(install, true)
        const listeners = `select pid from pg_stat_activity where query = 'listen ragbot_installs' and datname = current_database()`
        const cut = await opened().db.asOwner((sql) => sql<{ pid: number }>(listeners))
        expect(cut).toHaveLength(1)
        await opened().db.asOwner((sql) => sql(`select pg_terminate_backend(pid) from (${listeners}) as it`))
        await change(`update installs set state = 'paused' where id = $1`, [install.id])
        await takes(install, false)
        await vi.waitFor(
          async () => {
            const again = await opened().db.asOwner((sql) => sql<{ pid: number }>(listeners))
            expect(again.map(({ pid }) => pid)).not.toEqual(cut.map(({ pid }) => pid))
            expect(again).toHaveLength(1)
          },
          { timeout: 30_000 },
        )
        await change(`update installs set state = 'active' where id = $1`, [install.id])
        await takes(install, true)
      })

    test('the tokens of an environment are in no row', async () => {
      const { id } = opened().installOf('slack')
      for (const column of ['access_token', 'refresh_token'])
        await expect(change(`update installs set ${column} = '\\x00' where id = $1`, [id])).rejects.toThrow(/check/)
    })
  })
})
