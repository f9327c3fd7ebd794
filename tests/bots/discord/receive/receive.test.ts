// What comes in over the webhook: what is stored and deferred, what is said at once, and who is refused.

import { describe, expect, it } from 'vitest'
import { someone } from '../../../../src/askers.ts'
import {
  attachment,
  click,
  inThread,
  type Json,
  member,
  message,
  messageCommand,
  now,
  type Setup,
  saidTo,
  setUp,
  slash,
  submit,
} from '../fixtures.ts'

const ephemeral = { type: 5, data: { flags: 64 } }

async function accept(setup: Setup, interaction: Json) {
  const answer = await setup.receive(interaction)
  expect(answer.status).toBe(200)
  return { answer: answer.body, incoming: setup.host.accepted.at(-1)! }
}

describe('slash commands', () => {
  it('ask is deferred for all to see, with all that the reply needs', async () => {
    await using setup = await setUp()
    const command = slash('ask', { question: ' who approves\ntravel? ' })
    const { answer, incoming } = await accept(setup, command)
    expect(answer).toEqual({ type: 5 })
    expect(incoming).toEqual({
      platform: 'discord',
      naturalKey: command.id,
      threadKey: `discord:200:${String(command.id)}`,
      place: { kind: 'channel', id: '200/300', hasGuests: false, hasExternals: false },
      person: someone('7', { roles: [] }),
      request: { kind: 'ask', question: 'who approves travel?', cut: false },
      target: { guild: '200', channel: '300', user: '7', interaction: command.id },
      secret: JSON.stringify({ token: command.token, receivedAt: now }),
    })
    expect(setup.discord.calls).toEqual([])
  })

  it.each([
    ['search', { query: 'travel' }, { kind: 'search', query: 'travel' }],
    ['status', {}, { kind: 'status' }],
    ['help', {}, { kind: 'help' }],
    ['favourites', {}, { kind: 'favourites' }],
    ['continue', {}, { kind: 'continue' }],
    [
      'index',
      { url: '<https://wiki.example.com/a>' },
      { kind: 'index', sources: [{ kind: 'page', url: 'https://wiki.example.com/a' }], isPrivate: false },
    ],
  ] as const)('%s is deferred for one person', async (name, options, request) => {
    await using setup = await setUp()
    const { answer, incoming } = await accept(setup, slash(name, options))
    expect(answer).toEqual(ephemeral)
    expect(incoming).toMatchObject({ request, target: { isEphemeral: true } })
  })

  it('continue with a code goes on where all see it', async () => {
    await using setup = await setUp()
    const { answer, incoming } = await accept(setup, slash('continue', { code: 'ABCD-2345' }))
    expect(answer).toEqual({ type: 5 })
    expect(incoming.request).toEqual({ kind: 'continue', code: 'ABCD-2345' })
  })

  it('what is not known is answered with help, as if it were typed', async () => {
    await using setup = await setUp()
    const { answer, incoming } = await accept(setup, slash('dance', { with: 'me' }))
    expect(answer).toEqual(ephemeral)
    expect(incoming.request).toEqual(setup.host.desk.read('dance', 'command'))
  })

  it('index takes a file with a page', async () => {
    await using setup = await setUp()
    const attachments = { 9: attachment('9', 'plan.pdf', 'https://cdn.discordapp.com/a/9/plan.pdf') }
    const options = { file: { type: 11, value: '9' }, url: 'https://wiki.example.com/a' }
    const { incoming } = await accept(setup, slash('index', options, {}, { attachments }))
    expect(incoming.request.sources).toMatchObject([{ kind: 'page' }, { kind: 'file', name: 'plan.pdf' }])
  })

  it('index takes a file, whose address stays secret', async () => {
    await using setup = await setUp()
    const url = 'https://cdn.discordapp.com/a/9/plan.pdf?sig=1'
    const command = slash(
      'index',
      { file: { type: 11, value: '9' } },
      {},
      { attachments: { 9: attachment('9', 'plan.pdf', url) } },
    )
    const { incoming } = await accept(setup, command)
    const reference = `300/${String(command.id)}/9`
    expect(incoming.request).toEqual({
      kind: 'index',
      isPrivate: false,
      sources: [{ kind: 'file', sourceKey: `discord:${reference}`, name: 'plan.pdf', sizeBytes: 12, reference }],
    })
    expect(JSON.parse(incoming.secret!)).toMatchObject({ token: command.token, urls: { [reference]: url } })
    expect(JSON.stringify({ ...incoming, secret: '' })).not.toContain('cdn.discordapp.com')
  })

  it.each([
    ['nothing to index', slash('index'), 'Attach a file'],
    ['nothing but blanks', slash('index', { url: ' ' }), '/rag index file: or /rag index url:'],
    ['another message command', messageCommand('Eat this message'), 'Type /rag'],
    ['an address that is none', slash('index', { url: 'ftp://x' }), 'http'],
    ['a code that is none', slash('continue', { code: 'what?' }), 'no code'],
    ['an empty question', slash('ask', { question: ' ' }), 'question'],
    ['another command', slash('x', {}, { data: { type: 1, name: 'other' } }), 'Type /rag'],
    ['another gesture', slash('x', {}, { type: 99 }), 'Type /rag'],
    ['a direct message', slash('ask', { question: 'x' }, { guild_id: undefined, user: { id: '7' } }), 'servers'],
  ])('says privately what to do about %s', async (_, interaction, part) => {
    await using setup = await setUp()
    expect(saidTo(await setup.receive(interaction))).toContain(part)
    expect(setup.host.accepted).toEqual([])
  })

  it('stand in the thread they were typed in, whose readers are the channel’s unless it is private', async () => {
    await using setup = await setUp()
    const ask = { question: 'who approves travel?' }
    const open = await accept(setup, slash('ask', ask, inThread(11)))
    expect(open.incoming).toMatchObject({
      threadKey: 'discord:200:310',
      place: { id: '200/300' },
      target: { channel: '310' },
    })
    const closed = await accept(setup, slash('ask', ask, inThread(12)))
    expect(closed.incoming).toMatchObject({ threadKey: 'discord:200:310', place: { id: '200/310' } })
  })
})

