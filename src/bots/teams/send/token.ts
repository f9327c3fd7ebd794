// The app's own access tokens, by client credentials; kept until shortly before they expire. A small client of its own:
// MSAL refuses authorities without TLS, which a base URL on loopback has not, and asks others about the authority first.
// https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow#get-a-token
import { AppError } from '../../../errors.ts'
import { networkError, readRetryAfter } from './errors.ts'

export interface TokenConfig {
  readonly appId: string
  readonly appPassword: string
  /** `https://login.microsoftonline.com`, without a slash at its end. */
  readonly loginUrl: string
}

export interface Tokens {
  /** @param tenant a tenant id, or `botframework.com` @param scope ends in `/.default` */
  get(tenant: string, scope: string): Promise<string>
  /** Forgets a token that was refused, so that the next one is new. */
  forget(token: string): void
}

interface Cached {
  readonly token: Promise<string>
  /** What it resolved with, and when it is no longer used; the far future while it is being fetched. */
  value: string | undefined
  untilMs: number
}

const marginMs = 5 * 60_000

const wrongTenant =
  'MICROSOFT_APP_TENANT_ID is not a directory that knows this app: copy the Directory (tenant) ID of its registration'
const wrongSecret =
  'MICROSOFT_APP_PASSWORD was refused: make a new client secret for the app and copy its value, not its id'
// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
const fixes: Readonly<Record<string, string>> = {
  '7000215': wrongSecret,
  '7000222': 'MICROSOFT_APP_PASSWORD has expired: make a new client secret for the app',
  '700016':
    'MICROSOFT_APP_ID is not known in that directory: check MICROSOFT_APP_ID, MICROSOFT_APP_TENANT_ID and MICROSOFT_APP_TYPE',
  '90002': wrongTenant,
  '900023': wrongTenant,
}

/** The refusal in our own words: the authority's may repeat what was sent. */
function refused(status: number, body: string): AppError {
  const code = /AADSTS(\d{3,8})/.exec(body)?.[1]
  const fix =
    fixes[code ?? ''] ??
    (status === 401 ? wrongSecret : 'check MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID')
  return new AppError(
    'teams-token-refused',
    `Microsoft gave no token (${code ? `AADSTS${code}` : `HTTP ${status}`}): ${fix}`,
    { retry: 'refused' },
  )
}

/** @param options.now milliseconds since the epoch */
export function createTokens(config: TokenConfig, options: { timeoutMs: number; now: () => number }): Tokens {
  const cache = new Map<string, Cached>()

  async function request(tenant: string, scope: string): Promise<{ token: string; lifeMs: number }> {
    let response: Response
    let body: string
    try {
      response = await fetch(`${config.loginUrl}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: config.appId,
          client_secret: config.appPassword,
          scope,
        }),
        redirect: 'manual',
        signal: AbortSignal.timeout(options.timeoutMs),
      })
      body = await response.text()
    } catch (error) {
      // Fetching a token posts nothing, whatever became of it.
      throw networkError(error, 'read', 'MICROSOFT_LOGIN_URL')
    }
    if (response.status === 429 || response.status >= 500)
      throw new AppError('teams-token-unavailable', `Microsoft’s sign-in failed (HTTP ${response.status})`, {
        retry: 'later',
        retryAfterMs: readRetryAfter(response.headers.get('retry-after'), options.now()),
      })
    if (!response.ok) throw refused(response.status, body)
    return readToken(body)
  }

  function fetchToken(key: string, tenant: string, scope: string): Promise<string> {
    const requested = request(tenant, scope)
    const entry: Cached = { token: requested.then(({ token }) => token), value: undefined, untilMs: Infinity }
    cache.set(key, entry)
    requested.then(
      ({ token, lifeMs }) => {
        entry.value = token
        // A token that lives shorter than the margin is still good for the calls of this moment.
        entry.untilMs = options.now() + Math.max(lifeMs - marginMs, lifeMs / 2)
      },
      () => void (cache.get(key) === entry && cache.delete(key)),
    )
    return entry.token
  }

  return {
    get(tenant, scope) {
      const key = `${tenant} ${scope}`
      const cached = cache.get(key)
      return cached !== undefined && options.now() < cached.untilMs ? cached.token : fetchToken(key, tenant, scope)
    },
    forget(token) {
      for (const [key, { value }] of cache) if (value === token) cache.delete(key)
    },
  }
}

function readToken(body: string): { token: string; lifeMs: number } {
  try {
    const { access_token, expires_in } = JSON.parse(body) as { access_token?: unknown; expires_in?: unknown }
    if (typeof access_token === 'string' && access_token !== '')
      return { token: access_token, lifeMs: (Number(expires_in) || 0) * 1000 }
  } catch {
    // Not JSON: named below.
  }
  throw new AppError('teams-token-unavailable', 'Microsoft’s sign-in gave no token: check MICROSOFT_LOGIN_URL')
}
