// Servers that mean harm or are broken: each ends in a named failure, with bounded memory and time.
import type { Socket } from 'node:net'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, test } from 'vitest'
import { follow } from '../../../src/rag/fetch/follow.ts'
import { createPageReader } from '../../../src/rag/fetch/pages.ts'
import { redirectOf } from '../../../src/rag/fetch/redirect.ts'
import { createResolver, type Target } from '../../../src/rag/fetch/target.ts'
import { startRawServer, startWebsite } from '../../stand-ins/website.ts'

/** Far longer than any of these takes on a busy machine: what fails fails for its own reason. */
const timeouts = { connectMs: 20_000, firstByteMs: 20_000, totalMs: 30_000 }
const short = { connectMs: 300, firstByteMs: 300, totalMs: 700 }
const maxBytes = 2_000_000
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

/** What becomes of a page that such a server sends. */
async function readFrom(script: (socket: Socket) => void, within = timeouts) {
  const server = await startRawServer(script)
  closers.push(server.close)
  const read = createPageReader({ allowedHosts: [server.host], maxBytes, timeouts: within, now: Date.now })
  const [source] = await Array.fromAsync(read(`${server.origin}/page`, { validatorsOf: async () => null }))
  return source
}

const failure = (code: string) =>
  expect.objectContaining({ uri: expect.any(String), error: { code, message: expect.any(String) } })
const ok = 'HTTP/1.1 200 OK\r\n'

/** Writes for as long as somebody reads. */
function pour(socket: Socket, part: string | Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(part));
  }
  socket.on('drain', more)
  more()
}

function trickle(socket: Socket, part: string): void {
  const timer = setInterval(() => socket.write(part), 20)
  socket.on('close', () => clearInterval(timer))
}

/** A server that sends `head` and then goes on by `rest`. */
const sends = (head: string, rest: (socket: Socket) => void) => (socket: Socket) => {
  socket.write(head)
  rest(socket)
}

function sendsPacked(coding: string, body: Buffer) {
  const head = `${ok}Content-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`
  return sends(head, (socket) => socket.end(body))
}

describe('too large', () => {
  test.each([
    ['announced', sends(`${ok}Content-Length: 2000001\r\n\r\n`, () => {})],
    ['endless', sends(`${ok}\r\n`, (socket) => pour(socket, Buffer.alloc(65_536, 'x')))],
    [
      'endless in chunks',
      sends(`${ok}Transfer-Encoding: chunked\r\n\r\n`, (socket) => pour(socket, `1000\r\n${'x'.repeat(4_096)}\r\n`)),
    ],
    ['headers', sends(ok, (socket) => pour(socket, `X: ${'x'.repeat(4_000)}\r\n`))],
    ['a status line', sends('HTTP/1.1 200 ', (socket) => pour(socket, 'x'.repeat(4_000)))],
    ['a gzip bomb', sendsPacked('gzip', gzipSync(Buffer.alloc(20_000_000)))],
    ['a gzip bomb below the limit', sendsPacked('gzip', gzipSync(Buffer.alloc(1_900_000)))],
    ['a brotli bomb', sendsPacked('br', brotliCompressSync(Buffer.alloc(5_000_000)))],
  ])('%s', async (_what, script) => {
    expect(await readFrom(script)).toEqual(failure('too-large'))
  })

  test('a sitemap that unpacks without end', async () => {
    const site = await startWebsite()
    closers.push(site.close)
    site.serve('/sitemap.xml.gz', { body: gzipSync(Buffer.alloc(20_000_000, '<a>')) })
    const read = createPageReader({ allowedHosts: [site.host], maxBytes, timeouts, now: Date.now })
    expect(await Array.fromAsync(read(`${site.origin}/sitemap.xml.gz`, { validatorsOf: async () => null }))).toEqual([
      failure('too-large'),
    ])
  })
})

describe('too slow', () => {
  const nothing = Buffer.concat(Array(100).fill(gzipSync('')))
  test.each([
    ['no answer', () => {}],
    ['headers that trickle', sends(ok, (socket) => trickle(socket, 'X: y\r\n'))],
    ['news before the answer', (socket: Socket) => trickle(socket, 'HTTP/1.1 103 Early Hints\r\n\r\n')],
    ['a body that trickles', sends(`${ok}\r\n`, (socket) => trickle(socket, 'x'))],
    ['a body that stops', sends(`${ok}Content-Length: 10\r\n\r\nx`, () => {})],
    ['compression of nothing', sends(`${ok}Content-Encoding: gzip\r\n\r\n`, (socket) => pour(socket, nothing))],
  ])('%s', async (_what, script) => {
    expect(await readFrom(script, short)).toEqual(failure('too-slow'))
  })
})