it.each([
  [2, true],
  [13, true],
  [99, false],
  [undefined, 'unknown'],
])('readers of a channel of type %j may be guests, as far as Discord tells', async (type, hasGuests) => {
  await using setup = await setUp()
  const { incoming } = await accept(setup, slash('ask', { question: 'who?' }, { channel: { id: '300', type } }))
  expect(incoming.place).toMatchObject({ hasGuests })
})

describe('ids that would lead elsewhere', () => {
  it.each([
    ['token', '../../../channels/300/messages'],
    ['token', '..'],
    ['id', '1/../2'],
    ['channel_id', '../../users/@me'],
  ])('are no %s: %s', async (name, value) => {
    await using setup = await setUp()
    const interaction = { ...slash('ask', { question: 'who?' }), channel: undefined, [name]: value }
    expect(await setup.receive(interaction)).toMatchObject({ status: 400 })
    expect(setup.host.accepted).toEqual([])
  })
})

describe('who and where', () => {
  const ask = (fields: Json = {}) => slash('ask', { question: 'who approves travel?' }, fields)

  it('no server is answered unless it is named', async () => {
    for (const guildIds of [[], ['201']]) {
      await using setup = await setUp({ guildIds })
      expect(saidTo(await setup.receive(ask()))).toMatch(/200.*DISCORD_GUILD_IDS/)
      expect(saidTo(await setup.receive(click('helpful:c1:2')))).toContain('DISCORD_GUILD_IDS')
      expect(setup.host.accepted).toEqual([])
      expect(setup.host.clicks).toEqual([])
    }
  })

  it('a thread belongs to its channel', async () => {
    await using setup = await setUp({ channelIds: ['300'] })
    await accept(setup, ask(inThread(11)))
    await accept(setup, ask(inThread(12)))
    expect(setup.host.accepted).toHaveLength(2)
    const elsewhere = ask({ channel_id: '301', channel: { id: '301', type: 0 } })
    expect(saidTo(await setup.receive(elsewhere))).toMatch(/301.*DISCORD_CHANNEL_IDS/)
  })

  it('a role may be asked for', async () => {
    await using setup = await setUp({ roleIds: ['900', '901'] })
    expect(saidTo(await setup.receive(ask()))).toContain('DISCORD_ROLE_IDS')
    await accept(setup, ask({ member: member('7', { roles: ['1', '901'] }) }))
    expect(setup.host.accepted).toHaveLength(1)
  })
})

