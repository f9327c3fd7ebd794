import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { AppError } from '../src/errors.ts'
import { createHttpServer, type HttpServer } from '../src/http.ts'
import { createLog } from '../src/log.ts'
import type { Route } from '../src/model.ts'

const running: HttpServer[] = []
const lines: string[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()))
  lines.length = 0
})

async function serve(routes: readonly Route[], port = 0) {
  const log = createLog('info', (line) => void lines.push(line))
  const server = createHttpServer({ routes, host: '127.0.0.1', port, log, drainMs: 300, newTraceId: () => 'trace-7' })
  running.push(server)
  return { server, ...(await server.listen()) }
}

const echo: Route = {
  method: 'POST',
  path: '/echo/:name',
  bodyLimitBytes: 10,
  handle: (request) => ({
    status: 201,
    headers: { 'x-seen': `${request.params.name} ${request.query.get('q')} ${request.headers['x-case']}` },
    body: request.body,
  }),
}

test('hands the raw body, the parameters and lower-case headers to the route', async () => {
  const { url } = await serve([echo])
  const bytes = new Uint8Array([0, 255, 1, 254])
  const response = await fetch(`${url}/echo/a%20b?q=1`, { method: 'POST', body: bytes, headers: { 'X-Case': 'kept' } })
  expect(response.status).toBe(201)
  expect(response.headers.get('x-seen')).toBe('a b 1 kept')
  expect(response.headers.get('x-powered-by')).toBeNull()
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
})

test('refuses in JSON what is too large, unknown, of another method or unreadable', async () => {
  const { url } = await serve([echo])
  const cases = [
    [await fetch(`${url}/echo/x`, { method: 'POST', body: 'x'.repeat(11) }), 413, 'too-large'],
    [await fetch(`${url}/nothing`), 404, 'not-found'],
    [await fetch(`${url}/echo/x`), 405, 'method-not-allowed'],
    [await fetch(`${url}/echo/%zz`, { method: 'POST' }), 400, 'bad-request'],
    [
      await fetch(`${url}/echo/x`, { method: 'POST', body: 'x', headers: { 'content-encoding': 'gzip' } }),
      415,
      'unsupported',
    ],
  ] as const
  for (const [response, status, code] of cases) {
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ error: { code } })
  }
  expect(cases[2][0].headers.get('allow')).toBe('POST')
})

test('turns an AppError into its message, and anything else into a trace id', async () => {
  const fails = (path: string, error: Error): Route => ({
    method: 'GET',
    path,
    handle: () => {
      throw error
    },
  })
  const { url } = await serve([
    fails('/later', new AppError('busy', 'Try again in a moment', { retry: 'later', retryAfterMs: 1_500 })),
    fails('/gone', new AppError('gone', 'It was deleted')),
    fails('/boom', new Error('password hunter2 at /etc/secret')),
  ])
  const later = await fetch(`${url}/later`)
  expect([later.status, later.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await later.json()).toEqual({ error: { code: 'busy', message: 'Try again in a moment' } })
  expect((await fetch(`${url}/gone`)).status).toBe(410)
  const boom = await fetch(`${url}/boom`)
  const text = await boom.text()
  expect(boom.status).toBe(500)
  expect(text).toContain('trace-7')
  expect(text).not.toContain('hunter2')
  expect(lines.join()).toContain('trace-7')
})

test('asks `admit` before it reads a body', async () => {
  let handled = false
  const { url } = await serve([
    {
      ...echo,
      bodyLimitBytes: 1e9,
      admit: () => ({ status: 401, body: 'no' }),
      handle: () => {
        handled = true
        return { status: 200 }
      },
    },
  ])
  const { port } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  // Announces a body and never sends it: only a server that does not wait for it can answer.
  socket.write('POST /echo/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n')
  const head = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  socket.destroy()
  expect(head).toMatch(/^HTTP\/1.1 401/)
  expect(handled).toBe(false)
})

test('close lets a request under way finish, cuts idle connections and is bounded', async () => {
  const [waiting, inside, insideNever] = [gate(), gate(), gate()]
  const { server, url } = await serve([
    {
      method: 'GET',
      path: '/slow',
      async handle() {
        inside.open()
        await waiting.opened
        return { status: 200, body: 'done' }
      },
    },
    {
      method: 'GET',
      path: '/never',
      handle() {
        insideNever.open()
        return new Promise(() => {})
      },
    },
  ])
  const slow = fetch(`${url}/slow`)
  const never = fetch(`${url}/never`).catch(() => 'cut')
  await Promise.all([inside.opened, insideNever.opened])
  const closed = server.close()
  waiting.open()
  const finished = await slow
  expect(await finished.text()).toBe('done')
  expect(finished.headers.get('connection')).toBe('close')
  await closed
  expect(await never).toBe('cut')
  await expect(fetch(`${url}/slow`)).rejects.toThrow()
})

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}

test('a port in use is named with the fix', async () => {
  const { port } = await serve([echo])
  await expect(serve([echo], port)).rejects.toMatchObject({
    code: 'port-in-use',
    message: `Port ${port} is in use: set PORT to a free one, or stop the other process`,
  })
})
