// Drafts in the bot's direct messages, as streams: begun, gone on with, and replaced by the answer, whatever Slack refuses of it.
import { describe, expect, it } from 'vitest'
import type { Outbound } from '../../../../src/bots/types.ts'
import { type Card, partsOf } from '../../../../src/card.ts'
import { AppError } from '../../../../src/errors.ts'
import type { Mishap } from '../../../stand-ins/slack.ts'
import { outbound, type Setup, setUp } from '../fixtures.ts'

const thread = '1790000000.000100'
const target = { team: 'T1', channel: 'D1', user: 'U1', ts: thread, thread_ts: thread }
const asker = { person: { id: 'T1/U1', isBot: false }, place: { kind: 'direct' }, target } as never
const titles = ['Searching', 'Writing']

/** @param done how many of the steps */
function draft({ platform }: Setup, markdown: string, done = 0, fields: Partial<Outbound> = {}): Outbound {
  const card: Card = {
    tone: 'info',
    question: 'who?',
    isDraft: true,
    parts: partsOf(markdown),
    footer: 'Still writing…',
    steps: titles.map((text, index) => ({
      text,
      state: index < done ? 'done' : index === done ? 'working' : 'waiting',
    })),
  }
  return outbound({ id: 'p', kind: 'placeholder', target, payload: platform.render(card, asker).payload, ...fields })
}

function answer({ platform }: Setup, replaces: string, fields: Partial<Outbound> = {}): Outbound {
  const card: Card = {
    tone: 'good',
    parts: partsOf('Ada approves.'),
    steps: titles.map((text) => ({ text, state: 'done' })),
  }
  return outbound({ target, payload: platform.render(card, asker).payload, replaces, ...fields })
}

const methods = ({ slack }: Setup) =>
  slack.calls.map(({ method }) => method).filter((method) => /^chat\.|conversations\.replies/.test(method))
const texts = ({ slack }: Setup) => slack.posts.map(({ content }) => content.text)
const streamsOf = ({ slack }: Setup) => [...slack.streams.values()]
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )

describe('a draft in a direct message', () => {
  it('is a stream of steps and words, and the answer takes its place: nothing of it stays', async () => {
    await using setup = await setUp()
    const { slack, platform } = setup
    const first = await platform.send(draft(setup, ''))
    expect(streamsOf(setup)).toMatchObject([{ channel: 'D1', isOpen: true, text: '' }])
    expect(streamsOf(setup)[0]?.startedWith).toMatchObject({
      thread_ts: thread,
      recipient_user_id: 'U1',
      recipient_team_id: 'T1',
      task_display_mode: 'plan',
    })
    expect([...streamsOf(setup)[0]!.tasks.values()]).toEqual([
      { title: 'Searching', status: 'in_progress' },
      { title: 'Writing', status: 'pending' },
    ])
    const second = await platform.send(draft(setup, 'Ada', 1, { replaces: first }))
    const third = await platform.send(draft(setup, 'Ada approves <@U2> & [all](https://evil)', 1, { replaces: second }))
    expect(streamsOf(setup)[0]).toMatchObject({
      text: 'Ada approves &lt;@U2&gt; &amp; [all] (https://evil)',
    })
    expect([...streamsOf(setup)[0]!.tasks.values()].map(({ status }) => status)).toEqual(['complete', 'in_progress'])
    const ts = await platform.send(answer(setup, third))
    expect(slack.posts).toHaveLength(1)
    expect(slack.posts[0]).toMatchObject({
      ts,
      threadTs: thread,
      content: { text: 'Ada approves.' },
      metadata: { event_payload: { id: outbound().id } },
    })
    expect(JSON.stringify(slack.posts[0]?.content.blocks)).not.toMatch(/plan|Searching|evil/)
    expect(streamsOf(setup)).toMatchObject([{ isOpen: false }])
    expect(slack.calls.find(({ method }) => method === 'chat.stopStream')?.args).toMatchObject({
      session_status: 'active',
    })
    expect([...streamsOf(setup)[0]!.tasks.values()].map(({ status }) => status)).toEqual(['complete', 'complete'])
    expect(slack.calls.every(({ args }) => !JSON.stringify(args).includes('"stream"'))).toBe(true)
  })

  it('adds no words once they are written anew, or are too many, or another process may have added some', async () => {
    await using setup = await setUp()
    const { platform } = setup
    const first = await platform.send(draft(setup, 'Ada approves', 1))
    const second = await platform.send(draft(setup, 'Bob approves it', 1, { replaces: first }))
    const third = await platform.send(draft(setup, 'Ada approves it', 2, { replaces: second }))
    expect(streamsOf(setup)[0]?.text).toBe('Ada approves')
    expect([...streamsOf(setup)[0]!.tasks.values()].map(({ status }) => status)).toEqual(['complete', 'complete'])
    await platform.send(answer(setup, third))
    expect(texts(setup)).toEqual(['Ada approves.'])
    const long = await platform.send(draft(setup, 'Ada', 1))
    const list = `Ada ${'approves this. '.repeat(300)}`
    await platform.send(draft(setup, `${list}\n\n\`\`\`\n${list}\n\`\`\`\n\n${list}`, 1, { replaces: long }))
    expect(streamsOf(setup)[1]?.text).toBe('Ada')
  })

  it.each([
    ['a channel', { ...target, channel: 'C1' }],
    ['no thread', { team: 'T1', channel: 'D1', user: 'U1' }],
    ['a conversation whose id is not known', { ...target, channel: 'U1' }],
  ])('is posted and edited as ever in %s', async (_, elsewhere) => {
    await using setup = await setUp()
    expect(setup.platform.showsSteps?.({ ...(asker as object), target: elsewhere } as never)).toBe(false)
    await setup.platform.send(draft(setup, 'Ada', 1, { target: elsewhere }))
    expect(methods(setup)).toEqual(['chat.postMessage'])
    expect(setup.slack.posts[0]?.content).not.toHaveProperty('stream')
  })

  it('goes on as it was begun, where it stands in the place of what can be edited', async () => {
    await using setup = await setUp()
    const earlier = await setup.platform.send(outbound({ id: 'e', target }))
    expect(await setup.platform.send(draft(setup, 'Ada', 1, { replaces: earlier }))).toBe(earlier)
    expect(methods(setup)).toEqual(['chat.postMessage', 'chat.update'])
  })
})

