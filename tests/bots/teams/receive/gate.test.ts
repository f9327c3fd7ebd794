import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { admit, createGate } from '../../../../src/bots/teams/receive/gate.ts'
import { createSigningKeys, type KeyCache } from '../../../../src/bots/teams/receive/signing-keys.ts'
import { isAllowedServiceUrl } from '../../../../src/bots/teams/send/service-urls.ts'
import { createTeamsStandIn, type Mishap, type TeamsStandIn } from '../../../stand-ins/teams.ts'
import { type Json, personalMessage } from '../fixtures.ts'

const minute = 60_000
const hour = 60 * minute

async function setUp(timeoutMs = 10_000) {
  const teams = await createTeamsStandIn()
  const clock = { now: Date.now() }
  const cache: KeyCache = new Map()
  const warnings: string[] = []
  const findKey = createSigningKeys({
    metadataUrl: teams.config.openIdMetadataUrl,
    now: () => clock.now,
    timeoutMs,
    cache,
    log: { warn: (message) => void warnings.push(message) },
  })
  const gate = createGate({ appId: teams.config.appId, findKey, now: () => clock.now })
  const activity = personalMessage({ serviceUrl: teams.serviceUrl })
  const knock = async (token: string | null, body: unknown = activity) => {
    const request = {
      method: 'POST',
      path: '/webhooks/teams',
      params: {},
      query: new URLSearchParams(),
      headers: token === null ? {} : { authorization: `Bearer ${token}` },
      body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    }
    const early = admit(request)
    const admission = early === null ? await gate(request) : undefined
    return early?.status ?? (admission?.kind === 'refused' ? admission.response.status : 'admitted')
  }
  return { teams, clock, cache, warnings, knock, activity, [Symbol.asyncDispose]: () => teams.close() }
}

describe('tokens', () => {
  it('let Microsoft in, expired up to five minutes ago at most', async () => {
    await using setup = await setUp()
    expect(await setup.knock(await setup.teams.token())).toBe('admitted')
    const token = await setup.teams.token({ expiresIn: -240 })
    expect(await setup.knock(token)).toBe('admitted')
    setup.clock.now += 2 * minute
    expect(await setup.knock(token)).toBe(401)
  })

  const emulator = (tenant: string) => ({ iss: `https://sts.windows.net/${tenant}/`, tid: tenant, ver: '1.0' })
  it.each<[string, (teams: TeamsStandIn) => Promise<string> | string | null]>([
    ['no token', () => null],
    ['what is no token', () => 'abc'],
    ['three words that are none', () => 'a.b.c'],
    ['a token signed by another key', (teams) => teams.token({ key: teams.strangersKey })],
    ['an unknown key', (teams) => teams.token({ header: { kid: 'zz' } })],
    ['no key id', (teams) => teams.token({ header: { kid: undefined as unknown as string } })],
    ['alg none', () => new UnsecuredJWT({}).setIssuer('https://api.botframework.com').encode()],
    [
      'alg none with a signature',
      async (teams) => {
        const [, payload, signature] = (await teams.token()).split('.')
        return `${Buffer.from('{"alg":"none","kid":"k1"}').toString('base64url')}.${payload}.${signature}`
      },
    ],
    ['HS256', (teams) => teams.token({ header: { alg: 'HS256' }, key: Buffer.from('x'.repeat(64)) })],
    ['expired six minutes ago', (teams) => teams.token({ expiresIn: -360 })],
    ['no expiry', (teams) => teams.token({ claims: { exp: undefined } })],
    ['not valid yet', (teams) => teams.token({ claims: { nbf: Date.now() / 1000 + 400 } })],
    ['another audience', (teams) => teams.token({ claims: { aud: 'other' } })],
    ['another issuer', (teams) => teams.token({ claims: { iss: 'https://evil.example' } })],
    ['another serviceUrl', (teams) => teams.token({ claims: { serviceurl: 'https://evil.example/' } })],
    ['no serviceUrl claim', (teams) => teams.token({ claims: { serviceurl: undefined } })],
    ['the emulator of any tenant', (teams) => teams.token({ claims: { ...emulator('t-9'), aud: undefined } })],
    [
      'the emulator, for this bot',
      (teams) => teams.token({ claims: { ...emulator('t-9'), appid: teams.config.appId } }),
    ],
    [
      'the emulator, by its own key',
      (teams) => teams.token({ claims: emulator('t-9'), key: teams.strangersKey, header: { kid: 'e1' } }),
    ],
  ])('refuse %s', async (_, make) => {
    await using setup = await setUp()
    expect(await setup.knock(await make(setup.teams))).toBe(401)
  })

  it('refuse a payload changed under a good signature', async () => {
    await using setup = await setUp()
    const [header, payload, signature] = (await setup.teams.token()).split('.')
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Json
    const changed = Buffer.from(JSON.stringify({ ...claims, tid: 'x' })).toString('base64url')
    expect(await setup.knock(`${header}.${changed}.${signature}`)).toBe(401)
  })
})

