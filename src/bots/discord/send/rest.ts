// Calls to Discord, one attempt each. Its rate limits are obeyed by all processes together: a call that would be refused
// is not made. Refuses to go on with a token that was refused, because Discord bans addresses that do.
import { createHash } from 'node:crypto'
import { DiscordAPIError, REST, type ResponseLike } from 'discord.js'
import type { RateLimits } from '../../types.ts'
import type { CallKind } from '../../unreachable.ts'
import { rates } from '../limits.ts'
import { rateLimited, toAppError, tokenRefused, unavailable } from './errors.ts'

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'

export interface DiscordRest {
  /**
   * @param path below `/api/v10`, beginning with a slash
   * @param options.auth with the bot's token; true by default
   * @param options.before waited for right before the call is made; what it throws is thrown
   * @returns the JSON of the answer; for 204 an empty buffer
   * @throws AppError
   */
  request<T>(
    method: Method,
    path: string,
    options: {
      readonly body?: unknown
      readonly kind: CallKind
      readonly auth?: boolean
      readonly query?: URLSearchParams
      readonly before?: () => Promise<void>
    },
  ): Promise<T>
}

const globalBucket = 'discord:global'

/** Answering interactions does not count: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const isExempt = (path: string) => /^\/(?:interactions|webhooks)\//.test(path)

/**
 * One bucket per method, route and major parameter (channel, guild or webhook). An interaction's token is part of its
 * route and a credential, so it is hashed.
 * Source: https://docs.discord.com/developers/topics/rate-limits
 */
function bucketOf(method: string, path: string): string {
  const [root = '', major = '', ...rest] = path.slice(1).split('/')
  const hasMajor = ['channels', 'guilds', 'webhooks', 'interactions'].includes(root)
  const place = hasMajor ? major : major.replace(/^\d+$/, ':id')
  const route = rest.map((part, index) => {
    if (index === 0 && (root === 'webhooks' || root === 'interactions'))
      return createHash('sha256').update(part).digest('base64url').slice(0, 16)
    return part.replace(/^\d+$/, ':id')
  })
  return ['discord', method, root, place, ...route].join(':')
}

/** @param options.timeoutMs for one call with its answer's body */
export function createRest(
  config: { readonly token: string; readonly apiUrl: string },
  limits: RateLimits,
  options: { readonly timeoutMs: number },
): DiscordRest {
  const rest = new REST({
    api: config.apiUrl,
    version: '10',
    timeout: options.timeoutMs,
    // It cannot know whether a lost post arrived, and would post twice; waiting is the outbox's part, which survives.
    retries: 0,
    rejectOnRateLimit: () => true,
    offset: 0,
    // Nobody refuses the 51st call in a second but Discord: `limits` counts for all processes.
    globalRequestsPerSecond: Number.POSITIVE_INFINITY,
    async makeRequest(url, init) {
      const response = await fetch(url, { ...(init as RequestInit), redirect: 'error' })
      // Read here, where the timeout still holds.
      const body = await response.arrayBuffer()
      // What was answered was answered, also when nobody can be told what it says about the limits.
      await heed(String(init.method), new URL(url).pathname, response).catch(() => {})
      // The same class under two sets of types: the browser's and Node's.
      return new Response(body.byteLength === 0 ? null : body, response) as unknown as ResponseLike
    },
  })
  const basePath = `${new URL(config.apiUrl).pathname.replace(/\/$/, '')}/v10`
  let isRefused = false

  /** Tells all processes what this answer says about the limits. */
  async function heed(method: string, pathname: string, { status, headers }: Response): Promise<void> {
    const bucket = bucketOf(method, pathname.slice(basePath.length))
    const seconds = (name: string) => 1000 * Number(headers.get(name) ?? 0)
    if (headers.get('x-ratelimit-remaining') === '0') await limits.block(bucket, seconds('x-ratelimit-reset-after'))
    const scope = headers.get('x-ratelimit-scope')
    if (status === 429) {
      // Without a scope it is not the API that answers but the wall in front of it, and that counts by address.
      const isGlobal = scope === null || scope === 'global' || headers.has('x-ratelimit-global')
      await limits.block(isGlobal ? globalBucket : bucket, Math.max(seconds('retry-after'), 1000))
    }
    if (status === 401 || status === 403 || (status === 429 && scope !== 'shared')) {
      const waitMs = await limits.take({ bucket: 'discord:invalid', allowance: [rates.invalid] })
      if (waitMs > 0) await limits.block(globalBucket, waitMs)
    }
  }

  function stopFor(ms: number): void {
    isRefused = true
    setTimeout(() => {
      isRefused = false
    }, ms).unref()
  }

  return {
    async request<T>(
      method: Method,
      path: string,
      { body, kind, auth = true, query, before }: Parameters<DiscordRest['request']>[2],
    ): Promise<T> {
      if (auth && isRefused) throw tokenRefused()
      // An interaction is answered once, within 3 s: there is no turn to wait for.
      const waitMs = path.startsWith('/interactions/')
        ? 0
        : await limits.take(
            { bucket: bucketOf(method, path) },
            ...(isExempt(path) ? [] : [{ bucket: globalBucket, allowance: [rates.global] }]),
          )
      // All who wait are told when the next turn is free: if all came then, all but one would come in vain.
      if (waitMs > 0) throw rateLimited(waitMs < rates.shortMs ? waitMs + Math.random() * rates.global.perMs : waitMs)
      await before?.()
      // discord.js forgets a token that was refused.
      rest.setToken(config.token)
      try {
        const answer = await rest.request({
          method: method as Parameters<REST['request']>[0]['method'],
          fullRoute: path as `/${string}`,
          auth,
          ...(body === undefined ? {} : { body }),
          ...(query === undefined ? {} : { query }),
        })
        if (answer instanceof ArrayBuffer && answer.byteLength > 0) throw unavailable('no JSON in its answer', kind)
        return answer as T
      } catch (error) {
        if (auth && error instanceof DiscordAPIError && error.status === 401) {
          stopFor(rates.refusedTokenMs)
          throw tokenRefused()
        }
        throw toAppError(error, kind)
      }
    },
  }
}
