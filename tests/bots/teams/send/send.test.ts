// What goes out: where a message is posted, how it is streamed, and who sees what is for one person only.
import { describe, expect, it } from 'vitest'
import { createShowWorking } from '../../../../src/bots/teams/send/send.ts'
import type { AppError } from '../../../../src/errors.ts'
import { answer, looking, setUp, thread } from './set-up.ts'

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )
const refused = (code: string, message = 'no') => ({
  kind: 'status' as const,
  status: 403,
  body: { error: { code, message } },
})
const posts = /^POST .*activities/

describe('send', () => {
  it('posts into the thread as a reply to the question', async () => {
    await using setup = await setUp()
    const id = await setup.send(setup.outbound())
    expect(setup.teams.posts).toMatchObject([
      {
        id,
        conversation: thread,
        replyTo: 'asked-1',
        activity: {
          type: 'message',
          text: 'An answer',
          summary: 'An answer',
          replyToId: 'asked-1',
          from: { id: `28:${setup.teams.config.appId}` },
        },
      },
    ])
    const { activity: _, ...unasked } = setup.inChannel
    await setup.send(setup.outbound({ target: unasked }))
    expect(setup.teams.posts[1]).not.toHaveProperty('replyTo')
  })

  it('updates its placeholder, and posts anew when that is gone', async () => {
    await using setup = await setUp()
    const placeholder = await setup.send(setup.outbound({ kind: 'placeholder' }))
    const payload = { type: 'message', summary: 'Now', text: 'Now' }
    expect(await setup.send(setup.outbound({ payload, replaces: placeholder }))).toBe(placeholder)
    expect(setup.teams.posts).toMatchObject([{ activity: { text: 'Now' }, updates: 1 }])
    setup.teams.posts.length = 0
    expect(await setup.send(setup.outbound({ payload, replaces: placeholder }))).not.toBe(placeholder)
    expect(setup.posted()).toEqual([{ conversation: thread, text: 'Now' }])
    const gone = await setup.send(setup.outbound({ kind: 'placeholder' }))
    setup.teams.next(/^PUT/, refused('BotNotInConversationRoster'))
    expect(await setup.send(setup.outbound({ payload, replaces: gone }))).not.toBe(gone)
    // What may pass is left to the next attempt.
    setup.teams.next(/^PUT/, { kind: 'status', status: 502 })
    expect(await caught(setup.send(setup.outbound({ replaces: placeholder })))).toMatchObject({ retry: 'unknown' })
  })

  it('puts an answer that takes the place of a message into one card', async () => {
    await using setup = await setUp()
    const { final } = setup.direct(answer)
    const progress = await setup.send({
      ...final,
      kind: 'placeholder',
      payload: { type: 'message', summary: 'Indexing' },
    })
    expect(await setup.send({ ...final, replaces: progress })).toBe(progress)
    await setup.send(final)
    expect(setup.teams.posts).toHaveLength(2)
    for (const { activity } of setup.teams.posts) {
      expect(activity).not.toHaveProperty('text')
      expect(activity).not.toHaveProperty('prose')
      expect(JSON.stringify(activity.attachments)).toMatch(/The team lead .*Sources/)
    }
  })

  it('takes turns with everyone else, and holds them back when Teams asks to', async () => {
    await using setup = await setUp()
    await setup.send(setup.outbound())
    expect(setup.taken).toEqual([`teams:${thread}`, 'teams-tenant:tenant-1'])
    setup.teams.next(posts, { kind: 'status', status: 429, retryAfter: '9' })
    expect(await caught(setup.send(setup.outbound()))).toMatchObject({ retry: 'later', retryAfterMs: 9000 })
    expect(setup.blocked.get(`teams:${thread}`)).toBe(9000)
    expect(await caught(setup.send(setup.outbound()))).toMatchObject({ retry: 'later', retryAfterMs: 9000 })
    expect(setup.teams.count(posts)).toBe(2)
  })
})