describe('broken', () => {
  test.each([
    ['ends early', `${ok}Content-Length: 10\r\n\r\nx`],
    ['ends within a chunk', `${ok}Transfer-Encoding: chunked\r\n\r\n5\r\nx`],
    ['no HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['two lengths', `${ok}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`],
    ['length and chunks', `${ok}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n`],
    ['no gzip', `${ok}Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nwords`],
    ['unknown compression', `${ok}Content-Encoding: zstd\r\nContent-Length: 5\r\n\r\nwords`],
    ['stacked compression', `${ok}Content-Encoding: gzip, gzip\r\nContent-Length: 5\r\n\r\nwords`],
    ['part of a page', 'HTTP/1.1 206 Partial\r\nContent-Range: bytes 0-0/9\r\nContent-Length: 1\r\n\r\nx'],
  ])('%s', async (_what, bytes) => {
    expect(await readFrom((socket) => socket.end(bytes))).toEqual(failure('http-error'))
  })

  test('hangs up', async () => {
    expect(await readFrom((socket) => socket.destroy())).toEqual(failure('unreachable'))
  })

  test('is cut off where only the end of the connection would tell its length', async () => {
    const script = sends(`${ok}\r\nwords`, (socket) => setTimeout(() => socket.resetAndDestroy(), 50))
    expect(await readFrom(script)).toEqual(failure('http-error'))
  })

  test('more than was announced is not read', async () => {
    const source = await readFrom((socket) => socket.end(`${ok}Content-Length: 5\r\n\r\nwordsHTTP/1.1 200 OK\r\n\r\n`))
    expect(source).toMatchObject({ bytes: Buffer.from('words') })
  })

  test('a line break in an address adds no header', async () => {
    const site = await startWebsite()
    closers.push(site.close)
    const location = `Location: ${site.origin}/%0d%0aX-Injected:1\r\n\tX-Injected: 1`
    const server = await startRawServer((socket) => socket.end(`HTTP/1.1 302 Found\r\n${location}\r\n\r\n`))
    closers.push(server.close)
    const read = createPageReader({ allowedHosts: [server.host, site.host], maxBytes, timeouts, now: Date.now })
    expect(await Array.fromAsync(read(`${server.origin}/page`, { validatorsOf: async () => null }))).toHaveLength(1)
    for (const { headers } of site.requests) expect(headers).not.toHaveProperty('x-injected')
  })

  test('nobody listens, or nobody speaks TLS', async () => {
    const server = await startRawServer((socket) => socket.end())
    const read = createPageReader({ allowedHosts: [server.host], maxBytes, timeouts, now: Date.now })
    const codeOf = async (url: string) => (await Array.fromAsync(read(url, { validatorsOf: async () => null })))[0]
    expect(await codeOf(`https://${server.host}/`)).toEqual(failure('unreachable'))
    await server.close()
    expect(await codeOf(`${server.origin}/`)).toEqual(failure('unreachable'))
  })
})

describe('from outside to inside', () => {
  // A public address cannot be had in a test: the first hop's target says that it is one.
  const start = (origin: string, isInside: boolean): Target => ({
    url: new URL('/page', origin),
    addresses: ['127.0.0.1'],
    isInside,
  })

  test('an open redirect reaches no host that the operator allowed; one of the inside does', async () => {
    const wiki = await startWebsite()
    const shop = await startWebsite()
    closers.push(wiki.close, shop.close)
    shop.serve('/page', { status: 302, headers: { Location: `${wiki.origin}/secret` } })
    wiki.serve('/secret', 'secret words')
    const options = {
      resolve: createResolver([wiki.host, shop.host], 300),
      headers: {},
      maxBytes,
      timeouts,
    }
    await expect(follow(start(shop.origin, false), options)).rejects.toThrow(/index that address itself/)
    expect(wiki.requests).toEqual([])
    expect(await follow(start(shop.origin, true), options)).toMatchObject({ status: 200 })
  })

  test.each([
    ['https://example.org/a', 'http://example.org/a', null],
    ['https://example.org/a', '//other.example/b', 'https://other.example/b'],
    ['http://example.org/a', 'https://example.org/a', 'https://example.org/a'],
  ])('from %s to %s', (from, location, expected) => {
    const next = () => redirectOf(new URL(from), { status: 302, headers: { location } })?.href
    if (expected === null) expect(next).toThrow(expect.objectContaining({ code: 'forbidden-address' }))
    else expect(next()).toBe(expected)
  })
})
