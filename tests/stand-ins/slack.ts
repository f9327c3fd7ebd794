// A small Slack on loopback for the tests: keeps every post, checks the token, and can be told how the next calls go
// wrong. It knows only what ragbot uses; it refuses every other method.
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { freePort } from '../postgres.ts'
import { type StandInFile, signInPage, tellFiles } from './slack-files.ts'
import { createSlackOAuth, type SlackOAuthStandIn } from './slack-oauth.ts'
import { tellPeople } from './slack-people.ts'
import { createSocketMode, type SocketModeStandIn } from './slack-socket.ts'
import { type AgentStandIn, type HomeTab, tellSurfaces } from './slack-surfaces.ts'

const manifest = JSON.parse(readFileSync(new URL('../../manifests/slack.json', import.meta.url), 'utf8'))

interface StandInPost {
  readonly ts: string
  readonly channel: string
  readonly threadTs?: string
  /** Set where a team's own install posted. */
  readonly token?: string
  /** Set on an ephemeral message: the only one who sees it. */
  readonly user?: string
  content: Record<string, unknown>
  metadata?: unknown
  /** How often chat.update changed it. */
  updates: number
}

export type Mishap =
  | { readonly kind: 'error'; readonly error: string }
  /** Without seconds there is no Retry-After. */
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'status'; readonly status: number; readonly lands?: boolean }
  /** It lands so late, whether anyone still waits or not. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** The message is stored, and the connection dies before the answer. */
  | { readonly kind: 'drop' }
  /** The connection dies, and it lands when `land` is called. */
  | { readonly kind: 'late' }
  /** The connection dies before anything happened. */
  | { readonly kind: 'cut' }
  /** 200 with a body that is no answer. */
  | { readonly kind: 'body'; readonly body: string; readonly lands?: boolean }
  /** The connection stays, and no answer comes. */
  | { readonly kind: 'hang'; readonly lands?: boolean }