describe('where no stream is to be had', () => {
  it.each(['unknown_method', 'missing_scope', 'not_allowed_token_type'])(
    'the draft is posted, and Slack is not asked again for an hour: %s',
    async (error) => {
      await using setup = await setUp()
      const { slack, platform, clock } = setup
      slack.next('chat.startStream', { kind: 'error', error })
      expect(platform.showsSteps?.(asker)).toBe(true)
      const first = await platform.send(draft(setup, 'Ada', 1))
      expect(platform.showsSteps?.(asker)).toBe(false)
      const second = await platform.send(draft(setup, 'Ada approves', 1, { replaces: first }))
      expect(await platform.send(answer(setup, second))).toBe(first)
      await platform.send(draft(setup, 'Ada', 1))
      expect(methods(setup)).toEqual([
        'chat.startStream',
        'chat.postMessage',
        'chat.update',
        'chat.update',
        'chat.postMessage',
      ])
      expect(slack.posts).toHaveLength(2)
      clock.now += 61 * 60_000
      expect(platform.showsSteps?.(asker)).toBe(true)
    },
  )

  it('one conversation that is gone says nothing of others', async () => {
    await using setup = await setUp()
    setup.slack.next('chat.startStream', { kind: 'error', error: 'channel_not_found' })
    await setup.platform.send(draft(setup, 'Ada', 1))
    expect(setup.platform.showsSteps?.(asker)).toBe(true)
    expect(setup.host.warnings).toEqual([])
  })

  it('nor where Slack or the house has no turn for it: the draft is posted', async () => {
    await using setup = await setUp()
    setup.slack.next('chat.startStream', { kind: 'rate-limit', retryAfterSeconds: 20 })
    await setup.platform.send(draft(setup, 'Ada', 1))
    expect(setup.host.blocked.get('slack-streams')).toBe(20_000)
    await setup.platform.send(draft(setup, 'Bob', 1))
    expect(methods(setup)).toEqual(['chat.startStream', 'chat.postMessage', 'chat.postMessage'])
    expect(setup.platform.showsSteps?.(asker)).toBe(true)
  })

  it('a token that is not taken is said as such: the reply waits', async () => {
    await using setup = await setUp()
    setup.slack.next('chat.startStream', { kind: 'error', error: 'token_revoked' })
    expect(await caught(setup.platform.send(draft(setup, '')))).toMatchObject({ retry: 'refused' })
    expect(setup.slack.posts).toEqual([])
  })
})

