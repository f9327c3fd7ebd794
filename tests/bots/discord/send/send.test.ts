// What goes out: where a message is posted, who can see it, and how a lost one is found again.
import { describe, expect, it } from 'vitest'
import type { Outbound } from '../../../../src/bots/types.ts'
import type { AppError } from '../../../../src/errors.ts'
import { at } from '../../../askers.ts'
import { now, type Setup, setUp } from '../fixtures.ts'

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )

const secretOf = (ageMs: number, token = 'itok') => JSON.stringify({ token, receivedAt: now - ageMs })
const expired = secretOf(15 * 60_000)
const fresh = secretOf(60_000)

const judge = { gesture: 'vote', value: 'good', isAboutAnswer: true } as const
const again = { label: 'Again', action: { gesture: 'g', value: 'again' } }
const which = { kind: 'select', label: 'Which?', options: [{ label: 'This', action: { gesture: 'g', value: 'this' } }] }

/** The public answer to `/rag ask` in channel 300 by user 7. */
function outbound(fields: Partial<Outbound> = {}): Outbound {
  return {
    id: '4711',
    kind: 'final',
    attempt: 1,
    target: { guild: '200', channel: '300', user: '7', interaction: '9' },
    payload: {
      pages: [{ color: 1, title: 'who approves travel?', description: 'The team lead.' }],
      clickable: { buttons: [{ label: 'Good', action: judge }, again], selects: [which] },
    },
    private: false,
    secret: fresh,
    answer: { conversationId: '0b5a1c9e-0000-4000-8000-000000000001', seq: 2 },
    createdAt: new Date(now),
    ...fields,
  }
}

const looking = { kind: 'placeholder', payload: { pages: [{ color: 1, description: 'Looking…' }] } } as const
const mention = { guild: '200', channel: '300', user: '7', message: '8000', newThread: 'who?' }
const direct = { channel: '97', user: '7', message: '8001', isDirect: true }
const noSecret = (fields: Partial<Outbound> = {}): Outbound => {
  const { secret: _, ...rest } = outbound(fields)
  return rest
}

const made = ({ discord }: Setup) => discord.calls.map(({ method, path }) => `${method} ${path}`)
const inChannel = ({ discord }: Setup, channel: string) =>
  discord.messages.filter((one) => one.channelId === channel).map(({ content }) => content)
const refused = (setup: Setup, route: RegExp, code: number) =>
  setup.discord.next(route, { kind: 'error', status: 403, code })
const original = '/webhooks/100/itok/messages/@original'

describe('an aside', () => {
  const aside = (fields: Partial<Outbound> = {}) =>
    outbound({
      id: 'aside-1',
      kind: 'aside',
      private: true,
      payload: { pages: [{ description: 'Later.' }] },
      ...fields,
    })

  it('leaves the deferral that all see to the answer, and goes to the asker directly', async () => {
    await using setup = await setUp()
    expect(await setup.platform.send(aside())).toMatch(/^private:/)
    expect(made(setup).filter((call) => call.includes('/webhooks/'))).toEqual([])
    await setup.platform.send(outbound())
    expect(made(setup).at(-1)).toBe(`PATCH ${original}`)
  })

  it('stands in the deferral that only the asker sees until the answer does', async () => {
    await using setup = await setUp()
    const target = { guild: '200', channel: '300', user: '7', interaction: '9', isEphemeral: true }
    await setup.platform.send(aside({ target }))
    await setup.platform.send(outbound({ target }))
    expect(made(setup)).toEqual([`PATCH ${original}`, `PATCH ${original}`])
    expect(setup.discord.messages).toHaveLength(1)
  })

  it('is not said in a channel to whoever takes no direct messages', async () => {
    await using setup = await setUp()
    refused(setup, /POST \/channels\/\d+\/messages/, 50007)
    expect(await caught(setup.platform.send(aside({ target: mention })))).toMatchObject({ retry: 'never' })
    expect(inChannel(setup, '300')).toEqual([])
  })
})

