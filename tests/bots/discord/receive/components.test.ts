// Clicks on what the bot has posted: what the host signed, further pages, and choices, each for whom it is for.
import { describe, expect, it } from 'vitest'
import type { PlatformHost } from '../../../../src/bots/types.ts'
import type { Form } from '../../../../src/card.ts'
import type { Hint, Request } from '../../../../src/model.ts'
import { click, inThread, type Json, member, message, now, saidTo, setUp, submit } from '../fixtures.ts'

const form: Form = {
  title: 'Tell what is wrong with this answer, in some words',
  submit: 'Send',
  fields: [
    { id: 'text', label: 'What?', hint: 'In a sentence', isLong: true, isRequired: true, maxLength: 2000 },
    { id: 'name', label: 'x'.repeat(60), value: 'Ann'.repeat(9), maxLength: 10 },
    ...['a', 'b', 'c', 'd'].map((id) => ({ id, label: id, maxLength: 99_999 })),
  ],
}
const direct = { guild_id: undefined, member: undefined, user: { id: '7' }, channel_id: '97' }

describe('what the host signed', () => {
  it('is handed to it as it is, with who clicked, and what it says is told to them alone', async () => {
    await using setup = await setUp()
    const token = 'any.token:of-the~host'
    setup.host.clicked = { kind: 'said', message: 'Noted: *this* <@1>' }
    expect(saidTo(await setup.receive(click(token, inThread(11))))).toBe('Noted: \\*this\\* \\<\\@1\\>')
    expect(setup.host.clicks).toMatchObject([
      { token, asker: { person: { id: '7' }, place: { kind: 'channel', id: '200/300' }, target: { channel: '310' } } },
    ])
    expect(setup.host.clicks[0]).not.toHaveProperty('input')
    setup.host.clicked = { kind: 'said', message: 'word '.repeat(2000) }
    expect(saidTo(await setup.receive(click(token))).length).toBeLessThanOrEqual(2000)
  })

  it('is in the option that was chosen', async () => {
    await using setup = await setUp()
    saidTo(await setup.receive(click('select:0', {}, ['token-of-it'])))
    expect(setup.host.clicks.map(({ token }) => token)).toEqual(['token-of-it'])
  })

  it('may ask for a form first, whose fields come back with its token', async () => {
    await using setup = await setUp()
    setup.host.clicked = { kind: 'form', form, token: 'of-the-form' }
    const { body } = await setup.receive(click('of-the-button'))
    const { custom_id, title, components } = body.data as { custom_id: string; title: string; components: Json[] }
    expect(body.type).toBe(9)
    expect(custom_id).toBe('of-the-form')
    expect(title).toBe('Tell what is wrong with this answer, in some…')
    expect(components).toHaveLength(5)
    expect(components[0]).toEqual({
      type: 18,
      label: 'What?',
      description: 'In a sentence',
      component: { type: 4, custom_id: 'text', style: 2, required: true, max_length: 2000 },
    })
    expect(components[1]).toMatchObject({
      label: `${'x'.repeat(44)}…`,
      description: 'x'.repeat(60),
      component: { style: 1, required: false, max_length: 10, value: 'AnnAnnAnnA' },
    })
    expect(components[2]).toMatchObject({ label: 'a', component: { max_length: 4000 } })

    setup.host.clicked = { kind: 'said', message: 'Thank you.' }
    const sent = submit(custom_id, { text: 'It is out of date', name: '' })
    expect(saidTo(await setup.receive(sent))).toBe('Thank you.')
    expect(setup.host.clicks.at(-1)).toMatchObject({
      token: 'of-the-form',
      input: { text: 'It is out of date', name: '' },
    })
  })

  it('asks for whoever clicked, in a conversation of its own, which its kind shows to all or to them', async () => {
    await using setup = await setUp()
    const asked = async (request: Request, fields: Json = {}) => {
      setup.host.clicked = { kind: 'asked', request }
      const one = click('token', fields)
      return { one, answer: await setup.receive(one), incoming: setup.host.accepted.at(-1)! }
    }
    const hidden = setup.host.desk.read('search travel', 'command')
    const found = await asked(hidden, inThread(11))
    expect(found.answer.body).toEqual({ type: 5, data: { flags: 64 } })
    expect(found.incoming).toMatchObject({
      naturalKey: found.one.id,
      threadKey: `discord:200:${String(found.one.id)}`,
      person: { id: '7' },
      place: { kind: 'channel', id: '200/300' },
      request: hidden,
      isForAskerAlone: true,
      target: { guild: '200', channel: '310', user: '7', interaction: found.one.id, isEphemeral: true },
      secret: JSON.stringify({ token: found.one.token, receivedAt: now }),
    })
    const open = setup.host.desk.read('ask who approves travel?', 'command')
    expect(setup.host.desk.isForAll(open)).toBe(true)
    const shown = await asked(open)
    expect(shown.answer.body).toEqual({ type: 5 })
    expect(shown.incoming).not.toHaveProperty('isForAskerAlone')
    expect(shown.incoming.target).not.toHaveProperty('isEphemeral')

    // What someone asks about a message that they point at, they ask for themselves.
    const own = await asked(setup.host.desk.read('ask who?', 'command', { about: { title: 'a', text: 'b' } }))
    expect(own.answer.body).toEqual({ type: 5, data: { flags: 64 } })
    expect(own.incoming).toMatchObject({ request: { about: 'b' }, isForAskerAlone: true })

    const before = setup.host.accepted.length
    const hint: Hint = { kind: 'hint', reason: 'Type more.' }
    const hinted = await asked(hint)
    expect(saidTo(hinted.answer)).toBe('Type more.')
    expect(setup.host.accepted).toHaveLength(before)
  })

  it('is taken once, and a failure is said', async () => {
    await using setup = await setUp()
    const once = click('token')
    expect((await setup.receive(once)).status).toBe(200)
    expect((await setup.receive(once)).status).toBe(401)
    expect(setup.host.clicks).toHaveLength(1)
    setup.host.before = () => Promise.reject(new Error('away'))
    expect(saidTo(await setup.receive(click('token')))).toContain('try again')
    expect(setup.host.warnings.join()).toContain('away')
    setup.host.before = () => new Promise(() => {})
    expect(saidTo(await setup.receive(click('token')))).toContain('try again')
  })

  it.each(['x', 'helpful:c-1:4', 'page:a:b', 'page:a', 'choose:a:1', 'page:🎉:1', 'choose:a b'])(
    'is anything but a page of ours, such as %j: the host has to know it',
    async (customId) => {
      await using setup = await setUp()
      setup.host.clicked = { kind: 'said', message: 'I do not know that button: ask again.' }
      expect(saidTo(await setup.receive(click(customId)))).toContain('ask again')
      expect(setup.host.clicks.map(({ token }) => token)).toEqual([customId])
      // No form of ours has the id of a page.
      saidTo(await setup.receive(submit('page:o-1:1', {})))
      expect(setup.host.clicks.at(-1)?.token).toBe('page:o-1:1')
    },
  )

  it('is nothing without an id', async () => {
    await using setup = await setUp()
    expect(saidTo(await setup.receive(click('')))).toContain('ask again')
    expect(setup.host.clicks).toEqual([])
  })

  it('in direct messages only of members', async () => {
    await using setup = await setUp()
    expect(saidTo(await setup.receive(click('token', direct)))).toContain('members')
    expect(setup.host.clicks).toEqual([])
    setup.discord.members.set('7', member('7'))
    setup.clock += 61_000
    expect(saidTo(await setup.receive(click('token', direct)))).toBe('Noted.')
    const asker = { place: { kind: 'direct' }, target: { channel: '97', user: '7', isDirect: true } }
    expect(setup.host.clicks).toMatchObject([{ asker }])
    expect(setup.host.clicks[0]?.asker.target).not.toHaveProperty('guild')
    setup.host.clicked = { kind: 'asked', request: setup.host.desk.read('ask who?', 'command') }
    const one = click('token', direct)
    await setup.receive(one)
    expect(setup.host.accepted).toMatchObject([{ ...asker, threadKey: `discord:@me:${String(one.id)}` }])
  })
})