describe('activities', () => {
  it.each<[string, Json]>([
    ['without a serviceUrl', { serviceUrl: undefined }],
    ['that answer elsewhere', { serviceUrl: 'https://evil.example/' }],
    ['of a channel that the key does not endorse', { channelId: 'webchat' }],
    ['without a channel', { channelId: undefined }],
  ])('%s are refused', async (_, changes) => {
    await using setup = await setUp()
    expect(await setup.knock(await setup.teams.token(), { ...setup.activity, ...changes })).toBe(401)
  })

  it('are refused where they answer at an address that only begins like the one of their token', async () => {
    await using setup = await setUp()
    const token = await setup.teams.token({ claims: { serviceurl: 'https://smba.example' } })
    const serviceUrl = 'https://smba.example.evil.example'
    expect(await setup.knock(token, { ...setup.activity, serviceUrl })).toBe(401)
  })

  it('are refused when neither they nor their token say where they come from', async () => {
    await using setup = await setUp()
    const token = await setup.teams.token({ claims: { serviceurl: undefined } })
    expect(await setup.knock(token, { ...setup.activity, serviceUrl: undefined })).toBe(401)
  })

  it('of Direct Line are refused, where callers write who they are, though the key endorses it', async () => {
    await using setup = await setUp()
    setup.teams.endorsements = ['msteams', 'directline']
    const activity = { ...setup.activity, channelId: 'directline' }
    expect(await setup.knock(await setup.teams.token(), activity)).toBe(401)
  })

  it('are refused when the key endorses no channel', async () => {
    await using setup = await setUp()
    setup.teams.endorsements = []
    expect(await setup.knock(await setup.teams.token())).toBe(401)
  })

  it.each(['', '[]', '"x"', '{', 'null'])('are refused with 400 when the body is %j', async (body) => {
    await using setup = await setUp()
    expect(await setup.knock(await setup.teams.token(), body)).toBe(400)
  })
})

