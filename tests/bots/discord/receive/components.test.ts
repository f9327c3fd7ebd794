// Clicks on what the bot has posted: buttons that judge an answer, further pages, and choices, each for whom it is for.
import { describe, expect, it } from 'vitest'
import type { PlatformHost } from '../../../../src/bots/types.ts'
import { click, inThread, type Json, member, message, saidTo, setUp, submit } from '../fixtures.ts'

describe('buttons', () => {
  it.each([
    ['helpful', 'recorded', 'helpful'],
    ['not-helpful', 'recorded', 'not helpful'],
    ['favourite', 'recorded', 'Saved'],
    ['favourite', 'withdrawn', 'Removed'],
    ['helpful', 'missing', 'ask again'],
  ] as const)('%s that is %s is said', async (kind, recorded, part) => {
    await using setup = await setUp()
    setup.host.recorded = recorded
    expect(saidTo(await setup.receive(click(`${kind}:c-1:4`)))).toContain(part)
    expect(setup.host.feedback).toEqual([{ person: '7', place: { conversationId: 'c-1', seq: 4 }, kind }])
  })

  it('report asks what is wrong first', async () => {
    await using setup = await setUp()
    const { body } = await setup.receive(click('report:c-1:4'))
    const components = [{ component: { style: 2, max_length: 2000 } }]
    expect(body).toMatchObject({ type: 9, data: { custom_id: 'report:c-1:4', components } })
    expect(setup.host.feedback).toEqual([])
    expect(saidTo(await setup.receive(submit('report:c-1:4', { text: 'It is out of date' })))).toContain('report')
    expect(setup.host.feedback).toMatchObject([{ kind: 'report', text: 'It is out of date' }])
  })

  it.each(['', 'x', 'helpful', 'helpful:c-1', 'helpful:c-1:x', 'page:a:b', 'helpful:c-1:1:2', 'ask-about', '🎉:1:2'])(
    'has no idea what %j is',
    async (customId) => {
      await using setup = await setUp()
      expect(saidTo(await setup.receive(click(customId)))).toContain('ask again')
      expect(setup.host.feedback).toEqual([])
    },
  )

  it('in direct messages only of members', async () => {
    await using setup = await setUp()
    const direct = { guild_id: undefined, member: undefined, user: { id: '7' }, channel_id: '97' }
    expect(saidTo(await setup.receive(click('helpful:c-1:4', direct)))).toContain('members')
    setup.discord.members.set('7', member('7'))
    setup.clock += 61_000
    expect(saidTo(await setup.receive(click('helpful:c-1:4', direct)))).toContain('Thank you')
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

  it('finds its way in the thread that a mention began', async () => {
    await using setup = await setUp()
    setup.host.sent.set('o-1', sent({ newThread: 'x', message: '310' }))
    expect((await setup.receive(more(inThread(11)))).body).toMatchObject({ type: 4, data: { embeds: [pages[1]] } })
  })
})