describe('a private reply', () => {
  it('goes to the person’s own chat, once the placeholder that all saw is gone', async () => {
    await using setup = await setUp()
    const placeholder = await setup.send(setup.outbound({ kind: 'placeholder' }))
    const reason = setup.outbound({ private: true, replaces: placeholder })
    // The outcome of the first attempt is lost in between.
    setup.teams.next(/^POST .*created-/, { kind: 'reset' })
    expect(await caught(setup.send(reason))).toMatchObject({ retry: 'unknown' })
    expect(setup.posted()).toEqual([])
    await setup.send(reason)
    expect(setup.posted()).toMatchObject([{ conversation: expect.stringMatching(/^created-/), text: 'An answer' }])
    expect(setup.teams.requests.find(({ path }) => path === '/v3/conversations')?.body).toMatchObject({
      isGroup: false,
      members: [{ id: '29:ada' }],
      tenantId: 'tenant-1',
      channelData: { tenant: { id: 'tenant-1' } },
    })
  })

  it('is updated where it stands', async () => {
    await using setup = await setUp()
    const id = await setup.send(setup.outbound({ private: true, kind: 'placeholder' }))
    const payload = { type: 'message', summary: 'Done', text: 'Done' }
    await setup.send(setup.outbound({ private: true, replaces: id, payload }))
    expect(setup.teams.posts).toMatchObject([{ activity: { text: 'Done' }, updates: 1 }])
    expect(setup.teams.count(/^POST \/v3\/conversations$/)).toBe(1)
  })

  it('an aside that may not be written is said to nobody else', async () => {
    await using setup = await setUp()
    setup.teams.next(/^POST .*created-/, refused('BotNotInConversationRoster'))
    expect(await caught(setup.send(setup.outbound({ kind: 'aside', private: true })))).toMatchObject({ retry: 'never' })
    expect(setup.posted()).toEqual([])
  })

  it.each([/^POST \/v3\/conversations$/, /^POST .*created-/])(
    'that may not be written is no more than said to exist, once: %s',
    async (where) => {
      await using setup = await setUp()
      const placeholder = await setup.send(setup.outbound({ kind: 'placeholder' }))
      setup.teams.next(where, refused('BotNotInConversationRoster'))
      const reason = setup.outbound({ private: true, replaces: placeholder })
      const id = await setup.send(reason)
      expect(setup.posted()).toEqual([{ conversation: thread, text: expect.stringMatching(/^I have a reply for you/) }])
      expect(await setup.send({ ...reason, replaces: id })).toBe(id)
      expect(setup.teams.posts).toHaveLength(1)
    },
  )

  it('goes to their own chat from a chat of a few as from a channel', async () => {
    await using setup = await setUp()
    const few = { ...setup.inChat, type: 'groupChat', conversation: '19:few@thread.v2' }
    await setup.send(setup.outbound({ private: true, target: few }))
    expect(setup.teams.count(/^POST \/v3\/conversations$/)).toBe(1)
    expect(setup.posted().map(({ conversation }) => conversation)).not.toContain(few.conversation)
  })

  it('is an ordinary one in a 1:1 chat', async () => {
    await using setup = await setUp()
    await setup.send(setup.outbound({ private: true, target: setup.inChat }))
    expect(setup.posted()).toEqual([{ conversation: 'a:1', text: 'An answer' }])
    expect(setup.teams.count(/^POST \/v3\/conversations$/)).toBe(0)
  })
})