describe('the reply to an interaction', () => {
  it('takes the place of its deferral, with buttons, and pings nobody', async () => {
    await using setup = await setUp()
    const id = await setup.platform.send(outbound())
    expect(made(setup)).toEqual([`PATCH ${original}`])
    const [message] = setup.discord.messages
    expect(id).toBe(`300/${message?.id}`)
    expect(message?.content).toMatchObject({
      content: '',
      embeds: [{ title: 'who approves travel?', description: 'The team lead.' }],
      components: [
        { components: [{ custom_id: 'select:0', options: [{ label: 'This', value: 'g:this' }] }] },
        {
          components: [
            { custom_id: 'vote:good:0b5a1c9e-0000-4000-8000-000000000001:2', label: 'Good' },
            { custom_id: 'g:again', label: 'Again' },
          ],
        },
      ],
      allowed_mentions: { parse: [], replied_user: false },
    })
  })

  it('has no button about an answer where there is none, nor any where nothing can be clicked', async () => {
    await using setup = await setUp()
    const { answer: _, ...rest } = outbound()
    await setup.platform.send(rest)
    expect(JSON.stringify(setup.discord.messages[0]?.content.components)).not.toContain('vote')
    await setup.platform.send({ ...rest, payload: { pages: [{ description: 'as versions before stored it' }] } })
    expect(setup.discord.messages[0]?.content.components).toEqual([])
  })

  it('replaces its placeholder, however often that was sent, and a second attempt changes nothing', async () => {
    await using setup = await setUp()
    const first = await setup.platform.send(outbound(looking))
    const second = await setup.platform.send(outbound({ ...looking, replaces: first }))
    const final = outbound({ replaces: second })
    expect([second, await setup.platform.send(final), await setup.platform.send(final)]).toEqual([first, first, first])
    expect(setup.discord.messages).toHaveLength(1)
    expect(setup.discord.messages[0]?.content.embeds).toEqual(final.payload.pages)
  })

  it('waits when Discord does not know of the deferral yet', async () => {
    await using setup = await setUp()
    refused(setup, /@original/, 10015)
    const message = outbound({ secret: secretOf(500) })
    expect(await caught(setup.platform.send(message))).toMatchObject({ retry: 'later', retryAfterMs: 1000 })
    await setup.platform.send(message)
    expect(inChannel(setup, '300')).toEqual([])
  })

  it.each([
    ['is 15 minutes old', expired, undefined],
    ['was refused', fresh, 10015],
    ['was refused as invalid', fresh, 50027],
    ['is unknown', fresh, 10062],
  ])('goes into the channel when the token %s, and says who asked', async (_, secret, code) => {
    await using setup = await setUp()
    if (code !== undefined) refused(setup, /@original/, code)
    const id = await setup.platform.send(outbound({ secret }))
    const [posted] = inChannel(setup, '300')
    expect(posted).toMatchObject({
      embeds: [{ description: '<@7> asked:' }, { title: 'who approves travel?', description: 'The team lead.' }],
      allowed_mentions: { parse: [], replied_user: false },
      enforce_nonce: true,
    })
    expect(posted).not.toHaveProperty('content')
    expect(setup.platform.threadStartedBy?.(outbound(), id)).toBe(`discord:200:${id.split('/')[1]}`)
  })

  it('changes the placeholder with the bot’s own token when the interaction is over', async () => {
    await using setup = await setUp()
    const id = await setup.platform.send(noSecret({ ...looking, target: { ...mention, interaction: '9' } }))
    expect(await setup.platform.send(outbound({ secret: expired, replaces: id }))).toBe(id)
    expect(made(setup).at(-1)).toBe(`PATCH /channels/${id.replace('/', '/messages/')}`)
  })

  it('is posted anew when somebody deleted it', async () => {
    await using setup = await setUp()
    refused(setup, /@original/, 10008)
    await setup.platform.send(outbound({ replaces: '300/1' }))
    expect(made(setup).slice(1)).toEqual(['PATCH /channels/300/messages/1', 'POST /channels/300/messages'])
  })
})

