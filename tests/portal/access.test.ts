// The doors of the real app: what each way of starting it lets in.
import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAccess } from '../../src/portal/access.ts'
import { ragbot } from '../cli/in-process.ts'
import { adminToken, type StartedApp, type StartOptions, startApp } from './start-app.ts'

const publicUrl = 'https://bot.example.com'

// A new database takes seconds, so the apps run on one, in turn.
let dataDir: string | undefined
async function start(options: StartOptions = {}): Promise<StartedApp> {
  const app = await startApp({ ...options, ...(dataDir !== undefined && { dataDir }) })
  dataDir = app.dataDir
  return app
}
afterAll(() => {
  if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true })
})

/** fetch would not let us set Host. */
function send(app: StartedApp, method: string, path: string, headers: Record<string, string> = {}, body = '') {
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const sent = httpRequest({ agent: false, host: '127.0.0.1', port: app.port, method, path, headers }, (response) => {
      let text = ''
      response.on('data', (data) => {
        text += data
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function cookieOf(response: { headers: Record<string, unknown> }): string {
  const [cookie = ''] = (response.headers['set-cookie'] as string[] | undefined) ?? []
  return cookie
}

describe('as a newcomer starts it', () => {
  let app: StartedApp
  let signedIn: Awaited<ReturnType<typeof send>>
  let address = ''
  let cookie = ''
  beforeAll(async () => {
    app = await start()
    const { pathname, search } = new URL(app.url ?? '')
    address = pathname + search
    signedIn = await send(app, 'GET', address)
    cookie = cookieOf(signedIn).split(';')[0] ?? ''
  })
  afterAll(() => app.stop())

  test('the one-time token becomes a cookie once, and the cookie opens page and API', async () => {
    expect([signedIn.status, signedIn.headers.location]).toEqual([303, '/'])
    expect(cookieOf(signedIn)).toMatch(/; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/)
    const second = await send(app, 'GET', address)
    expect(second.status).toBe(401)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect((await send(app, 'GET', '/', { cookie })).status).toBe(200)
    expect((await send(app, 'GET', address, { cookie })).status).toBe(303)
    expect((await send(app, 'GET', '/api/v2/status', { cookie })).status).toBe(200)
  })

  test('sign-in prints a fresh address for the process that runs, good once', async () => {
    const environment = { DATA_DIR: app.dataDir, PORT: String(app.port) }
    const { code, stdout } = await ragbot(['sign-in'], environment)
    expect(code).toBe(0)
    const { origin, pathname, search } = new URL(stdout.trim())
    expect(origin).toBe(app.origin)
    const first = await send(app, 'GET', pathname + search)
    expect([first.status, cookieOf(first)]).toEqual([303, expect.stringContaining('HttpOnly')])
    expect((await send(app, 'GET', pathname + search)).status).toBe(401)
    const elsewhere = await ragbot(['sign-in'], { ...environment, PORT: '1' })
    expect(elsewhere).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('No ragbot answers at') })
    const ENCRYPTION_KEY = Buffer.alloc(32, 1).toString('base64')
    expect(await ragbot(['sign-in'], { ...environment, ENCRYPTION_KEY })).toMatchObject({ code: 1, stdout: '' })
  })

  test('without a credential the page says how to get in and the API says 401', async () => {
    const page = await send(app, 'GET', '/')
    expect(page.status).toBe(401)
    expect(page.body).toContain('Open the address that <code>start</code> printed')
    for (const [method, path] of [
      ['GET', '/api/v2/conversations'],
      ['GET', '/api/v2/conversations/x/messages'],
      ['GET', '/api/v2/conversations/x/notices'],
      ['GET', '/api/v2/documents'],
      ['GET', '/api/v2/documents/x/passage?start=0&end=1'],
      ['GET', '/api/v2/documents/x/text'],
      ['GET', '/api/v2/uploads'],
      ['GET', '/api/v2/uploads/x'],
      ['GET', '/api/v2/status'],
    ] as const) {
      const response = await send(app, method, path)
      expect([path, response.status]).toEqual([path, 401])
      expect(JSON.parse(response.body)).toMatchObject({ error: { code: 'unauthorized' } })
    }
    const own = { origin: app.origin }
    for (const path of [
      '/api/v2/documents?name=a.md',
      '/api/v2/conversations/5f3f9f5e-2f5b-4c9e-8b1e-6f1a1c1d1e1f/messages',
    ]) {
      expect((await send(app, 'POST', path, own, '{}')).status).toBe(401)
    }
    for (const [method, path] of [
      ['DELETE', '/api/v2/documents/x'],
      ['DELETE', '/api/v2/conversations/x'],
      ['PATCH', '/api/v2/conversations/x'],
    ] as const)
      expect([method, path, (await send(app, method, path, own)).status]).toEqual([method, path, 401])
  })

  test('the Host must be this machine and this port', async () => {
    for (const host of [`localhost:${app.port}`, `127.0.0.1:${app.port}`, `[::1]:${app.port}`]) {
      expect((await send(app, 'GET', '/api/v2/status', { host, cookie })).status).toBe(200)
    }
    for (const host of [
      'evil.example',
      `evil.example:${app.port}`,
      'localhost',
      `localhost.evil.example:${app.port}`,
      'localhost:1',
      `u@localhost:${app.port}`,
    ]) {
      expect([host, (await send(app, 'GET', '/api/v2/status', { host, cookie })).status]).toEqual([host, 403])
      expect((await send(app, 'GET', '/', { host, cookie })).status).toBe(403)
    }
  })

  test('everything forwarded is refused without ADMIN_TOKEN', async () => {
    for (const name of ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']) {
      const response = await send(app, 'GET', '/api/v2/status', { cookie, [name]: '10.0.0.1' })
      expect([name, response.status]).toEqual([name, 403])
      expect(response.body).toContain('ADMIN_TOKEN')
      expect((await send(app, 'GET', '/', { cookie, [name]: '10.0.0.1' })).status).toBe(403)
    }
  })

  test('an upload or a message from a stranger is refused before its body comes', async () => {
    for (const path of [
      '/api/v2/documents?name=a.md',
      '/api/v2/conversations/5f3f9f5e-2f5b-4c9e-8b1e-6f1a1c1d1e1f/messages',
    ]) {
      expect([path, await announceBody(app, path)]).toEqual([path, 'HTTP/1.1 401 Unauthorized'])
    }
  })

  // The last one here: it stops the app.
  test('the cookie survives a restart, and no altered, foreign or expired one is taken', async () => {
    const { port } = app
    await app.stop()
    app = await start({ port })
    expect((await send(app, 'GET', '/', { cookie })).status).toBe(200)
    const [name = '', value = ''] = cookie.split('=')
    const [nonce, expiresAt, signature] = value.split('.')
    for (const forged of [
      `${name}=${nonce}.${Number(expiresAt) + 1}.${signature}`,
      `${name}=${nonce}.${expiresAt}.${signature?.slice(0, -2)}AA`,
      `${name}=`,
      `other=${value}`,
    ]) {
      expect((await send(app, 'GET', '/api/v2/status', { cookie: forged })).status).toBe(401)
    }
  })
})

test('a cookie ends after 30 days', () => {
  const options = { key: randomBytes(32), port: () => 3000, random: randomBytes, warn: () => {} }
  const at = (day: number) => createAccess({ ...options, now: () => new Date(Date.UTC(2026, 0, 1 + day)) })
  const asked = { method: 'GET', path: '/', params: {}, query: new URLSearchParams(), body: new Uint8Array() }
  const first = at(0)
  const token = new URL(first.address() ?? '').searchParams.get('token') ?? ''
  const cookie = first.exchange(token, { ...asked, headers: {} })?.split(';')[0]
  expect(at(29).isSignedIn({ ...asked, headers: { cookie } })).toBe(true)
  expect(at(31).isSignedIn({ ...asked, headers: { cookie } })).toBe(false)
})

test('the operator is who is signed in, or sits at the machine where nobody outside is served', () => {
  const access = (publicUrl?: string) =>
    createAccess({
      key: Buffer.alloc(32, 5),
      port: () => 3000,
      random: randomBytes,
      now: () => new Date(),
      warn: () => {},
      adminToken,
      ...(publicUrl !== undefined && { publicUrl }),
    })
  const is = (headers: Record<string, string>, address = '127.0.0.1', publicUrl?: string) =>
    access(publicUrl).isOperator({
      ...{ method: 'GET', path: '/slack/install', params: {}, query: new URLSearchParams(), body: new Uint8Array() },
      address,
      headers: { host: 'localhost:3000', ...headers },
    })
  expect([is({}), is({}, '::1'), is({}, '::ffff:127.0.0.1')]).toEqual([true, true, true])
  expect(is({}, '192.0.2.7')).toBe(false)
  expect(is({ 'x-forwarded-for': '192.0.2.7' })).toBe(false)
  expect(is({ host: 'rebound.example:3000' })).toBe(false)
  // A proxy of the same machine that says nothing of itself.
  expect(is({}, '127.0.0.1', publicUrl)).toBe(false)
  expect(is({ authorization: `Bearer ${adminToken}` }, '192.0.2.7', publicUrl)).toBe(true)
  expect(is({ authorization: 'Bearer wrong-token-of-16' }, '192.0.2.7', publicUrl)).toBe(false)
})

describe('guesses of ADMIN_TOKEN', () => {
  let now = 0
  const warnings: unknown[] = []
  const make = () =>
    createAccess({
      key: randomBytes(32),
      port: () => 3000,
      random: randomBytes,
      now: () => new Date(now),
      warn: (...line) => void warnings.push(line),
      adminToken,
      publicUrl,
    })
  const request = (address: string, headers: Record<string, string>) => ({
    ...{ method: 'GET', path: '/', params: {}, query: new URLSearchParams(), body: new Uint8Array() },
    address,
    headers: { host: 'localhost:3000', ...headers },
  })
  type Shown = ReturnType<ReturnType<typeof make>['refuse']>
  const bearer = (access: ReturnType<typeof make>, address: string, token: string, more = {}): Shown =>
    access.refuse(request(address, { authorization: `Bearer ${token}`, ...more }))
  const guess = (access: ReturnType<typeof make>, address: string, times: number, more = {}) =>
    Array.from({ length: times }, (_, i) => bearer(access, address, `guess-${i}`, more)?.status)

  test('five are free; then the address waits, longer each time, and even the right one is not taken', () => {
    const access = make()
    expect(guess(access, '192.0.2.1', 6)).toEqual([401, 401, 401, 401, 401, 429])
    expect(bearer(access, '192.0.2.1', adminToken)).toMatchObject({ status: 429, headers: { 'retry-after': '1' } })
    expect(access.signIn(adminToken, request('192.0.2.1', {}))).toMatchObject({ status: 429 })
    now += 1_001
    expect(guess(access, '192.0.2.1', 2)).toEqual([401, 429])
    now += 1_001
    expect(bearer(access, '192.0.2.1', adminToken)).toMatchObject({ headers: { 'retry-after': '1' }, status: 429 })
    now += 1_000
    expect(bearer(access, '192.0.2.1', adminToken)).toBeNull()
    expect(JSON.stringify(warnings)).toContain('192.0.2.1')
    expect(JSON.stringify(warnings)).not.toContain('guess-')
  })

  test('another address is not held up, nor a session, nor whoever knew the token from there before', () => {
    const access = make()
    const cookie = String(access.signIn(adminToken, request('198.51.100.1', {}))).split(';')[0] ?? ''
    guess(access, '192.0.2.2', 20)
    expect(bearer(access, '192.0.2.3', adminToken)).toBeNull()
    expect(access.refuse(request('192.0.2.2', { cookie }))).toBeNull()
    expect(guess(access, '198.51.100.1', 8).slice(-2)).toEqual([429, 429])
    expect(bearer(access, '198.51.100.1', adminToken)).toBeNull()
  })

  test('behind a proxy the client is who guesses; from the internet its header is nobody', () => {
    const access = make()
    const from = (client: string) => ({ 'x-forwarded-for': `203.0.113.9, ${client}` })
    expect(guess(access, '127.0.0.1', 6, from('192.0.2.4'))).toContain(429)
    expect(bearer(access, '127.0.0.1', adminToken, from('192.0.2.5'))).toBeNull()
    const spoofed = Array.from({ length: 6 }, (_, i) => guess(access, '8.8.8.8', 1, from(`192.0.2.${i}`))[0])
    expect(spoofed).toContain(429)
  })

  test('a network of IPv6 addresses counts as one, in every spelling', () => {
    const access = make()
    const network = ['2001:db8::1', '2001:db8:0:0:ffff::2', '2001:0DB8::3', '2001:db8::4', '2001:db8::5', '2001:db8::6']
    expect(network.map((address) => guess(access, address, 1)[0])).toContain(429)
    expect(guess(access, '2001:db8:0:1::1', 1)).toEqual([401])
    expect(['::ffff:8.8.4.4', '8.8.4.4'].flatMap((address) => guess(access, address, 3))).toContain(429)
  })

  test('wrong one-time tokens count, and the right one opens all the same', () => {
    const access = make()
    const asked = request('192.0.2.6', {})
    for (let n = 0; n < 10; n += 1) expect(access.exchange(`wrong-${n}`, asked)).toBeNull()
    expect(bearer(access, '192.0.2.6', adminToken)?.status).toBe(429)
    const token = new URL(access.address() ?? '').searchParams.get('token') ?? ''
    expect(access.exchange(token, asked)).toContain('ragbot_3000=')
  })
})

describe('with PUBLIC_URL alone', () => {
  let app: StartedApp
  beforeAll(async () => {
    app = await start({ environment: { PUBLIC_URL: publicUrl }, roles: ['bots', 'portal'] })
  })
  afterAll(() => app.stop())

  test('page and API are off, and say what turns them on', async () => {
    expect(app.url).toBeNull()
    for (const path of ['/', '/assets/page.css', '/api/v2/status']) {
      const response = await send(app, 'GET', path)
      expect([path, response.status]).toEqual([path, 403])
      expect(response.body).toContain('set ADMIN_TOKEN')
    }
    expect((await send(app, 'GET', '/healthz')).status).toBe(200)
  })
})

describe('with PUBLIC_URL and ADMIN_TOKEN', () => {
  const authorization = `Bearer ${adminToken}`
  const proxied = { host: 'bot.example.com', 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'https' }
  let app: StartedApp
  beforeAll(async () => {
    app = await start({
      environment: { PUBLIC_URL: publicUrl, ADMIN_TOKEN: adminToken },
      roles: ['bots', 'portal'],
    })
  })
  afterAll(() => app.stop())

  const signIn = (token: string, headers: Record<string, string>) =>
    send(app, 'POST', '/signin', headers, new URLSearchParams({ token }).toString())

  test('people sign in with the admin token behind a proxy', async () => {
    expect((await send(app, 'GET', '/', proxied)).body).toContain('name="token"')
    expect((await signIn('wrong', { ...proxied, origin: publicUrl })).status).toBe(401)
    expect((await signIn(adminToken, { ...proxied, origin: 'https://evil.example' })).status).toBe(403)
    const signedIn = await signIn(adminToken, { ...proxied, origin: publicUrl })
    expect(signedIn.status).toBe(303)
    expect(cookieOf(signedIn)).toContain('; Secure')
    const cookie = cookieOf(signedIn).split(';')[0] ?? ''
    const status = async (headers: Record<string, string>) =>
      (await send(app, 'GET', '/api/v2/status', { ...proxied, ...headers })).status
    expect(await status({ cookie })).toBe(200)
    expect(await status({ authorization })).toBe(200)
    expect(await status({ authorization: 'Bearer wrong' })).toBe(401)
    expect(await status({ cookie, host: 'other.example.com' })).toBe(403)
  })

  test('a request that changes something needs our own Origin', async () => {
    const cookie = cookieOf(await signIn(adminToken, { origin: app.origin })).split(';')[0] ?? ''
    const post = async (headers: Record<string, string>) =>
      (await send(app, 'POST', '/api/v2/documents?name=a.md', headers, 'text')).status
    expect(await post({ cookie, origin: app.origin })).toBe(202)
    expect(await post({ authorization })).toBe(202)
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `https://127.0.0.1:${app.port}`]) {
      expect([origin, await post({ cookie, origin })]).toEqual([origin, 403])
      expect([origin, await post({ authorization, origin })]).toEqual([origin, 403])
    }
    expect(await post({ cookie })).toBe(403)
  })
})

/** The status line that comes before a single byte of the announced body was sent. */
function announceBody(app: StartedApp, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(app.port, '127.0.0.1')
    socket.setTimeout(5_000, () => reject(new Error('nothing was answered while the body was awaited')))
    socket.once('error', reject)
    socket.once('data', (data) => {
      socket.destroy()
      resolve(String(data).split('\r\n', 1)[0] ?? '')
    })
    const head = [
      `POST ${path} HTTP/1.1`,
      `host: 127.0.0.1:${app.port}`,
      `origin: ${app.origin}`,
      'content-length: 900000',
    ]
    socket.write(`${head.join('\r\n')}\r\n\r\n`)
  })
}
