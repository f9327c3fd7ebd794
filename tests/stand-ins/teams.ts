// A small Microsoft on loopback for the Teams tests: the authority whose keys sign what comes in, the token endpoint, the
// connector that takes replies, Graph, and files. Records every request, and can be told how the next ones go wrong.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose'
import type { createTeamsPlatform } from '../../src/bots/teams/index.ts'
import { freePort } from '../postgres.ts'

type Json = Record<string, unknown>

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>

interface StandInRequest {
  readonly method: string
  /** Decoded, without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingMessage['headers']
  /** Parsed when it was JSON, else the text. */
  readonly body: unknown
  readonly bytes: Buffer
}

interface StandInPost {
  readonly id: string
  readonly conversation: string
  readonly replyTo?: string
  activity: Json
  /** How often a PUT changed it. */
  updates: number
}

export type Mishap =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly retryAfter?: string
      readonly location?: string
      readonly body?: unknown
    }
  | { readonly kind: 'slow'; readonly ms: number }
  /** The request is carried out, and the connection dies before the answer. */
  | { readonly kind: 'drop' }
  /** The connection dies before anything is done. */
  | { readonly kind: 'reset' }

interface TokenChanges {
  readonly claims?: Json
  /** Overrides `alg` (RS256), `kid` (k1). */
  readonly header?: Partial<JWTHeaderParameters>
  readonly key?: CryptoKey | Uint8Array
  /** Relative to now, in seconds; 600 by default. */
  readonly expiresIn?: number
}

export interface TeamsStandIn {
  readonly url: string
  /** What the platform is configured with to talk to this stand-in. */
  readonly config: Parameters<typeof createTeamsPlatform>[0]
  /** With a slash at its end, as Teams sends it. */
  readonly serviceUrl: string
  readonly requests: StandInRequest[]
  readonly posts: StandInPost[]
  /** Members by conversation id; no entry: whoever wrote there, as members; else 404. In pages of `rosterPageSize`. */
  readonly rosters: Map<string, readonly Json[]>
  rosterPageSize: number
  /** Answers of Graph by path (with the version), such as a chat message. */
  readonly graph: Map<string, unknown>
  /** Bytes by path: `/files/<name>` needs no token; a Graph path such as `/v1.0/shares/<id>/driveItem/content` does. */
  readonly files: Map<string, Uint8Array>
  /** What the key endorses; ['msteams'] by default. */
  endorsements: string[]
  /** The next request whose `METHOD path` matches goes wrong this way. */
  next(where: RegExp, mishap: Mishap): void
  /** How many requests matched. */
  count(where: RegExp): number
  /** A second key pair, for forgeries. */
  readonly strangersKey: CryptoKey
  token(changes?: TokenChanges): Promise<string>
  /** The headers of a delivery of `activity`, its token included. */
  headersFor(activity: Json, changes?: TokenChanges): Promise<Record<string, string>>
  /** Stops listening, as if it were down, until `resume`. */
  pause(): Promise<{ resume(): Promise<void> }>
  close(): Promise<void>
}

// Made once: a pair takes longer than most tests.
const keyPairs = Promise.all([1, 2].map(() => generateKeyPair('RS256', { extractable: true })))
const accessToken = 'stand-in-access-token'

async function readRequest(request: IncomingMessage): Promise<StandInRequest> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const bytes = Buffer.concat(parts)
  const url = new URL(request.url ?? '/', 'http://stand-in')
  const isJson = (request.headers['content-type'] ?? '').includes('json') && bytes.length > 0
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    body: isJson ? JSON.parse(bytes.toString()) : bytes.toString(),
    bytes,
  }
}

interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly bytes?: Uint8Array
}

const notFound: Answer = { status: 404, body: { error: { code: 'NotFound', message: 'stand-in: not there' } } }