describe('what only one person may see', () => {
  const hidden = { ...outbound().target, isEphemeral: true }

  it('stays in a deferral that only they see', async () => {
    await using setup = await setUp()
    const message = outbound({ target: hidden, private: true })
    const id = await setup.platform.send(message)
    expect(id).toBe('private:@original')
    expect(await setup.platform.send({ ...message, replaces: id })).toBe(id)
    expect(new Set(made(setup))).toEqual(new Set([`PATCH ${original}`]))
    expect(setup.platform.threadStartedBy?.(message, id)).toBeNull()
  })

  it('takes a public deferral away first: Discord would show it there', async () => {
    await using setup = await setUp()
    const message = outbound({ private: true })
    const id = await setup.platform.send(message)
    expect(made(setup)).toEqual([`DELETE ${original}`, 'POST /webhooks/100/itok'])
    expect(setup.discord.messages).toMatchObject([{ content: { flags: 64 }, isOriginal: false }])
    // What comes after a placeholder changes that very message.
    expect(await setup.platform.send({ ...message, replaces: id })).toBe(id)
    expect(setup.discord.messages).toHaveLength(1)
  })

  it.each([
    ['a private reply', { private: true }],
    ['a reply to a private deferral', { target: hidden }],
  ])('becomes a direct message when the interaction is over: %s', async (_, fields) => {
    await using setup = await setUp()
    const id = await setup.platform.send(outbound({ ...fields, secret: expired }))
    expect(id).toMatch(/^private:97\//)
    expect(inChannel(setup, '97')).toHaveLength(1)
    expect(inChannel(setup, '300')).toEqual([])
    expect(await setup.platform.send(outbound({ ...fields, secret: expired, replaces: id }))).toBe(id)
    expect(inChannel(setup, '97')).toHaveLength(1)
  })

  it('takes the place of a placeholder that everyone sees', async () => {
    await using setup = await setUp()
    const target = { ...direct, guild: '200', channel: '310' }
    const { isDirect: _, ...inThread } = target
    const replaces = await setup.platform.send(noSecret({ ...looking, target: inThread }))
    await setup.platform.send(noSecret({ target: inThread, private: true, replaces }))
    expect(inChannel(setup, '310')).toEqual([])
    expect(inChannel(setup, '97')).toHaveLength(1)
  })

  it('is not told in the channel when direct messages are closed, only that there is something', async () => {
    await using setup = await setUp()
    refused(setup, /POST \/channels\/97/, 50007)
    await setup.platform.send(noSecret({ target: mention, private: true }))
    const [said] = inChannel(setup, '300')
    expect(JSON.stringify(said)).toContain('direct messages')
    expect(JSON.stringify(said)).not.toContain('team lead')
    expect(said).toMatchObject({ message_reference: { message_id: '8000', fail_if_not_exists: false } })
    expect(said?.components).toEqual([])
  })
})

describe('the reply to a mention', () => {
  it('opens a thread at the question, once', async () => {
    await using setup = await setUp()
    const first = await setup.platform.send(noSecret({ ...looking, target: mention }))
    expect(first).toMatch(/^8000\//)
    expect(setup.discord.calls[0]).toMatchObject({
      path: '/channels/300/messages/8000/threads',
      body: { name: 'who?', auto_archive_duration: 1440 },
    })
    expect(await setup.platform.send(noSecret({ target: mention, replaces: first }))).toBe(first)
    expect(setup.discord.calls).toHaveLength(3)
    expect(inChannel(setup, '8000')).toHaveLength(1)
  })

  it('uses the thread that is there already', async () => {
    await using setup = await setUp()
    refused(setup, /threads/, 160004)
    expect(await setup.platform.send(noSecret({ target: mention }))).toMatch(/^8000\//)
  })

  it.each([50013, 50001, 50024, 160006, 10008])('replies in the channel where there can be none: %d', async (code) => {
    await using setup = await setUp()
    refused(setup, /threads/, code)
    expect(await setup.platform.send(noSecret({ target: mention }))).toMatch(/^300\//)
    expect(inChannel(setup, '300')[0]).toMatchObject({
      message_reference: { message_id: '8000', fail_if_not_exists: false },
      allowed_mentions: { parse: [], replied_user: false },
      embeds: [{ description: 'The team lead.' }],
    })
  })

  it('replies in the channel where it may not write in threads, and in private where it may not write at all', async () => {
    await using setup = await setUp()
    refused(setup, /POST \/channels\/8000\/messages/, 50013)
    expect(await setup.platform.send(noSecret({ target: mention }))).toMatch(/^300\//)
    refused(setup, /POST \/channels\/8000\/messages/, 50013)
    refused(setup, /POST \/channels\/300\/messages$/, 50013)
    expect(await setup.platform.send(noSecret({ target: mention, id: '4712' }))).toMatch(/^private:97\//)
  })

  it('is posted anew when its placeholder is gone', async () => {
    await using setup = await setUp()
    const target = { ...mention, channel: '8000' }
    const id = await setup.platform.send(noSecret({ target, replaces: '8000/1' }))
    expect(id).not.toBe('8000/1')
  })

  it('shows that it is working, an interaction does so itself', async () => {
    await using setup = await setUp()
    await setup.platform.showWorking?.({ ...at('200/300', '7'), target: mention })
    await setup.platform.showWorking?.({ ...at('200/300', '7'), target: outbound().target })
    expect(made(setup)).toEqual(['POST /channels/300/typing'])
  })
})

describe('the reply to a direct message', () => {
  it('stays there, private or not', async () => {
    await using setup = await setUp()
    const first = await setup.platform.send(noSecret({ ...looking, target: direct }))
    expect(await setup.platform.send(noSecret({ target: direct, private: true, replaces: first }))).toBe(first)
    expect(inChannel(setup, '97')).toHaveLength(1)
    expect(inChannel(setup, '97')[0]?.embeds).toEqual(outbound().payload.pages)
  })
})

describe('a post whose outcome is lost', () => {
  const places: [string, Outbound, RegExp][] = [
    ['a reply to an interaction', outbound(), /PATCH .*@original/],
    ['a thread', noSecret({ target: mention }), /POST \/channels\/8000\/messages/],
    ['a channel', outbound({ secret: expired }), /POST \/channels\/300/],
    ['a direct message', noSecret({ target: mention, private: true }), /POST \/channels\/97/],
    ['a conversation with one person', noSecret({ target: direct }), /POST \/channels\/97/],
  ]

  it.each(places)('is found again: %s', async (_, message, route) => {
    await using setup = await setUp()
    const { platform, discord } = setup
    expect(await platform.find?.(message)).toBeNull()
    discord.next(route, { kind: 'drop' })
    expect(await caught(platform.send(message))).toMatchObject({ retry: 'unknown' })
    const found = await platform.find?.(message)
    expect(found).not.toBeNull()
    // Discord tells a nonce for minutes only.
    for (const stored of discord.messages) delete stored.content.nonce
    expect(await platform.find?.(message)).toBe(found)
    expect(discord.messages).toHaveLength(1)
  })

  it('is found in the channel when its interaction was over before its time', async () => {
    await using setup = await setUp()
    setup.discord.expiredTokens.add('itok')
    setup.discord.next(/POST/, { kind: 'drop' })
    expect(await caught(setup.platform.send(outbound()))).toMatchObject({ retry: 'unknown' })
    expect(await setup.platform.find?.(outbound())).toBe(`300/${setup.discord.messages[0]?.id}`)
  })

  it('is not posted twice when it is sent again at once', async () => {
    await using setup = await setUp()
    const message = noSecret({ target: mention })
    setup.discord.next(/POST \/channels\/8000\/messages/, { kind: 'drop' })
    await caught(setup.platform.send(message))
    await setup.platform.send(message)
    expect(setup.discord.messages).toHaveLength(1)
    expect(String(setup.discord.messages[0]?.content.nonce).length).toBeLessThanOrEqual(25)
  })

  it('is another post than one of the same number that was made at another time', async () => {
    await using setup = await setUp()
    await setup.platform.send(noSecret({ target: mention }))
    // A database that was wiped counts its rows from 1 again.
    await setup.platform.send(noSecret({ target: mention, createdAt: new Date(0) }))
    expect(setup.discord.messages).toHaveLength(2)
  })

  it('is not called missing when not all that was said since was looked through', async () => {
    await using setup = await setUp()
    await setup.platform.send(noSecret({ id: '1', target: direct }))
    const [others] = setup.discord.messages
    const message = noSecret({ target: direct, payload: { pages: [{ description: 'Another answer' }] } })
    for (let n = 1; n <= 499; n += 1) {
      const id = String((BigInt(now) << 22n) + BigInt(n))
      setup.discord.messages.push({ ...others!, id })
    }
    expect(await caught(Promise.resolve(setup.platform.find?.(message)))).toMatchObject({ code: 'not-findable' })
    setup.discord.messages.splice(200)
    expect(await setup.platform.find?.(message)).toBeNull()
  })

  it('is found as the change of its placeholder', async () => {
    await using setup = await setUp()
    const replaces = await setup.platform.send(noSecret({ ...looking, id: '1', target: direct }))
    const message = noSecret({ target: direct, replaces })
    expect(await setup.platform.find?.(message)).toBeNull()
    setup.discord.next(/PATCH/, { kind: 'drop' })
    await caught(setup.platform.send(message))
    expect(await setup.platform.find?.(message)).toBe(replaces)
  })

  it('is not mistaken for another reply, nor for what a person wrote', async () => {
    await using setup = await setUp()
    const message = noSecret({ target: direct })
    await setup.platform.send({ ...message, id: '1', payload: { pages: [{ color: 1, description: 'Another.' }] } })
    const content = { embeds: outbound().payload.pages, author: { id: '8' } }
    setup.discord.messages.push({ ...setup.discord.messages[0]!, id: String(BigInt(now) << 22n), content })
    expect(await setup.platform.find?.(message)).toBeNull()
  })

  it('cannot be looked up when one person saw it', async () => {
    await using setup = await setUp()
    const error = await caught(setup.platform.find?.(outbound({ private: true })) ?? Promise.resolve())
    expect(error).toMatchObject({ code: 'not-findable', retry: 'never' })
  })

  it('waits when Discord is away', async () => {
    await using setup = await setUp()
    setup.discord.next(/GET/, { kind: 'error', status: 502 })
    const error = await caught(setup.platform.find?.(noSecret({ target: direct })) ?? Promise.resolve())
    expect(error).toMatchObject({ retry: 'later' })
  })
})
