// What comes in over the gateway, and a gateway that is out of reach, refuses, or goes away.

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { someone } from '../../../../src/askers.ts'
import { createGateway } from '../../../../src/bots/discord/receive/gateway.ts'
import type { Incoming } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import { createDiscordStandIn } from '../../../stand-ins/discord.ts'
import { createRecordingHost } from '../../recording-host.ts'
import { attachment, click, type Json, member, message, type Setup, setUp, slash, token } from '../fixtures.ts'

const unhandled: unknown[] = []
const note = (reason: unknown) => void unhandled.push(reason)
beforeEach(() => void process.on('unhandledRejection', note).on('uncaughtException', note))
afterEach(() => {
  process.off('unhandledRejection', note).off('uncaughtException', note)
  expect(unhandled.splice(0)).toEqual([])
})

async function connected(options: Parameters<typeof setUp>[0] = {}): Promise<Setup> {
  const setup = await setUp({ gateway: true, ...options })
  setup.platform.start?.()
  await expect.poll(() => setup.discord.gateway.identified, { timeout: 30_000 }).toBe(1)
  return setup
}

const mention = (fields: Json = {}) =>
  message({
    id: '8100',
    guild_id: '200',
    content: '<@100>, who approves travel?',
    mentions: [{ id: '100', username: 'ragbot', bot: true }],
    member: { roles: [] },
    ...fields,
  })
const direct = (fields: Json = {}) =>
  message({ id: '8200', channel_id: '98', content: 'who approves travel?', ...fields })

/** What a message becomes; null when another one after it was the first to be taken. */
async function taken(setup: Setup, sent: Json, type = 'MESSAGE_CREATE'): Promise<Incoming | null> {
  const before = setup.host.accepted.length
  setup.discord.gateway.dispatch(type, sent)
  setup.discord.gateway.dispatch('MESSAGE_CREATE', mention({ id: 'last', content: '<@100> status' }))
  await expect.poll(() => setup.host.accepted.some(({ naturalKey }) => naturalKey === 'last')).toBe(true)
  await new Promise((done) => setTimeout(done, 10))
  const found = setup.host.accepted.slice(before).find(({ naturalKey }) => naturalKey !== 'last')
  setup.host.accepted.length = 0
  return found ?? null
}

describe('a mention', () => {
  it('becomes a question in a thread that is made from it', async () => {
    await using setup = await connected()
    expect(await taken(setup, mention())).toEqual({
      platform: 'discord',
      naturalKey: '8100',
      threadKey: 'discord:200:8100',
      place: { kind: 'channel', id: '200/300', hasGuests: false, hasExternals: false },
      person: someone('8', { roles: [] }),
      request: { kind: 'ask', question: 'who approves travel?', cut: false },
      target: {
        guild: '200',
        channel: '300',
        user: '8',
        message: '8100',
        newThread: 'who approves travel?',
      },
    })
  })

  it('in a thread stays there; in a voice channel there are no threads', async () => {
    await using setup = await connected()
    setup.discord.channels.set('310', { id: '310', type: 11, guild_id: '200', parent_id: '300' })
    setup.discord.channels.set('311', { id: '311', type: 12, guild_id: '200', parent_id: '300' })
    setup.discord.channels.set('320', { id: '320', type: 2, guild_id: '200' })
    const open = await taken(setup, mention({ channel_id: '310' }))
    expect(open).toMatchObject({ threadKey: 'discord:200:310', place: { id: '200/300' }, target: { channel: '310' } })
    expect(open?.target).not.toHaveProperty('newThread')
    const hidden = await taken(setup, mention({ channel_id: '311' }))
    expect(hidden).toMatchObject({ place: { id: '200/311' }, setUpIn: '200/300' })
    expect(open).not.toHaveProperty('setUpIn')
    const voice = await taken(setup, mention({ channel_id: '320' }))
    expect(voice).toMatchObject({ threadKey: 'discord:200:8100', place: { id: '200/320', hasGuests: true } })
    expect(voice?.target).not.toHaveProperty('newThread')
  })

  it('with files has them indexed, and then its words asked', async () => {
    await using setup = await connected()
    const url = 'https://cdn.discordapp.com/a/5/plan.pdf'
    const files = { attachments: [attachment('5', 'plan.pdf', url)] }
    const asked = await taken(setup, mention(files))
    const source = { kind: 'file', reference: '300/8100/5', name: 'plan.pdf' }
    expect(asked?.request).toMatchObject({ kind: 'index', question: 'who approves travel?', sources: [source] })
    expect(JSON.parse(asked?.secret ?? '')).toEqual({ urls: { '300/8100/5': url } })
    const bare = await taken(setup, mention({ ...files, content: '<@100>' }))
    expect(bare?.request).not.toHaveProperty('question')
  })

  it('in a reply is about the message it replies to', async () => {
    await using setup = await connected()
    const reply = mention({ type: 19, referenced_message: message({ content: 'Ann does.' }) })
    expect((await taken(setup, reply))?.request).toMatchObject({ kind: 'ask', about: 'Ann does.' })
    const short = mention({ ...reply, id: '9100', content: '<@100> summarize this' })
    expect((await taken(setup, short))?.request).toMatchObject({ kind: 'summarize', text: 'Ann does.' })
    // What the bot said itself is in its conversation already.
    const own = message({ content: 'Ann does.', author: { id: '100', bot: true } })
    const further = mention({ ...reply, id: '9101', content: '<@100> and on weekends?', referenced_message: own })
    expect((await taken(setup, further))?.request).not.toHaveProperty('about')
  })

  it('of nothing, or where the bot does not answer, gets a private reason', async () => {
    await using setup = await connected({ channelIds: ['300'], roleIds: ['900'] })
    setup.discord.channels.set('301', { id: '301', type: 0, guild_id: '200' })
    const reason = async (fields: Json) => (await taken(setup, mention(fields)))?.request
    expect(await reason({ content: '<@100>', member: { roles: ['900'] } })).toMatchObject({ kind: 'hint' })
    const parts = [
      ['DISCORD_ROLE_IDS', {}],
      ['DISCORD_CHANNEL_IDS', { channel_id: '301' }],
      ['DISCORD_GUILD_IDS', { guild_id: '201' }],
    ] as const
    for (const [part, fields] of parts) {
      const request = await reason(fields)
      expect(request).toMatchObject({ kind: 'hint', reason: expect.stringContaining(part) })
    }
  })

  it('in a channel that cannot be looked up gets a private reason too', async () => {
    await using setup = await connected()
    const request = (await taken(setup, mention({ channel_id: '399' })))?.request
    expect(request).toMatchObject({ kind: 'hint', reason: expect.stringContaining('look up') })
  })
})

