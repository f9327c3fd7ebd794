// The platforms of installs that come and go while the process runs: opened, begun and ended as the database tells.
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Platform, PlatformApp } from '../../src/bots/types.ts'
import type { InstallId } from '../../src/model.ts'
import { createHosted, type Hosted } from '../../src/queue/hosted.ts'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'

describe.each(testDatabases)('hosted platforms on the $name engine', (database) => {
  describe.skipIf(!database.isAvailable)('', () => {
    const opened = openStore(database)
    const app = { platform: 'slack', app: `hosted ${database.name}` } as const
    const install = async (account: string) => {
      const tokens = { access: Buffer.from('a'), refresh: null, expiresAt: null }
      const made = { ...app, account, isOrg: false, botId: null, scopes: [], workspaceId: opened().home }
      return (await opened().store.saveInstall({ ...made, isOperator: true, trustsFirst: false }, () => tokens)).id
    }
    /** What happened to which, in order. */
    let told: string[] = []
    let hosted: Hosted | undefined
    afterEach(async () => {
      await hosted?.stop()
      told = []
    })
    const platformOf = (id: string): Platform =>
      ({
        id: 'slack',
        start: () => told.push(`start ${id}`),
        stop: async () => void told.push(`stop ${id}`),
      }) as Partial<Platform> as Platform
    const create = () => {
      const log = { warn: (message: string) => told.push(message) }
      hosted = createHosted({ store: opened().store, log, open: (_app, { id }) => platformOf(id) })
      return hosted
    }
    const appItself: PlatformApp = {
      id: 'slack',
      routes: [],
      start: () => told.push('start app'),
      open: () => platformOf('none'),
    }
    /** Long before the look that nobody asked for. */
    const soon = (check: () => void) => vi.waitFor(check, { timeout: 30_000 })
    const isOpen = (id: InstallId) => hosted!.platforms.has(id) && hosted!.ids().includes(id)

    test('an install that another process made is opened once it is heard of, and begins', async () => {
      const before = await install('T1')
      const { addApp, start } = create()
      await addApp(app, appItself)
      expect([isOpen(before), told]).toEqual([true, []])
      start()
      expect(told).toEqual(['start app', `start ${before}`])
      // Listening has begun when the first is heard, and not before.
      const later: InstallId[] = []
      await soon(async () => {
        later.push(await install(`T${later.length + 2}`))
        await new Promise((resolve) => setTimeout(resolve, 200))
        expect(later.some(isOpen)).toBe(true)
      })
      await soon(() => expect(later.every(isOpen)).toBe(true))
      expect(told.slice(2).sort()).toEqual(later.map((id) => `start ${id}`).sort())
    })

    test('one that ended elsewhere is stopped and worked for no more', async () => {
      const [ends, stays] = [await install('T20'), await install('T21')]
      await create().addApp(app, appItself)
      expect([isOpen(ends), isOpen(stays)]).toEqual([true, true])
      await opened().store.endInstall(ends)
      await hosted!.look()
      expect([isOpen(ends), isOpen(stays), told]).toEqual([false, true, [`stop ${ends}`]])
      // It is made anew, with a new platform.
      await install('T20')
      await hosted!.look()
      expect([isOpen(ends), told]).toEqual([true, [`stop ${ends}`]])
    })

    test('an end is heard as well', async () => {
      const ids = [await install('T30')]
      await create().addApp(app, appItself)
      await soon(async () => {
        ids.push(await install(`T3${ids.length}`))
        await opened().store.endInstall(ids.shift()!)
        await new Promise((resolve) => setTimeout(resolve, 200))
        expect(told.some((line) => line.startsWith('stop'))).toBe(true)
      })
    })

    test('where nothing is heard it looks once a minute, and goes on after a look that failed', async () => {
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
      onTestFinished(() => void vi.useRealTimers())
      const { store } = opened()
      let isAway = false
      const deaf = { isListening: () => false, stop: async () => {} }
      hosted = createHosted({
        store: {
          listWorking: (one) => (isAway ? Promise.reject(new Error('away')) : store.listWorking(one)),
          watchInstalls: () => deaf,
        },
        log: { warn: (message) => told.push(message) },
        open: (_app, { id }) => platformOf(id),
      })
      await hosted.addApp(app, appItself)
      isAway = true
      const late = await install('T50')
      await expect(hosted.look()).rejects.toThrow('away')
      vi.advanceTimersByTime(60_000)
      await soon(() => expect(told).toEqual(['looking for installs failed']))
      isAway = false
      vi.advanceTimersByTime(60_000)
      await soon(() => expect(isOpen(late)).toBe(true))
    })

    test('all are stopped with the process, those of its own tokens too, and what changes then is nothing to it', async () => {
      const own = opened().installOf('slack')
      const { add, addApp, stop } = create()
      add(own, platformOf(own.id))
      const made = await install('T40')
      await addApp(app, appItself)
      await stop()
      expect(told).toEqual(expect.arrayContaining([`stop ${own.id}`, `stop ${made}`]))
      hosted = undefined
      const late = await install('T41')
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(told.join()).not.toContain(late)
    })
  })
})
