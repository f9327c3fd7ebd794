// The connector: one attempt a call, tokens kept and renewed, errors that say what to do and hold no secret.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { type ConnectorConfig, createConnector } from '../../../../src/bots/teams/send/connector.ts'
import type { AppError } from '../../../../src/errors.ts'
import { createTeamsStandIn, type Mishap } from '../../../stand-ins/teams.ts'

async function setUp(changes: Partial<ConnectorConfig> = {}, timeoutMs = 10_000) {
  const teams = await createTeamsStandIn()
  const clock = { now: Date.now() }
  const connector = createConnector({ ...teams.config, ...changes }, { timeoutMs, now: () => clock.now })
  const post = (serviceUrl = teams.serviceUrl) =>
    connector.call(serviceUrl, 'write', ({ conversations }) =>
      conversations.sendToConversation('a:1', { type: 'message', text: 'A secret answer' }),
    )
  const members = () =>
    connector.call(teams.serviceUrl, 'read', ({ conversations }) => conversations.getConversationPagedMembers('a:1'))
  return { teams, clock, connector, post, members, [Symbol.asyncDispose]: () => teams.close() }
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )
const token = /token$/

describe('tokens', () => {
  it.each([
    [{}, '/tenant-1/oauth2/v2.0/token'],
    [{ appType: 'MultiTenant' as const }, '/botframework.com/oauth2/v2.0/token'],
  ])('come from the authority of the app’s type: %o', async (changes, path) => {
    await using setup = await setUp(changes)
    await setup.post()
    const asked = setup.teams.requests.filter((one) => token.test(one.path))
    expect(asked.map((one) => one.path)).toEqual([path])
    expect(Object.fromEntries(new URLSearchParams(String(asked[0]?.body)))).toEqual({
      grant_type: 'client_credentials',
      client_id: setup.teams.config.appId,
      client_secret: setup.teams.config.appPassword,
      scope: 'https://api.botframework.com/.default',
    })
  })

  it('are fetched once for calls at the same time, and again shortly before they expire', async () => {
    await using setup = await setUp()
    await Promise.all([setup.post(), setup.post(), setup.members().catch(() => {})])
    setup.clock.now += 54 * 60_000
    await setup.post()
    expect(setup.teams.count(token)).toBe(1)
    setup.clock.now += 2 * 60_000
    await setup.post()
    expect(setup.teams.count(token)).toBe(2)
  })

  it('are renewed at once when one is refused', async () => {
    await using setup = await setUp()
    await setup.post()
    setup.teams.next(/activities/, { kind: 'status', status: 401 })
    await setup.post()
    expect(setup.teams.count(token)).toBe(2)
    expect(setup.teams.posts).toHaveLength(2)
  })

  it.each([
    [401, 'AADSTS7000215: Invalid client secret provided: stand-in-password', /MICROSOFT_APP_PASSWORD was refused/],
    [401, 'AADSTS7000222: expired', /MICROSOFT_APP_PASSWORD has expired/],
    [400, 'AADSTS90002: Tenant not found', /MICROSOFT_APP_TENANT_ID/],
    [400, 'AADSTS700016: no such app', /MICROSOFT_APP_ID is not known/],
  ])('that are not given name the variable, never the secret: %i %s', async (status, description, message) => {
    await using setup = await setUp()
    setup.teams.next(token, { kind: 'status', status, body: { error: 'x', error_description: description } })
    const error = await caught(setup.post())
    expect(error).toMatchObject({ code: 'teams-token-refused', retry: 'refused' })
    expect(error.message).toMatch(message)
    expect(`${error.message}${error.stack}${JSON.stringify(error.cause)}`).not.toContain('stand-in-password')
    // Not remembered: the next call asks again.
    await setup.post()
  })

  it('are asked for again later when the authority fails', async () => {
    await using setup = await setUp()
    for (const mishap of [{ kind: 'status', status: 503 }, { kind: 'drop' }] as Mishap[]) {
      setup.teams.next(token, mishap)
      expect(await caught(setup.post())).toMatchObject({ retry: 'later' })
    }
    expect(setup.teams.posts).toEqual([])
  })
})

