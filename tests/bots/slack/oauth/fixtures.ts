// The Slack app over the stand-in, with the house's own store of installs and tokens behind it.
import { onTestFinished } from 'vitest'
import { createSlackApp } from '../../../../src/bots/slack/oauth/app.ts'
import type { AppHost } from '../../../../src/bots/types.ts'
import type { WorkspaceId } from '../../../../src/model.ts'
import { createAppHost } from '../../../../src/queue/app-host.ts'
import { createHosted } from '../../../../src/queue/hosted.ts'
import type { HttpRequest } from '../../../../src/route.ts'
import { createSecrets } from '../../../../src/secrets.ts'
import type { OpenStore } from '../../../contracts/open-store.ts'
import { createSlackStandIn, signHeaders } from '../../../stand-ins/slack.ts'
import { createRecordingHost } from '../../recording-host.ts'

const signingSecret = 'signing-secret-of-the-tests'

/** Apps of different tests share a store, so each has a client id of its own. */
let apps = 0

export async function openApp({ store, home }: OpenStore, options: { readonly isOperator?: boolean } = {}) {
  const slack = await createSlackStandIn({ botToken: 'xoxb-of-nobody' })
  onTestFinished(() => slack.close())
  apps += 1
  const app = { platform: 'slack', app: `${slack.oauth.client.id}-${apps}` } as const
  const warnings: string[] = []
  const log = { warn: (message: string) => void warnings.push(message) }
  const house = createRecordingHost()
  /** From which workspaces what was accepted is answered. */
  const from: WorkspaceId[] = []
  const hosted = createHosted({
    store,
    log,
    open: (platformApp, install) =>
      platformApp.open(install, {
        ...house,
        accept(incoming) {
          from.push(install.workspaceId)
          return house.accept(incoming)
        },
      }),
  })
  onTestFinished(() => hosted.stop())
  const host: AppHost = createAppHost({
    app,
    store,
    installs: store,
    sealer: createSecrets(Buffer.alloc(32, 7)),
    workspaceId: home,
    trustsFirst: true,
    openInstalled: hosted.look,
    isOpen: (id) => hosted.platforms.has(id),
    isOperator: () => options.isOperator ?? false,
    key: Buffer.alloc(32, 3),
    origin: () => 'https://ragbot.example',
    log,
  })
  const clock = { now: Date.now() }
  const platformApp = createSlackApp(
    {
      oauth: { clientId: slack.oauth.client.id, clientSecret: slack.oauth.client.secret },
      signingSecret,
      apiUrl: slack.apiUrl,
    },
    host,
    null,
    { now: () => clock.now, timeoutMs: 30_000 },
  )
  await hosted.addApp(app, platformApp)

  const request = async (path: string, more: Partial<HttpRequest> = {}) => {
    const { pathname, searchParams } = new URL(path, 'https://ragbot.example')
    const route = platformApp.routes.find((one) => one.path === pathname)!
    const response = await route.handle({
      method: route.method,
      path: pathname,
      params: {},
      query: searchParams,
      headers: {},
      body: new Uint8Array(),
      ...more,
    })
    return { status: response.status, headers: response.headers ?? {}, body: String(response.body ?? '') }
  }
  /** In a browser: what it keeps, and where Slack was asked to send it back to. */
  const begin = async (headers: Record<string, string> = {}) => {
    const begun = await request('/slack/install', { headers })
    const location = new URL(begun.headers.location!)
    return {
      begun,
      location,
      cookie: (begun.headers['set-cookie'] ?? '').split(';')[0]!,
      state: location.searchParams.get('state')!,
    }
  }
  const finish = (query: Record<string, string>, cookie: string, more: Partial<HttpRequest> = {}) =>
    request(`/slack/oauth_redirect?${new URLSearchParams(query)}`, { headers: { cookie }, ...more })
  const install = async (code: string) => {
    const { state, cookie } = await begin()
    return finish({ code, state }, cookie)
  }
  const receive = (body: string, headers: Record<string, string> = {}, contentType = 'application/json') =>
    request('/webhooks/slack', {
      body: Buffer.from(body),
      headers: { ...signHeaders(body, signingSecret, clock.now, contentType), ...headers },
    })
  const working = async () => (await store.listWorking(app)).map(({ account }) => account)
  return { slack, clock, warnings, house, from, begin, finish, install, receive, request, working }
}