describe('message commands', () => {
  const url = 'https://discord.com/channels/200/300/8000'

  it('“Index this message” takes its text and its files', async () => {
    await using setup = await setUp()
    const file = 'https://cdn.discordapp.com/a/5/plan.pdf'
    const target = message({
      content: 'Ask <@8>: **team lead** <:wave:12>',
      mentions: [{ id: '8', username: 'ann' }],
      attachments: [attachment('5', 'plan.pdf', file)],
    })
    const { answer, incoming } = await accept(setup, messageCommand('Index this message', target))
    expect(answer).toEqual(ephemeral)
    expect(incoming.request).toEqual({
      kind: 'index',
      isPrivate: false,
      sources: [
        {
          kind: 'text',
          sourceKey: 'discord:300/8000',
          name: 'Message of User 8, 2026-09-20.txt',
          title: 'Message of User 8, 2026-09-20',
          text: 'Ask @ann: **team lead** :wave:',
          url,
        },
        {
          kind: 'file',
          sourceKey: 'discord:300/8000/5',
          name: 'plan.pdf',
          sizeBytes: 12,
          reference: '300/8000/5',
          url,
        },
      ],
    })
    expect(JSON.parse(incoming.secret!).urls).toEqual({ '300/8000/5': file })
    // Who asks in its thread next is answered from it.
    const threaded = await accept(setup, messageCommand('Index this message', message(), inThread(11)))
    expect(threaded.incoming.threadKey).toBe('discord:200:310')
  })

  it('“Summarize this” takes its text, or that of the message it forwards', async () => {
    await using setup = await setUp()
    const { incoming } = await accept(setup, messageCommand('Summarize this', message(), inThread(11)))
    const text = 'Travel is approved by the **team lead**.'
    expect(incoming.request).toMatchObject({ kind: 'summarize', title: 'Message of User 8', text })
    // What one person sees is no part of the thread's conversation.
    expect(incoming.threadKey).toBe(`discord:200:${incoming.naturalKey}`)
    const forwarded = message({ content: '', message_snapshots: [{ message: { content: text } }] })
    expect((await accept(setup, messageCommand('Summarize this', forwarded))).incoming.request).toMatchObject({ text })
  })

  it('“Ask about this” opens a form, and what is sent in is asked about the text', async () => {
    await using setup = await setUp()
    const { body } = await setup.receive(messageCommand('Ask about this', message({ content: 'x'.repeat(5000) })))
    const { custom_id, components } = body.data as { custom_id: string; components: { component: Json }[] }
    expect(body.type).toBe(9)
    expect(components.map(({ component }) => [component.custom_id, component.required])).toEqual([
      ['question', false],
      ['text', true],
    ])
    expect(String(components[1]?.component.value)).toHaveLength(4000)

    // The house knows what becomes of it: what it takes for a question is asked.
    expect(custom_id).toBe('ask:about')
    const request = { kind: 'ask', question: 'since when?', cut: false, about: 'Ann approves travel.' }
    setup.host.clicked = { kind: 'asked', request }
    const input = { question: 'since when?', text: 'Ann approves travel.' }
    const asked = await accept(setup, submit(custom_id, input))
    expect(setup.host.clicks).toMatchObject([{ token: custom_id, input }])
    expect(asked.answer.type).toBe(5)
    expect(asked.incoming.request).toEqual(request)
    expect(asked.incoming.threadKey).toBe(`discord:200:${asked.incoming.naturalKey}`)
  })

  it.each(['Index this message', 'Summarize this', 'Ask about this'])(
    '“%s” says when there is nothing',
    async (name) => {
      await using setup = await setUp()
      expect(saidTo(await setup.receive(messageCommand(name, message({ content: '' }))))).toContain('no text')
    },
  )
})

describe('titles while typing', () => {
  const typing = (value: string, fields: Json = {}) =>
    slash('search', { query: { type: 3, value, focused: true } }, { type: 4, ...fields })

  it('come with 25 choices of 100 characters at most', async () => {
    await using setup = await setUp()
    setup.host.titles = [
      'Travel',
      'Travel',
      '',
      `${'🎒'.repeat(80)}`,
      ...Array.from({ length: 40 }, (_, n) => `Guide ${n}`),
    ]
    const { body } = await setup.receive(typing('tra'))
    const { choices } = body.data as { choices: { name: string; value: string }[] }
    expect(body.type).toBe(8)
    expect(choices).toHaveLength(25)
    expect(new Set(choices.map(({ name }) => name)).size).toBe(25)
    for (const { name, value } of choices) {
      expect(name.length).toBeLessThanOrEqual(100)
      expect(name.isWellFormed()).toBe(true)
      expect(value).toBe(name)
    }
  })

  it('are none when it goes wrong, or where the bot does not answer', async () => {
    await using setup = await setUp()
    setup.host.titles = ['Travel']
    const none = { status: 200, body: { type: 8, data: { choices: [] } } }
    expect(await setup.receive(typing('t', { guild_id: '201' }))).toEqual(none)
    setup.host.before = () => Promise.reject(new Error('away'))
    expect(await setup.receive(typing('t'))).toEqual(none)
    expect(setup.host.warnings.join()).toContain('away')
  })
})

describe('acknowledgement', () => {
  it('goes out only after the message is committed', async () => {
    await using setup = await setUp()
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    setup.host.before = () => promise.then(() => void order.push('committed'))
    const answer = setup.receive(slash('ask', { question: 'x?' })).then(() => order.push('answered'))
    await new Promise((done) => setImmediate(done))
    resolve()
    await answer
    expect(order).toEqual(['committed', 'answered'])
  })

  it('says so when storing failed, without naming the text', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('database is away'))
    expect(saidTo(await setup.receive(slash('ask', { question: 'who approves travel?' })))).toContain('try again')
    expect(setup.host.warnings.join()).toContain('database is away')
    expect(setup.host.warnings.join()).not.toContain('travel')
  })
})
