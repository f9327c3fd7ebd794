// The HTTP server: raw bodies within each route's limit, JSON errors, and a shutdown that lets requests finish.
// Refuses to tell a caller anything about an unexpected error but its trace id.
import { randomUUID } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Request as ExpressRequest, type NextFunction } from 'express'
import { AppError, describeError } from './errors.ts'
import type { Log } from './log.ts'
import type { HttpRequest, HttpResponse, Route } from './model.ts'

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
}

export interface HttpServer {
  /** @throws AppError `port-in-use`, `port-forbidden` or `host-unknown`. */
  listen(): Promise<{ readonly url: string; readonly port: number }>
  close(): Promise<void>
}

const defaultBodyLimitBytes = 1024 * 1024
const statusOfCode: Readonly<Record<string, number>> = {
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  gone: 410,
  'too-large': 413,
  unsupported: 415,
}

export function createHttpServer(options: HttpServerOptions): HttpServer {
  const { routes, host, log, drainMs = 10_000, newTraceId = randomUUID } = options
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', false)
  let closing = false

  const write = (res: ServerResponse, response: HttpResponse, withBody: boolean) => {
    if (res.headersSent || res.destroyed) return
    const body = Buffer.from(response.body ?? '')
    res.statusCode = response.status
    for (const [name, value] of Object.entries(response.headers ?? {})) res.setHeader(name, value)
    if (closing) res.setHeader('connection', 'close')
    if (response.status !== 204 && response.status !== 304) res.setHeader('content-length', body.byteLength)
    res.end(withBody ? body : undefined)
  }

  for (const route of routes) {
    const method = route.method.toLowerCase() as 'get' | 'post' | 'delete'
    const { admit } = route
    if (admit) {
      app[method](route.path, (req, res, next) => {
        const refused = admit(toHttpRequest(req))
        if (refused) write(res, refused, req.method !== 'HEAD')
        else next()
      })
    }
    // Webhooks are signed over the bytes as they came, so nothing is inflated.
    const readBody = express.raw({
      type: () => true,
      limit: route.bodyLimitBytes ?? defaultBodyLimitBytes,
      inflate: false,
    })
    app[method](route.path, readBody, async (req, res) => {
      write(res, await route.handle(toHttpRequest(req)), req.method !== 'HEAD')
    })
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method)
    app.all(path, (req, res) => {
      const message = `${req.method} is not allowed here; ${methods.join(', ')} is`
      write(res, jsonError(405, 'method-not-allowed', message, { allow: methods.join(', ') }), true)
    })
  }
  app.use((req, res) => {
    write(res, jsonError(404, 'not-found', 'Nothing is served at this address'), req.method !== 'HEAD')
  })
  app.use((error: unknown, req: ExpressRequest, res: ServerResponse, _next: NextFunction) => {
    write(res, toErrorResponse(error, log, newTraceId), req.method !== 'HEAD')
  })

  const server = createServer(app)
  // Longer than the minute that load balancers keep an idle connection, so that they close it and not we.
  server.keepAliveTimeout = 65_000
  server.headersTimeout = 20_000
  server.requestTimeout = 120_000

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, options.port)))
        server.listen(options.port, host, () => {
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
    body: req.body instanceof Uint8Array ? req.body : new Uint8Array(),
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
    if (status >= 500) log.error('request failed', { code: error.code, reason: error.message })
    const wait = error.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) }
    return jsonError(status, error.code, error.message, wait)
  }
  // What Express itself refuses (a body over the limit, a broken percent-encoding) carries a 4xx status.
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500
  if (status === 413) return jsonError(413, 'too-large', 'The body is larger than this address takes')
  if (status === 415) return jsonError(415, 'unsupported', 'Send the body without a content encoding')
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
