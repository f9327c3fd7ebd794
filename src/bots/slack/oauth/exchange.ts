// What Slack gives for a code or a refresh token. Refuses an answer without a bot's token.
// https://docs.slack.dev/reference/methods/oauth.v2.access/
import { AppError } from '../../../errors.ts'
import type { AppTokens, MadeInstall } from '../../types.ts'
import { isRecord, type Json, text } from '../json.ts'
import type { SlackClient } from '../send/web-client.ts'

export interface OAuthApp {
  readonly clientId: string
  readonly clientSecret: string
}

export interface Granted {
  readonly made: Omit<MadeInstall, 'isOperator'>
  readonly tokens: AppTokens
  /** As people call it. */
  readonly name: string
  /** Whoever installed it. */
  readonly installer: string | undefined
  readonly appId: string | undefined
}

const unusable = (what: string) =>
  new AppError('slack-oauth-answer', `Slack’s answer ${what}: start the installation again`, { retry: 'later' })

function tokensIn(answer: Json, nowMs: number): AppTokens {
  const access = text(answer, 'access_token')
  if (access === undefined || (answer.token_type ?? 'bot') !== 'bot') throw unusable('holds no token of a bot')
  const seconds = answer.expires_in
  const expires = typeof seconds === 'number' && Number.isFinite(seconds) && seconds > 0
  return {
    access,
    refresh: text(answer, 'refresh_token') ?? null,
    expiresAt: expires ? new Date(nowMs + seconds * 1_000) : null,
  }
}

/** @param nowMs milliseconds since the epoch */
export function createExchange(client: SlackClient, app: OAuthApp, nowMs: () => number) {
  const secrets = { client_id: app.clientId, client_secret: app.clientSecret }
  const call = async (args: Record<string, string>): Promise<Json> => ({
    ...(await client.apiCall('oauth.v2.access', { ...secrets, ...args })),
  })
  return {
    /** @throws what the client throws, and AppError `slack-oauth-answer` */
    async refresh(refreshToken: string): Promise<AppTokens> {
      return tokensIn(await call({ grant_type: 'refresh_token', refresh_token: refreshToken }), nowMs())
    },
    /** The same. @param redirectUri the one that the code was asked for with */
    async code(code: string, redirectUri: string): Promise<Granted> {
      const answer = await call({ code, redirect_uri: redirectUri })
      const inside = (name: string): Json => (isRecord(answer[name]) ? answer[name] : {})
      const isOrg = answer.is_enterprise_install === true
      const of = inside(isOrg ? 'enterprise' : 'team')
      const account = text(of, 'id')
      if (account === undefined) throw unusable('names no workspace')
      return {
        made: {
          account,
          isOrg,
          botId: text(answer, 'bot_user_id') ?? null,
          scopes: (text(answer, 'scope') ?? '').split(',').filter((scope) => scope !== ''),
        },
        tokens: tokensIn(answer, nowMs()),
        name: text(of, 'name') ?? account,
        installer: text(inside('authed_user'), 'id'),
        appId: text(answer, 'app_id'),
      }
    },
  }
}
