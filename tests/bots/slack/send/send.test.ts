// What goes out: where a message is posted, what a failure means, and how a lost one is found again.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { AppError } from '../../../../src/errors.ts'
import type { Mishap } from '../../../stand-ins/slack.ts'
import { now, outbound, setUp } from '../fixtures.ts'

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )
const command = { target: { team: 'T1', channel: 'C1', user: 'U1' } }

describe('send', () => {
  it('posts into the thread, marked with the outbox row’s id', async () => {
    await using setup = await setUp()
    const ts = await setup.platform.send(outbound())
    expect(setup.slack.posts).toMatchObject([
      {
        ts,
        channel: 'C1',
        threadTs: '1790000000.000100',
        content: { text: 'An answer' },
        metadata: { event_type: 'ragbot_reply', event_payload: { id: outbound().id } },
        updates: 0,
      },
    ])
  })

  it('opens with the question outside a thread, and never sends the question’s field', async () => {
    await using setup = await setUp()
    const payload = { ...outbound().payload, question: 'who <!channel> approves?' }
    await setup.platform.send(outbound({ ...command, payload }))
    await setup.platform.send(outbound({ payload }))
    const [asked, threaded] = setup.slack.posts.map((post) => post.content)
    expect(asked).toMatchObject({ text: '<@U1> asked: who &lt;!channel&gt; approves?\nAn answer' })
    expect(asked?.blocks).toHaveLength(2)
    expect(threaded?.blocks).toHaveLength(1)
    expect(asked).not.toHaveProperty('question')
    expect(threaded).not.toHaveProperty('question')
  })

  it('updates its placeholder, and posts anew when that is gone', async () => {
    await using setup = await setUp()
    const placeholder = await setup.platform.send(outbound({ id: 'p', payload: { text: 'Looking…' } }))
    expect(await setup.platform.send(outbound({ replaces: placeholder }))).toBe(placeholder)
    expect(setup.slack.posts).toMatchObject([{ content: { text: 'An answer' }, updates: 1 }])
    const again = await setup.platform.send(outbound({ replaces: '1.000001' }))
    expect(setup.slack.posts.map((post) => post.ts)).toEqual([placeholder, again])
  })

  it('leaves a step of a growing answer out when there are too many, but never its end', async () => {
    await using setup = await setUp()
    const step = { kind: 'placeholder', target: { ...outbound().target, team: 'T1' } } as const
    const first = await setup.platform.send(outbound({ ...step, id: 'p' }))
    setup.host.blocked.set('slack-placeholders:T1', 20_000)
    expect(await setup.platform.send(outbound({ ...step, id: 'p', replaces: first }))).toBe(first)
    expect(setup.slack.posts).toMatchObject([{ updates: 0 }])
    await setup.platform.send(outbound({ target: step.target, replaces: first }))
    expect(setup.slack.posts).toMatchObject([{ updates: 1 }])
  })

  it('shows private messages to the asker only: by response URL, as ephemeral, or in the direct message', async () => {
    await using setup = await setUp()
    const { slack, platform } = setup
    await platform.send(outbound({ ...command, private: true, secret: slack.responseUrl }))
    expect(slack.responses).toMatchObject([{ text: 'An answer', response_type: 'ephemeral', replace_original: false }])
    expect(slack.posts).toEqual([])

    await platform.send(outbound({ private: true }))
    expect(slack.posts[0]).toMatchObject({ user: 'U1', threadTs: '1790000000.000100' })
    // A thread that has no reply yet would hide it.
    await platform.send(outbound({ private: true, target: { ...outbound().target, ts: '1790000000.000100' } }))
    expect(slack.posts[1]).toMatchObject({ user: 'U1', channel: 'C1' })
    expect(slack.posts[1]).not.toHaveProperty('threadTs')

    const direct = { channel: 'D1', thread_ts: '1.1', user: 'U1' }
    await platform.send(outbound({ private: true, target: direct }))
    expect(slack.posts[2]).toMatchObject({ channel: 'D1', threadTs: '1.1' })
    expect(slack.posts[2]).not.toHaveProperty('user')
  })

  it('takes the placeholder away before a private reason, also when that is tried again', async () => {
    await using setup = await setUp()
    const placeholder = await setup.platform.send(outbound({ id: 'p', payload: { text: 'Looking…' } }))
    const reason = outbound({ private: true, replaces: placeholder, payload: { text: 'It failed.' } })
    setup.slack.next('chat.postEphemeral', { kind: 'rate-limit', retryAfterSeconds: 1 })
    expect(await caught(setup.platform.send(reason))).toMatchObject({ retry: 'later' })
    await setup.platform.send(reason)
    expect(setup.slack.posts).toMatchObject([{ user: 'U1', content: { text: 'It failed.' } }])
  })

  it('says what a click in a thread did in that thread', async () => {
    await using setup = await setUp()
    const secret = setup.slack.responseUrl
    await setup.platform.send(outbound({ private: true, secret }))
    await setup.platform.send(outbound({ ...command, private: true, secret }))
    expect(setup.slack.responses).toMatchObject([
      { thread_ts: outbound().target.thread_ts, response_type: 'ephemeral', replace_original: false },
      { response_type: 'ephemeral' },
    ])
    expect(setup.slack.responses[1]).not.toHaveProperty('thread_ts')
  })

  it('falls back to ephemeral when the response URL has expired', async () => {
    await using setup = await setUp()
    setup.slack.next('response_url', { kind: 'status', status: 404 })
    await setup.platform.send(outbound({ ...command, private: true, secret: setup.slack.responseUrl }))
    expect(setup.slack.posts).toMatchObject([{ channel: 'C1', user: 'U1' }])
  })

  it.each(['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action'])(
    'answers a command privately where it may not post: %s',
    async (error) => {
      await using setup = await setUp()
      setup.slack.next('chat.postMessage', { kind: 'error', error })
      const id = await setup.platform.send(outbound({ ...command, secret: setup.slack.responseUrl }))
      expect(setup.slack.responses).toHaveLength(1)
      // Nothing on Slack can be updated by that id: what replaces it is shown privately as well.
      setup.slack.next('chat.postMessage', { kind: 'error', error })
      await setup.platform.send(outbound({ ...command, secret: setup.slack.responseUrl, replaces: id }))
      expect(setup.slack.responses).toHaveLength(2)
      expect(setup.slack.calls.map((call) => call.method)).not.toContain('chat.update')
    },
  )
})