describe('a stream that goes wrong', () => {
  it.each([
    ['has ended', { kind: 'error', error: 'message_not_in_streaming_state' }],
    ['is full', { kind: 'error', error: 'msg_too_long' }],
    ['may have taken a step', { kind: 'drop' }],
    ['fails', { kind: 'status', status: 500 }],
    ['asks to wait', { kind: 'rate-limit', retryAfterSeconds: 5 }],
  ] as [string, Mishap][])('that %s is left as it is, and the answer takes its place', async (_, mishap) => {
    await using setup = await setUp()
    const first = await setup.platform.send(draft(setup, 'Ada', 1))
    setup.slack.next('chat.appendStream', mishap)
    const second = await setup.platform.send(draft(setup, 'Ada approves', 1, { replaces: first }))
    const third = await setup.platform.send(draft(setup, 'Ada approves it', 1, { replaces: second }))
    // What may have landed is not added twice.
    expect(['Ada', 'Ada approves', 'Ada approves it']).toContain(streamsOf(setup)[0]?.text)
    await setup.platform.send(answer(setup, third))
    expect(texts(setup)).toEqual(['Ada approves.'])
    expect(streamsOf(setup)).toMatchObject([{ isOpen: false }])
  })

  it.each([
    ['Slack has ended it by itself', 'message_not_in_streaming_state'],
    ['Slack does not take its end', 'unknown_method'],
  ])('takes the answer where %s', async (_, error) => {
    await using setup = await setUp()
    const first = await setup.platform.send(draft(setup, 'Ada', 1))
    setup.slack.next('chat.stopStream', { kind: 'error', error })
    const [stream] = streamsOf(setup)
    if (error === 'message_not_in_streaming_state') stream!.isOpen = false
    await setup.platform.send(answer(setup, first))
    // One that streams on takes no edit: it goes, and the answer is posted.
    expect(texts(setup)).toEqual(['Ada approves.'])
    expect(methods(setup).includes('chat.delete')).toBe(error === 'unknown_method')
  })

  it('whose message was deleted is posted anew, once', async () => {
    await using setup = await setUp()
    const { slack, platform } = setup
    const first = await platform.send(draft(setup, 'Ada', 1))
    slack.posts.length = 0
    const second = await platform.send(draft(setup, 'Ada approves', 1, { replaces: first }))
    const third = await platform.send(draft(setup, 'Ada approves it', 1, { replaces: second }))
    expect(slack.posts).toEqual([])
    expect(methods(setup).filter((method) => method === 'chat.appendStream')).toHaveLength(1)
    await platform.send(answer(setup, third))
    await platform.send(answer(setup, first, { id: 'other' }))
    expect(texts(setup)).toEqual(['Ada approves.', 'Ada approves.'])
  })

  it('waits for a Slack that asks to wait before it is ended, and does the same again', async () => {
    await using setup = await setUp()
    const first = await setup.platform.send(draft(setup, 'Ada', 1))
    setup.slack.next('chat.stopStream', { kind: 'rate-limit', retryAfterSeconds: 3 })
    expect(await caught(setup.platform.send(answer(setup, first)))).toMatchObject({
      retry: 'later',
      retryAfterMs: 3_000,
    })
    setup.slack.next('chat.update', { kind: 'cut' })
    expect(await caught(setup.platform.send(answer(setup, first)))).toMatchObject({ retry: 'later' })
    await setup.platform.send(answer(setup, first))
    expect(texts(setup)).toEqual(['Ada approves.'])
  })

  it('answers in words where the answer’s blocks are refused', async () => {
    await using setup = await setUp()
    const first = await setup.platform.send(draft(setup, 'Ada', 1))
    setup.slack.next('chat.update', { kind: 'error', error: 'invalid_blocks' })
    await setup.platform.send(answer(setup, first))
    expect(setup.slack.posts.map(({ content }) => content)).toEqual([
      expect.objectContaining({ text: 'Ada approves.' }),
    ])
    expect(setup.slack.posts[0]?.content.blocks).toBeUndefined()
  })

  it('is begun by nobody whose lease is lost', async () => {
    await using setup = await setUp()
    const stillOurs = () => Promise.reject(new Error('lost'))
    await expect(setup.platform.send(draft(setup, '', 0, { stillOurs }))).rejects.toThrow('lost')
    const first = await setup.platform.send(draft(setup, 'Ada', 1))
    await expect(setup.platform.send(draft(setup, 'Ada a', 1, { replaces: first, stillOurs }))).rejects.toThrow('lost')
    await expect(setup.platform.send(answer(setup, first, { stillOurs }))).rejects.toThrow('lost')
    expect(methods(setup)).toEqual(['chat.startStream'])
    // As the outbox says it: that is no refusal of Slack's.
    const taken = () => Promise.reject(new AppError('lease-lost', 'lost'))
    const step = draft(setup, 'Ada a', 1, { replaces: first, stillOurs: taken })
    await expect(setup.platform.send(step)).rejects.toMatchObject({ code: 'lease-lost' })
    await expect(setup.platform.send(draft(setup, '', 0, { stillOurs: taken }))).rejects.toThrow('lost')
  })

  it('begins without words that are too many', async () => {
    await using setup = await setUp()
    const list = 'approves this. '.repeat(300)
    await setup.platform.send(draft(setup, `${list}\n\n\`\`\`\n${list}\n\`\`\`\n\n${list}`, 1))
    expect(streamsOf(setup)).toMatchObject([{ isOpen: true, text: '' }])
  })

  it('that can neither be changed nor taken away stands beside its answer', async () => {
    await using setup = await setUp()
    const first = await setup.platform.send(draft(setup, 'Ada', 1))
    setup.slack.next('chat.update', { kind: 'error', error: 'streaming_state_conflict' })
    setup.slack.next('chat.delete', { kind: 'error', error: 'cant_delete_message' })
    await setup.platform.send(answer(setup, first))
    expect(texts(setup)).toContain('Ada approves.')
  })
})

