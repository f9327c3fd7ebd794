// Slack, through Bolt for what comes in and the Web API for what goes out. Refuses unsigned requests; ignores whatever
// is not addressed to the bot. Delivery: a lost outcome is looked up by message metadata; only messages shown to one
// person cannot be, and are at-least-once.
import { App } from '@slack/bolt'
import type { Audience, Reader } from '../../model.ts'
import type { Platform, PlatformHost } from '../types.ts'
import { toAppError } from './errors.ts'
import { createFind } from './find.ts'
import { limits } from './limits.ts'
import { botUserIdOf, parse } from './parse.ts'
import { createReceiver } from './receiver.ts'
import { render } from './render.ts'
import { createSend, threadStartedBy } from './send.ts'
import { createWebClient, silentLogger } from './web-client.ts'

interface SlackConfig {
  readonly signingSecret: string
  readonly botToken: string
  /** Base of the Web API, `https://slack.com/api/` by default. Its host may also be that of response URLs. */
  readonly apiUrl?: string
}

interface SlackOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** For one call to Slack; 10 s by default. */
  readonly timeoutMs?: number
}

const ownAudience = ({ channel, person }: Reader): Audience =>
  channel === null
    ? `person:slack:${person.replace(/\/external$/, '')}`
    : `channel:slack:${channel.replace(/\/external$/, '')}`

// What was shared in a channel is answered in that channel only.
async function readableBy(reader: Reader): Promise<[Audience, ...Audience[]]> {
  // People of another organisation read here: nothing but what was shared in this very place.
  const isExternal = (reader.channel ?? reader.person).endsWith('/external')
  return isExternal ? [ownAudience(reader)] : [ownAudience(reader), 'workspace']
}

// A Slack on this machine may name itself in any of these ways.
const loopback = ['127.0.0.1', 'localhost', '[::1]']
const hostsLike = (host: string) => (loopback.includes(host) ? loopback : [host])

export function createSlackPlatform(config: SlackConfig, host: PlatformHost, options: SlackOptions): Platform {
  const client = createWebClient(config.botToken, config.apiUrl, options.timeoutMs ?? 10_000)
  const patientMs = options.timeoutMs ?? 30_000
  const patient = createWebClient(config.botToken, config.apiUrl, patientMs)
  const responseUrlHosts = config.apiUrl === undefined ? [] : hostsLike(new URL(config.apiUrl).hostname)
  const { receiver, admit, handle } = createReceiver({
    signingSecret: config.signingSecret,
    now: options.now,
    log: host.log,
  })

  let knownBotUserId: string | undefined
  let isLookingUp = false
  /** Never waited for: a delivery is acknowledged without a word to Slack's API. */
  async function lookUpBotUser(): Promise<void> {
    if (isLookingUp) return
    isLookingUp = true
    try {
      knownBotUserId = (await client.auth.test()).user_id
    } catch (error) {
      const { code, message } = toAppError(error, 'read')
      host.log.warn('slack: the bot’s own user id is not known yet', { code, message })
    } finally {
      isLookingUp = false
    }
  }

  async function receive(body: unknown): Promise<void> {
    knownBotUserId = botUserIdOf(body) ?? knownBotUserId
    if (knownBotUserId === undefined) void lookUpBotUser()
    const parsed = parse(body, { botUserId: knownBotUserId, responseUrlHosts })
    if (parsed.kind === 'ignored' || parsed.kind === 'unsupported') return
    if (parsed.kind === 'follow-up' && !(await host.knowsThread('slack', parsed.incoming.threadKey))) return
    await host.accept(parsed.incoming)
  }

  const app = new App({
    receiver,
    // With `token`, Bolt would call auth.test on the first event; who may write to us the signature has settled.
    authorize: () => Promise.resolve({}),
    convoStore: false,
    ignoreSelf: false,
    logger: silentLogger,
  })
  app.error((error) => Promise.reject(error))
  app.event('app_mention', ({ body }) => receive(body))
  app.event('message', ({ body }) => receive(body))
  // Whatever a workspace had to rename it to: every command sent here is this app's own.
  app.command(/^\//, ({ body }) => receive(body))

  return {
    id: 'slack',
    routes: [{ method: 'POST', path: '/webhooks/slack', admit, handle }],
    answersFromBuiltInDocs: false,
    // Known before the first mention comes, and a refused token is in the log from the beginning.
    start: () => void lookUpBotUser(),
    sharedWith: ownAudience,
    readableBy,
    render,
    send: createSend({ client, patient, patientMs }, host.limits),
    threadStartedBy,
    find: createFind(client),
    lookAfterMs: limits.lookAfterMs,
  }
}
