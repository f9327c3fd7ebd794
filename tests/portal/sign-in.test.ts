// Who is let in, without an app around it: tokens, sessions, hosts, origins, and addresses that guess.
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createAccess } from '../../src/portal/access.ts'
import { createGuesses } from '../../src/portal/guesses.ts'
import { createPageRoutes } from '../../src/portal/page-routes.ts'
import type { HttpRequest } from '../../src/route.ts'

const adminToken = 'The-admin-token-of-32-characters'
const publicUrl = 'https://bot.example.com'
const key = randomBytes(32)
const clock = { now: Date.UTC(2026, 10, 21) }

const make = (options: { adminToken?: string; publicUrl?: string } = { adminToken }) =>
  createAccess({
    key,
    port: () => 3000,
    random: randomBytes,
    now: () => new Date(clock.now),
    warn: () => {},
    ...options,
  })
type Access = ReturnType<typeof make>

let client = 0
/** From an address of its own, unless another is given. */
function ask(headers: Record<string, string> = {}, more: Partial<HttpRequest> = {}): HttpRequest {
  client += 1
  const address = `198.51.${Math.floor(client / 250)}.${client % 250}`
  const whole = { method: 'GET', path: '/', params: {}, query: new URLSearchParams(), body: new Uint8Array(), address }
  return { ...whole, headers: { host: 'localhost:3000', ...headers }, ...more }
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const cookieOf = (setCookie: unknown) => ({ cookie: String(setCookie).split(';')[0] ?? '' })
const statusOf = (access: Access, request: HttpRequest) => access.refuse(request)?.status ?? 200

describe('ADMIN_TOKEN', () => {
  test('is taken whole and as it is written, and nothing else is', () => {
    const access = make()
    expect(statusOf(access, ask(bearer(adminToken)))).toBe(200)
    expect(access.signIn(adminToken, ask())).toContain('ragbot_3000=')
    const wrong = [adminToken.slice(0, 16), adminToken.slice(0, -1), `${adminToken}x`, adminToken.toLowerCase(), 'x']
    for (const token of wrong) expect([token, statusOf(access, ask(bearer(token)))]).toEqual([token, 401])
    for (const token of [...wrong, '']) expect(access.signIn(token, ask())).toMatchObject({ status: 401 })
  })

  test('that is not set is not the empty one', () => {
    const access = make({})
    for (const token of ['', 'undefined']) expect(access.signIn(token, ask())).toMatchObject({ status: 401 })
    expect(statusOf(access, ask(bearer('undefined')))).toBe(401)
  })

  test('that is changed, set or taken away signs everyone out', () => {
    const session = ask(cookieOf(make().signIn(adminToken, ask())))
    expect(make().isSignedIn(session)).toBe(true)
    expect(make({ adminToken: `${adminToken}2` }).isSignedIn(session)).toBe(false)
    expect(make({}).isSignedIn(session)).toBe(false)
  })
})

describe('the one-time address', () => {
  const tokenOf = (access: Access) => new URL(access.address() ?? '').searchParams.get('token') ?? ''

  test('opens once; a look at its headers alone does not spend it', () => {
    const access = make()
    const [home] = createPageRoutes(access, { canSignIn: true })
    const at = (method: string) =>
      home!.handle(ask({}, { method, query: new URLSearchParams({ token: tokenOf(access) }) }))
    expect(at('HEAD')).toMatchObject({ status: 401 })
    expect(at('GET')).toMatchObject({ status: 303, headers: { 'set-cookie': expect.any(String) } })
    expect(at('GET')).toMatchObject({ status: 401 })
    expect(access.exchange('', ask())).toBeNull()
  })

  test('is another after each start, and there is none while the page is off', () => {
    expect(tokenOf(make())).not.toBe(tokenOf(make()))
    expect(make().exchange(tokenOf(make()), ask())).toBeNull()
    expect(make({ publicUrl }).address()).toBeNull()
  })
})

describe('a session', () => {
  test('ends, cannot be prolonged or made up, and belongs to this port', () => {
    const access = make()
    const { cookie } = cookieOf(access.signIn(adminToken, ask()))
    const [name = '', value = ''] = cookie.split('=')
    const [nonce, ends, signature] = value.split('.')
    const opens = (text: string) => access.isSignedIn(ask({ cookie: text }))
    expect(opens(`a=b; ${cookie}; c=d`)).toBe(true)
    for (const forged of [`${nonce}.${Number(ends) + 1}.${signature}`, `${nonce}.${ends}.`, `${nonce}.${ends}.x`, ''])
      expect(opens(`${name}=${forged}`)).toBe(false)
    expect(opens(`ragbot_3001=${value}`)).toBe(false)
    clock.now += 30 * 24 * 3_600_000 - 1_000
    expect(opens(cookie)).toBe(true)
    clock.now += 1_000
    expect(opens(cookie)).toBe(false)
  })

  test('is kept from scripts and other sites, and from the open network behind https', () => {
    const flags = (access: Access, headers = {}) => String(access.signIn(adminToken, ask(headers)))
    expect(flags(make())).toMatch(/; HttpOnly; SameSite=Strict$/)
    expect(flags(make({ adminToken, publicUrl }), { host: 'bot.example.com' })).toMatch(/; Secure$/)
    expect(flags(make({ adminToken, publicUrl }), { 'x-forwarded-proto': 'https' })).toMatch(/; Secure$/)
    expect(flags(make({ adminToken, publicUrl: 'http://bot.example.com' }), { via: 'x' })).not.toContain('Secure')
  })

  test('is not held up by who guesses from the same address', () => {
    const access = make()
    const session = cookieOf(access.signIn(adminToken, ask()))
    const address = '203.0.113.7'
    for (let n = 0; n < 9; n += 1) access.refuse(ask(bearer(`wrong-${n}`), { address }))
    expect(statusOf(access, ask({ ...session, ...bearer('wrong') }, { address }))).toBe(200)
  })
})

describe('a request', () => {
  const session = () => cookieOf(make().signIn(adminToken, ask()))

  test('that came through anything is refused while there is no ADMIN_TOKEN', () => {
    for (const name of [
      'forwarded',
      'via',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-forwarded-port',
      'x-forwarded-server',
      'x-real-ip',
      'x-client-ip',
      'x-original-host',
      'true-client-ip',
      'cf-connecting-ip',
    ])
      expect([name, make({}).door(ask({ [name]: '1' }))?.code]).toEqual([name, 'forwarded'])
  })

  test('is refused as a whole where PUBLIC_URL is set and ADMIN_TOKEN is not', () => {
    const access = make({ publicUrl })
    for (const host of ['localhost:3000', 'bot.example.com']) expect(access.door(ask({ host }))?.code).toBe('page-off')
  })

  test('under a name that is not ours is refused, whatever it holds', () => {
    const access = make({ adminToken, publicUrl })
    for (const host of ['localhost:3000', '127.0.0.1:3000', '127.9.9.9:3000', '[::1]:3000', 'bot.example.com'])
      expect([host, statusOf(access, ask({ host, ...bearer(adminToken) }))]).toEqual([host, 200])
    for (const host of [
      'localhost:3001',
      'localhost',
      'localhost.evil.example:3000',
      'evil-localhost:3000',
      'evil.localhost:3000',
      '127.evil.example:3000',
      '127.0.0.1.evil.example:3000',
      'bot.example.com:8443',
      'bot.example.com.evil.example',
      'evil-bot.example.com',
      '',
    ])
      expect([host, statusOf(access, ask({ host, ...bearer(adminToken) }))]).toEqual([host, 403])
    // Without ADMIN_TOKEN the public name is none of ours.
    expect(make({}).door(ask({ host: 'bot.example.com' }))?.code).toBe('wrong-host')
  })

  test.each(['POST', 'DELETE', 'PUT'])('with %s has to come from our own page, or bring the token', (method) => {
    const access = make({ adminToken, publicUrl })
    const send = (headers: Record<string, string>) => statusOf(access, ask(headers, { method }))
    for (const origin of [publicUrl, 'http://localhost:3000']) expect(send({ ...session(), origin })).toBe(200)
    expect(send(bearer(adminToken))).toBe(200)
    expect(send(session())).toBe(403)
    for (const origin of [
      'https://evil.example',
      'https://bot.example.com.evil.example',
      'https://bot.example.com:8443',
      'http://bot.example.com',
      'http://localhost:3001',
      'null',
    ])
      expect([origin, send({ ...session(), ...bearer(adminToken), origin })]).toEqual([origin, 403])
  })
})

describe('guesses', () => {
  test('without a proxy count for the address they come from, whatever their headers claim', () => {
    const access = make()
    const tries = Array.from({ length: 6 }, (_, n) =>
      statusOf(access, ask({ ...bearer('wrong'), 'x-forwarded-for': `192.0.2.${n}` }, { address: '127.0.0.1' })),
    )
    expect(tries).toEqual([401, 401, 401, 401, 401, 429])
    // Else who guesses could go on guessing.
    expect(statusOf(access, ask(bearer(adminToken), { address: '127.0.0.1' }))).toBe(429)
    expect(access.signIn(adminToken, ask({}, { address: '127.0.0.1' }))).toMatchObject({ status: 429 })
  })

  test('behind a proxy count for the client that the proxy names, at the end, and only where a proxy can be', () => {
    const tryFrom = (access: Access, address: string, forwarded: (n: number) => string) =>
      Array.from({ length: 6 }, (_, n) =>
        statusOf(access, ask({ ...bearer('wrong'), 'x-forwarded-for': forwarded(n) }, { address })),
      ).at(-1)
    const behind = make({ adminToken, publicUrl })
    expect(tryFrom(behind, '10.0.0.1', (n) => `203.0.113.${n}, 192.0.2.1`)).toBe(429)
    expect(tryFrom(behind, '10.0.0.1', (n) => `192.0.2.1, 203.0.113.${n}`)).toBe(401)
    // From the internet the header is anyone's claim.
    expect(tryFrom(behind, '8.8.8.8', (n) => `192.0.2.${n + 10}`)).toBe(429)
  })

  test('of one network of IPv6 addresses count as one, in every spelling', () => {
    const guesses = createGuesses({ now: () => new Date(clock.now), warn: () => {} })
    for (const address of ['2001:db8::1', '2001:db8:0:0:ffff::2', '2001:0DB8::3', '2001:db8::4', '2001:db8::5'])
      guesses.wrong(address)
    expect(guesses.lockedMs('2001:db8::99')).toBe(1_000)
    expect(guesses.lockedMs('2001:db8:0:1::1')).toBe(0)
    for (let n = 0; n < 5; n += 1) guesses.wrong('::ffff:8.8.4.4')
    expect(guesses.lockedMs('8.8.4.4')).toBe(1_000)
  })

  test('of the one-time token count as well', () => {
    const access = make()
    const address = '203.0.113.8'
    for (let n = 0; n < 5; n += 1) expect(access.exchange(`wrong-${n}`, ask({}, { address }))).toBeNull()
    expect(statusOf(access, ask(bearer(adminToken), { address }))).toBe(429)
  })

  test('in the form of the page are held up too, and told how long', async () => {
    const access = make()
    const route = createPageRoutes(access, { canSignIn: true }).find(({ path }) => path === '/signin')
    const body = Buffer.from('token=wrong')
    const headers = { origin: 'http://localhost:3000' }
    const tries = []
    for (let n = 0; n < 6; n += 1)
      tries.push(await route!.handle(ask(headers, { method: 'POST', body, address: '203.0.113.9' })))
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429])
    expect(tries[5]?.headers?.['retry-after']).toBe('1')
  })

  test('count once a request, however often it is looked at', () => {
    const access = make()
    const address = '203.0.113.11'
    for (let n = 0; n < 3; n += 1) {
      const request = ask(bearer('wrong'), { address })
      expect([access.isSignedIn(request), access.isOperator(request)]).toEqual([false, false])
    }
    expect(statusOf(access, ask(bearer(adminToken), { address }))).toBe(200)
  })

  test('that would change something are told how long to wait as well', () => {
    const access = make()
    const from = { method: 'DELETE', address: '203.0.113.10' }
    for (let n = 0; n < 5; n += 1) expect(statusOf(access, ask(bearer('wrong'), from))).toBe(403)
    expect(access.refuse(ask(bearer('wrong'), from))).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
  })

  test('wait longer each time, a quarter of an hour at most, and are forgotten an hour later', () => {
    const guesses = createGuesses({ now: () => new Date(clock.now), warn: () => {} })
    const waits = Array.from({ length: 30 }, () => {
      guesses.wrong('192.0.2.1')
      const wait = guesses.lockedMs('192.0.2.1')
      clock.now += wait
      return wait / 1_000
    })
    expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 1, 2, 4, 8])
    expect(Math.max(...waits)).toBe(900)
    clock.now += 59 * 60_000
    guesses.wrong('192.0.2.1')
    expect(guesses.lockedMs('192.0.2.1')).toBe(900_000)
    clock.now += 900_000 + 60 * 60_000
    guesses.wrong('192.0.2.1')
    expect(guesses.lockedMs('192.0.2.1')).toBe(0)
  })

  test('from where the right token came are trusted for a day, and no other address is', () => {
    const guesses = createGuesses({ now: () => new Date(clock.now), warn: () => {} })
    expect(guesses.isTrusted('192.0.2.1')).toBe(false)
    guesses.right('192.0.2.1')
    clock.now += 24 * 3_600_000 - 1
    expect([guesses.isTrusted('192.0.2.1'), guesses.isTrusted('192.0.2.2')]).toEqual([true, false])
    clock.now += 1
    expect(guesses.isTrusted('192.0.2.1')).toBe(false)
  })

  test('of who guesses most are not forgotten for a flood of others', () => {
    const guesses = createGuesses({ now: () => new Date(clock.now), warn: () => {} })
    const flood = (from: number, to: number) => {
      for (let n = from; n < to; n += 1) guesses.wrong(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`)
    }
    for (let n = 0; n < 4; n += 1) guesses.wrong('192.0.2.1')
    flood(0, 9_999)
    guesses.wrong('192.0.2.1')
    flood(9_999, 10_010)
    expect(guesses.lockedMs('192.0.2.1')).toBe(1_000)
  })
})

test('the page is for who is signed in, under our own name', async () => {
  const access = make()
  const [home, , asset] = createPageRoutes(access, { canSignIn: true })
  const session = cookieOf(access.signIn(adminToken, ask()))
  const query = new URLSearchParams({ token: 'x' })
  expect(await home!.handle(ask())).toMatchObject({ status: 401 })
  expect(await home!.handle(ask({}, { query }))).toMatchObject({ status: 401 })
  expect(await home!.handle(ask(session))).toMatchObject({ status: 200 })
  expect(await home!.handle(ask(session, { query }))).toMatchObject({ status: 303 })
  const host = 'evil.example'
  expect(await home!.handle(ask({ ...session, host }))).toMatchObject({ status: 403 })
  expect(await asset!.handle(ask({ host }, { params: { name: 'page.js' } }))).toMatchObject({ status: 403 })
  for (const name of ['../access.ts', 'index.html', 'x.js', ''])
    expect(await asset!.handle(ask({}, { params: { name } }))).toMatchObject({ status: 404 })
})

test('a page runs and loads only what is ours, in no frame, and is kept in no cache', async () => {
  const [home] = createPageRoutes(make(), { canSignIn: true })
  for (const headers of [{}, cookieOf(make().signIn(adminToken, ask()))]) {
    const response = await home!.handle(ask(headers))
    expect(response.headers?.['content-security-policy']).toBe(
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'",
    )
    expect(response.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  }
})
