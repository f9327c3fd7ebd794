// A platform over the Discord stand-in, and interactions and messages as Discord sends them. Shared by the Discord tests.
import { expect } from 'vitest'
import { createDiscordPlatform } from '../../../src/bots/discord/index.ts'
import type { Platform } from '../../../src/bots/types.ts'
import type { HttpResponse } from '../../../src/route.ts'
import { createDiscordStandIn, createSigner, type DiscordStandIn } from '../../stand-ins/discord.ts'
import { createRecordingHost, type RecordingHost } from '../recording-host.ts'

export type Json = Record<string, unknown>

export const token = 'MTAw.token-of-the.tests'
export const now = Date.UTC(2026, 8, 21, 12)
const signer = createSigner()

export interface Setup extends AsyncDisposable {
  readonly discord: DiscordStandIn
  readonly host: RecordingHost
  readonly platform: Platform
  clock: number
  /** Signs an interaction, hands it to the webhook's route and reads the answer. */
  receive(interaction: Json): Promise<{ status: number; body: Json }>
  /** The same with headers of the test's own, by default well signed ones. */
  receiveRaw(body: string, headers?: Record<string, string>): Promise<HttpResponse>
}

export const sign = (body: string, atMs = now) => signer.headers(body, atMs)

interface SetUpOptions {
  readonly guildIds?: readonly string[]
  readonly channelIds?: readonly string[]
  readonly roleIds?: readonly string[]
  readonly gateway?: boolean
  readonly token?: string
}

export async function setUp(options: SetUpOptions = {}): Promise<Setup> {
  const discord = await createDiscordStandIn({ token, now: () => now })
  const host = createRecordingHost()
  const config = { guildIds: ['200'], channelIds: [], roleIds: [], gateway: false, token, applicationId: '100' }
  const platform = createDiscordPlatform(
    { ...config, ...options, publicKey: signer.publicKey, apiUrl: discord.apiUrl },
    host,
    { now: () => setup.clock, timeoutMs: 10_000 },
  )
  const route = platform.routes[0]!
  const receiveRaw: Setup['receiveRaw'] = async (body, headers = sign(body, setup.clock)) => {
    const request = {
      method: 'POST',
      path: route.path,
      params: {},
      query: new URLSearchParams(),
      headers,
      body: Buffer.from(body),
    }
    return route.admit?.(request) ?? route.handle(request)
  }
  const setup: Setup = {
    discord,
    host,
    platform,
    clock: now,
    receiveRaw,
    receive: async (interaction) => {
      const { status, body } = await receiveRaw(JSON.stringify(interaction))
      return { status, body: status === 200 ? (JSON.parse(String(body)) as Json) : {} }
    },
    [Symbol.asyncDispose]: async () => {
      await platform.stop?.()
      await discord.close()
    },
  }
  return setup
}

const user = (id: string): Json => ({
  id,
  username: `user${id}`,
  global_name: `User ${id}`,
  discriminator: '0',
  avatar: null,
})

/** A member as REST gives it; `flags` 16 is a guest. */
export const member = (id: string, fields: Json = {}): Json => ({ user: user(id), roles: [], flags: 0, ...fields })

let count = 0

/** In channel 300 of guild 200, by user 7; `fields` override. */
function interaction(fields: Json = {}): Json {
  count += 1
  return {
    id: String(7000 + count),
    application_id: '100',
    type: 2,
    token: `token-${count}`,
    version: 1,
    guild_id: '200',
    channel_id: '300',
    channel: { id: '300', type: 0, name: 'general', guild_id: '200' },
    member: { ...member('7'), permissions: '1024' },
    ...fields,
  }
}

/** `/rag <name>` with text options, or whole ones. */
export function slash(
  name: string,
  options: Record<string, string | Json> = {},
  fields: Json = {},
  resolved: Json = {},
): Json {
  const given = Object.entries(options).map(([option, value]) =>
    typeof value === 'string' ? { name: option, type: 3, value } : { name: option, ...value },
  )
  const data = { id: '500', name: 'rag', type: 1, resolved, options: [{ name, type: 1, options: given }] }
  return interaction({ data, ...fields })
}

/** A message of user 8 in channel 300; `fields` override. */
export function message(fields: Json = {}): Json {
  return {
    id: '8000',
    channel_id: '300',
    type: 0,
    content: 'Travel is approved by the **team lead**.',
    author: user('8'),
    timestamp: '2026-09-20T10:00:00.000000+00:00',
    attachments: [],
    embeds: [],
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    flags: 0,
    ...fields,
  }
}

export const messageCommand = (name: string, target = message(), fields: Json = {}): Json =>
  interaction({
    data: { id: '501', name, type: 3, target_id: target.id, resolved: { messages: { [String(target.id)]: target } } },
    ...fields,
  })

export const attachment = (id: string, filename: string, url: string): Json => ({ id, filename, size: 12, url })

/** A click on a button, or on a menu with what was chosen. */
export const click = (customId: string, fields: Json = {}, values?: readonly string[]): Json =>
  interaction({
    type: 3,
    data: { custom_id: customId, component_type: values ? 3 : 2, ...(values && { values }) },
    message: message({ author: { id: '100', bot: true } }),
    ...fields,
  })

/** A form with what was written into its inputs. */
export const submit = (customId: string, inputs: Record<string, string>, fields: Json = {}): Json =>
  interaction({
    type: 5,
    data: {
      custom_id: customId,
      components: Object.entries(inputs).map(([id, value]) => ({
        type: 18,
        component: { type: 4, custom_id: id, value },
      })),
    },
    ...fields,
  })

/** In thread 310 of channel 300; type 11 is public, 12 private. */
export const inThread = (type: 11 | 12): Json => ({
  channel_id: '310',
  channel: { id: '310', type, parent_id: '300', guild_id: '200' },
})

/** What an answer says, to the one who asked alone. */
export function saidTo({ body }: { body: Json }): string {
  expect(body).toMatchObject({ type: 4, data: { flags: 64, allowed_mentions: { parse: [] } } })
  return String((body.data as Json).content)
}
