import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createHttpServer, type HttpServer } from '../../src/http/server.ts'
import { createLog } from '../../src/log.ts'
import type { Route } from '../../src/route.ts'

const sockets: Socket[] = []
const running: HttpServer[] = []
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(running.splice(0).map((server) => server.close()))
})

async function serve(...routes: readonly Route[]): Promise<number> {
  const server = createHttpServer({
    host: '127.0.0.1',
    port: 0,
    log: createLog('info', () => {}),
    drainMs: 300,
    routes,
  })
  running.push(server)
  return (await server.listen()).port
}

async function open(port: number): Promise<{ readonly socket: Socket; readonly closed: Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let received = ''
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  socket.on('error', () => {})
  socket.on('data', (data) => {
    received += String(data)
  })
  await once(socket, 'connect')
  return { socket, closed }
}

const head = (announce: string, what = 'POST /hook') => `${what} HTTP/1.1\r\nhost: x\r\n${announce}\r\n\r\n`
const chunked = 'transfer-encoding: chunked'
const crumbs = '1\r\nx\r\n'.repeat(20_000)
const echo: Route = { method: 'POST', path: '/echo', handle: ({ body }) => ({ status: 200, body }) }
const hook: Route = { method: 'POST', path: '/hook', handle: () => ({ status: 200 }) }

test.each([
  ['read', 1, head(chunked) + crumbs],
  ['thrown away after a refusal', 1, head(chunked, 'POST /refusing') + crumbs],
  ['sent where nothing is read', 1, head(chunked, 'GET /slow') + crumbs],
  ['of requests', 32, head('x: y', 'GET /quick').repeat(3_000)],
])('of hundreds of blocks of crumbs, %s, few are taken before somebody honest is served', async (_, perBlock, text) => {
  let [begun, begunBefore] = [0, 0]
  const admit = () => {
    begun += 1
    return null
  }
  const port = await serve(
    { ...hook, admit },
    { ...hook, path: '/refusing', admit: () => admit() ?? { status: 401 } },
    { ...hook, method: 'GET', path: '/slow', admit, handle: () => new Promise(() => {}) },
    { ...hook, method: 'GET', path: '/quick', admit: () => admit() ?? { status: 401 } },
    {
      ...hook,
      path: '/honest',
      handle() {
        begunBefore = begun
        return { status: 200 }
      },
    },
  )
  // The server takes one new connection a turn, so all are answered something first.
  const openAnswered = async () => {
    const client = await open(port)
    client.socket.write(head('content-length: 0', 'POST /honest'))
    await once(client.socket, 'data')
    return client
  }
  const crowd = await Promise.all(Array.from({ length: 300 }, openAnswered))
  const honest = await openAnswered()
  // Within one turn, so that all of it waits when the server reads again, and the honest one's last.
  for (const { socket } of crowd) socket.write(text)
  honest.socket.write(head('content-length: 0', 'POST /honest'))
  await once(honest.socket, 'data')
  expect(begunBefore / perBlock).toBeLessThan(100)
  await Promise.all(crowd.map(({ closed }) => closed))
})

test('after an alarm a body of many lines comes whole, with a length or in chunks', async () => {
  const port = await serve(echo, hook)
  const attacker = await open(port)
  attacker.socket.write(head(chunked) + crumbs)
  expect(await attacker.closed).toMatch(/^HTTP\/1.1 400/)
  const lines = Array.from({ length: 60_000 }, (_, i) => `${i} words\r\n`).join('')
  const post = (body: string | ReadableStream) =>
    fetch(`http://127.0.0.1:${port}/echo`, { method: 'POST', body, duplex: 'half' } as RequestInit)
  const answers = await Promise.all([post(lines), post(new Blob([lines]).stream()), post('short')])
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([lines, lines, 'short'])
})
