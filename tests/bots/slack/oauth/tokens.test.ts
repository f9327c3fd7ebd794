// A token that expires, with two processes that use it over one store of tokens and a Slack that gives each refresh token
// once.
import { expect, onTestFinished, test } from 'vitest'
import { createExchange } from '../../../../src/bots/slack/oauth/exchange.ts'
import { createTokens } from '../../../../src/bots/slack/oauth/tokens.ts'
import { createWebClient } from '../../../../src/bots/slack/send/web-client.ts'
import type { InstallId } from '../../../../src/model.ts'
import { createAppHost } from '../../../../src/queue/app-host.ts'
import { createSecrets } from '../../../../src/secrets.ts'
import { openStore } from '../../../contracts/open-store.ts'
import { quickDatabase } from '../../../databases.ts'
import { createSlackStandIn } from '../../../stand-ins/slack.ts'

const opened = openStore(quickDatabase)
const never = () => Promise.reject(new Error('not in this test'))
let team = 0

async function setUp() {
  const slack = await createSlackStandIn({ botToken: 'xoxb-of-nobody' })
  onTestFinished(() => slack.close())
  const { store, home } = opened()
  const host = createAppHost({
    app: { platform: 'slack', app: 'A1' },
    store,
    installs: { routeOf: never },
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
  const clock = { now: Date.now() }
  const exchange = createExchange(
    createWebClient(undefined, slack.apiUrl, 30_000),
    { clientId: slack.oauth.client.id, clientSecret: slack.oauth.client.secret },
    () => clock.now,
  )
  team += 1
  const code = slack.oauth.grant({ team: `T${team}`, expiresIn: 3_600 })
  const granted = await exchange.code(code, 'https://ragbot.example/slack/oauth_redirect')
  const { id } = await host.install({ ...granted.made, isOperator: true }, granted.tokens)
  const ended: InstallId[] = []
  const client = () =>
    createWebClient(
      createTokens({
        kept: host.tokensOf(id),
        exchange: exchange.refresh,
        ended: async () => {
          ended.push(id)
          await host.end(id)
        },
        now: () => clock.now,
      }),
      slack.apiUrl,
      30_000,
    )
  const expire = () => {
    for (const given of slack.oauth.tokens.values()) given.state = 'expired'
  }
  return { slack, host, id, clock, ended, processes: [client(), client()] as const, expire }
}

test('fifty calls on two processes with a token that expired are one refresh, and none fails', async () => {
  const { slack, processes, expire } = await setUp()
  // What `expires_at` says does not matter.
  expire()
  const calls = Array.from({ length: 50 }, (_, n) => processes[n % 2]!.apiCall('auth.test'))
  expect((await Promise.all(calls)).every(({ ok }) => ok)).toBe(true)
  expect(slack.oauth.refreshes).toEqual({ granted: 1, refused: 0 })
  expire()
  await Promise.all(processes.map((client) => client.apiCall('auth.test')))
  expect(slack.oauth.refreshes).toEqual({ granted: 2, refused: 0 })
})

test('one that is about to expire is refreshed before a call is lost with it', async () => {
  const { slack, processes, clock } = await setUp()
  await processes[0].apiCall('auth.test')
  clock.now += 3_600_000 - 59_000
  await processes[0].apiCall('auth.test')
  expect(slack.oauth.refreshes.granted).toBe(1)
  expect(slack.calls.filter(({ method }) => method === 'auth.test')).toHaveLength(2)
})

test('a refresh token that is refused is tried three times at most, and ends the install', async () => {
  const { slack, host, id, processes, ended, expire } = await setUp()
  expire()
  slack.plan((method, args) =>
    method === 'oauth.v2.access' && args.grant_type === 'refresh_token'
      ? { kind: 'error', error: 'invalid_refresh_token' }
      : undefined,
  )
  const failed = await Promise.allSettled(processes.map((client) => client.apiCall('auth.test')))
  for (const one of failed)
    expect(one).toMatchObject({
      status: 'rejected',
      reason: { code: 'slack-not-installed', message: /install it again/ },
    })
  expect(slack.calls.filter(({ args }) => args.grant_type === 'refresh_token')).toHaveLength(3)
  expect(ended).toEqual([id])
  expect(await host.tokensOf(id).read()).toBeNull()
})

test.each([
  ['an outage', { kind: 'status', status: 503 }, /Slack failed/],
  ['a wrong client secret', { kind: 'error', error: 'bad_client_secret' }, /bad_client_secret/],
] as const)('%s costs the install nothing: it is tried again later', async (_, mishap, message) => {
  const { slack, processes, ended, expire } = await setUp()
  expire()
  for (let n = 0; n < 5; n += 1) {
    slack.next('oauth.v2.access', mishap)
    await expect(processes[0].apiCall('auth.test')).rejects.toMatchObject({
      retry: 'later',
      message: expect.stringMatching(message),
    })
  }
  expect((await processes[1].apiCall('auth.test')).ok).toBe(true)
  expect(ended).toEqual([])
})

test('a token that another process replaced is looked up, and one that is refused for good is not tried again', async () => {
  const { slack, host, id, processes } = await setUp()
  await processes[0].apiCall('auth.test')
  const [old] = slack.oauth.tokens.keys()
  slack.oauth.tokens.get(old!)!.state = 'revoked'
  await expect(processes[0].apiCall('auth.test')).rejects.toMatchObject({ data: { error: 'token_revoked' } })
  const stored = await host.tokensOf(id).read()
  await host.tokensOf(id).claim(stored!.version, 1_000)
  slack.oauth.tokens.set('xoxb-newer', { ...slack.oauth.tokens.get(old!)!, state: 'good' })
  await host.tokensOf(id).save(stored!.version, { access: 'xoxb-newer', refresh: null, expiresAt: null })
  expect((await processes[0].apiCall('auth.test')).ok).toBe(true)
})
