// A refresh token is good once: what it brought is kept even when the database is away for a moment.
import { expect, test } from 'vitest'
import { createAppHost } from '../../src/queue/app-host.ts'
import { createSecrets } from '../../src/secrets.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'

const opened = openStore(quickDatabase)

test('refreshed tokens are written again after a failure, and are there when that is done', async () => {
  const { store, home } = opened()
  let failures = 1
  const host = createAppHost({
    app: { platform: 'slack', app: 'A-refreshed' },
    store: {
      ...store,
      saveRefreshed: async (...args) => {
        if (failures-- > 0) throw new Error('the database is away')
        return store.saveRefreshed(...args)
      },
    },
    installs: { routeOf: () => Promise.reject(new Error('not in this test')) },
    sealer: createSecrets(Buffer.alloc(32, 7)),
    workspaceId: home,
    trustsFirst: true,
    openInstalled: async () => {},
    isOpen: () => true,
    isOperator: () => true,
    key: Buffer.alloc(32),
    origin: () => 'https://ragbot.example',
    log: { warn: () => {} },
  })
  const tokens = (name: string) => ({ access: `${name} access`, refresh: `${name} refresh`, expiresAt: new Date(0) })
  const made = { account: 'T-refreshed', isOrg: false, botId: 'B', scopes: [], isOperator: true }
  const { id } = await host.install(made, tokens('first'))
  const kept = host.tokensOf(id)
  const before = await kept.read()
  expect(before).toMatchObject({ access: 'first access' })
  await kept.save(before!.version, tokens('second'))
  expect(failures).toBe(-1)
  expect(await kept.read()).toMatchObject({ access: 'second access', refresh: 'second refresh' })
})
