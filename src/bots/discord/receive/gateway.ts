// The connection to Discord's gateway, opened again and again until it is stopped. It may be out of reach for hours:
// nothing waits for it, and nothing that goes wrong here leaves this file but a line in the log.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  Client,
  DiscordjsErrorCodes,
  Events,
  GatewayCloseCodes,
  GatewayIntentBits,
  SimpleShardingStrategy,
} from 'discord.js'
import { describeError } from '../../../errors.ts'
import type { PlatformHost } from '../../types.ts'
import type { Json } from '../json.ts'

/** What the gateway knows at the time of an event. */
export interface GatewayView {
  readonly botId: string
  /** The roles of a guild that stand for the bot. */
  botRoles(guild: string): readonly string[]
  /** A channel or an open thread, as in the REST API; null when the gateway has not told of it. */
  channel(id: string): Json | null
}

interface GatewayOptions {
  readonly token: string
  /** With `/api`, without a version. */
  readonly apiUrl: string
  readonly log: PlatformHost['log']
  /** Every event of the gateway, such as `MESSAGE_CREATE`. Must not throw. */
  onEvent(type: string, data: unknown, view: GatewayView): void
  /** Waits before another attempt: 1 s, doubled up to 5 minutes by default. */
  readonly firstRetryMs?: number
  readonly longestRetryMs?: number
  /** An attempt, or discord.js' own reconnecting, that takes longer is given up; 1 minute by default. */
  readonly readyWithinMs?: number
}

export interface Gateway {
  start(): void
  stop(): Promise<void>
}

// https://docs.discord.com/developers/events/gateway#list-of-intents
const intents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.DirectMessages,
  GatewayIntentBits.MessageContent,
]

/** The events that discord.js itself is to handle: it keeps guilds with their roles, channels and threads for us. */
const lookedUp = /^(?:READY|RESUMED|(?:CHANNEL|GUILD|GUILD_ROLE|THREAD)_(?:CREATE|UPDATE|DELETE)|THREAD_LIST_SYNC)$/

const wrongToken = 'DISCORD_TOKEN was refused: copy the token of the app’s “Bot” page'
const wrongIntents =
  'the app may not read messages: switch on “Message Content Intent” on the app’s “Bot” page in the developer portal'

/** What a person has to change; undefined for what passes by itself. */
function fixFor(error: unknown, closeCode?: number): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const message = error instanceof Error ? error.message : ''
  if (code === DiscordjsErrorCodes.TokenInvalid || message === 'Authentication failed') return wrongToken
  if (closeCode === GatewayCloseCodes.AuthenticationFailed) return wrongToken
  const isIntents = closeCode === GatewayCloseCodes.DisallowedIntents || message === 'Used disallowed intents'
  return isIntents ? wrongIntents : undefined
}

const viewOf = (client: Client): GatewayView => ({
  botId: client.user?.id ?? '',
  botRoles: (guild) => {
    const role = client.user && client.guilds.cache.get(guild)?.roles.botRoleFor(client.user)
    return role ? [role.id] : []
  },
  channel: (id) => {
    const channel = client.channels.cache.get(id)
    if (channel === undefined) return null
    return { type: channel.type, parent_id: 'parentId' in channel ? channel.parentId : null }
  },
})

export function createGateway(options: GatewayOptions): Gateway {
  const { firstRetryMs = 1_000, longestRetryMs = 300_000, readyWithinMs = 60_000, log } = options
  let isStopped = false
  let failures = 0
  let end: (() => Promise<void>) | undefined
  let retry: NodeJS.Timeout | undefined
  const told = new Set<string>()

  function again(error: unknown, closeCode?: number): void {
    if (isStopped) return
    const fix = fixFor(error, closeCode)
    const reason = fix ?? describeError(error)
    const longest = Math.min(firstRetryMs * 2 ** failures, longestRetryMs)
    // Tried again even so: it may be put right on Discord's side while we run, but not within seconds.
    const waitMs = (fix === undefined ? longest : longestRetryMs) * (0.5 + Math.random() / 2)
    failures += 1
    if (!told.has(reason)) log.warn('discord: no gateway, trying again', { reason, waitMs: Math.round(waitMs) })
    told.add(reason)
    retry = setTimeout(connect, waitMs)
    retry.unref()
  }

  function connect(): void {
    let strategy: SimpleShardingStrategy | undefined
    const client = new Client({
      intents,
      rest: { api: options.apiUrl, retries: 0, timeout: readyWithinMs },
      ws: {
        buildStrategy: (manager) => {
          strategy = new SimpleShardingStrategy(manager)
          return strategy
        },
      },
    })

    let isOver = false
    async function close(): Promise<void> {
      isOver = true
      clearTimeout(watchdog)
      const wasReady = client.isReady()
      await client.destroy()
      if (wasReady || strategy === undefined) return
      // Between two attempts of its own, half a second apart, discord.js cannot be stopped: wait for the next one.
      await sleep(1_000)
      await strategy.destroy({ code: 1000 })
    }
    function over(error: unknown, closeCode?: number): void {
      if (isOver) return
      isOver = true
      // Not within discord.js' own handling of the event: it would destroy what it is about to open again.
      setImmediate(() => void close().catch(() => {}))
      again(error, closeCode)
    }
    const watch = () => setTimeout(() => over(new Error(`not connected within ${readyWithinMs} ms`)), readyWithinMs)
    let watchdog = watch()
    function isUp(): void {
      clearTimeout(watchdog)
      failures = 0
      told.clear()
    }
    end = close

    client.on('raw', (packet: { t: unknown; d: unknown }) => {
      const { t, d } = packet
      // discord.js would build objects of it, keep them, and throw at what it does not expect, where nobody can catch it.
      if (typeof t === 'string' && !lookedUp.test(t)) packet.t = null
      if (!isOver && typeof t === 'string' && client.user !== null) options.onEvent(t, d, viewOf(client))
    })
    client.on(Events.ShardReady, isUp)
    client.on(Events.ShardResume, isUp)
    client.on(Events.ShardReconnecting, () => {
      clearTimeout(watchdog)
      if (!isOver) watchdog = watch()
    })
    client.on(Events.ShardDisconnect, ({ code }) => over(new Error(`closed by Discord with code ${code}`), code))
    client.on(Events.Invalidated, () => over(new Error('the session was ended by Discord')))
    // Without a listener an `error` event ends the process.
    client.on(Events.Error, () => {})
    client.login(options.token).catch((error: unknown) => over(error))
  }

  return {
    start: connect,
    async stop() {
      isStopped = true
      clearTimeout(retry)
      await end?.().catch(() => {})
    },
  }
}
