// What the Discord stand-in knows and how its REST routes answer: guild 200 with channel 300, members, threads, commands,
// and the messages that the bot posted. Routes that ragbot does not use are 404.
import type { IncomingMessage } from 'node:http'

export type Json = Record<string, unknown>

export interface DiscordCall {
  readonly method: string
  /** Without `/api/v10`. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** Undefined when it was no JSON. */
  readonly body: Json | readonly Json[] | undefined
}

/** A message that the bot posted. `content` is the body as it was last written. */
interface StandInMessage {
  readonly id: string
  readonly channelId: string
  /** Set on a reply through an interaction. */
  readonly token?: string
  /** The interaction's first response, `@original`. */
  readonly isOriginal: boolean
  content: Json
  updates: number
}

/** What the stand-in keeps. Tests change it at will. */
export interface DiscordState {
  readonly botId: string
  readonly calls: DiscordCall[]
  readonly messages: StandInMessage[]
  /** Of guild 200: owner 1, `@everyone` may view. Change at will. */
  readonly guild: { id: string; name: string; owner_id: string; roles: Json[] }
  /** By id; 300 `general` is there. */
  readonly channels: Map<string, Json>
  /** Members of guild 200 by user id. */
  readonly members: Map<string, Json>
  /** User ids by the thread's id. */
  readonly threadMembers: Map<string, Set<string>>
  /** Registered commands by guild. */
  readonly commands: Map<string, Json[]>
  /** Interaction tokens that are over: answered with 10015 Unknown Webhook. */
  readonly expiredTokens: Set<string>
  readonly files: Map<string, { readonly bytes: Uint8Array; readonly type: string }>
  /** Interactions that were answered by POST, in order: the id and the body. */
  readonly callbacks: { readonly id: string; readonly token: string; readonly body: Json }[]
}

type Answer = readonly [status: number, body?: unknown]

const epoch = 1_420_070_400_000n
const everyone = String((1n << 10n) | (1n << 11n) | (1n << 16n))

/**
 * @param now milliseconds; ids of messages are made from it
 * @param gatewayUrl where `/gateway/bot` sends to
 */
