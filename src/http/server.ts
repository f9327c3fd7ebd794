// The HTTP server: raw bodies within each route's limit, JSON errors, and a shutdown that lets requests finish.
// Refuses to tell a caller anything about an unexpected error but its trace id; lets nobody hold it up with what is
// never finished.
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Request as ExpressRequest, type NextFunction } from 'express'
import { AppError, describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { HttpRequest, HttpResponse, Route } from '../route.ts'
import { type Body, type BodyAllowance, BodyError, createBodyReader } from './bodies.ts'
import { createCollector } from './collect.ts'
import { limitConnections, type OpenRequest } from './connections.ts'
import { type CrumbWatch, watchForCrumbs } from './crumbs.ts'

export interface HttpServerOptions {
  /** Tried in this order; the first whose path fits serves. */
  readonly routes: readonly Route[]
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly log: Log
  /** How long `close` waits for requests under way; 10,000 ms by default. */
  readonly drainMs?: number
  readonly newTraceId?: () => string
  /** For tests: smaller ones, shorter times. */
  readonly limits?: Partial<HttpLimits>
}

interface HttpLimits {
  /** Above, the connection that has gone longest without a finished request is cut. */
  readonly maxConnections: number
  /** Bodies of those who have proven nothing yet. A platform's delivery is here within a second. */
  readonly strangers: BodyAllowance
  /** Bodies of those whom `admit` has let in by a credential: files, over slow links. */
  readonly known: BodyAllowance
  /** For a request's headers. */
  readonly headersMs: number
  /** How long what is still sent is thrown away after a refusal, so that the sender reads why. */
  readonly lingerMs: number
}

const mb = 1024 * 1024
const defaultLimits: HttpLimits = {
  maxConnections: 1_000,
  strangers: { maxUnfinished: 400, maxBytes: 8 * mb, wholeMs: 10_000, silentMs: 10_000 },
  known: { maxUnfinished: 100, maxBytes: 256 * mb, wholeMs: 20 * 60_000, silentMs: 30_000 },
  headersMs: 10_000,
  lingerMs: 5_000,
}

export interface HttpServer {
  /** @throws AppError `port-in-use`, `port-forbidden` or `host-unknown`. */
  listen(): Promise<{ readonly url: string; readonly port: number }>
  close(): Promise<void>
}

const defaultBodyLimitBytes = mb
const statusOfCode: Readonly<Record<string, number>> = {
  'bad-request': 400,
  'in-crumbs': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-slow': 408,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { routes, host, log, drainMs = 10_000, newTraceId = randomUUID } = options
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  let closing = false

  const limits = { ...defaultLimits, ...options.limits }
  const server = createServer({
    // Longer than the minute that load balancers keep an idle connection, so that they close it and not we.
    keepAliveTimeout: 65_000,
    headersTimeout: limits.headersMs,
    // Bodies have times of their own.
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
  })
  // Of readers too: an answer that nobody takes is not kept for ever.
  server.timeout = 120_000
  const collector = createCollector()
  const openRequest = limitConnections(server, limits.maxConnections, collector)
  const crumbs = watchForCrumbs(server, collector)
  const readers = {
    strangers: createBodyReader(limits.strangers, crumbs),
    known: createBodyReader(limits.known, crumbs),
  }
  const awaitsContinue = new WeakSet<IncomingMessage>()
  const sayGaveWay = sayOnceAMinute((count) =>
    log.warn('unfinished requests gave way to others: too much was being sent at once', { count }),
  )

  /** @param isProven the answer tells that whoever asks is who they should be */
  const write = (req: IncomingMessage, res: ServerResponse, response: HttpResponse, isProven = false) => {
    if (res.headersSent || res.destroyed) return
    const body = Buffer.from(response.body ?? '')
    res.statusCode = response.status
    for (const [name, value] of Object.entries(response.headers ?? {})) res.setHeader(name, value)
    if (closing) res.setHeader('connection', 'close')
    if (response.status !== 204 && response.status !== 304) res.setHeader('content-length', body.byteLength)
    res.end(req.method === 'HEAD' ? undefined : body)
    const opened = requests.get(res)
    opened?.answered(isProven)
    cutUnlessSent(req, opened, limits.lingerMs, crumbs)
  }

  const readBody = (req: IncomingMessage, res: ServerResponse, route: Route): Promise<Body> => {
    const sendContinue = awaitsContinue.delete(req) ? () => res.writeContinue() : undefined
    const read = route.admitsBy === 'credential' ? readers.known : readers.strangers
    return read(req, route.bodyLimitBytes ?? defaultBodyLimitBytes, sendContinue)
  }

  const withBody = new Set<Route['method']>(['POST', 'PUT', 'PATCH'])
  for (const route of routes) {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'
    app[method](route.path, async (req, res) => {
      const request = toHttpRequest(req)
      const refused = route.admit?.(request)
      if (refused) return write(req, res, refused)
      const hasBody = withBody.has(route.method)
      // Nothing is read from the others: what they carry is thrown away.
      if (!hasBody && req.headers['transfer-encoding'] !== undefined) throwAway(req, crumbs)
      const body = hasBody ? await readBody(req, res, route) : undefined
      requests.get(res)?.complete()
      try {
        const response = await route.handle(body ? { ...request, body: body.bytes } : request)
        write(req, res, response, route.admit !== undefined && response.status < 300)
      } finally {
        body?.release()
      }
    })
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method)
    app.all(path, (req, res) => {
      const message = `${req.method} is not allowed here; ${methods.join(', ')} is`
      write(req, res, jsonError(405, 'method-not-allowed', message, { allow: methods.join(', ') }))
    })
  }
  app.use((req, res) => {
    write(req, res, jsonError(404, 'not-found', 'Nothing is served at this address'))
  })
  app.use((error: unknown, req: ExpressRequest, res: ServerResponse, _next: NextFunction) => {
    if (error instanceof BodyError && error.code === 'crowded') sayGaveWay()
    write(req, res, toErrorResponse(error, log, newTraceId))
  })

  const requests = new WeakMap<ServerResponse, OpenRequest>()
  const take = (req: IncomingMessage, res: ServerResponse) => {
    const opened = openRequest(req.socket)
    if (!opened) return crumbs.raiseAlarm()
    crumbs.begin(req.socket, Number(req.headers['content-length'] ?? 0))
    requests.set(res, opened)
    app(req, res)
  }
  server.on('request', take)
  server.on('checkContinue', (req, res) => {
    awaitsContinue.add(req)
    take(req, res)
  })

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, options.port)))
        // The queue of those who knock, as long as the system allows: by default a few hundred at once wait a second.
        server.listen({ port: options.port, host, backlog: 4_096 }, () => {
          const { port } = server.address() as AddressInfo
          resolve({ url: `http://${urlHost(host)}:${port}`, port })
        })
      }),
    close: () =>
      new Promise((resolve) => {
        closing = true
        if (!server.listening) return resolve()
        const deadline = setTimeout(() => server.closeAllConnections(), drainMs)
        // Cuts idle connections too: https://nodejs.org/api/http.html#serverclosecallback
        server.close(() => {
          clearTimeout(deadline)
          resolve()
        })
      }),
  }
}

