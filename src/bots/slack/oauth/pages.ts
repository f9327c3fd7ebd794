// The two addresses over which a team installs the app: the one that begins, and the one that Slack sends back to. Refuses a
// state that is forged, old, used, or of another browser, before anything is asked of Slack.
import { describeError } from '../../../errors.ts'
import type { HttpRequest, HttpResponse, Route } from '../../../route.ts'
import type { AppHost } from '../../types.ts'
import { toAppError } from '../send/errors.ts'
import type { createExchange, Granted, OAuthApp } from './exchange.ts'
import { makeState, newBrowser, readState, stateMs } from './state.ts'

interface PagesOptions {
  readonly app: OAuthApp
  /** Where Slack asks whoever installs. */
  readonly authorizeUrl: string
  readonly scopes: readonly string[]
  readonly exchange: ReturnType<typeof createExchange>
  readonly host: AppHost
  /** What follows an install: lookups and a welcome. Never throws. @returns what whoever installs should know besides */
  readonly welcome: (granted: Granted, id: string, isActive: boolean) => Promise<readonly string[]>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export const installPath = '/slack/install'
const redirectPath = '/slack/oauth_redirect'
const cookieName = 'ragbot_slack_install'

export function createInstallPages(options: PagesOptions): readonly Route[] {
  const { app, authorizeUrl, scopes, exchange, host, welcome, now } = options
  const redirectUri = () => `${host.origin()}${redirectPath}`

  function begin(request: HttpRequest): HttpResponse {
    // Two tabs of a browser share it, so that either may finish.
    const browser = browserOf(request) ?? newBrowser()
    const url = new URL(authorizeUrl)
    url.search = new URLSearchParams({
      client_id: app.clientId,
      scope: scopes.join(','),
      redirect_uri: redirectUri(),
      state: makeState(host.key, browser, host.isOperator(request), now()),
    }).toString()
    return redirect(url.href, {
      'set-cookie': `${cookieName}=${browser}; Path=/slack; Max-Age=${stateMs / 1000}; HttpOnly; Secure; SameSite=Lax`,
    })
  }

  async function finish(request: HttpRequest): Promise<HttpResponse> {
    const state = request.query.get('state') ?? ''
    // Begun on Slack's own pages, where nobody can say whose browser it was: begun again, here.
    if (state === '') return redirect(installPath)
    const begun = readState(host.key, state, browserOf(request) ?? '', now())
    if (begun === null)
      return page(400, 'Not installed', [
        'This installation was begun in another browser, more than ten minutes ago, or not here.',
        again,
      ])
    if (!(await host.spend(begun.nonce, begun.expiresAt)))
      return page(400, 'Not installed', ['This installation was finished already, and can be finished once.', again])
    const refused = request.query.get('error')
    const code = request.query.get('code') ?? ''
    if (refused !== null || code === '')
      return page(400, 'Not installed', [
        refused === 'access_denied' ? 'The installation was declined in Slack.' : 'Slack did not let the app in.',
        again,
      ])
    let granted: Granted
    try {
      granted = await exchange.code(code, redirectUri())
    } catch (error) {
      const { message, retry } = toAppError(error, 'read')
      host.log.warn('slack: the app was not installed', { error: message })
      return page(retry === 'later' ? 502 : 400, 'Not installed', [`${message}.`, again])
    }
    const { id, isActive } = await host.install({ ...granted.made, isOperator: begun.isOperator }, granted.tokens)
    const besides = await welcome(granted, id, isActive)
    return page(200, `ragbot is installed in ${granted.name}`, [
      isActive
        ? 'Write to it directly, mention it in a channel, or use /rag.'
        : `It answers there as soon as whoever runs this ragbot says from which workspace: ragbot installs connect ${granted.made.account}`,
      ...besides,
    ])
  }

  return [
    { method: 'GET', path: installPath, handle: begin },
    {
      method: 'GET',
      path: redirectPath,
      async handle(request) {
        // A look at the headers alone must not spend anything.
        if (request.method !== 'GET') return { status: 200 }
        try {
          return await finish(request)
        } catch (error) {
          host.log.warn('slack: the app was not installed', { error: describeError(error) })
          return page(503, 'Not installed', ['It could not be stored just now.', again])
        }
      },
    },
  ]
}

const again = { href: installPath, text: 'Start again' }

type Line = string | typeof again

function browserOf({ headers }: HttpRequest): string | undefined {
  const found = (headers.cookie ?? '').split(/; */).find((one) => one.startsWith(`${cookieName}=`))
  const browser = found?.slice(cookieName.length + 1) ?? ''
  return /^[\w-]{32}$/.test(browser) ? browser : undefined
}

function redirect(location: string, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return {
    status: 302,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', ...headers },
  }
}

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`)

/** Names come from Slack: everything is escaped, and nothing runs here. */
function page(status: number, title: string, lines: readonly Line[]): HttpResponse {
  const body = lines.map((line) =>
    typeof line === 'string' ? `<p>${escapeHtml(line)}</p>` : `<p><a href="${line.href}">${line.text}</a></p>`,
  )
  const style =
    ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.25rem}h1{font-size:1.4rem}'
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
    body: `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><h1>${escapeHtml(title)}</h1>${body.join('')}</body></html>`,
  }
}