describe('the signing keys', () => {
  const fetches = (teams: TeamsStandIn) => teams.count(/ \/keys$/)

  it('are read when they are first needed, once for all who wait', async () => {
    await using setup = await setUp()
    expect(fetches(setup.teams)).toBe(0)
    const token = await setup.teams.token()
    expect(await Promise.all(Array.from({ length: 20 }, () => setup.knock(token)))).toEqual(Array(20).fill('admitted'))
    expect(fetches(setup.teams)).toBe(1)
  })

  it('are not asked for by a token of another algorithm', async () => {
    await using setup = await setUp()
    const token = await setup.teams.token({ header: { alg: 'HS256' }, key: Buffer.from('x'.repeat(64)) })
    expect(await setup.knock(token)).toBe(401)
    expect(setup.teams.requests).toEqual([])
  })

  it('are not asked for twice at a time, however slow their authority is', async () => {
    await using setup = await setUp()
    setup.teams.next(/openid/, { kind: 'slow', ms: 50 })
    const token = await setup.teams.token()
    const first = setup.knock(token)
    setup.clock.now += 10_000
    expect(await Promise.all([first, setup.knock(token)])).toEqual(['admitted', 'admitted'])
    expect(setup.teams.count(/openid/)).toBe(1)
  })

  it('are read again after a day, and for an unknown one at most once a minute', async () => {
    await using setup = await setUp()
    const token = () => setup.teams.token({ expiresIn: 90 * 3600 })
    const unknown = await setup.teams.token({ header: { kid: 'new' } })
    await setup.knock(await token())
    for (let n = 0; n < 50; n += 1) expect(await setup.knock(unknown)).toBe(401)
    expect(fetches(setup.teams)).toBe(1)
    setup.clock.now += minute
    for (let n = 0; n < 50; n += 1) expect(await setup.knock(unknown)).toBe(401)
    expect(fetches(setup.teams)).toBe(2)
    setup.clock.now += 25 * hour
    expect(await setup.knock(await token())).toBe('admitted')
    await expect.poll(() => fetches(setup.teams)).toBe(3)
  })

  it('are all that is kept of 10,000 random tokens', async () => {
    await using setup = await setUp()
    await setup.knock(await setup.teams.token())
    const part = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url')
    for (let n = 0; n < 10_000; n += 1) {
      const claims = part({ iss: `https://sts.windows.net/t${n}/`, tid: `t${n}`, aud: setup.teams.config.appId })
      const kid = n % 2 === 0 ? 'k1' : `random-${n}`
      expect(await setup.knock(`${part({ alg: 'RS256', kid })}.${claims}.${part({ n })}`)).toBe(401)
    }
    expect([...setup.cache.keys()]).toEqual(['k1'])
    expect(fetches(setup.teams)).toBe(1)
  })

  it('out of reach mean 503, so that Teams delivers again, and are asked for again', async () => {
    await using setup = await setUp()
    const { resume } = await setup.teams.pause()
    const token = await setup.teams.token()
    expect(await setup.knock(token)).toBe(503)
    expect(setup.warnings.join()).toContain('BOT_OPENID_METADATA')
    await resume()
    setup.clock.now += 2_000
    expect(await setup.knock(token)).toBe('admitted')
  })

  it.each<[string, Mishap, number?]>([
    ['fails', { kind: 'status', status: 500 }],
    ['hangs', { kind: 'slow', ms: 1_000 }, 100],
    ['sends no object', { kind: 'status', status: 200, body: [] }],
  ])('mean 503 while their authority %s', async (_, mishap, timeoutMs) => {
    await using setup = await setUp(timeoutMs)
    setup.teams.next(/openid/, mishap)
    expect(await setup.knock(await setup.teams.token())).toBe(503)
  })

  it('that are known let Microsoft in for another day while the authority is down', async () => {
    await using setup = await setUp()
    const token = await setup.teams.token({ expiresIn: 90 * 3600 })
    await setup.knock(token)
    const { resume } = await setup.teams.pause()
    setup.clock.now += 30 * hour
    expect(await setup.knock(token)).toBe('admitted')
    setup.clock.now += 20 * hour
    expect(await setup.knock(token)).toBe(503)
    await resume()
  })

  it('that Microsoft has withdrawn let nobody in any more', async () => {
    await using setup = await setUp()
    const token = await setup.teams.token({ expiresIn: 90 * 3600 })
    expect(await setup.knock(token)).toBe('admitted')
    setup.teams.next(/keys/, { kind: 'status', status: 200, body: { keys: [] } })
    setup.clock.now += 25 * hour
    await setup.knock(token)
    await expect.poll(() => setup.cache.size).toBe(0)
    expect(await setup.knock(token)).not.toBe('admitted')
  })

  it('of another kind are left out, without harm to the others', async () => {
    await using setup = await setUp()
    const key = await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from('x'.repeat(64)))
    setup.teams.next(/keys/, { kind: 'status', status: 200, body: { keys: [{ kty: 'oct', kid: 'k1', k: key }] } })
    expect(await setup.knock(await setup.teams.token())).toBe(503)
  })
})

describe('service URLs', () => {
  const own = ['http://127.0.0.1:56150', 'https://bots.example/teams']
  it.each([
    'https://smba.trafficmanager.net/emea/tenant/',
    'https://smba.trafficmanager.net:443/amer/',
    'https://smba.infra.gcc.teams.microsoft.com/teams',
    'http://127.0.0.1:56150/_connector',
    'https://bots.example/',
  ])('may be %s', (url) => {
    expect(isAllowedServiceUrl(url, own)).toBe(true)
  })

  it.each([
    'http://smba.trafficmanager.net/emea/',
    'https://smba.trafficmanager.net:8443/',
    'https://evil.trafficmanager.net/',
    'https://evil-smba.trafficmanager.net/',
    'https://evil.smba.trafficmanager.net/',
    'https://trafficmanager.net/',
    'https://bots.example.evil.example/',
    'https://bots.example:8443/',

    'http://127.0.0.1:5615/',
    'https://smba.trafficmanager.net.evil.example/',
    'https://smba.trafficmanager.net@evil.example/',
    'https://u:p@smba.trafficmanager.net/',
    'https://u@smba.trafficmanager.net/',
    'http://127.0.0.1:56151/',
    'http://bots.example/',
    'file:///etc/passwd',
    '',
  ])('may not be %s', (url) => {
    expect(isAllowedServiceUrl(url, own)).toBe(false)
  })
})
