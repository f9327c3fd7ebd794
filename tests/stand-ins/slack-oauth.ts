// The part of the Slack stand-in that teams install apps over: codes and refresh tokens, each good once, and the bots' tokens
// that they give.

interface Given {
  readonly team: { readonly id: string; readonly name: string } | null
  readonly enterprise: { readonly id: string; readonly name: string } | null
  readonly scopes: readonly string[]
  state: 'good' | 'expired' | 'revoked'
}

interface Grant {
  readonly team?: string
  /** With a team: what it belongs to. Alone: the app is installed for all of it. */
  readonly enterprise?: string
  readonly scopes?: readonly string[]
  /** Seconds; with it there is a refresh token. */
  readonly expiresIn?: number
}

export interface SlackOAuthStandIn {
  readonly client: { readonly id: string; readonly secret: string }
  /** A code that Slack sends a browser back with. */
  grant(grant: Grant): string
  /** Bots' tokens, newest last. */
  readonly tokens: Map<string, Given>
  /** Refreshes that were granted, and that were refused. */
  readonly refreshes: { granted: number; refused: number }
  /** What auth.teams.list tells. */
  teams: string[]
}

export function createSlackOAuth() {
  const codes = new Map<string, Grant>()
  const refreshTokens = new Map<string, Grant>()
  const tokens: SlackOAuthStandIn['tokens'] = new Map()
  let count = 0
  const standIn: SlackOAuthStandIn = {
    client: { id: '1234.5678', secret: 'client-secret-of-the-tests' },
    grant(grant) {
      count += 1
      codes.set(`code-${count}`, grant)
      return `code-${count}`
    },
    tokens,
    refreshes: { granted: 0, refused: 0 },
    teams: [],
  }

  function give(grant: Grant): Record<string, unknown> {
    count += 1
    const { team, enterprise, expiresIn, scopes = ['chat:write', 'users:read'] } = grant
    const isOrg = team === undefined
    const access = `xoxe.xoxb-given-${count}`
    const given: Given = {
      team: team === undefined ? null : { id: team, name: `The team & co of ${team}` },
      enterprise: enterprise === undefined ? null : { id: enterprise, name: `Enterprise ${enterprise}` },
      scopes,
      state: 'good',
    }
    tokens.set(access, given)
    const refresh = `xoxe-1-refresh-${count}`
    if (expiresIn !== undefined) refreshTokens.set(refresh, grant)
    return {
      ok: true,
      access_token: access,
      token_type: 'bot',
      scope: scopes.join(','),
      bot_user_id: 'U0BOT',
      app_id: 'A1',
      team: given.team,
      enterprise: given.enterprise,
      is_enterprise_install: isOrg,
      authed_user: { id: 'U1' },
      ...(expiresIn !== undefined && { expires_in: expiresIn, refresh_token: refresh }),
    }
  }

  function access(args: Record<string, unknown>): Record<string, unknown> {
    if (args.client_id !== standIn.client.id) return { ok: false, error: 'invalid_client_id' }
    if (args.client_secret !== standIn.client.secret) return { ok: false, error: 'bad_client_secret' }
    if (args.grant_type === 'refresh_token') {
      const grant = refreshTokens.get(String(args.refresh_token))
      refreshTokens.delete(String(args.refresh_token))
      standIn.refreshes[grant ? 'granted' : 'refused'] += 1
      return grant ? give(grant) : { ok: false, error: 'invalid_refresh_token' }
    }
    const grant = codes.get(String(args.code))
    codes.delete(String(args.code))
    if (grant === undefined) return { ok: false, error: 'invalid_code' }
    if (!/^https?:\/\/.+\/slack\/oauth_redirect$/.test(String(args.redirect_uri)))
      return { ok: false, error: 'bad_redirect_uri' }
    return give(grant)
  }

  /** Whose token it is: null for one that is not from here, an error's name for one that does not hold any more. */
  function holder(token: string): Given | string | null {
    const given = tokens.get(token)
    if (given === undefined) return null
    return given.state === 'good' ? given : given.state === 'expired' ? 'token_expired' : 'token_revoked'
  }

  return { standIn, access, holder }
}