/** Reads what nobody wants, so that it is known for crumbs, which are cut. */
function throwAway(req: IncomingMessage, crumbs: CrumbWatch): void {
  if (req.complete || req.listenerCount('data') > 0) return
  const isInCrumbs = crumbs.createCounter()
  req.on('data', (piece: Buffer) => {
    if (isInCrumbs(piece)) req.socket.destroy()
  })
}

/** Whoever was answered before the end of what it sends is let send for `lingerMs`, and then cut; crumbs at once. */
function cutUnlessSent(
  req: IncomingMessage,
  opened: OpenRequest | undefined,
  lingerMs: number,
  crumbs: CrumbWatch,
): void {
  if (req.complete) return
  throwAway(req, crumbs)
  const cut = opened?.cutIn(lingerMs)
  req.once('end', () => clearTimeout(cut))
}

/** What happens often is said at once and then once a minute, with how often it was. */
function sayOnceAMinute(say: (count: number) => void): () => void {
  let [count, saidAt] = [0, Number.NEGATIVE_INFINITY]
  return () => {
    count += 1
    if (performance.now() - saidAt < 60_000) return
    say(count)
    count = 0
    saidAt = performance.now()
  }
}

function toHttpRequest(req: ExpressRequest): HttpRequest {
  const headers: Record<string, string | undefined> = {}
  for (const [name, value] of Object.entries(req.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : value
  const queryAt = req.url.indexOf('?')
  return {
    method: req.method,
    path: req.path,
    params: Object.fromEntries(Object.entries(req.params).map(([name, value]) => [name, String(value)])),
    query: new URLSearchParams(queryAt < 0 ? '' : req.url.slice(queryAt + 1)),
    headers,
    body: new Uint8Array(),
    ...(req.socket.remoteAddress !== undefined && { address: req.socket.remoteAddress }),
  }
}

function jsonError(status: number, code: string, message: string, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify({ error: { code, message } }),
  }
}

function toErrorResponse(error: unknown, log: Log, newTraceId: () => string): HttpResponse {
  if (error instanceof AppError) {
    const status = statusOfCode[error.code] ?? (error.retry === 'later' ? 503 : 500)
    if (status >= 500 && !(error instanceof BodyError))
      log.error('request failed', { code: error.code, reason: error.message })
    const wait = error.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) }
    // Who gave way, was too slow or sends crumbs would otherwise go on.
    const close = status === 503 || status === 408 || error.code === 'in-crumbs' ? { connection: 'close' } : {}
    return jsonError(status, error.code, error.message, { ...wait, ...(error instanceof BodyError && close) })
  }
  // What Express itself refuses (a broken percent-encoding) carries a 4xx status.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status >= 400 && status < 500) return jsonError(status, 'bad-request', 'The request could not be read')
  const traceId = newTraceId()
  log.error('request failed unexpectedly', { traceId, reason: describeError(error) })
  return {
    status: 500,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ error: { code: 'internal', message: `Something went wrong (trace ${traceId})`, traceId } }),
  }
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): unknown {
  const cause = { cause: error }
  switch (error.code) {
    case 'EADDRINUSE':
      return new AppError(
        'port-in-use',
        `Port ${port} is in use: set PORT to a free one, or stop the other process`,
        cause,
      )
    case 'EACCES':
      return new AppError(
        'port-forbidden',
        `Port ${port} may not be opened by this user: set PORT to one above 1023`,
        cause,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new AppError(
        'host-unknown',
        `HOST ${host} is not an address of this machine: set HOST to 127.0.0.1 or 0.0.0.0`,
        cause,
      )
    default:
      return error
  }
}

/** The name a browser on this machine can open: a wildcard address is not one. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
