// One GET to addresses that were checked: no second look-up, no redirect followed, no cookie, no Referer, no proxy,
// TLS always verified. Refuses what is too slow, too large or broken off.
import {
  type RequestOptions as HttpOptions,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIPv6, type LookupFunction, type TcpSocketConnectOpts } from 'node:net'
import { AppError, describeError } from '../../errors.ts'
import { readBody } from './body.ts'
import type { Target } from './target.ts'
import { hostOf, portOf } from './web-url.ts'

export interface Timeouts {
  /** Until a name is resolved, and again until the connection stands, TLS included. */
  readonly connectMs: number
  /** From there until the last header is in. */
  readonly firstByteMs: number
  /** For one page with all its redirects. */
  readonly totalMs: number
}

export interface RequestOptions {
  /** Besides those that every request carries. */
  readonly headers: Readonly<Record<string, string>>
  readonly maxBytes: number
  /** A body above `maxBytes` is cut there instead of refused. */
  readonly isCut?: boolean
  readonly timeouts: Timeouts
  /** Aborted with an AppError, which is then thrown. */
  readonly signal: AbortSignal
}

export interface WebResponse {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Name and value by turns, as they came. */
  readonly rawHeaders: readonly string[]
  /** Decompressed; empty unless the status is 200 or 203. */
  readonly bytes: Uint8Array
}

const maxHeaderBytes = 16_384
// One address after the other where a host has several: a dead IPv6 route costs this much.
const attemptMs = 1_000

/** @throws AppError `unreachable`, `too-slow`, `too-large`, `http-error` (no HTTP, unknown compression, broken off) */
export async function request(target: Target, options: RequestOptions): Promise<WebResponse> {
  let response: IncomingMessage | undefined
  try {
    response = await open(target, options)
    const status = response.statusCode ?? 0
    const { headers, rawHeaders } = response
    const bytes = status === 200 || status === 203 ? await readBody(response, options) : new Uint8Array()
    // A body that ends with its connection looks whole when the connection is cut.
    options.signal.throwIfAborted()
    return { status, headers, rawHeaders, bytes }
  } catch (error) {
    throw readable(error, target.url, options.signal, response !== undefined)
  } finally {
    response?.destroy()
  }
}

function open({ url, addresses }: Target, { headers, timeouts, signal }: RequestOptions): Promise<IncomingMessage> {
  const checked = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }))
  // Asked for names only: a literal is connected to as it stands, and is then the one checked address.
  const lookup: LookupFunction = (_host, { all }, callback) =>
    all ? callback(null, checked) : callback(null, checked[0]!.address, checked[0]!.family)
  const isTls = url.protocol === 'https:'
  return new Promise((resolve, reject) => {
    signal.throwIfAborted()
    const settings: HttpOptions & Pick<TcpSocketConnectOpts, 'autoSelectFamily' | 'autoSelectFamilyAttemptTimeout'> = {
      host: hostOf(url),
      port: portOf(url),
      path: url.pathname + url.search,
      headers: {
        Host: url.host,
        'User-Agent': 'ragbot (+reads the pages that its users ask it to index)',
        Accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
        'Accept-Encoding': 'gzip, br',
        ...headers,
      },
      agent: false,
      lookup,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: attemptMs,
      maxHeaderSize: maxHeaderBytes,
      signal,
    }
    const outgoing = isTls ? httpsRequest({ ...settings, rejectUnauthorized: true }) : httpRequest(settings)
    const giveUp = (what: string) =>
      outgoing.destroy(new AppError('too-slow', `${url.host} ${what}: try again later.`, { retry: 'later' }))
    let timer = setTimeout(giveUp, timeouts.connectMs, 'lets nobody connect in time')
    outgoing.once('socket', (socket) =>
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer)
        timer = setTimeout(giveUp, timeouts.firstByteMs, 'does not answer in time')
      }),
    )
    outgoing.once('close', () => clearTimeout(timer))
    outgoing.once('response', (response) => {
      clearTimeout(timer)
      outgoing.on('error', (error) => response.destroy(error))
      resolve(response)
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

function readable(error: unknown, url: URL, signal: AbortSignal, isAnswered: boolean): unknown {
  if (error instanceof AppError) return error
  if (signal.aborted) return signal.reason
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'HPE_HEADER_OVERFLOW')
    return new AppError('too-large', `The headers of ${url.host} are larger than ${maxHeaderBytes} bytes.`, {
      cause: error,
    })
  if (code.startsWith('HPE_'))
    return new AppError('http-error', `What ${url.host} answers is no HTTP: check the address.`, { cause: error })
  if (isAnswered)
    return new AppError('http-error', `${url.host} broke off in the middle of the page: try again later.`, {
      retry: 'later',
      cause: error,
    })
  if (/CERT|SIGNATURE|^ERR_(?:TLS|SSL)|^EPROTO/.test(code))
    return new AppError(
      'unreachable',
      `${url.host} does not prove who it is (${code}): check the address, or name your own authority in NODE_EXTRA_CA_CERTS.`,
      { cause: error },
    )
  return new AppError(
    'unreachable',
    `${url.host} cannot be reached (${code || describeError(error)}): try again later.`,
    {
      retry: 'later',
      cause: error,
    },
  )
}
