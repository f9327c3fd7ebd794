import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { createHttpServer, type HttpServer, type HttpServerOptions } from '../../src/http/server.ts'
import { createLog } from '../../src/log.ts'
import type { Route } from '../../src/route.ts'

const running: HttpServer[] = []
const lines: string[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()))
  lines.length = 0
})

async function serve(routes: readonly Route[], port = 0, limits: HttpServerOptions['limits'] = {}) {
  const log = createLog('info', (line) => void lines.push(line))
  const base = { host: '127.0.0.1', log, drainMs: 300, newTraceId: () => 'trace-7' }
  const server = createHttpServer({ ...base, routes, port, limits })
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

test.each(['POST', 'PUT', 'PATCH'] as const)(
  '%s hands the raw body, the parameters and lower-case headers to the route',
  async (method) => {
    const { url } = await serve([{ ...echo, method }])
    const bytes = new Uint8Array([0, 255, 1, 254])
    const response = await fetch(`${url}/echo/a%20b?q=1`, { method, body: bytes, headers: { 'X-Case': 'kept' } })
    expect(response.status).toBe(201)
    expect(response.headers.get('x-seen')).toBe('a b 1 kept')
    expect(response.headers.get('x-powered-by')).toBeNull()
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
  },
)

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
    fails('/later', new AppError('database-away', 'Try again in a moment', { retry: 'later', retryAfterMs: 1_500 })),
    fails('/gone', new AppError('gone', 'It was deleted')),
    fails('/busy', new AppError('too-many', 'Too many at once')),
    fails('/unknown', new AppError('lease-lost', 'It may have happened', { retry: 'unknown' })),
    fails('/boom', new Error('password hunter2 at /etc/secret')),
  ])
  const later = await fetch(`${url}/later`)
  expect([later.status, later.headers.get('retry-after')]).toEqual([503, '2'])
  expect(await later.json()).toEqual({ error: { code: 'database-away', message: 'Try again in a moment' } })
  const statusOf = async (path: string) => (await fetch(`${url}${path}`)).status
  expect([await statusOf('/gone'), await statusOf('/busy'), await statusOf('/unknown')]).toEqual([410, 429, 500])
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

