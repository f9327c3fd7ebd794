// Who may use the page and the API: the holder of ADMIN_TOKEN, or of the cookie that the one-time address gave.
// Refuses foreign Host and Origin headers, without ADMIN_TOKEN everything that may come from another machine, and
// addresses that guess.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { HttpRequest, HttpResponse } from '../route.ts'
import { createGuesses, type GuessesOptions } from './guesses.ts'
import { jsonError } from './responses.ts'

export interface AccessOptions {
  /** At least 32 random bytes, the same after a restart: cookies are signed with it. */
  readonly key: Uint8Array
  readonly adminToken?: string
  /** Where people reach this process from outside, e.g. https://ragbot.example.com. */
  readonly publicUrl?: string
  /** The port that was really opened; asked at each request, since 0 is known only after listening. */
  readonly port: () => number
  readonly random: (bytes: number) => Uint8Array
  /** Spends a token that `ragbot sign-in` made; none is known without it. */
  readonly spendLink?: (token: string) => boolean
  readonly now: () => Date
  /** Is told of addresses that guess. */
  readonly warn: GuessesOptions['warn']
}

export interface Refusal {
  readonly status: 401 | 403 | 429
  readonly code: string
  readonly message: string
  /** On 429. */
  readonly retryAfterSeconds?: number
}

export interface Access {
  /** Where the person who started this opens the page, with the one-time token; null while the page is off. */
  address(): string | null
  /** The checks that come before any credential: is the page on, and does the request come from where it says. */
  door(request: HttpRequest): Refusal | null
  isSignedIn(request: HttpRequest): boolean
  /** Signed in; or at the machine itself, where nobody outside is served. */
  isOperator(request: HttpRequest): boolean
  /** Null when the request carries a valid credential, else the JSON response that refuses it. */
  refuse(request: HttpRequest): HttpResponse | null
  /** Spends a one-time token: the `Set-Cookie` value the first time, null afterwards and for any other token. */
  exchange(token: string, request: HttpRequest): string | null
  /** The `Set-Cookie` value for whoever knows ADMIN_TOKEN; else why not. */
  signIn(adminToken: string, request: HttpRequest): string | Refusal
}

const sessionSeconds = 30 * 24 * 3600
const forwardingHeaders = [
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
]