describe('a message without a mention', () => {
  it('is a follow-up in a thread that the bot has answered in', async () => {
    await using setup = await connected()
    setup.discord.channels.set('310', { id: '310', type: 11, guild_id: '200', parent_id: '300' })
    const said = (content: string, fields: Json = {}) =>
      mention({ content, mentions: [], channel_id: '310', ...fields })
    expect(await taken(setup, said('and on weekends?'))).toBeNull()
    setup.host.knownThreads.add('discord:200:310')
    expect(await taken(setup, said('and on weekends?'))).toMatchObject({
      threadKey: 'discord:200:310',
      place: { id: '200/300' },
    })
    expect(await taken(setup, said('thanks a lot'))).toBeNull()
    expect(await taken(setup, said('@everyone who is in?', { mention_everyone: true }))).toBeNull()
    expect(await taken(setup, said('<@9> and you?', { mentions: [{ id: '9', username: 'x' }] }))).toBeNull()
  })

  it.each([
    ['a bot', { author: { id: '9', bot: true } }],
    ['itself', { author: { id: '100' } }],
    ['a webhook', { webhook_id: '5' }],
    ['a system message', { type: 7 }],
    ['a call to everyone', { content: '@everyone who is in?', mentions: [], mention_everyone: true }],
    ['people talking', { content: 'who is in?', mentions: [] }],
  ])('of %s is ignored', async (_, fields) => {
    await using setup = await connected()
    expect(await taken(setup, mention(fields))).toBeNull()
  })

  it('of a bot is that bot’s where the channel wants it, and of nobody else', async () => {
    await using setup = await connected()
    setup.host.hears = true
    const author = { id: '9', bot: true }
    expect(await taken(setup, mention({ author, application_id: '90' }))).toMatchObject({ bot: ['9', '90'] })
    for (const fields of [
      { author: { id: '100', bot: true } },
      { author, application_id: '100' },
      { author, mentions: [], content: 'who is in?' },
    ])
      expect(await taken(setup, mention({ ...fields, id: `${Math.random()}`.slice(2) }))).toBeNull()
  })
})

describe('an edit', () => {
  const edited = { edited_timestamp: '2026-09-20T10:05:00.000000+00:00' }

  it('that adds a mention asks, with the key of the message itself', async () => {
    await using setup = await connected()
    const first = await taken(setup, mention())
    expect(await taken(setup, mention(edited), 'MESSAGE_UPDATE')).toEqual(first)
  })

  it('that adds none, or that a preview made, asks nothing', async () => {
    await using setup = await connected()
    setup.host.knownThreads.add('discord:200:310')
    setup.discord.channels.set('310', { id: '310', type: 11, guild_id: '200', parent_id: '300' })
    const reply = mention({ content: 'and on weekends?', mentions: [], channel_id: '310', ...edited })
    expect(await taken(setup, reply, 'MESSAGE_UPDATE')).toBeNull()
    expect(await taken(setup, mention({ edited_timestamp: null }), 'MESSAGE_UPDATE')).toBeNull()
  })
})