describe('a stream', () => {
  const entities = ({ teams }: Awaited<ReturnType<typeof setUp>>) =>
    teams.posts.flatMap(({ activity }) => activity.entities)

  it('tells what is done, then the text, and ends with the message', async () => {
    await using setup = await setUp()
    const { final: placeholder } = setup.direct(looking, { kind: 'placeholder' })
    const { final, preview } = setup.direct(answer)
    const first = await setup.send(placeholder)
    const second = await setup.send({ ...placeholder, payload: preview, replaces: first })
    const streamId = setup.teams.posts[0]?.id
    expect(await setup.send({ ...final, replaces: second })).toBe(streamId)
    const type = 'streaminfo'
    expect(entities(setup)).toEqual([
      { type, streamType: 'informative', streamSequence: 1 },
      { type, streamType: 'streaming', streamId, streamSequence: 2 },
      { type, streamType: 'final', streamId },
    ])
    expect(setup.teams.posts.map(({ activity }) => activity.type)).toEqual(['typing', 'typing', 'message'])
    for (const { activity } of setup.teams.posts)
      expect(activity.conversation).toEqual({ id: 'a:1', conversationType: 'personal' })
    expect(setup.teams.posts.map(({ activity }) => activity.text)).toEqual([
      'Looking through the documents…',
      'The team lead [\\[1\\]](https://docs.example/d).',
      'The team lead [\\[1\\]](https://docs.example/d).',
    ])
    expect(setup.teams.posts.at(-1)?.activity).not.toHaveProperty('prose')
    expect(JSON.stringify(setup.teams.posts.at(-1)?.activity.attachments)).not.toContain('The team lead [')
    expect(setup.taken).toContain('teams-stream:a:1')
  })

  it('that is refused gives way to an ordinary message', async () => {
    await using setup = await setUp()
    const { final, preview } = setup.direct(answer)
    setup.teams.next(posts, refused('ContentStreamNotAllowed', 'Content stream is not allowed'))
    const id = await setup.send({ ...final, kind: 'placeholder', payload: preview })
    // Also the placeholder's later states are not tried any more.
    expect(await setup.send({ ...final, kind: 'placeholder', payload: preview, replaces: id })).toBe(id)
    await setup.send({ ...final, replaces: id })
    expect(setup.teams.posts).toMatchObject([{ replyTo: 'asked-1', activity: { type: 'message' } }])
    expect(setup.teams.posts[0]?.activity).not.toHaveProperty('entities')
  })

  it('has no step for which it is not the turn: the final says the same', async () => {
    await using setup = await setUp()
    const { final, preview } = setup.direct(answer)
    setup.blocked.set('teams-stream:a:1', 500)
    const id = await setup.send({ ...final, kind: 'placeholder', payload: preview })
    expect(setup.teams.posts).toEqual([])
    await setup.send({ ...final, replaces: id })
    expect(setup.teams.posts).toMatchObject([{ activity: { type: 'message' } }])
  })

  it('that took too long ends in an ordinary message', async () => {
    await using setup = await setUp()
    const { final, preview } = setup.direct(answer)
    const id = await setup.send({ ...final, kind: 'placeholder', payload: preview })
    setup.teams.next(
      posts,
      refused('ContentStreamNotAllowed', 'Content stream finished due to exceeded streaming time.'),
    )
    await setup.send({ ...final, replaces: id })
    expect(setup.teams.posts.map(({ activity }) => activity.type)).toEqual(['typing', 'message'])
    expect(setup.teams.posts[1]?.activity).not.toHaveProperty('entities')
  })

  it('that has its end already is not ended twice', async () => {
    await using setup = await setUp()
    const { final, preview } = setup.direct(answer)
    const id = await setup.send({ ...final, kind: 'placeholder', payload: preview })
    setup.teams.next(posts, { kind: 'drop' })
    expect(await caught(setup.send({ ...final, replaces: id }))).toMatchObject({ retry: 'unknown' })
    const message = 'Content stream is not allowed on an already completed streamed message'
    setup.teams.next(posts, refused('ContentStreamNotAllowed', message))
    expect(await setup.send({ ...final, replaces: id })).toBe(setup.teams.posts[0]?.id)
    expect(setup.teams.posts).toHaveLength(2)
  })

  it('does not begin over a message that stands there already', async () => {
    await using setup = await setUp()
    const { final, preview } = setup.direct(answer)
    const bar = await setup.send({ ...final, kind: 'placeholder', payload: { type: 'message', summary: 'Indexing' } })
    expect(await setup.send({ ...final, kind: 'placeholder', payload: preview, replaces: bar })).toBe(bar)
    await setup.send({ ...final, replaces: bar })
    expect(setup.teams.posts).toMatchObject([{ activity: { type: 'message' }, updates: 1 }])
  })
})

describe('showWorking', () => {
  it('shows that it types, where Teams has that', async () => {
    await using setup = await setUp()
    const showWorking = createShowWorking(setup.connector)
    await showWorking({ target: setup.inChannel })
    await showWorking({ target: setup.inChat })
    expect(setup.teams.posts).toMatchObject([{ conversation: 'a:1', activity: { type: 'typing' } }])
  })
})
