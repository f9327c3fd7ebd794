import { randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterEach, expect, test } from 'vitest'
import { createAccess } from '../../src/portal/access.ts'
import { type StartedApp, type StartOptions, startApp } from './start-app.ts'

const running: StartedApp[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((app) => app.close()))
})

async function start(options: StartOptions = {}) {
  const app = await startApp(options)
  running.push(app)
  return app
}

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
  const [cookie = ''] = response.headers['set-cookie'] as string[]
  return cookie
}

async function signIn(app: StartedApp) {
  const { pathname, search } = new URL(app.url ?? '')
  return cookieOf(await send(app, 'GET', pathname + search)).split(';')[0] ?? ''
}

test('the one-time token becomes a cookie once, and the cookie opens page and API', async () => {
  const app = await start()
  const { pathname, search } = new URL(app.url ?? '')
  const first = await send(app, 'GET', pathname + search)
  expect([first.status, first.headers.location]).toEqual([303, '/'])
  expect(cookieOf(first)).toMatch(/; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/)
  const cookie = cookieOf(first).split(';')[0] ?? ''
  const second = await send(app, 'GET', pathname + search)
  expect(second.status).toBe(401)
  expect(second.headers['set-cookie']).toBeUndefined()
  expect((await send(app, 'GET', '/', { cookie })).status).toBe(200)
  expect((await send(app, 'GET', pathname + search, { cookie })).status).toBe(303)
  expect((await send(app, 'GET', '/api/v2/status', { cookie })).status).toBe(200)
})

test('without a credential the page says how to get in and the API says 401', async () => {
  const app = await start()
  const page = await send(app, 'GET', '/')
  expect(page.status).toBe(401)
  expect(page.body).toContain('Open the address that <code>start</code> printed')
  for (const [method, path] of [
    ['GET', '/api/v2/conversations'],
    ['GET', '/api/v2/conversations/x/messages'],
    ['GET', '/api/v2/conversations/x/notices'],
    ['GET', '/api/v2/documents'],
    ['GET', '/api/v2/documents/x/passage?start=0&end=1'],
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
  expect((await send(app, 'DELETE', '/api/v2/documents/x', own)).status).toBe(401)
})

test('the cookie survives a restart, and no altered, foreign or expired one is taken', async () => {
  const key = randomBytes(32)
  const app = await start({ key })
  const cookie = await signIn(app)
  await app.close()
  running.length = 0
  const again = await start({ key, port: app.port })
  expect((await send(again, 'GET', '/', { cookie })).status).toBe(200)
  const [name = '', value = ''] = cookie.split('=')
  const [nonce, expiresAt, signature] = value.split('.')
  for (const forged of [
    `${name}=${nonce}.${Number(expiresAt) + 1}.${signature}`,
    `${name}=${nonce}.${expiresAt}.${signature?.slice(0, -2)}AA`,
    `${name}=`,
    `other=${value}`,
  ]) {
    expect((await send(again, 'GET', '/api/v2/status', { cookie: forged })).status).toBe(401)
  }
  const later = createAccess({
    key,
    port: () => app.port,
    random: randomBytes,
    now: () => new Date(Date.now() + 31 * 24 * 3600e3),
  })
  const asked = { method: 'GET', path: '/', params: {}, query: new URLSearchParams(), body: new Uint8Array() }
  expect(later.isSignedIn({ ...asked, headers: { cookie } })).toBe(false)
})

test('the Host must be this machine and this port', async () => {
  const app = await start()
  const cookie = await signIn(app)
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

test('a request that changes something needs our own Origin', async () => {
  const app = await start({ adminToken: 'secret-token' })
  const cookie = await signIn(app)
  const post = async (headers: Record<string, string>) =>
    (await send(app, 'POST', '/api/v2/documents?name=a.md', headers, 'text')).status
  const authorization = 'Bearer secret-token'
  expect(await post({ cookie, origin: app.origin })).toBe(202)
  expect(await post({ authorization })).toBe(202)
  for (const origin of ['https://evil.example', 'null', `http://localhost:1`, `https://127.0.0.1:${app.port}`]) {
    expect([origin, await post({ cookie, origin })]).toEqual([origin, 403])
    expect([origin, await post({ authorization, origin })]).toEqual([origin, 403])
  }
  expect(await post({ cookie })).toBe(403)
})

test('without ADMIN_TOKEN everything forwarded is refused, and so is everything once PUBLIC_URL is set', async () => {
  const app = await start()
  const cookie = await signIn(app)
  for (const name of ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']) {
    const response = await send(app, 'GET', '/api/v2/status', { cookie, [name]: '10.0.0.1' })
    expect([name, response.status]).toEqual([name, 403])
    expect(response.body).toContain('ADMIN_TOKEN')
    expect((await send(app, 'GET', '/', { cookie, [name]: '10.0.0.1' })).status).toBe(403)
  }
  const off = await start({ publicUrl: 'https://bot.example.com' })
  expect(off.url).toBeNull()
  for (const path of ['/', '/assets/page.css', '/api/v2/status']) {
    const response = await send(off, 'GET', path)
    expect([path, response.status]).toEqual([path, 403])
    expect(response.body).toContain('set ADMIN_TOKEN')
  }
})

test('with both, people sign in with the admin token behind a proxy', async () => {
  const app = await start({ publicUrl: 'https://bot.example.com', adminToken: 'secret-token' })
  const proxied = { host: 'bot.example.com', 'x-forwarded-for': '10.0.0.1', 'x-forwarded-proto': 'https' }
  expect((await send(app, 'GET', '/', proxied)).body).toContain('name="token"')
  const post = (token: string, origin: string) =>
    send(app, 'POST', '/signin', { ...proxied, origin }, new URLSearchParams({ token }).toString())
  expect((await post('wrong', 'https://bot.example.com')).status).toBe(401)
  expect((await post('secret-token', 'https://evil.example')).status).toBe(403)
  const signedIn = await post('secret-token', 'https://bot.example.com')
  expect(signedIn.status).toBe(303)
  expect(cookieOf(signedIn)).toContain('; Secure')
  const cookie = cookieOf(signedIn).split(';')[0] ?? ''
  expect((await send(app, 'GET', '/api/v2/status', { ...proxied, cookie })).status).toBe(200)
  expect((await send(app, 'GET', '/api/v2/status', { ...proxied, authorization: 'Bearer secret-token' })).status).toBe(
    200,
  )
  expect((await send(app, 'GET', '/api/v2/status', { ...proxied, authorization: 'Bearer wrong' })).status).toBe(401)
  expect((await send(app, 'GET', '/api/v2/status', { ...proxied, host: 'other.example.com', cookie })).status).toBe(403)
})
