// The keys that Microsoft signs deliveries with, read from its OpenID metadata when they are first needed. Refuses to be
// driven: whatever key ids strangers send, the authority is asked at most once a minute.
import { type CryptoKey, importJWK } from 'jose'
import { AppError, describeError } from '../../../errors.ts'
import type { PlatformHost } from '../../types.ts'
import { isRecord, type Json, records, text } from '../json.ts'

export interface SigningKey {
  readonly key: CryptoKey | Uint8Array
  /** The channels that this key may sign for. */
  readonly endorsements: readonly string[]
}

/** By key id: the whole memory of the gate. */
export type KeyCache = Map<string, SigningKey>

interface SigningKeysOptions {
  readonly metadataUrl: string
  readonly now: () => number
  readonly timeoutMs: number
  readonly cache: KeyCache
  readonly log: PlatformHost['log']
}

/** Microsoft asks for a fresh copy every 24 hours: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
const freshMs = 24 * 3_600_000
/** While the authority is out of reach, what it last said counts for another day. */
const usableMs = 2 * freshMs
const pauseMs = 60_000
/** With no key at all nobody gets in, so it is asked sooner; never twice at a time. */
const firstPauseMs = 1_000

async function fetchJson(url: string, signal: AbortSignal): Promise<Json> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new AppError('teams-authority', `${new URL(url).origin} answered ${response.status}`)
  const body: unknown = await response.json()
  if (!isRecord(body)) throw new AppError('teams-authority', `${new URL(url).origin} sent no object`)
  return body
}

async function fetchKeys(metadataUrl: string, timeoutMs: number): Promise<readonly (readonly [string, SigningKey])[]> {
  const signal = AbortSignal.timeout(timeoutMs)
  const jwksUri = text(await fetchJson(metadataUrl, signal), 'jwks_uri')
  if (jwksUri === undefined) throw new AppError('teams-authority', 'The OpenID metadata names no jwks_uri')
  const usable = records(await fetchJson(jwksUri, signal), 'keys').filter(({ kty }) => kty === 'RSA')
  return Promise.all(
    usable.map(async (jwk) => {
      const { endorsements } = jwk
      const key = await importJWK({ kty: 'RSA', n: text(jwk, 'n') ?? '', e: text(jwk, 'e') ?? '' }, 'RS256')
      const channels = Array.isArray(endorsements) ? endorsements.filter((one) => typeof one === 'string') : []
      return [text(jwk, 'kid') ?? '', { key, endorsements: channels }] as const
    }),
  )
}

/** Makes the look-up by key id: `unknown` when Microsoft has no such key, `unavailable` when it cannot be asked. */
export function createSigningKeys(options: SigningKeysOptions) {
  const { cache, now, log } = options
  let fetchedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let hasFailed = false
  let flight: Promise<void> | undefined

  async function load(): Promise<void> {
    triedAt = now()
    try {
      const keys = await fetchKeys(options.metadataUrl, options.timeoutMs)
      cache.clear()
      for (const [id, key] of keys) cache.set(id, key)
      fetchedAt = now()
      hasFailed = false
    } catch (error) {
      hasFailed = true
      log.warn('teams: the signing keys could not be read; check BOT_OPENID_METADATA', { error: describeError(error) })
    } finally {
      flight = undefined
    }
  }

  /** Joins what is under way; undefined when it is too early to ask again. */
  function refresh(): Promise<void> | undefined {
    const pause = cache.size > 0 ? pauseMs : firstPauseMs
    if (flight === undefined && now() - triedAt >= pause) flight = load()
    return flight
  }

  const usable = (kid: string) => (now() - fetchedAt < usableMs ? cache.get(kid) : undefined)

  return async (kid: string): Promise<SigningKey | 'unknown' | 'unavailable'> => {
    const known = usable(kid)
    if (known !== undefined) {
      // Nobody waits for a fresh copy of what is still good.
      if (now() - fetchedAt >= freshMs) void refresh()
      return known
    }
    await refresh()
    return usable(kid) ?? (hasFailed || cache.size === 0 ? 'unavailable' : 'unknown')
  }
}
