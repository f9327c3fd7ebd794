// Apps that teams install. A refresh token is good once: what it brought is kept even when the database is away for a
// moment. What is installed is open before anyone is told so.
import { expect, test } from 'vitest'
import { type AppHostOptions, createAppHost } from '../../src/queue/app-host.ts'
import { createSecrets } from '../../src/secrets.ts'
import type { Store } from '../../src/store/index.ts'
import type { Route } from '../../src/store/installs.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'

const opened = openStore(quickDatabase)

function createHost({ store = {}, ...more }: { store?: Partial<Store> } & Partial<Omit<AppHostOptions, 'store'>>) {
  return createAppHost({
    app: { platform: 'slack', app: 'A-refreshed' },
    store: { ...opened().store, ...store },
    installs: { routeOf: () => Promise.reject(new Error('not in this test')) },
    sealer: createSecrets(Buffer.alloc(32, 7)),
    workspaceId: opened().home,
    trustsFirst: true,
    openInstalled: async () => {},
    isOpen: () => true,
    isOperator: () => true,
    key: Buffer.alloc(32),
    origin: () => 'https://ragbot.example',
    log: { warn: () => {} },
    ...more,
  })
}
const tokens = (name: string) => ({ access: `${name} access`, refresh: `${name} refresh`, expiresAt: new Date(0) })
const made = { account: 'T-refreshed', isOrg: false, botId: 'B', scopes: [], isOperator: true }

test('refreshed tokens are written again after a failure, and are there when that is done', async () => {
  let failures = 1
  const host = createHost({
    store: {
      saveRefreshed: async (...args) => {
        if (failures-- > 0) throw new Error('the database is away')
        return opened().store.saveRefreshed(...args)
      },
    },
  })
  const { id } = await host.install(made, tokens('first'))
  const kept = host.tokensOf(id)
  const before = await kept.read()
  expect(before).toMatchObject({ access: 'first access', expiresAt: new Date(0) })
  await kept.save(before!.version, tokens('second'))
  expect(failures).toBe(-1)
  expect(await kept.read()).toMatchObject({ access: 'second access', refresh: 'second refresh' })
})

test('what is installed, allowed or added is open before that is said, and so is what a delivery is for', async () => {
  let opens = 0
  const open = new Set<string>()
  const route = { token: { id: 'token' }, install: { id: 'install' } } as unknown as Route
  const host = createHost({
    openInstalled: async () => {
      await new Promise(setImmediate)
      opens += 1
    },
    isOpen: (id) => open.has(id),
    installs: { routeOf: async () => route },
  })
  const { id } = await host.install({ ...made, account: 'T-opened' }, tokens('a'))
  expect(opens).toBe(1)
  await host.answerIn(id, ['T-allowed'])
  expect(opens).toBe(2)
  await host.addTeams(id, ['T-added'])
  expect(opens).toBe(3)
  for (const [known, count] of [['token', 4] as const, ['install', 5] as const]) {
    open.clear()
    open.add(known)
    expect(await host.routeOf({ team: 'T-opened' } as never)).toEqual({ token: 'token', install: 'install' })
    expect(opens).toBe(count)
  }
  open.add('token')
  await host.routeOf({ team: 'T-opened' } as never)
  expect(opens).toBe(5)
})

test('a team that has to be allowed first is told so, one that ends is gone at once, and a failure is told from a refusal', async () => {
  const heard: unknown[] = []
  const host = createHost({
    trustsFirst: false,
    store: {
      failRefresh: async (...args) => heard.push(args) > 0,
      removeEnded: async () => heard.push('removed'),
    },
  })
  const { id, isActive } = await host.install({ ...made, account: 'T-stranger', isOperator: false }, tokens('a'))
  expect(isActive).toBe(false)
  await host.tokensOf(id).failed(7, false)
  await host.end(id)
  expect(heard).toEqual([[id, 7, false], 'removed'])
})
