// What the doctor says of teams that installed the app by themselves, with a real store and a Slack on loopback.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkPlatform } from '../../src/doctor/index.ts'
import { checkInstalls } from '../../src/doctor/installs.ts'
import { createSecrets } from '../../src/secrets.ts'
import { openStore } from '../contracts/open-store.ts'
import { testDatabases } from '../databases.ts'
import { createSlackStandIn, type SlackStandIn } from '../stand-ins/slack.ts'

const opened = openStore(testDatabases[0]!)
const secrets = createSecrets(Buffer.alloc(32, 7))
const app = 'client-of-the-doctor'
let slack: SlackStandIn

beforeAll(async () => {
  slack = await createSlackStandIn({ botToken: 'xoxb-of-nobody' })
})
afterAll(() => slack.close())

interface Made {
  readonly token: string
  readonly isOperator?: boolean
  readonly expiresAt?: Date
  readonly app?: string
}

function install(account: string, { token, isOperator = true, expiresAt, ...more }: Made) {
  const { store, home } = opened()
  return store.saveInstall(
    {
      ...{ platform: 'slack', app, account, isOrg: false, botId: 'U0BOT', scopes: [], workspaceId: home },
      ...{ isOperator, trustsFirst: false, ...more },
    },
    (id) => ({
      access: secrets.seal(token, ['install token', id, 'access']),
      refresh: expiresAt === undefined ? null : secrets.seal('xoxe-1', ['install token', id, 'refresh']),
      expiresAt: expiresAt ?? null,
    }),
  )
}

const given = (token: string, team: string, state: 'good' | 'revoked', scopes: readonly string[] = slack.scopes) =>
  void slack.oauth.tokens.set(token, { team: { id: team, name: team }, enterprise: null, scopes, state })

const look = (more: Partial<Parameters<typeof checkInstalls>[0]> = {}) =>
  checkInstalls({
    store: opened().store,
    app,
    secrets,
    look: (botToken) => checkPlatform('slack', { slack: { botToken, apiUrl: slack.apiUrl } }),
    now: () => Date.now(),
    ...more,
  })

test('each install has its line: what works, what it lacks, who has to do something', async () => {
  given('xoxb-good', 'T1', 'good')
  given('xoxb-few', 'T2', 'good', ['chat:write'])
  given('xoxb-gone', 'T3', 'revoked')
  given('xoxb-new', 'T4', 'good')
  await install('T1', { token: 'xoxb-good' })
  await install('T2', { token: 'xoxb-few' })
  await install('T3', { token: 'xoxb-gone' })
  await install('T4', { token: 'xoxb-new', isOperator: false })
  await install('T5', { token: 'xoxb-old', expiresAt: new Date(Date.now() - 1_000) })
  await install('T6', { token: 'xoxb-good', app: 'another app' })
  const { id } = await install('T7', { token: 'xoxb-good' })
  await opened().store.endInstall(id)
  const lines = new Map((await look()).map(({ about, level, message }) => [about, `${level} ${message}`]))
  expect([...lines.keys()].sort()).toEqual(['T1', 'T2', 'T3', 'T4', 'T5'].map((team) => `slack in ${team}`))
  expect(lines.get('slack in T1')).toMatch(/^ok installed in T1/)
  expect(lines.get('slack in T2')).toMatch(/^error the app lacks .*users:read/)
  expect(lines.get('slack in T3')).toMatch(/^error .*token_revoked.*install the app again, at \/slack\/install$/)
  expect(lines.get('slack in T4')).toMatch(/^warning .*nobody answers there yet: "ragbot installs connect T4"/)
  expect(lines.get('slack in T5')).toMatch(/^ok .*refreshed when it is needed/)
  // None is refreshed, and no token is told.
  expect(slack.calls.map(({ method }) => method)).not.toContain('oauth.v2.access')
  expect([...lines.values()].join()).not.toMatch(/xox/)
})

test('a token that another key has sealed is a line of its own, and without a key there are none', async () => {
  const other = createSecrets(Buffer.alloc(32, 9))
  const lines = await look({ secrets: other })
  expect(lines.every(({ level }) => level === 'error')).toBe(true)
  expect(await look({ secrets: null })).toEqual([])
})
