// A small Discord on loopback for the tests: REST, gateway and CDN on one port. It keeps every call and message, checks
// the token, and can be told how the next calls go wrong. It knows only what ragbot uses: other routes are 404.
import { generateKeyPairSync, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { freePort } from '../postgres.ts'
import { createGateway, type GatewayStandIn } from './discord-gateway.ts'
import { createDiscordState, type DiscordState, type Json } from './discord-rest.ts'

/** How a call goes wrong. */
type DiscordMishap =
  | {
      readonly kind: 'error'
      readonly status: number
      readonly code?: number
      readonly headers?: Record<string, string>
    }
  | { readonly kind: 'rate-limit'; readonly retryAfterSeconds: number; readonly scope?: 'user' | 'shared' | 'global' }
  /** Answered as usual, with these headers on top. */
  | { readonly kind: 'headers'; readonly headers: Record<string, string> }
  | { readonly kind: 'slow'; readonly ms: number }
  /** It is done, and the connection dies before the answer. */
  | { readonly kind: 'drop' }

export interface DiscordStandIn extends DiscordState {
  readonly apiUrl: string
  /** Files are served below it. */
  readonly cdnUrl: string
  readonly gateway: GatewayStandIn
  /** The next call whose `METHOD path` matches goes wrong this way. */
  next(route: RegExp, mishap: DiscordMishap): void
  /** Stops listening, as if it were down, until `resume`. */
  pause(): Promise<{ resume(): Promise<void> }>
  close(): Promise<void>
}

// What discord.js looks into when a guild arrives.
const guildCreate = {
  ...Object.fromEntries(
    ['emojis', 'stickers', 'features', 'members', 'threads', 'presences'].map((name) => [name, []]),
  ),
  ...Object.fromEntries(['voice_states', 'stage_instances', 'guild_scheduled_events'].map((name) => [name, []])),
  member_count: 2,
}
/** @param options.now milliseconds; ids of messages are made from it */
export async function createDiscordStandIn(options: { token: string; now?: () => number }): Promise<DiscordStandIn> {
  const { state, bot, answer } = createDiscordState(options.now ?? Date.now, () => `ws://127.0.0.1:${port}`)
  const mishaps: { route: RegExp; mishap: DiscordMishap }[] = []
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const url = new URL(request.url ?? '', 'http://x')
    const isJson = (request.headers['content-type'] ?? '').startsWith('application/json') && chunks.length > 0
    const body = isJson ? (JSON.parse(Buffer.concat(chunks).toString()) as Json) : undefined
    const path = url.pathname.replace(/^\/api\/v10/, '')
    const call = { method: request.method ?? '', path, query: url.searchParams, headers: request.headers, body }
    state.calls.push(call)

    const found = mishaps.findIndex(({ route }) => route.test(`${call.method} ${path}`))
    const mishap = found < 0 ? undefined : mishaps.splice(found, 1)[0]?.mishap
    if (mishap?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, mishap.ms))
    const reply = ([status, content]: readonly [number, unknown?], headers: Record<string, string> = {}) => {
      const usual = { 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '4', 'x-ratelimit-reset-after': '1' }
      const bucket = `${call.method}-${path.split('/')[1]}`
      const type = content === undefined ? undefined : { 'content-type': 'application/json' }
      response.writeHead(status, { ...usual, 'x-ratelimit-bucket': bucket, ...type, ...headers })
      response.end(content === undefined ? undefined : JSON.stringify(content))
    }
    if (path.startsWith('/cdn/')) {
      const file = state.files.get(path.slice('/cdn/'.length))
      if (file && mishap?.kind !== 'error')
        return void response.writeHead(200, { 'content-type': file.type }).end(file.bytes)
    }
    if (mishap?.kind === 'error')
      return reply([mishap.status, { message: 'out of order', code: mishap.code ?? 0 }], mishap.headers)
    if (mishap?.kind === 'rate-limit') {
      const { retryAfterSeconds, scope = 'user' } = mishap
      const headers = {
        'retry-after': String(Math.ceil(retryAfterSeconds)),
        'x-ratelimit-scope': scope,
        'x-ratelimit-remaining': '0',
      }
      const global = scope === 'global'
      const limited = { message: 'You are being rate limited.', retry_after: retryAfterSeconds, global }
      return reply([429, limited], { ...headers, ...(global && { 'x-ratelimit-global': 'true' }) })
    }
    const needsToken = !/^\/(?:interactions|webhooks|cdn)\//.test(path)
    if (needsToken && request.headers.authorization !== `Bot ${options.token}`)
      return reply([401, { message: '401: Unauthorized', code: 0 }])
    const result = answer(call)
    if (mishap?.kind === 'drop') return void response.destroy()
    reply(result, mishap?.kind === 'headers' ? mishap.headers : {})
  }

  const server = createServer((request, response) => void handle(request, response))
  const gateway = createGateway(server, () => ({
    user: bot,
    guild: { ...guildCreate, ...state.guild, channels: [...state.channels.values()] },
  }))
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  const shut = async () => {
    gateway.cut()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await listen(await freePort())
  const { port } = server.address() as AddressInfo
  return {
    ...state,
    gateway,
    apiUrl: `http://127.0.0.1:${port}/api`,
    cdnUrl: `http://127.0.0.1:${port}/cdn`,
    next: (route, mishap) => void mishaps.push({ route, mishap }),
    async pause() {
      await shut()
      return { resume: () => listen(port) }
    },
    close: shut,
  }
}

/** A key pair as an application has one. `headers` are those that Discord signs a body with. */
export function createSigner(): {
  readonly publicKey: string
  headers(body: string, atMs: number): Record<string, string>
} {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  // The last 32 bytes of the SPKI form are the key itself.
  const hex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex')
  return {
    publicKey: hex,
    headers: (body, atMs) => {
      const timestamp = String(Math.floor(atMs / 1000))
      const signature = sign(null, Buffer.from(timestamp + body), privateKey).toString('hex')
      return {
        'content-type': 'application/json',
        'x-signature-timestamp': timestamp,
        'x-signature-ed25519': signature,
      }
    },
  }
}