describe('a direct message', () => {
  it('of a member is answered there', async () => {
    await using setup = await connected()
    setup.discord.members.set('8', member('8'))
    expect(await taken(setup, direct())).toEqual({
      platform: 'discord',
      naturalKey: '8200',
      threadKey: 'discord:@me:8200',
      directKey: 'discord:@me:98',
      ...at(null, '8'),
      request: { kind: 'ask', question: 'who approves travel?', cut: false },
      target: { channel: '98', user: '8', message: '8200', isDirect: true },
    })
    expect((await taken(setup, direct({ content: 'search travel' })))?.request).toEqual({
      kind: 'search',
      query: 'travel',
    })
  })

  it('of anyone else, or of whom it is not known, gets a reason', async () => {
    await using setup = await connected()
    const stranger = await taken(setup, direct())
    expect(stranger?.request).toMatchObject({ kind: 'hint', reason: expect.stringContaining('DISCORD_GUILD_IDS') })
    setup.discord.next(/members\/9/, { kind: 'drop' })
    const unknown = await taken(setup, direct({ author: { id: '9', username: 'x' } }))
    expect(unknown?.request).toMatchObject({ kind: 'hint', reason: expect.stringContaining('look up') })
  })

  it('needs one of the roles, where roles are named', async () => {
    await using setup = await connected({ roleIds: ['900'] })
    setup.discord.members.set('8', member('8')).set('9', member('9', { roles: ['900'] }))
    expect((await taken(setup, direct()))?.request.kind).toBe('hint')
    expect((await taken(setup, direct({ author: { id: '9' } })))?.request.kind).toBe('ask')
  })
})

describe('interactions', () => {
  it('are answered by a call, without the bot’s token', async () => {
    await using setup = await connected()
    const ask = slash('ask', { question: 'who approves travel?' })
    const helpful = click('helpful:c-1:2')
    for (const one of [ask, helpful, helpful]) setup.discord.gateway.dispatch('INTERACTION_CREATE', one)
    await expect.poll(() => setup.discord.callbacks.length).toBe(2)
    expect(setup.discord.callbacks[0]).toMatchObject({ id: ask.id, token: ask.token, body: { type: 5 } })
    expect(setup.discord.callbacks[1]).toMatchObject({ id: helpful.id, body: { type: 4 } })
    expect(setup.host.accepted).toHaveLength(1)
    const call = setup.discord.calls.find(({ path }) => path.startsWith('/interactions/'))
    expect(call?.headers.authorization).toBeUndefined()
  })
})

describe('the connection', () => {
  async function bare(given = token) {
    const discord = await createDiscordStandIn({ token })
    const { log, warnings } = createRecordingHost()
    const events: string[] = []
    const gateway = createGateway({
      token: given,
      apiUrl: discord.apiUrl,
      log,
      onEvent: (type) => void events.push(type),
      firstRetryMs: 10,
      longestRetryMs: 40,
      readyWithinMs: 1_000,
    })
    return {
      discord,
      warnings,
      events,
      gateway,
      [Symbol.asyncDispose]: async () => {
        await gateway.stop()
        await discord.close()
      },
    }
  }

  it('is opened once Discord is back, and again when it was lost', async () => {
    await using setup = await bare()
    const { resume } = await setup.discord.pause()
    setup.gateway.start()
    await expect.poll(() => setup.warnings.length).toBe(1)
    await resume()
    await expect.poll(() => setup.discord.gateway.identified, { timeout: 30_000 }).toBe(1)
    setup.discord.gateway.cut()
    await expect.poll(() => setup.discord.gateway.resumed, { timeout: 30_000 }).toBe(1)
    setup.discord.gateway.dispatch('TYPING_START', {})
    await expect.poll(() => setup.events).toContain('TYPING_START')
  })

  it.each([
    ['a token that is refused', 4004, 'DISCORD_TOKEN'],
    ['intents that are not allowed', 4014, 'Message Content Intent'],
  ])('with %s says once what to change, and tries again', async (_, code, part) => {
    await using setup = await bare()
    setup.discord.gateway.refuseWith = code
    setup.gateway.start()
    await expect.poll(() => setup.discord.gateway.identified, { timeout: 30_000 }).toBeGreaterThan(2)
    expect(setup.warnings).toHaveLength(1)
    expect(setup.warnings[0]).toContain(part)
    setup.discord.gateway.refuseWith = null
    await expect.poll(() => setup.events, { timeout: 30_000 }).toContain('GUILD_CREATE')
  })

  it('with a token that REST refuses says the same', async () => {
    await using setup = await bare('another.token.altogether')
    setup.gateway.start()
    await expect.poll(() => setup.warnings.join(), { timeout: 30_000 }).toContain('DISCORD_TOKEN')
  })

  it('is ended by stop, also while it cannot be opened', async () => {
    const setup = await bare()
    setup.gateway.start()
    await expect.poll(() => setup.discord.gateway.identified, { timeout: 30_000 }).toBe(1)
    await setup.gateway.stop()
    await expect.poll(() => setup.discord.gateway.open).toBe(0)
    await setup.discord.close()

    const down = await bare()
    await down.discord.close()
    down.gateway.start()
    await expect.poll(() => down.warnings.length).toBe(1)
    await down.gateway.stop()
  })
})
