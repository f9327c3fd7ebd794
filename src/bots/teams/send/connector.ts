// The connector that takes replies, and Graph. One attempt a call, no redirects, nothing logged; refuses to send a token to
// an address that is not Microsoft's or configured.
import type { ConnectorClient } from 'botframework-connector'
import { AppError } from '../../../errors.ts'
import type { CallKind } from '../../unreachable.ts'
import { networkError, readRetryAfter, toAppError } from './errors.ts'
import { isAllowedServiceUrl } from './service-urls.ts'
import { createTokens, type TokenConfig } from './token.ts'

export interface ConnectorConfig extends TokenConfig {
  readonly appType: 'SingleTenant' | 'MultiTenant'
  readonly tenantIds: readonly string[]
  readonly serviceUrls: readonly string[]
  /** `https://graph.microsoft.com`, without a version. */
  readonly graphUrl: string
}

export interface Connector {
  /**
   * One call of the Bot Connector API.
   * @throws AppError for whatever is no success; its code is `teams-<the service's code>` or `teams-http-<status>`
   */
  call<T>(serviceUrl: string, kind: CallKind, work: (client: ConnectorClient) => Promise<T>): Promise<T>
  /**
   * Posts an activity as it is: the SDK drops whatever its model of an entity does not know, such as a stream's id.
   * Resolves with the id of what was posted, or ''. @throws AppError as `call` does
   */
  postRaw(serviceUrl: string, conversation: string, activity: Readonly<Record<string, unknown>>): Promise<string>
  /**
   * GET of Graph, its version put before `path`. Resolves with any status but 401, redirects not followed.
   * @param tenantId whose directory it is about; the first configured one by default
   * @throws AppError `later` when the network failed, `never` when the app gets no token there
   */
  graph(path: string, tenantId?: string): Promise<Response>
  /** Gets the token that replies are sent with. @throws AppError that names what is wrong with the credentials */
  signIn(): Promise<void>
  /** GET of an address of the connector itself, such as a picture that someone pasted. @throws AppError as `graph` does */
  fetchFrom(url: string): Promise<Response>
}

// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#bot-to-connector
const connectorScope = 'https://api.botframework.com/.default'

type ClientOptions = NonNullable<ConstructorParameters<typeof ConnectorClient>[1]>
type HttpClient = NonNullable<ClientOptions['httpClient']>

async function readable<T>(kind: CallKind, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof AppError) throw error
    // A success that cannot be read: whatever was asked for may be done.
    throw new AppError('teams-unreadable', 'Teams answered with something that is no answer', {
      retry: kind === 'read' ? 'later' : 'unknown',
      cause: error,
    })
  }
}