export interface SlackStandIn extends AgentStandIn {
  readonly apiUrl: string
  readonly responseUrl: string
  readonly botUserId: string
  readonly posts: StandInPost[]
  readonly calls: { readonly method: string; readonly args: Record<string, unknown> }[]
  /** The Home tabs that were published, by person. */
  readonly homes: ReadonlyMap<string, HomeTab>
  /** What was posted to the response URL. */
  readonly responses: Record<string, unknown>[]
  /** Installs that teams make themselves. */
  readonly oauth: SlackOAuthStandIn
  /** Connections that were opened with the app-level token. */
  readonly socket: SocketModeStandIn
  /** What the token may do; all that ragbot asks for by default. */
  scopes: string[]
  /** What auth.test adds or replaces. */
  install: Record<string, unknown>
  /** What users.info says of someone, over a full member of T1; null: `user_not_found`. */
  readonly people: Map<string, Record<string, unknown> | null>
  /** What conversations.info says, over a channel of T1 alone, or for `D…` the bot's own with `U…`; null: not found. */
  readonly conversations: Map<string, Record<string, unknown> | null>
  /** What conversations.members says, over `U1` and the bot; null: not found. */
  readonly members: Map<string, readonly string[] | null>
  /** What was shared, by its id. */
  readonly files: Map<string, StandInFile>
  /** Requests for their bytes, whoever asked. */
  readonly downloads: { readonly file: string; readonly authorization: string | undefined }[]
  /** A file as a message carries it. */
  fileObject(id: string): Record<string, unknown>
  /** The next call of `method` (`response_url` included) goes wrong this way. */
  next(method: string, mishap: Mishap): void
  /** Every call goes wrong as this says, until null; what `next` planned comes first. */
  plan(how: ((method: string, args: Record<string, unknown>) => Mishap | undefined) | null): void
  /** What was late lands now. */
  land(): void
  /** Posts of people, so that a look-up has something to read past. */
  addMessage(channel: string, message: Record<string, unknown>): void
  /** Stops listening, as if it were down, until `resume`. */
  pause(): Promise<{ resume(): Promise<void> }>
  close(): Promise<void>
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

/** web-api sends forms whose objects are JSON strings. */
function parseForm(body: string): Record<string, unknown> {
  return Object.fromEntries(
    [...new URLSearchParams(body)].map(([name, value]) => [name, /^[[{]/.test(value) ? JSON.parse(value) : value]),
  )
}

interface Stored {
  readonly channel: string
  readonly message: Record<string, unknown>
}

/** @param options.now milliseconds; timestamps of posts are made from it */
export async function createSlackStandIn(options: {
  botToken: string
  appToken?: string
  now?: () => number
}): Promise<SlackStandIn> {
  const now = options.now ?? Date.now
  const posts: StandInPost[] = []
  const calls: SlackStandIn['calls'] = []
  const responses: Record<string, unknown>[] = []
  const extra: Stored[] = []
  const mishaps = new Map<string, Mishap[]>()
  let plan: ((method: string, args: Record<string, unknown>) => Mishap | undefined) | null = null
  const people: SlackStandIn['people'] = new Map()
  const conversations: SlackStandIn['conversations'] = new Map()
  const members: SlackStandIn['members'] = new Map()
  const state = { scopes: [...manifest.oauth_config.scopes.bot] as string[], install: {} as Record<string, unknown> }
  const botUserId = 'U0BOT'
  const surfaces = tellSurfaces({ has: (scope) => state.scopes.includes(scope), manifest, post, posts })
  const late: (() => void)[] = []
  let count = 0

  function nextTs(): string {
    count += 1
    return `${Math.floor(now() / 1000)}.${String(count).padStart(6, '0')}`
  }

  function post(args: Record<string, unknown>): StandInPost {
    const { channel, thread_ts, user, metadata, token, ...content } = args
    const stored: StandInPost = {
      ts: nextTs(),
      channel: String(channel),
      ...(thread_ts === undefined ? {} : { threadTs: String(thread_ts) }),
      ...(token === undefined ? {} : { token: String(token) }),
      ...(user === undefined ? {} : { user: String(user) }),
      ...(metadata === undefined ? {} : { metadata }),
      content,
      updates: 0,
    }
    posts.push(stored)
    return stored
  }

  function history(args: Record<string, unknown>): Record<string, unknown> {
    const own = posts
      .filter((one) => one.channel === args.channel && one.user === undefined)
      .filter((one) => args.ts === undefined || one.threadTs === args.ts)
      .map(({ ts, content, metadata }) => ({
        ...{ ts, text: content.text, blocks: content.blocks, ...surfaces.stateOf(ts) },
        ...(args.include_all_metadata === 'true' ? { metadata } : {}),
      }))
    const others = extra
      .filter((one) => one.channel === args.channel)
      .map((one) => one.message)
      .filter(({ thread_ts }) => args.ts === undefined || thread_ts === undefined || thread_ts === args.ts)
    const all = [...others, ...own]
      .filter((one) => Number(one.ts) >= Number(args.oldest ?? 0))
      .filter((one) => args.latest === undefined || Number(one.ts) < Number(args.latest))
    const start = Number(args.cursor ?? 0)
    const end = start + Number(args.limit ?? 100)
    const next_cursor = end < all.length ? String(end) : ''
    // A thread's first message heads every page.
    const head = start === 0 ? [] : all.filter((one) => one.ts === args.ts)
    return { ok: true, messages: [...head, ...all.slice(start, end)], response_metadata: { next_cursor } }
  }

  const oauth = createSlackOAuth()
  const told = tellPeople({ people, conversations, members, botUserId, has: (scope) => state.scopes.includes(scope) })

  const files: SlackStandIn['files'] = new Map()
  const downloads: SlackStandIn['downloads'] = []
  const shared = tellFiles({
    files,
    downloads,
    botToken: options.botToken,
    base: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    has: (scope) => state.scopes.includes(scope),
  })

  function answer(method: string, args: Record<string, unknown>): Record<string, unknown> {
    switch (method) {
      case 'auth.test':
        return { ok: true, user_id: botUserId, team_id: 'T1', bot_id: 'B0BOT', ...state.install }
      case 'users.info':
        return told.userInfo(String(args.user))
      case 'conversations.info':
        return told.conversationInfo(String(args.channel))
      case 'conversations.members':
        return told.membersOf(String(args.channel), args)
      case 'files.info':
        return shared.fileInfo(String(args.file))
      case 'users.list':
        return told.userList(args)
      case 'chat.postMessage': {
        const { ts, channel } = post(args)
        return { ok: true, ts, channel }
      }
      case 'chat.postEphemeral':
        return { ok: true, message_ts: post(args).ts }
      case 'chat.update': {
        const found = posts.find((one) => one.ts === args.ts && one.channel === args.channel)
        if (found === undefined) return { ok: false, error: 'message_not_found' }
        const isStreaming = surfaces.answer(method, args)
        if (isStreaming !== undefined) return isStreaming
        const { channel: _, ts: __, metadata, ...content } = args
        found.content = content
        found.metadata = metadata
        found.updates += 1
        return { ok: true, ts: found.ts, channel: found.channel }
      }
      case 'chat.delete': {
        const index = posts.findIndex((one) => one.ts === args.ts && one.channel === args.channel)
        if (index < 0) return { ok: false, error: 'message_not_found' }
        posts.splice(index, 1)
        return { ok: true }
      }
      case 'apps.connections.open':
        return { ok: true, url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}${socket.ticket()}` }
      case 'auth.teams.list':
        return { ok: true, teams: oauth.standIn.teams.map((id) => ({ id, name: id })) }
      case 'conversations.history':
      case 'conversations.replies':
        return history(args)
      default:
        return surfaces.answer(method, args) ?? { ok: false, error: 'unknown_method' }
    }
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/files/')) return shared.hand(request, response)
    if (request.url === '/signin') return void response.writeHead(200, { 'content-type': 'text/html' }).end(signInPage)
    const body = await readBody(request)
    const isResponseUrl = request.url === '/response'
    const method = isResponseUrl ? 'response_url' : (request.url ?? '').replace('/api/', '')
    const args = isResponseUrl ? (JSON.parse(body) as Record<string, unknown>) : parseForm(body)
    calls.push({ method, args })

    const mishap = mishaps.get(method)?.shift() ?? plan?.(method, args)
    if (mishap?.kind === 'rate-limit') {
      const { retryAfterSeconds } = mishap
      response.writeHead(429, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }).end()
      return
    }
    if (mishap?.kind === 'late') late.push(() => answer(method, args))
    if (mishap?.kind === 'cut' || mishap?.kind === 'late') {
      response.destroy()
      return
    }
    if (mishap?.kind === 'hang' && !mishap.lands) return
    if (mishap?.kind === 'body' && !mishap.lands) {
      response.writeHead(200).end(mishap.body)
      return
    }
    if (mishap?.kind === 'status' && !mishap.lands) {
      response.writeHead(mishap.status).end('out of order')
      return
    }
    if (mishap?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, mishap.ms))

    const token = method === 'apps.connections.open' ? options.appToken : options.botToken
    const bearer = (request.headers.authorization ?? '').replace(/^Bearer /, '')
    const isOAuth = method === 'oauth.v2.access'
    const holder = oauth.holder(bearer)
    const isKnown = isResponseUrl || isOAuth || holder !== null || bearer === token
    let result: Record<string, unknown>
    if (mishap?.kind === 'error') result = { ok: false, error: mishap.error }
    else if (!isKnown) result = { ok: false, error: 'invalid_auth' }
    else if (isOAuth) result = oauth.access(args)
    else if (typeof holder === 'string') result = { ok: false, error: holder }
    else if (isResponseUrl) {
      responses.push(args)
      result = { ok: true }
    } else if (holder !== null && method === 'auth.test')
      result = {
        ...answer(method, args),
        team_id: holder.team?.id ?? holder.enterprise?.id,
        ...(holder.enterprise && { enterprise_id: holder.enterprise.id }),
        is_enterprise_install: holder.team === null,
      }
    else result = answer(method, holder === null ? args : { ...args, token: bearer })
    if (mishap?.kind === 'drop') {
      response.destroy()
      return
    }
    if (mishap?.kind === 'hang') return
    if (mishap?.kind === 'status') {
      response.writeHead(mishap.status).end('out of order')
      return
    }
    if (mishap?.kind === 'body') {
      response.writeHead(200).end(mishap.body)
      return
    }
    const headers = {
      'content-type': 'application/json',
      'x-oauth-scopes': (typeof holder === 'object' && holder ? holder.scopes : state.scopes).join(','),
    }
    response.writeHead(200, headers).end(JSON.stringify(result))
  }

  const server = createServer((request, response) => void handle(request, response))
  const socket = createSocketMode(server)
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const shut = async () => {
    server.closeAllConnections()
    socket.cut()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(await freePort())
  const { port } = server.address() as AddressInfo
  const base = `http://127.0.0.1:${port}`
  return Object.assign(state, surfaces.agent, {
    apiUrl: `${base}/api`,
    responseUrl: `${base}/response`,
    botUserId,
    oauth: oauth.standIn,
    socket,
    posts,
    homes: surfaces.homes,
    calls,
    responses,
    people,
    conversations,
    members,
    files,
    downloads,
    fileObject: shared.fileObject,
    next: (method: string, mishap: Mishap) => void mishaps.set(method, [...(mishaps.get(method) ?? []), mishap]),
    plan: (how: Parameters<SlackStandIn['plan']>[0]) => {
      plan = how
    },
    land: () => {
      for (const one of late.splice(0)) one()
    },
    addMessage: (channel: string, message: Record<string, unknown>) => void extra.push({ channel, message }),
    async pause() {
      await shut()
      return { resume: () => listen(port) }
    },
    close: shut,
  })
}

/** The headers that Slack signs a body with. */
export function signHeaders(body: string, secret: string, atMs: number, contentType = 'application/json') {
  const timestamp = String(Math.floor(atMs / 1000))
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')
  return {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${digest}`,
  }
}

/** An event as the Events API wraps it. */
export function eventBody(event: Record<string, unknown>, envelope: Record<string, unknown> = {}): string {
  return JSON.stringify({
    type: 'event_callback',
    team_id: 'T1',
    api_app_id: 'A1',
    event_id: `Ev${Math.random().toString(36).slice(2)}`,
    event_time: 1_790_000_000,
    authorizations: [{ team_id: 'T1', user_id: 'U0BOT', is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
    event,
    ...envelope,
  })
}

/** A slash command as a form; `fields` override. */
export function commandBody(text: string, fields: Record<string, string> = {}): string {
  return new URLSearchParams({
    command: '/rag',
    text,
    team_id: 'T1',
    channel_id: 'C1',
    channel_name: 'general',
    user_id: 'U1',
    user_name: 'ada',
    api_app_id: 'A1',
    is_enterprise_install: 'false',
    trigger_id: '13345224609.738474920.8088930838d88f008e0',
    ...fields,
  }).toString()
}

/** Signs a body and posts it to the app under test. */
export function deliver(appUrl: string, body: string, secret: string, contentType?: string): Promise<Response> {
  return fetch(appUrl, { method: 'POST', headers: signHeaders(body, secret, Date.now(), contentType), body })
}