describe('a stream whose beginning was lost', () => {
  it('is found in its thread, and the answer takes its place', async () => {
    await using setup = await setUp()
    const { slack, platform } = setup
    // The answer before, in the same thread, and the same moment.
    const older = await platform.send(draft(setup, 'Eve', 1))
    await platform.send(answer(setup, older))
    slack.next('chat.startStream', { kind: 'drop' })
    expect(await caught(platform.send(draft(setup, 'Ada', 1)))).toMatchObject({ retry: 'unknown' })
    const found = await platform.find!(draft(setup, 'Ada', 1))
    expect(found).toBe(`stream:${slack.posts[1]?.ts}`)
    const grown = await platform.send(draft(setup, 'Ada approves', 2, { replaces: found! }))
    expect(streamsOf(setup)[1]?.text).toBe('Ada')
    const ts = await platform.send(answer(setup, grown, { id: 'second' }))
    expect(ts).toBe(slack.posts[1]?.ts)
    expect(texts(setup)).toEqual(['Ada approves.', 'Ada approves.'])
    // What was answered is found by what it carries, and never taken for the stream of the next.
    expect(await platform.find!(answer(setup, grown, { id: 'second' }))).toBe(ts)
    expect(await platform.find!(draft(setup, 'Ada', 1, { id: 'next' }))).toBeNull()
    // Nor one that has ended, and that comes back without it.
    Object.assign(slack.posts[1]!, { metadata: undefined })
    expect(await platform.find!(draft(setup, 'Ada', 1, { id: 'next' }))).toBeNull()
  })

  it('is not there where it never began; a step that was lost is of no matter', async () => {
    await using setup = await setUp()
    setup.slack.next('chat.startStream', { kind: 'cut' })
    expect(await caught(setup.platform.send(draft(setup, 'Ada', 1)))).toMatchObject({ retry: 'unknown' })
    expect(await setup.platform.find!(draft(setup, 'Ada', 1))).toBeNull()
    expect(await setup.platform.find!(draft(setup, 'Ada', 1, { replaces: 'stream:1.2:3:abcdef' }))).toBe('stream:1.2')
  })
})