/** @param options.timeoutMs for one request @param options.postTimeoutMs for one that posts; the same by default @param options.now milliseconds since the epoch; Date.now by default */
export function createConnector(
  config: ConnectorConfig,
  options: { readonly timeoutMs: number; readonly postTimeoutMs?: number; readonly now?: () => number },
): Connector {
  const now = options.now ?? Date.now
  const tokens = createTokens(config, { timeoutMs: options.timeoutMs, now })
  const clients = new Map<string, Promise<ConnectorClient>>()
  const botTenant = config.appType === 'SingleTenant' ? (config.tenantIds[0] ?? '') : 'botframework.com'

  /** Sends with a token; once more with a new one if that was refused, since a 401 has done nothing. */
  async function send(
    url: string,
    init: RequestInit,
    tenant: string,
    scope: string,
    timeoutMs = options.timeoutMs,
  ): Promise<Response> {
    for (let isLast = false; ; isLast = true) {
      const token = await tokens.get(tenant, scope)
      const response = await fetch(url, {
        ...init,
        headers: { ...Object.fromEntries(new Headers(init.headers)), authorization: `Bearer ${token}` },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.status !== 401 || isLast) return response
      await response.body?.cancel()
      tokens.forget(token)
    }
  }

  const onTheWay = (error: unknown, kind: CallKind, variable: string) =>
    error instanceof AppError ? error : networkError(error, kind, variable)

  /** One request to the connector; resolves with the status and the text of a success. */
  async function exchange(url: string, init: RequestInit, kind: CallKind): Promise<{ status: number; body: string }> {
    let response: Response
    let body: string
    try {
      const timeoutMs = kind === 'write' ? (options.postTimeoutMs ?? options.timeoutMs) : options.timeoutMs
      response = await send(url, init, botTenant, connectorScope, timeoutMs)
      body = await response.text()
    } catch (error) {
      throw onTheWay(error, kind, 'MICROSOFT_SERVICE_URLS')
    }
    const { status, headers } = response
    if (response.ok) return { status, body: body === '' ? '{}' : body }
    throw toAppError({ status, retryAfterMs: readRetryAfter(headers.get('retry-after'), now()), body }, kind)
  }

  // What `exchange` throws is no error of the SDK's own, which is how its pipeline knows that it must not try again: a
  // second attempt of its own could post twice. It follows no redirect either.
  const transport = (kind: CallKind): HttpClient => ({
    async sendRequest(request) {
      const content = request.body === undefined ? {} : { body: String(request.body) }
      const init = { method: request.method, headers: request.headers.toJson(), ...content }
      const { status, body } = await exchange(request.url, init, kind)
      const headers = request.headers.clone()
      for (const name of headers.headerNames()) headers.remove(name)
      headers.set('content-type', 'application/json')
      return { request, status, headers, bodyAsText: body }
    },
  })

  async function createClient(serviceUrl: string, kind: CallKind): Promise<ConnectorClient> {
    // Only now: the SDK takes some 50 MB, and Teams may be off.
    const { ConnectorClient } = await import('botframework-connector')
    // The transport adds the token; the SDK's own credentials would keep theirs in a global.
    const credentials = { signRequest: <T>(request: T) => Promise.resolve(request) }
    return new ConnectorClient(credentials, { baseUri: serviceUrl, httpClient: transport(kind) })
  }

  function refuseForeign(serviceUrl: string): void {
    if (isAllowedServiceUrl(serviceUrl, config.serviceUrls)) return
    throw new AppError(
      'teams-service-url',
      'This message names an address that is not Microsoft’s: add it to MICROSOFT_SERVICE_URLS if it is yours',
    )
  }

  async function read(url: string, tenant: string, scope: string, variable: string): Promise<Response> {
    let response: Response
    try {
      response = await send(url, {}, tenant, scope)
    } catch (error) {
      throw onTheWay(error, 'read', variable)
    }
    if (response.status === 401) throw toAppError({ status: 401, body: await response.text() }, 'read')
    return response
  }

  return {
    async call(serviceUrl, kind, work) {
      refuseForeign(serviceUrl)
      const key = `${kind} ${serviceUrl}`
      const client = clients.get(key) ?? createClient(serviceUrl, kind)
      clients.set(key, client)
      return readable(kind, async () => work(await client))
    },
    async postRaw(serviceUrl, conversation, activity) {
      refuseForeign(serviceUrl)
      const path = `v3/conversations/${encodeURIComponent(conversation)}/activities`
      const url = `${serviceUrl.replace(/\/$/, '')}/${path}`
      const headers = { 'content-type': 'application/json' }
      const { body } = await exchange(url, { method: 'POST', headers, body: JSON.stringify(activity) }, 'write')
      return readable('write', () => String((JSON.parse(body) as { id?: unknown }).id ?? ''))
    },
    async graph(path, tenantId = config.tenantIds[0]) {
      if (!config.tenantIds.some((one) => one.toLowerCase() === tenantId?.toLowerCase()) || tenantId === undefined)
        throw new AppError('teams-tenant', 'Graph is only asked about the directories in MICROSOFT_APP_TENANT_ID')
      const scope = `${new URL(config.graphUrl).origin}/.default`
      return read(`${config.graphUrl}/v1.0${path}`, tenantId, scope, 'MICROSOFT_GRAPH_URL')
    },
    async signIn() {
      await tokens.get(botTenant, connectorScope)
    },
    async fetchFrom(url) {
      refuseForeign(url)
      return read(url, botTenant, connectorScope, 'MICROSOFT_SERVICE_URLS')
    },
  }
}