describe('what a failure means', () => {
  const refusal = (code: string) => ({ error: { code, message: 'told to fail' } })
  const cases: [Mishap, Partial<AppError>, string][] = [
    [{ kind: 'status', status: 429, retryAfter: '7' }, { code: 'teams-rate-limited', retryAfterMs: 7000 }, 'later'],
    [{ kind: 'status', status: 429 }, { retryAfterMs: 30_000 }, 'later'],
    [{ kind: 'status', status: 412 }, { code: 'teams-unavailable' }, 'later'],
    [{ kind: 'status', status: 503, retryAfter: '2' }, { retryAfterMs: 2000 }, 'later'],
    [{ kind: 'status', status: 500 }, {}, 'unknown'],
    [{ kind: 'status', status: 502 }, {}, 'unknown'],
    [{ kind: 'status', status: 504 }, {}, 'unknown'],
    [{ kind: 'drop' }, { code: 'teams-unreachable' }, 'unknown'],
    [{ kind: 'reset' }, { code: 'teams-unreachable' }, 'unknown'],
    [{ kind: 'slow', ms: 400 }, { code: 'teams-unreachable' }, 'unknown'],
    [
      { kind: 'status', status: 403, body: refusal('BotNotInConversationRoster') },
      { code: 'teams-bot-not-in-conversation-roster' },
      'never',
    ],
    [{ kind: 'status', status: 404, body: refusal('ConversationNotFound') }, {}, 'never'],
    [{ kind: 'status', status: 413, body: refusal('<b>not a code</b>') }, { code: 'teams-http-413' }, 'never'],
    [{ kind: 'status', status: 302 }, { code: 'teams-stand-in' }, 'never'],
  ]
  it.each(cases)('%o on a post', async (mishap, expected, retry) => {
    await using setup = await setUp({}, mishap.kind === 'slow' ? 150 : 10_000)
    setup.teams.next(/activities/, mishap)
    const error = await caught(setup.post())
    expect(error).toMatchObject({ ...expected, retry })
    expect(`${error.message}${error.stack}`).not.toMatch(/A secret answer|access-token|<b>/)
    // The SDK does not try again by itself.
    expect(setup.teams.count(/activities/)).toBe(1)
  })

  it.each([{ kind: 'status', status: 502 }, { kind: 'drop' }] as Mishap[])('%o on a read', async (mishap) => {
    await using setup = await setUp()
    setup.teams.next(/pagedmembers/, mishap)
    expect(await caught(setup.members())).toMatchObject({ retry: 'later' })
  })

  it('nothing was posted when nobody listens', async () => {
    await using setup = await setUp()
    await setup.post()
    await setup.teams.pause()
    // The first may notice only now that its old connection is gone.
    await caught(setup.post())
    expect(await caught(setup.post())).toMatchObject({ code: 'teams-unreachable', retry: 'later' })
  })

  it('an app that gets no further with new tokens names its credentials', async () => {
    await using setup = await setUp()
    for (const _ of [1, 2]) setup.teams.next(/activities/, { kind: 'status', status: 401 })
    const error = await caught(setup.post())
    expect(error).toMatchObject({ retry: 'refused' })
    expect(error.message).toMatch(/MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD/)
  })
})

describe('addresses', () => {
  it.each(['http://127.0.0.1:9/', 'https://evil.example/', 'https://smba.trafficmanager.net.evil.example/', ''])(
    'that are not allowed get no token: %s',
    async (serviceUrl) => {
      await using setup = await setUp()
      expect(await caught(setup.post(serviceUrl))).toMatchObject({ code: 'teams-service-url', retry: 'never' })
      expect(await caught(setup.connector.fetchFrom(serviceUrl))).toMatchObject({ code: 'teams-service-url' })
      expect(await caught(setup.connector.postRaw(serviceUrl, 'a:1', {}))).toMatchObject({ code: 'teams-service-url' })
      expect(setup.teams.requests).toEqual([])
    },
  )

  it('are not left by a redirect', async () => {
    const seen: (string | undefined)[] = []
    const elsewhere = createServer((request, response) => {
      seen.push(request.headers.authorization)
      response.end('{}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    const target = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
    const hub = createServer((request, response) => {
      if (token.test(request.url ?? '')) response.end(JSON.stringify({ access_token: 't', expires_in: 3600 }))
      else response.writeHead(307, { location: target }).end()
    })
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`
    await using setup = await setUp({ loginUrl: url, serviceUrls: [url], graphUrl: url })
    expect(await caught(setup.post(`${url}/`))).toMatchObject({ code: 'teams-http-307', retry: 'never' })
    expect((await setup.connector.graph('/me')).status).toBe(307)
    expect(seen).toEqual([])
    for (const server of [hub, elsewhere]) {
      server.closeAllConnections()
      server.close()
    }
  })
})

describe('Graph', () => {
  it('is asked with a token of its own, in the tenant of the message', async () => {
    await using setup = await setUp({ tenantIds: ['tenant-1', 'tenant-2'] })
    setup.teams.graph.set('/v1.0/teams/1', { id: '1' })
    const response = await setup.connector.graph('/teams/1', 'TENANT-2')
    expect(await response.json()).toEqual({ id: '1' })
    const [asked] = setup.teams.requests
    expect(asked?.path).toBe('/TENANT-2/oauth2/v2.0/token')
    expect(new URLSearchParams(String(asked?.body)).get('scope')).toBe(`${setup.teams.url}/.default`)
  })

  it('is never asked with the token of another tenant', async () => {
    await using setup = await setUp({ tenantIds: ['tenant-1', 'tenant-2'] })
    for (const tenant of ['tenant-2', 'tenant-1']) await setup.connector.graph('/x', tenant)
    const asked = setup.teams.requests.filter((one) => token.test(one.path))
    expect(asked.map((one) => one.path)).toEqual(['/tenant-2/oauth2/v2.0/token', '/tenant-1/oauth2/v2.0/token'])
  })

  it('is not asked about other tenants, and answers with any status', async () => {
    await using setup = await setUp()
    expect(await caught(setup.connector.graph('/x', 'tenant-9'))).toMatchObject({ code: 'teams-tenant' })
    expect((await setup.connector.graph('/x')).status).toBe(404)
    setup.teams.next(/x$/, { kind: 'drop' })
    expect(await caught(setup.connector.graph('/x'))).toMatchObject({ retry: 'later' })
  })
})
