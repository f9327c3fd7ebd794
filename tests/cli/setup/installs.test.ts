// `ragbot installs`: who has installed the app, and which workspace answers them.
import { afterAll, expect, it } from 'vitest'
import { openDatabase } from '../../../src/store/database/db.ts'
import { createStore } from '../../../src/store/index.ts'
import type { NewInstall } from '../../../src/store/install-tokens.ts'
import { cleanUp, ragbot, startEngine } from '../in-process.ts'

afterAll(cleanUp)

it('connects teams, teams of an organisation and channels, and ends an install', async () => {
  const environment = await startEngine()
  const db = await openDatabase({ dataDir: environment.DATA_DIR, command: 'test' })
  const store = createStore(db)
  const installs = (...args: string[]) => ragbot(['installs', ...args], environment)
  const list = async () => (await installs('list')).stdout.trimEnd().split('\n').toSorted()
  expect(await installs('list')).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringContaining('/slack/install'),
  })

  const workspaceId = await store.openWorkspace('default')
  const add = (account: string, more: Partial<NewInstall> = {}) =>
    store.saveInstall(
      {
        platform: 'slack',
        app: 'A1',
        account,
        isOrg: false,
        botId: null,
        scopes: [],
        workspaceId,
        isOperator: false,
        trustsFirst: true,
        ...more,
      },
      () => ({ access: Buffer.from('sealed'), refresh: null, expiresAt: null }),
    )
  await add('T1')
  await add('T2')
  expect(await list()).toEqual([
    'T1             active   default',
    'T2             paused   waits: ragbot installs connect T2',
  ])
  expect(await installs('connect', 'T9')).toMatchObject({ code: 1, stderr: expect.stringContaining('/slack/install') })

  expect((await installs('connect', 'T2', '--workspace', 'sales')).stdout).toBe(
    'T2 is answered from the workspace sales.\n',
  )
  await installs('connect', 'T1', '--channel', 'C1', '--workspace', 'legal')
  await add('E1', { isOrg: true, isOperator: true })
  await installs('connect', 'T7')
  expect(await list()).toEqual([
    'E1             active   default in T7',
    'T1             active   default, legal in C1',
    'T2             active   sales',
  ])
  const listed = (await installs('list', '--json')).stdout
  expect(listed.split('\n').map((line) => line && JSON.parse(line).account)).toEqual(['E1', 'T2', 'T1', ''])
  expect(listed).not.toContain('sealed')
  const workspaceAt = async (account: string, channel?: string) => {
    const route = await store.routeOf({
      platform: 'slack',
      app: 'A1',
      account,
      enterprise: 'E1',
      ...(channel && { channel }),
    })
    return route?.install?.workspaceId
  }
  expect([await workspaceAt('T2'), await workspaceAt('T1', 'C1'), await workspaceAt('T7')]).toEqual([
    await store.openWorkspace('sales'),
    await store.openWorkspace('legal'),
    workspaceId,
  ])

  expect((await installs('remove', 'T2')).code).toBe(0)
  expect((await list())[2]).toContain('removed')
  expect((await installs('remove', 'T1', '--keep-days', '0')).code).toBe(0)
  expect(await list()).toHaveLength(2)
  for (const wrong of [[], ['list', 'T1'], ['connect'], ['connect', 'E1'], ['remove', 'E1', '--keep-days', '-1']])
    expect((await installs(...wrong)).code).toBe(2)
  await db.close()
})