export function createAccess(options: AccessOptions): Access {
  const { key, adminToken, random, now } = options
  const publicUrl = options.publicUrl === undefined ? null : new URL(options.publicUrl)
  const oneTimeToken = encode(random(24))
  let tokenSpent = false
  const guesses = createGuesses(options)
  const cookieName = () => `ragbot_${options.port()}`

  // The admin token is part of what is signed: changing it signs everyone out.
  const sign = (text: string) =>
    encode(
      createHmac('sha256', key)
        .update(`session\0${digest(adminToken ?? '')}\0${text}`)
        .digest(),
    )

  const makeCookie = (request: HttpRequest) => {
    const session = `${encode(random(16))}.${Math.floor(now().getTime() / 1000) + sessionSeconds}`
    const secure = publicUrl?.protocol === 'https:' && (isPublicHost(request) || isForwarded(request))
    const flags = `Path=/; Max-Age=${sessionSeconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
    return `${cookieName()}=${session}.${sign(session)}; ${flags}`
  }

  const holdsCookie = (request: HttpRequest) => {
    const value = readCookie(request.headers.cookie, cookieName())
    const [, session, expiresAt, signature] = /^([\w-]+\.(\d+))\.([\w-]+)$/.exec(value ?? '') ?? []
    if (session === undefined || signature === undefined) return false
    return isSame(signature, sign(session)) && Number(expiresAt) * 1000 > now().getTime()
  }

  /** Whether a token is ADMIN_TOKEN. From a locked address it is compared only where the right one came from before. */
  const checkToken = (token: string, request: HttpRequest): boolean | Refusal => {
    if (adminToken === undefined) return false
    const address = addressOf(request, publicUrl !== null)
    const lockedMs = guesses.lockedMs(address)
    if (lockedMs > 0 && !guesses.isTrusted(address)) return tooMany(lockedMs)
    if (isSame(token, adminToken)) {
      guesses.right(address)
      return true
    }
    guesses.wrong(address)
    return lockedMs > 0 && tooMany(lockedMs)
  }

  /** Compared once a request, since a wrong one counts. */
  const checked = new WeakMap<HttpRequest['headers'], boolean | Refusal>()
  const checkBearer = (request: HttpRequest): boolean | Refusal => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    const known = checked.get(request.headers)
    const result = known ?? (token === undefined ? false : checkToken(token, request))
    checked.set(request.headers, result)
    return result
  }

  const isPublicHost = (request: HttpRequest) =>
    publicUrl !== null && parseHost(request, publicUrl.protocol)?.host === publicUrl.host

  const isOurLoopback = (url: URL | null) =>
    url !== null && url.protocol === 'http:' && isLoopback(url.hostname) && Number(url.port || 80) === options.port()

  const door = (request: HttpRequest): Refusal | null => {
    if (adminToken === undefined && publicUrl !== null) {
      return forbidden(
        'page-off',
        'The page and the API are off because PUBLIC_URL is set: set ADMIN_TOKEN to turn them on',
      )
    }
    if (adminToken === undefined && isForwarded(request)) {
      return forbidden(
        'forwarded',
        'This request came through a proxy: set ADMIN_TOKEN and PUBLIC_URL to use the page and the API behind one',
      )
    }
    const isKnownHost =
      isOurLoopback(parseHost(request, 'http:')) || (adminToken !== undefined && isPublicHost(request))
    if (!isKnownHost) {
      return forbidden(
        'wrong-host',
        'This address is not ours: open the one that start printed, or set PUBLIC_URL and ADMIN_TOKEN',
      )
    }
    if (request.method === 'GET' || request.method === 'HEAD') return null
    const { origin } = request.headers
    if (origin === undefined) {
      const bearer = checkBearer(request)
      if (bearer === true) return null
      return (
        bearer || forbidden('no-origin', 'A request that changes something needs an Origin header or a bearer token')
      )
    }
    const isOwnOrigin = isOurLoopback(parseUrl(origin)) || (adminToken !== undefined && origin === publicUrl?.origin)
    return isOwnOrigin ? null : forbidden('wrong-origin', 'This request was made by another site')
  }

  // A session cannot be guessed: it is looked at first, whatever its address has done.
  const checkCredential = (request: HttpRequest) => holdsCookie(request) || checkBearer(request)

  return {
    address() {
      if (publicUrl !== null && adminToken === undefined) return null
      const base = publicUrl?.href.replace(/\/$/, '') ?? `http://127.0.0.1:${options.port()}`
      return `${base}/?token=${oneTimeToken}`
    },
    door,
    isSignedIn: (request) => checkCredential(request) === true,
    isOperator: (request) =>
      checkCredential(request) === true ||
      (publicUrl === null &&
        !isForwarded(request) &&
        isOurLoopback(parseHost(request, 'http:')) &&
        ipaddr.isValid(request.address ?? '') &&
        ipaddr.process(request.address ?? '').range() === 'loopback'),
    refuse(request) {
      const refusal = door(request) ?? (checkCredential(request) || unauthorized(adminToken !== undefined))
      return refusal === true ? null : toResponse(refusal)
    },
    exchange(token, request) {
      if (options.spendLink?.(token)) return makeCookie(request)
      // 192 random bits: no lock stands before it, but whoever guesses is counted.
      if (!isSame(token, oneTimeToken)) guesses.wrong(addressOf(request, publicUrl !== null))
      if (tokenSpent || !isSame(token, oneTimeToken)) return null
      tokenSpent = true
      return makeCookie(request)
    },
    signIn(token, request) {
      const result = checkToken(token, request)
      return result === true ? makeCookie(request) : result || unauthorized(adminToken !== undefined)
    },
  }
}

/**
 * Who guesses. A proxy before us has a private address and puts its client's at the end of x-forwarded-for; from
 * anywhere else that header is anyone's claim.
 */
function addressOf({ address = 'unknown', headers }: HttpRequest, hasProxy: boolean): string {
  const isNear = ipaddr.isValid(address) && ipaddr.process(address).range() !== 'unicast'
  const client = hasProxy && isNear ? headers['x-forwarded-for']?.split(',').at(-1)?.trim() : undefined
  return client !== undefined && ipaddr.isValid(client) ? client : address
}

function toResponse({ status, code, message, retryAfterSeconds }: Refusal): HttpResponse {
  const response = jsonError(status, code, message)
  const wait = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return { ...response, headers: { ...response.headers, ...wait } }
}

function tooMany(lockedMs: number): Refusal {
  const retryAfterSeconds = Math.ceil(lockedMs / 1_000)
  const message = `Too many wrong tokens came from this address: try again in ${retryAfterSeconds} s`
  return { status: 429, code: 'too-many', message, retryAfterSeconds }
}

function unauthorized(hasAdminToken: boolean): Refusal {
  const message = hasAdminToken
    ? 'Sign in on the page, or send "Authorization: Bearer <ADMIN_TOKEN>"'
    : 'Open the address that start printed, or set ADMIN_TOKEN and send it as "Authorization: Bearer <ADMIN_TOKEN>"'
  return { status: 401, code: 'unauthorized', message }
}

function forbidden(code: string, message: string): Refusal {
  return { status: 403, code, message }
}

function isForwarded(request: HttpRequest): boolean {
  return forwardingHeaders.some((name) => request.headers[name] !== undefined)
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function parseHost(request: HttpRequest, protocol: string): URL | null {
  const { host } = request.headers
  return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? parseUrl(`${protocol}//${host}`) : null
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

function readCookie(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}

/** Compares digests, so that neither the length nor the first difference shows in the time it takes. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest())
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
