// The token of an install that a team made: refreshed by one process at a time, for all that wait for it. A refresh token is
// good once, so what it brings is stored before anyone uses it. https://docs.slack.dev/authentication/using-token-rotation/
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../../errors.ts'
import type { AppTokens, KeptTokens } from '../../types.ts'
import { slackErrorOf, toAppError } from '../send/errors.ts'
import type { TokenSource } from '../send/web-client.ts'

/** A call that is under way when the token expires would be refused. */
const earlyMs = 60_000
/** What another process refreshed is seen at the latest then; what Slack refuses, at once. */
const keptMs = 60_000
const claimMs = 20_000
const pollMs = 100
const retryMs = 500
/** Not of the client's secret, nor of the network. https://docs.slack.dev/reference/methods/oauth.v2.access/#errors */
const refusals = new Set([
  'invalid_refresh_token',
  'token_revoked',
  'token_expired',
  'invalid_auth',
  'account_inactive',
])
/** Said of a token that another process may have replaced. */
const outdated = new Set(['invalid_auth', 'token_revoked', 'not_authed', 'account_inactive'])

interface TokensOptions {
  readonly kept: KeptTokens
  /** Exchanges a refresh token. @throws what the client throws */
  readonly exchange: (refreshToken: string) => Promise<AppTokens>
  /** The refresh token was refused for good. */
  readonly ended: () => Promise<void>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

type Stored = NonNullable<Awaited<ReturnType<KeptTokens['read']>>>

const gone = () =>
  new AppError('slack-not-installed', 'The app is not installed there any more: install it again, at /slack/install')

export function createTokens({ kept, exchange, ended, now }: TokensOptions): TokenSource {
  let known: { readonly stored: Stored; readonly until: number } | undefined
  let refreshing: Promise<string> | undefined

  async function read(): Promise<Stored> {
    const stored = await kept.read()
    if (stored === null) {
      known = undefined
      throw gone()
    }
    known = { stored, until: now() + keptMs }
    return stored
  }

  /** One at a time here; `claim` makes it one everywhere. */
  function refresh(old: string): Promise<string> {
    refreshing ??= renew(old).finally(() => {
      refreshing = undefined
    })
    return refreshing
  }

  async function renew(old: string): Promise<string> {
    const until = now() + claimMs * 2
    while (now() < until) {
      const stored = await read()
      if (stored.access !== old) return stored.access
      if (stored.refresh === null) throw gone()
      if (await kept.claim(stored.version, claimMs)) {
        const renewed = await attempt(stored, stored.refresh)
        if (renewed !== null) return renewed
        await sleep(retryMs)
      } else await sleep(pollMs)
    }
    throw new AppError('slack-unavailable', 'The token of Slack could not be refreshed in time', { retry: 'later' })
  }

  /** Null when it was refused and is worth another try. */
  async function attempt(stored: Stored, refreshToken: string): Promise<string | null> {
    let tokens: AppTokens
    try {
      tokens = await exchange(refreshToken)
    } catch (cause) {
      const error = toAppError(cause, 'read')
      const wasRefused = refusals.has(slackErrorOf(error) ?? '')
      const isOver = await kept.failed(stored.version, wasRefused)
      if (!wasRefused)
        // The secret of the app is wrong, or Slack is away: no fault of the install's.
        throw new AppError(error.code, error.message, { retry: 'later', cause })
      if (!isOver) return null
      known = undefined
      await ended()
      throw gone()
    }
    await kept.save(stored.version, tokens)
    return (await read()).access
  }

  return {
    async current() {
      const stored = known !== undefined && now() < known.until ? known.stored : await read()
      const isOver = stored.expiresAt !== null && stored.expiresAt.getTime() - earlyMs <= now()
      return isOver && stored.refresh !== null ? refresh(stored.access) : stored.access
    },
    async instead(refused, code) {
      if (code === 'token_expired') return refresh(refused)
      if (!outdated.has(code)) return null
      const { access } = await read()
      return access === refused ? null : access
    },
  }
}