describe('to someone whose direct messages are known by their id alone', () => {
  const target = { team: 'T1', channel: 'U1', user: 'U1' }

  it('it is posted there, once, private or not', async () => {
    await using setup = await setUp()
    await setup.platform.send(outbound({ target }))
    await setup.platform.send(outbound({ target, private: true }))
    expect(setup.slack.calls.map(({ method }) => method)).toEqual(['chat.postMessage', 'chat.postMessage'])
    expect(setup.slack.posts.map(({ channel }) => channel)).toEqual(['U1', 'U1'])
  })

  it('nothing is changed: Slack changes only where it knows the conversation', async () => {
    await using setup = await setUp()
    await setup.platform.send(outbound({ target, replaces: '1790000000.000001' }))
    expect(setup.slack.calls.map(({ method }) => method)).toEqual(['chat.postMessage'])
  })
})

describe('what is for whoever asked alone', () => {
  const target = { team: 'T1', channel: 'C1', user: 'U1', isAlone: true }

  it('is not shown while it is made, and then to them', async () => {
    await using setup = await setUp()
    const replaces = await setup.platform.send(outbound({ kind: 'placeholder', target }))
    await setup.platform.send(outbound({ kind: 'placeholder', target, replaces }))
    expect(setup.slack.calls).toEqual([])
    await setup.platform.send(outbound({ target, private: true, replaces }))
    expect(setup.slack.posts).toMatchObject([{ channel: 'C1', user: 'U1' }])
  })

  it('is shown in direct messages as it is made', async () => {
    await using setup = await setUp()
    const alone = { ...target, channel: 'D1' }
    const replaces = await setup.platform.send(outbound({ kind: 'placeholder', target: alone }))
    await setup.platform.send(outbound({ target: alone, private: true, replaces }))
    expect(setup.slack.posts).toMatchObject([{ channel: 'D1', updates: 1 }])
  })
})