describe('pages', () => {
  const pages = [{ description: 'one' }, { description: 'two' }]
  const choices = [{ label: 'a', description: 'b', embed: { description: 'all of it' } }]
  type Sent = NonNullable<Awaited<ReturnType<PlatformHost['sentReply']>>>
  const sent = (target: Json, isPrivate = false): Sent => ({
    payload: { pages, choices },
    target: { guild: '200', channel: '300', user: '1', ...target },
    private: isPrivate,
  })
  const more = (fields: Json = {}) => click('page:o-1:1', fields)
  const ownMessage = { message: message({ flags: 64 }) }

  it('of what all see go to the one who clicked, of what one sees in its place', async () => {
    await using setup = await setUp()
    setup.host.sent.set('o-1', sent({}))
    expect((await setup.receive(more())).body).toMatchObject({ type: 4, data: { flags: 64, embeds: [pages[1]] } })
    setup.host.sent.set('o-1', sent({ user: '7', isEphemeral: true }))
    expect((await setup.receive(more(ownMessage))).body).toMatchObject({ type: 7, data: { embeds: [pages[1]] } })
  })

  it('go back to the first with its buttons, but for those of an answer whose place is not known', async () => {
    await using setup = await setUp()
    const button = (value: string, more: object = {}) => ({ label: value, action: { gesture: 'g', value, ...more } })
    const clickable = { buttons: [button('again'), button('judge', { isAboutAnswer: true })], selects: [] }
    setup.host.sent.set('o-1', { ...sent({}), payload: { pages, clickable } })
    const { body } = await setup.receive(click('page:o-1:0'))
    expect(body).toMatchObject({
      type: 4,
      data: {
        embeds: [pages[0]],
        components: [{ components: [{ custom_id: 'page:o-1:1' }, { custom_id: 'g:again' }] }],
      },
    })
    expect(JSON.stringify(body)).not.toContain('judge')
  })

  it('a choice is shown to the one who chose', async () => {
    await using setup = await setUp()
    setup.host.sent.set('o-1', sent({}))
    const { body } = await setup.receive(click('choose:o-1', {}, ['0']))
    expect(body).toMatchObject({ type: 4, data: { flags: 64, embeds: [choices[0]?.embed] } })
    expect(saidTo(await setup.receive(click('choose:o-1', {}, ['7'])))).toContain('ask again')
  })

  it.each([
    ['another channel', sent({ channel: '301' })],
    ['a private reply to someone else', sent({}, true)],
    ['an ephemeral one of someone else', sent({ isEphemeral: true })],
    ['one that is gone', null],
  ])('refuses %s', async (_, reply) => {
    await using setup = await setUp()
    setup.host.sent.set('o-1', reply)
    expect(saidTo(await setup.receive(more()))).toContain('ask again')
  })

  it('of a channel are not turned from a direct message of someone else', async () => {
    await using setup = await setUp()
    setup.discord.members.set('7', member('7'))
    setup.host.sent.set('o-1', sent({ user: '1' }))
    expect(saidTo(await setup.receive(more(direct)))).toContain('ask again')
    setup.host.sent.set('o-1', sent({ user: '7' }))
    expect((await setup.receive(more(direct))).body).toMatchObject({ type: 4, data: { embeds: [pages[1]] } })
  })

  it('finds its way in the thread that a mention began', async () => {
    await using setup = await setUp()
    setup.host.sent.set('o-1', sent({ newThread: 'x', message: '310' }))
    expect((await setup.receive(more(inThread(11)))).body).toMatchObject({ type: 4, data: { embeds: [pages[1]] } })
  })
})