export async function createTeamsStandIn(): Promise<TeamsStandIn> {
  const appId = '11111111-2222-3333-4444-555555555555'
  const [keys, strangers] = (await keyPairs) as [KeyPair, KeyPair]
  const requests: StandInRequest[] = []
  const posts: StandInPost[] = []
  const mishaps: { readonly where: RegExp; readonly mishap: Mishap }[] = []
  const state = {
    rosters: new Map<string, readonly Json[]>(),
    rosterPageSize: 200,
    graph: new Map<string, unknown>(),
    files: new Map<string, Uint8Array>(),
    endorsements: ['msteams'],
  }
  let url = ''
  let nextId = 1

  function post(conversation: string, activity: unknown, replyTo?: string): Answer {
    const id = `post-${nextId++}`
    posts.push({ id, conversation, ...(replyTo && { replyTo }), activity: activity as Json, updates: 0 })
    return { status: 201, body: { id } }
  }

  const writers = new Map<string, readonly Json[]>()
  function addWriter({ conversation, from }: Json): void {
    const { id } = (conversation ?? {}) as Json
    const place = String(id).split(';')[0] ?? ''
    const others = (writers.get(place) ?? []).filter((one) => one.id !== (from as Json | undefined)?.id)
    if (from) writers.set(place, [...others, { ...from, tenantId: 'tenant-1', userRole: 'user' }])
  }

  function roster(id: string, request: StandInRequest, user?: string): Answer {
    const members = state.rosters.get(id) ?? writers.get(id)
    if (members === undefined) return notFound
    if (request.path.endsWith('/members')) return { status: 200, body: members }
    if (user !== undefined) {
      const body = members.find((one) => one.id === user)
      return body === undefined ? notFound : { status: 200, body }
    }
    const start = Number(request.query.continuationToken ?? 0)
    const end = start + Math.min(Number(request.query.pageSize ?? 50), state.rosterPageSize)
    const more = end < members.length ? { continuationToken: String(end) } : {}
    return { status: 200, body: { members: members.slice(start, end), ...more } }
  }

  function connector(request: StandInRequest): Answer {
    const { method, path, body } = request
    if (method === 'POST' && path === '/v3/conversations') {
      const id = `created-${nextId++}`
      const activity = (body as Json).activity
      const posted = activity === undefined ? undefined : (post(id, activity).body as { id: string })
      return { status: 201, body: { id, ...(posted && { activityId: posted.id }), serviceUrl: `${url}/` } }
    }
    const [, id = '', rest = ''] = /^\/v3\/conversations\/([^/]+)\/(.*)$/.exec(path) ?? []
    const [kind, activityId] = rest.split('/')
    if (kind === 'pagedmembers' || kind === 'members') return roster(id, request, activityId)
    if (kind !== 'activities') return notFound
    if (method === 'POST') return post(id, body, activityId)
    const found = posts.find((one) => one.id === activityId && one.conversation === id)
    if (found === undefined) return notFound
    if (method === 'DELETE') posts.splice(posts.indexOf(found), 1)
    else {
      const { text, attachments } = body as Json
      // Seen with Microsoft's own test client, which answers as Teams does.
      if (text && Array.isArray(attachments) && attachments.length > 0) {
        const message = 'Activity resulted into multiple skype activities'
        return { status: 400, body: { error: { code: 'BadSyntax', message } } }
      }
      found.activity = body as Json
      found.updates += 1
    }
    return { status: 200, body: { id: found.id } }
  }

  async function answer(request: StandInRequest): Promise<Answer> {
    const { method, path, headers } = request
    if (path === '/openid')
      return { status: 200, body: { issuer: 'https://api.botframework.com', jwks_uri: `${url}/keys` } }
    if (path === '/keys') {
      const jwk = await exportJWK(keys.publicKey)
      return { status: 200, body: { keys: [{ ...jwk, kid: 'k1', use: 'sig', endorsements: state.endorsements }] } }
    }
    if (path.endsWith('/oauth2/v2.0/token'))
      return { status: 200, body: { token_type: 'Bearer', expires_in: 3600, access_token: accessToken } }
    if (path.startsWith('/files/')) {
      if (method === 'PUT') state.files.set(path, request.bytes)
      const bytes = state.files.get(path)
      return bytes === undefined ? notFound : { status: 200, bytes }
    }
    if (headers.authorization !== `Bearer ${accessToken}`)
      return { status: 401, body: { error: { code: 'Unauthorized' } } }
    if (path.startsWith('/v3/')) return connector(request)
    const file = state.files.get(path)
    if (file !== undefined) return { status: 200, bytes: file }
    return state.graph.has(path) ? { status: 200, body: state.graph.get(path) } : notFound
  }

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(incoming)
    requests.push(request)
    const index = mishaps.findIndex(({ where }) => where.test(`${request.method} ${request.path}`))
    const mishap = index < 0 ? undefined : mishaps.splice(index, 1)[0]?.mishap
    if (mishap?.kind === 'reset') return void response.destroy()
    if (mishap?.kind === 'status') {
      const { retryAfter, location } = mishap
      const headers = { ...(retryAfter && { 'retry-after': retryAfter }), ...(location && { location }) }
      const body = mishap.body ?? { error: { code: 'StandIn', message: 'told to fail' } }
      return void response
        .writeHead(mishap.status, { ...headers, 'content-type': 'application/json' })
        .end(JSON.stringify(body))
    }
    if (mishap?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, mishap.ms))
    const { status, body, bytes } = await answer(request)
    if (mishap?.kind === 'drop') return void response.destroy()
    if (bytes !== undefined)
      return void response.writeHead(status, { 'content-type': 'application/octet-stream' }).end(bytes)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  const server = createServer((request, response) => void handle(request, response))
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const shut = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(await freePort())
  const { port } = server.address() as AddressInfo
  url = `http://127.0.0.1:${port}`

  function token({
    claims = {},
    header = {},
    key = keys.privateKey,
    expiresIn = 600,
  }: TokenChanges = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    return new SignJWT({
      iss: 'https://api.botframework.com',
      aud: appId,
      nbf: now - 600,
      exp: now + expiresIn,
      serviceurl: `${url}/`,
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header })
      .sign(key)
  }

  return Object.assign(state, {
    url,
    serviceUrl: `${url}/`,
    config: {
      appId,
      appPassword: 'stand-in-password',
      appType: 'SingleTenant' as const,
      tenantIds: ['tenant-1'],
      loginUrl: url,
      serviceUrls: [url],
      graphUrl: url,
      openIdMetadataUrl: `${url}/openid`,
    },
    requests,
    posts,
    strangersKey: strangers.privateKey,
    next: (where: RegExp, mishap: Mishap) => void mishaps.push({ where, mishap }),
    count: (where: RegExp) => requests.filter(({ method, path }) => where.test(`${method} ${path}`)).length,
    token,
    async headersFor(activity: Json, changes: TokenChanges = {}) {
      addWriter(activity)
      const claims = { serviceurl: activity.serviceUrl, ...changes.claims }
      return { 'content-type': 'application/json', authorization: `Bearer ${await token({ ...changes, claims })}` }
    },
    async pause() {
      await shut()
      return { resume: () => listen(port) }
    },
    close: shut,
  })
}