export function createDiscordState(
  now: () => number,
  gatewayUrl: () => string,
): { readonly state: DiscordState; readonly bot: Json; answer(call: DiscordCall): Answer } {
  const botId = '100'
  const bot = { id: botId, username: 'ragbot', discriminator: '0', global_name: null, avatar: null, bot: true }
  const guild = {
    id: '200',
    name: 'Team',
    owner_id: '1',
    roles: [{ id: '200', name: '@everyone', permissions: everyone, position: 0 }] as Json[],
  }
  const channels = new Map<string, Json>([
    ['300', { id: '300', type: 0, guild_id: '200', name: 'general', position: 0, permission_overwrites: [] }],
  ])
  const state: DiscordState = {
    botId,
    calls: [] as DiscordCall[],
    messages: [] as StandInMessage[],
    callbacks: [] as { id: string; token: string; body: Json }[],
    guild,
    channels,
    members: new Map<string, Json>(),
    threadMembers: new Map<string, Set<string>>(),
    commands: new Map<string, Json[]>(),
    expiredTokens: new Set<string>(),
    files: new Map<string, { bytes: Uint8Array; type: string }>(),
  }
  let count = 0
  const nextId = () => String(((BigInt(now()) - epoch) << 22n) + BigInt(++count))

  const unknown = (what: string, code: number): Answer => [404, { message: `Unknown ${what}`, code }]
  const show = ({ id, channelId, content }: StandInMessage): Json => ({
    type: 0,
    embeds: [],
    author: bot,
    ...content,
    id,
    channel_id: channelId,
    timestamp: new Date(Number((BigInt(id) >> 22n) + epoch)).toISOString(),
  })

  function store(content: Json, channelId: string, fields: { token?: string; isOriginal?: boolean } = {}): Answer {
    const same = state.messages.find((one) => one.channelId === channelId && one.content.nonce === content.nonce)
    if (content.enforce_nonce === true && content.nonce !== undefined && same) return [200, show(same)]
    const message = { id: nextId(), channelId, content, updates: 0, isOriginal: false, ...fields }
    state.messages.push(message)
    return [200, show(message)]
  }

  function change(method: string, message: StandInMessage | undefined, body: Json): Answer {
    if (message === undefined) return unknown('Message', 10008)
    if (method === 'DELETE') {
      state.messages.splice(state.messages.indexOf(message), 1)
      return [204]
    }
    if (method === 'PATCH') {
      message.content = { ...message.content, ...body }
      message.updates += 1
    }
    return [200, show(message)]
  }

  function webhook(method: string, token: string, id: string | undefined, body: Json): Answer {
    if (state.expiredTokens.has(token)) return unknown('Webhook', 10015)
    if (id === undefined) return store(body, '', { token })
    const own = state.messages.filter((one) => one.token === token)
    const message = own.find((one) => (id === '@original' ? one.isOriginal : one.id === id))
    // The deferral went out in the webhook's response: here it becomes a message with its first edit.
    if (message || id !== '@original' || method !== 'PATCH') return change(method, message, body)
    return store(body, '', { token, isOriginal: true })
  }

  function listMessages(channelId: string, query: URLSearchParams): Answer {
    const [after, before] = [BigInt(query.get('after') ?? 0), BigInt(query.get('before') ?? 2n ** 63n)]
    const all = state.messages.filter((one) => one.channelId === channelId).map(show)
    const within = all.filter(({ id }) => BigInt(String(id)) > after && BigInt(String(id)) < before)
    const limit = Number(query.get('limit') ?? 50)
    return [200, (query.has('after') ? within.slice(0, limit) : within.slice(-limit)).toReversed()]
  }

  function guildCommands(method: string, guildId: string, id: string | undefined, body: DiscordCall['body']): Answer {
    const stored = state.commands.get(guildId) ?? []
    const filed = (command: Json): Json => ({
      id: nextId(),
      application_id: botId,
      version: '1',
      guild_id: guildId,
      ...command,
    })
    if (method === 'PUT') state.commands.set(guildId, (body as readonly Json[]).map(filed))
    if (method === 'POST') {
      const made = filed(body as Json)
      const others = stored.filter((one) => one.name !== made.name || (one.type ?? 1) !== (made.type ?? 1))
      state.commands.set(guildId, [...others, made])
      return [201, made]
    }
    if (method === 'DELETE') {
      state.commands.set(
        guildId,
        stored.filter((one) => one.id !== id),
      )
      return [204]
    }
    return [200, state.commands.get(guildId) ?? []]
  }

  function answer({ method, path, query, body: sent }: DiscordCall): Answer {
    const [root, id = '', part, sub, last] = path.slice(1).split('/')
    const body = (sent ?? {}) as Json
    if (path === '/gateway/bot') {
      const session_start_limit = { total: 1000, remaining: 999, reset_after: 1, max_concurrency: 1 }
      return [200, { url: gatewayUrl(), shards: 1, session_start_limit }]
    }
    if (path === '/users/@me') return [200, bot]
    if (path === '/users/@me/channels') return [200, { id: `9${String(body.recipient_id)}`, type: 1 }]
    if (root === 'applications' && part === 'guilds') return guildCommands(method, sub ?? '', path.split('/')[6], sent)
    if (root === 'interactions') {
      state.callbacks.push({ id, token: part ?? '', body })
      return [204]
    }
    if (root === 'webhooks') return webhook(method, part ?? '', last, body)
    if (root === 'guilds') {
      if (id !== guild.id) return unknown('Guild', 10004)
      if (part === undefined) return [200, guild]
      if (part === 'channels')
        return [200, [...channels.values()].filter((one) => ![10, 11, 12].includes(Number(one.type)))]
      const member = part === 'members' && state.members.get(sub ?? '')
      return member ? [200, member] : unknown('Member', 10007)
    }
    if (root !== 'channels') return unknown('Route', 0)
    if (part === 'messages' && last === 'threads') {
      channels.set(sub ?? '', { id: sub, type: 11, guild_id: guild.id, parent_id: id, name: body.name })
      return [201, channels.get(sub ?? '')]
    }
    if (part === undefined) return channels.has(id) ? [200, channels.get(id)] : unknown('Channel', 10003)
    if (part === 'typing') return [204]
    if (part === 'thread-members') {
      const user = state.threadMembers.get(id)?.has(sub ?? '') === true
      return user ? [200, { id, user_id: sub, flags: 0 }] : unknown('Member', 10007)
    }
    if (part === 'messages' && method === 'POST') return store(body, id)
    if (part === 'messages' && sub === undefined) return listMessages(id, query)
    return change(
      method,
      state.messages.find((one) => one.id === sub && one.channelId === id),
      body,
    )
  }

  return { state, bot, answer }
}