test.each(['0.0.0.0', '::'])('listening on %s it names an address that a browser opens', async (host) => {
  const server = createHttpServer({ routes: [echo], host, port: 0, log: createLog('info', () => {}) })
  running.push(server)
  expect((await server.listen()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})

test('a port in use is named with the fix', async () => {
  const { port } = await serve([echo])
  await expect(serve([echo], port)).rejects.toMatchObject({
    code: 'port-in-use',
    message: `Port ${port} is in use: set PORT to a free one, or stop the other process`,
  })
})

describe('what is never finished', () => {
  const strangers = { maxUnfinished: 3, maxBytes: 100_000, wholeMs: 60_000, silentMs: 60_000 }
  const hook: Route = {
    method: 'POST',
    path: '/hook',
    bodyLimitBytes: 50_000,
    handle: ({ body }) => ({ status: 200, body }),
  }
  const sockets: Client[] = []
  afterEach(() => {
    for (const { socket } of sockets.splice(0)) socket.destroy()
  })

  interface Client {
    readonly socket: Socket
    /** What has come, once the connection is closed by the other side. */
    readonly closed: Promise<string>
    /** What has come, as soon as it holds a whole head. */
    readonly answered: Promise<string>
  }

  function send(url: string, text: string): Client {
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    let received = ''
    const answered = Promise.withResolvers<string>()
    const closed = Promise.withResolvers<string>()
    socket.on('error', () => {})
    socket.on('data', (data) => {
      received += String(data)
      if (received.includes('\r\n\r\n')) answered.resolve(received)
    })
    socket.on('close', () => closed.resolve(received))
    socket.write(text)
    const client = { socket, closed: closed.promise, answered: answered.promise }
    sockets.push(client)
    return client
  }
  const head = (announce: string, path = '/hook') => `POST ${path} HTTP/1.1\r\nhost: x\r\n${announce}\r\n\r\n`
  const unfinished = (url: string, bytes: number) => send(url, `${head('content-length: 50000')}${'x'.repeat(bytes)}`)
  const complete = (url: string) => fetch(`${url}/hook`, { method: 'POST', body: 'whole' })

  test('of too many unfinished bodies the oldest gives way, and a complete one is answered', async () => {
    const { url } = await serve([hook], 0, { strangers })
    const first = unfinished(url, 10)
    await settle()
    for (let n = 0; n < 3; n += 1) unfinished(url, 10)
    expect(await first.closed).toMatch(/^HTTP\/1.1 503/)
    expect(await (await complete(url)).text()).toBe('whole')
    expect(lines.join()).toContain('unfinished requests gave way')
  })

  test('of too many bytes the oldest gives way, whatever each one announced', async () => {
    const { url } = await serve([hook], 0, { strangers })
    const first = send(url, `${head('transfer-encoding: chunked')}${`40\r\n${'x'.repeat(64)}\r\n`.repeat(625)}`)
    await settle()
    const second = unfinished(url, 49_000)
    await settle()
    expect(first.socket.readyState).toBe('open')
    unfinished(url, 49_000)
    expect(await first.closed).toMatch(/^HTTP\/1.1 503/)
    expect(second.socket.readyState).toBe('open')
    expect((await complete(url)).status).toBe(200)
  })

  test('a body in crumbs is cut, read or thrown away; a small one that drips is taken', async () => {
    const refusing: Route = { ...hook, path: '/refusing', admit: () => ({ status: 401 }) }
    const { url } = await serve([hook, refusing], 0, { strangers })
    const crumbs = '1\r\nx\r\n'.repeat(10_000)
    expect(await send(url, `${head('transfer-encoding: chunked')}${crumbs}`).closed).toMatch(/^HTTP\/1.1 400/)
    await send(url, `${head('transfer-encoding: chunked', '/refusing')}${crumbs}`).closed
    const small = `${'1\r\nx\r\n'.repeat(200)}0\r\n\r\n`
    expect(await send(url, `${head('transfer-encoding: chunked')}${small}`).answered).toMatch(/^HTTP\/1.1 200/)
  })

  test('bytes count until a finished body was worked on, and no longer', async () => {
    const waiting = gate()
    const slow: Route = { ...hook, path: '/slow', handle: () => waiting.opened.then(() => ({ status: 200 })) }
    const { url } = await serve([hook, slow], 0, { strangers: { ...strangers, maxBytes: 60_000 } })
    const body = 'x'.repeat(45_000)
    const working = fetch(`${url}/slow`, { method: 'POST', body })
    await settle()
    expect((await fetch(`${url}/hook`, { method: 'POST', body })).status).toBe(503)
    waiting.open()
    await working
    expect((await fetch(`${url}/hook`, { method: 'POST', body })).status).toBe(200)
  })

  test('a body that does not come in time is told so; one of somebody known may take longer', async () => {
    const limits = {
      strangers: { ...strangers, wholeMs: 100 },
      known: { ...strangers, silentMs: 60_000, wholeMs: 60_000 },
    }
    const upload: Route = { ...hook, path: '/upload', admit: () => null, admitsBy: 'credential' }
    const signed: Route = { ...hook, path: '/signed', admit: () => null }
    const { url } = await serve([hook, upload, signed], 0, limits)
    // Headers that are well-formed make nobody known.
    const stranger = send(url, `${head('content-length: 5', '/signed')}wh`)
    const known = send(url, `${head('content-length: 5', '/upload')}wh`)
    expect(await unfinished(url, 10).closed).toMatch(/^HTTP\/1.1 408/)
    expect(await Promise.race([stranger.closed, pause(2_000).then(() => 'still open')])).toMatch(/^HTTP\/1.1 408/)
    known.socket.write('ole')
    expect(await known.answered).toMatch(/^HTTP\/1.1 200[\s\S]*whole/)
  })

  test('a body without a length ends at the limit, and one without a limit of its own at a megabyte', async () => {
    const plain: Route = { method: 'POST', path: '/plain', handle: () => ({ status: 200 }) }
    const { url } = await serve([hook, plain])
    const chunk = `2710\r\n${'x'.repeat(10_000)}\r\n`
    expect(await send(url, `${head('transfer-encoding: chunked')}${chunk.repeat(6)}`).answered).toMatch(
      /^HTTP\/1.1 413/,
    )
    const post = (bytes: number) => fetch(`${url}/plain`, { method: 'POST', body: new Uint8Array(bytes) })
    expect([(await post(1024 ** 2)).status, (await post(1024 ** 2 + 1)).status]).toEqual([200, 413])
  })

  test('a sender that falls silent is cut, and one that sends steadily is not, however long it takes', async () => {
    const { url } = await serve([hook], 0, { strangers: { ...strangers, silentMs: 400 } })
    const steady = send(url, `${head('content-length: 8')}`)
    const begun = performance.now()
    const silent = unfinished(url, 10)
    for (let n = 0; n < 8; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      steady.socket.write('x')
    }
    expect(await steady.answered).toMatch(/^HTTP\/1.1 200/)
    expect(await silent.closed).toMatch(/^HTTP\/1.1 408/)
    expect(performance.now() - begun).toBeLessThan(20_000)
  })

  test('headers that never end are cut, and a connection that says nothing', async () => {
    const { url } = await serve([hook], 0, { headersMs: 200 })
    expect(await send(url, 'POST /hook HTTP/1.1\r\nx-a: b\r\n').closed).toMatch(/^(HTTP\/1.1 408|$)/)
    await send(url, '').closed
  })

  test('of too many connections the one longest without a request gives way, a proven one last', async () => {
    const signed: Route = { ...hook, path: '/signed', admit: () => null }
    const { url } = await serve([hook, signed], 0, { maxConnections: 3 })
    const proven = send(url, `${head('content-length: 1', '/signed')}x`)
    await proven.answered
    const silent = send(url, '')
    await settle()
    const stranger = send(url, `${head('content-length: 1')}x`)
    await stranger.answered
    const halfway = send(url, head('content-length: 9'))
    expect(await silent.closed).toBe('')
    const next = send(url, `${head('content-length: 1')}x`)
    expect(await next.answered).toMatch(/^HTTP\/1.1 200/)
    await stranger.closed
    expect([proven.socket.readyState, halfway.socket.readyState]).toEqual(['open', 'open'])
  })

  test('what is announced as too large is refused before it comes, and nobody is asked to send it', async () => {
    const { url } = await serve([hook], 0, { lingerMs: 100 })
    const large = send(url, head('content-length: 50001'))
    expect(await large.answered).toMatch(/^HTTP\/1.1 413/)
    // It goes on sending for a moment, and reads why; then it is cut, long before it would count as idle.
    const answeredAt = performance.now()
    await large.closed
    expect(performance.now() - answeredAt).toBeLessThan(30_000)
    expect(await send(url, head('content-length: 50001\r\nexpect: 100-continue')).answered).toMatch(/^HTTP\/1.1 413/)
    const small = send(url, head('content-length: 5\r\nexpect: 100-continue'))
    expect(await small.answered).toMatch(/^HTTP\/1.1 100/)
    small.socket.end('whole')
    expect(await small.closed).toContain('HTTP/1.1 200')
  })

  test('whoever gave way is forgotten once their connection has ended', async () => {
    const { url } = await serve([hook], 0, {
      lingerMs: 60_000,
      strangers: { maxUnfinished: 1, maxBytes: 1_000, wholeMs: 50_000, silentMs: 50_000 },
    })
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length
    const before = timers()
    for (let i = 0; i < 5; i += 1) {
      const slow = send(url, head('content-length: 9'))
      const next = send(url, head('content-length: 9'))
      expect(await slow.closed).toMatch(/^HTTP\/1.1 503/)
      next.socket.destroy()
      await next.closed
    }
    await settle()
    expect(timers() - before).toBeLessThanOrEqual(1)
  })

  test('connections that have ended count no more', async () => {
    const { url } = await serve([hook], 0, { maxConnections: 3 })
    for (let i = 0; i < 5; i += 1) {
      const one = send(url, `${head('content-length: 1\r\nconnection: close')}x`)
      expect(await one.closed).toMatch(/^HTTP\/1.1 200/)
    }
    const idle = send(url, `${head('content-length: 1')}x`)
    await idle.answered
    const next = send(url, `${head('content-length: 1')}x`)
    expect(await next.answered).toMatch(/^HTTP\/1.1 200/)
    expect([idle.socket.readyState, next.socket.readyState]).toEqual(['open', 'open'])
  })

  test('a client that asks for dozens of answers at once on one connection is cut', async () => {
    const never: Route = { method: 'GET', path: '/never', handle: () => new Promise(() => {}) }
    const { url } = await serve([never])
    await send(url, 'GET /never HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(40)).closed
  })
})

/** Until what was written on a socket is read by the server in this process. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 50))