describe('a reply to a command', () => {
  it('whose outcome is lost is not shown a second time another way', async () => {
    await using setup = await setUp()
    setup.slack.next('chat.postMessage', { kind: 'status', status: 500 })
    const error = await caught(setup.platform.send(outbound({ ...command, secret: setup.slack.responseUrl })))
    expect(error).toMatchObject({ retry: 'unknown' })
    expect(setup.slack.responses).toEqual([])
  })

  it('does not follow its response URL to another place', async () => {
    await using setup = await setUp()
    const visited: unknown[] = []
    const server = createServer((request, response) => {
      visited.push(request.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const message = outbound({ ...command, private: true, secret: `http://127.0.0.1:${port}/here` })
    await setup.platform.send(message).catch(() => {})
    server.close()
    expect(visited).toEqual(['/here'])
  })
})

describe('threadStartedBy', () => {
  it('is the thread that a command’s answer opens, and nothing else', async () => {
    await using setup = await setUp()
    const { threadStartedBy } = setup.platform
    const asked = outbound(command)
    expect(threadStartedBy?.(asked, '5.1')).toBe('slack:T1:C1:5.1')
    expect(threadStartedBy?.(outbound(), '5.1')).toBeNull()
    expect(threadStartedBy?.({ ...asked, private: true }, '5.1')).toBeNull()
    setup.slack.next('chat.postMessage', { kind: 'error', error: 'not_in_channel' })
    const shown = { ...asked, secret: setup.slack.responseUrl }
    expect(threadStartedBy?.(shown, await setup.platform.send(shown))).toBeNull()
  })
})

describe('what a failure means', () => {
  const cases: [Mishap, Partial<AppError>][] = [
    [
      { kind: 'rate-limit', retryAfterSeconds: 7 },
      { code: 'slack-rate-limited', retry: 'later', retryAfterMs: 7000 },
    ],
    [{ kind: 'error', error: 'ratelimited' }, { retry: 'later' }],
    [{ kind: 'error', error: 'service_unavailable' }, { retry: 'later' }],
    [
      { kind: 'status', status: 503 },
      { code: 'slack-unavailable', retry: 'unknown' },
    ],
    [{ kind: 'error', error: 'internal_error' }, { retry: 'unknown' }],
    [{ kind: 'drop' }, { code: 'slack-unreachable', retry: 'unknown' }],
    [
      { kind: 'slow', ms: 400 },
      { code: 'slack-unreachable', retry: 'unknown' },
    ],
    [
      { kind: 'error', error: 'not_in_channel' },
      { code: 'slack-not-in-channel', retry: 'never' },
    ],
    [
      { kind: 'error', error: 'invalid_auth' },
      { code: 'slack-invalid-auth', retry: 'refused' },
    ],
    [
      { kind: 'status', status: 404 },
      { code: 'slack-refused', retry: 'never' },
    ],
  ]
  it.each(cases)('%o on a post', async (mishap, expected) => {
    // Only the slow answer is to run into the limit, on a busy machine too.
    await using setup = await setUp({ timeoutMs: mishap.kind === 'slow' ? 150 : 10_000 })
    setup.slack.plan(() => mishap)
    expect(await caught(setup.platform.send(outbound()))).toMatchObject(expected)
    // One attempt; what is refused there is told directly, which is refused here as well.
    const isRefusedThere = expected.code === 'slack-not-in-channel'
    expect(setup.slack.calls.map(({ args }) => args.channel)).toEqual(isRefusedThere ? ['C1', 'U1'] : ['C1'])
  })

  it.each([
    [
      { kind: 'rate-limit', retryAfterSeconds: 2 },
      { retry: 'later', retryAfterMs: 2000 },
    ],
    [{ kind: 'drop' }, { retry: 'unknown' }],
    [{ kind: 'status', status: 500 }, { retry: 'unknown' }],
  ] as [Mishap, Partial<AppError>][])('%o on a response URL', async (mishap, expected) => {
    await using setup = await setUp()
    setup.slack.next('response_url', mishap)
    const message = outbound({ ...command, private: true, secret: setup.slack.responseUrl })
    expect(await caught(setup.platform.send(message))).toMatchObject(expected)
    expect(setup.slack.posts).toEqual([])
  })

  it('nothing was posted when nobody listens', async () => {
    const setup = await setUp()
    await setup.slack.close()
    expect(await caught(setup.platform.send(outbound()))).toMatchObject({ retry: 'later' })
    expect(await caught(setup.platform.find!(outbound()))).toMatchObject({ retry: 'later' })
  })

  it('names the fix, and never the token or the text', async () => {
    await using setup = await setUp({ token: 'xoxb-a-wrong-token' })
    const refused = await caught(setup.platform.send(outbound()))
    expect(refused.message).toContain('SLACK_BOT_TOKEN was refused')
    expect(refused.message + refused.stack).not.toMatch(/xoxb-|An answer/)
    await using other = await setUp()
    other.slack.plan(() => ({ kind: 'error', error: 'channel_not_found' }))
    expect((await caught(other.platform.send(outbound()))).message).toContain('/invite @ragbot')
  })
})

describe('find', () => {
  it('finds a post whose answer was lost, in its thread or in the channel', async () => {
    await using setup = await setUp()
    for (const message of [outbound(), outbound({ ...command, id: 'other' })]) {
      expect(await setup.platform.find!(message)).toBeNull()
      setup.slack.next('chat.postMessage', { kind: 'drop' })
      expect(await caught(setup.platform.send(message))).toMatchObject({ retry: 'unknown' })
      expect(await setup.platform.find!(message)).toBe(setup.slack.posts.at(-1)?.ts)
    }
  })

  it('begins some seconds after the loss, and goes on until the post can no longer land', async () => {
    await using setup = await setUp()
    const [first = 0, ...further] = setup.platform.lookAfterMs ?? []
    expect(first).toBeGreaterThanOrEqual(5_000)
    expect(further.reduce((sum, ms) => sum + ms, first)).toBeGreaterThanOrEqual(45_000)
  })

  it('finds an update in the place of its older placeholder', async () => {
    await using setup = await setUp()
    const placeholder = await setup.platform.send(outbound({ id: 'p' }))
    const answer = outbound({ replaces: placeholder, createdAt: new Date(now + 600_000) })
    expect(await setup.platform.find!(answer)).toBeNull()
    setup.slack.next('chat.update', { kind: 'drop' })
    await caught(setup.platform.send(answer))
    expect(await setup.platform.find!(answer)).toBe(placeholder)
  })

  it('reads past other people’s messages, page by page, and gives up at some point', async () => {
    await using setup = await setUp()
    const talk = (count: number) => {
      for (let index = 0; index < count; index += 1)
        setup.slack.addMessage('C1', { ts: `${now / 1000}.5`, text: 'talk' })
    }
    talk(450)
    const ts = await setup.platform.send(outbound())
    expect(await setup.platform.find!(outbound())).toBe(ts)
    talk(1000)
    expect(await caught(setup.platform.find!(outbound()))).toMatchObject({ code: 'not-findable', retry: 'never' })
  })

  it('does not take a message of another app for its own', async () => {
    await using setup = await setUp()
    const metadata = { event_type: 'another_app', event_payload: { id: outbound().id } }
    setup.slack.addMessage('C1', { ts: `${now / 1000}.5`, metadata })
    expect(await setup.platform.find!(outbound())).toBeNull()
  })

  it('knows a post by its text where posts come back without metadata, unless it is older than the message', async () => {
    await using setup = await setUp()
    setup.slack.addMessage('C1', { ts: `${now / 1000 - 60}.5`, text: 'An answer' })
    expect(await setup.platform.find!(outbound({ createdAt: new Date(now) }))).toBeNull()
    setup.slack.addMessage('C1', { ts: `${now / 1000}.5`, text: 'An answer' })
    expect(await setup.platform.find!(outbound({ createdAt: new Date(now) }))).toBe(`${now / 1000}.5`)
  })

  it('says that private messages cannot be looked up', async () => {
    await using setup = await setUp()
    for (const message of [outbound({ private: true }), outbound({ private: true, secret: setup.slack.responseUrl })]) {
      expect(await caught(setup.platform.find!(message))).toMatchObject({ code: 'not-findable', retry: 'never' })
    }
    expect(setup.slack.calls).toEqual([])
    const direct = outbound({ private: true, target: { channel: 'D1', thread_ts: '1.1', user: 'U1' } })
    expect(await setup.platform.find!(direct)).toBeNull()
  })

  it.each([
    ...['missing_scope', 'not_in_channel', 'unknown_method', 'channel_not_found'].map(
      (error) => [{ kind: 'error', error }, 'never'] as [Mishap, string],
    ),
    [{ kind: 'rate-limit', retryAfterSeconds: 3 }, 'later'],
    [{ kind: 'status', status: 502 }, 'later'],
    [{ kind: 'drop' }, 'later'],
    [{ kind: 'error', error: 'internal_error' }, 'later'],
  ] as [Mishap, string][])('%o is worth another look: %s', async (mishap, retry) => {
    await using setup = await setUp()
    setup.slack.next('conversations.replies', mishap)
    expect(await caught(setup.platform.find!(outbound()))).toMatchObject({ retry })
  })
})
