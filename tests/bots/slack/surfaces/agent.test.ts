// The bot as an agent in its direct messages: what could be asked, the sign that it is at work, and its sessions.
import { describe, expect, it, vi } from 'vitest'
import { askerAt } from '../../../../src/bots/slack/receive/click.ts'
import { eventBody } from '../../../stand-ins/slack.ts'
import { messageEvent, outbound, type Setup, setUp } from '../fixtures.ts'

const thread = '1790000000.000100'
const key = `D1/${thread}`
const target = { team: 'T1', channel: 'D1', user: 'U1', ts: thread, thread_ts: thread }
const asker = askerAt(target)
const opened = (fields: Record<string, unknown> = {}) =>
  eventBody({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'messages', event_ts: '1.2', ...fields })
const direct = (ts: string, fields: Record<string, unknown> = {}) =>
  eventBody(messageEvent({ channel: 'D1', channel_type: 'im', text: 'who approves travel?', ts, ...fields }))
const called = ({ slack }: Setup, method: string) => slack.calls.filter((one) => one.method === method)
const setStatus = 'agents.sessions.setStatus'
const showStatus = 'assistant.threads.setStatus'
const setPrompts = 'assistant.threads.setSuggestedPrompts'

describe('what could be asked', () => {
  it('is of documents that who opens the messages may see, and what the bot does', async () => {
    await using setup = await setUp()
    setup.host.titles = ['Travel\n<@U2> policy', 'Lift', 'Boiler', 'Rent']
    expect(await setup.receive(opened())).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(setup.slack.prompts.get('D1')).toBeDefined())
    expect(setup.slack.prompts.get('D1')).toEqual([
      { title: 'About “Travel <@U2> policy”', message: 'What does “Travel <@U2> policy” say?' },
      { title: 'About “Lift”', message: 'What does “Lift” say?' },
      { title: 'About “Boiler”', message: 'What does “Boiler” say?' },
      { title: 'What can you do?', message: 'Hello!' },
    ])
  })

  it('is what the bot does, where there are no documents; also when they look at something else', async () => {
    await using setup = await setUp()
    const looking = { type: 'app_context_changed', user: 'U1', channel: 'D1', context: {} }
    await setup.receive(eventBody(looking))
    await vi.waitFor(() => expect(setup.slack.prompts.get('D1')).toHaveLength(1))
  })

  it.each([
    ['the Home tab', opened({ tab: 'home' })],
    ['nobody', opened({ user: undefined })],
    ['no conversation', opened({ channel: undefined })],
    // As Slack's page has it.
    ['a look of nobody', eventBody({ type: 'app_context_changed', context: { entities: [] } })],
  ])('is not said to %s', async (_, body) => {
    await using setup = await setUp()
    expect(await setup.receive(body)).toMatchObject({ status: 200 })
    await setup.receive(direct('1790000000.000900'))
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(called(setup, setPrompts)).toEqual([])
  })

  it('is missed without harm: what Slack or the house refuses is logged', async () => {
    await using setup = await setUp()
    setup.slack.scopes = setup.slack.scopes.filter((scope) => scope !== 'assistant:write')
    expect(await setup.receive(opened())).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(setup.host.warnings.join()).toContain('no questions were suggested'))
    setup.host.before = () => Promise.reject(new Error('the database is away'))
    expect(await setup.receive(opened())).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(setup.host.warnings).toHaveLength(2))
  })
})

describe('a direct message', () => {
  it('is a thread of its own for an agent, and part of a conversation for an app that is none', async () => {
    await using setup = await setUp()
    await setup.receive(direct('1790000000.000200'))
    expect(setup.host.accepted[0]).not.toHaveProperty('directKey')
    await using older = await setUp()
    older.slack.scopes = older.slack.scopes.filter((scope) => scope !== 'assistant:write')
    await older.receive(direct('1790000000.000200'))
    expect(older.host.accepted[0]).toMatchObject({ directKey: 'slack:T1:D1:direct' })
  })

  it('shows at once that it is read, and its session is at work until the reply is there', async () => {
    await using setup = await setUp()
    expect(await setup.platform.showWorking?.(asker, 'Who pays:\nthe <rent>?')).toBe(true)
    expect(setup.slack.statuses.get(key)).toEqual(['is reading the documents…'])
    expect(setup.slack.sessions.get(key)).toMatchObject({
      status: 'processing',
      title: 'Who pays the <rent>?',
      initiator: 'U1',
    })
    await setup.platform.send(outbound({ kind: 'placeholder', target }))
    expect(setup.slack.sessions.get(key)?.status).toBe('processing')
    await setup.platform.send(outbound({ target }))
    expect(setup.slack.sessions.get(key)).toMatchObject({ status: 'active', statuses: ['processing', 'active'] })
  })

  it('that is answered before Slack has taken note of it is at rest in the end', async () => {
    await using setup = await setUp()
    setup.slack.next(setStatus, { kind: 'slow', ms: 500 })
    const begun = setup.platform.showWorking?.(asker, 'who?')
    await setup.platform.send(outbound({ target }))
    await begun
    expect(setup.slack.sessions.get(key)?.statuses).toEqual(['processing', 'active'])
  })

  it('whose reply was sent by a process that ended right after is at rest once it is found', async () => {
    await using setup = await setUp()
    await setup.platform.showWorking?.(asker, 'who?')
    await setup.platform.send(outbound({ target: { ...target, channel: 'D1' } }))
    setup.slack.sessions.get(key)!.status = 'processing'
    expect(await setup.platform.find?.(outbound({ target }))).toBe(setup.slack.posts[0]?.ts)
    expect(setup.slack.sessions.get(key)?.status).toBe('active')
  })

  it('whose reply Slack will never take is at rest too', async () => {
    await using setup = await setUp()
    await setup.platform.showWorking?.(asker, 'who?')
    setup.slack.plan((method) =>
      method.startsWith('chat.post') ? { kind: 'error', error: 'messages_tab_disabled' } : undefined,
    )
    await expect(setup.platform.send(outbound({ target }))).rejects.toMatchObject({
      code: 'slack-messages-tab-disabled',
      retry: 'never',
    })
    expect(setup.slack.sessions.get(key)?.status).toBe('active')
  })

  it('is at rest also where Slack asks to wait before it says so', async () => {
    await using setup = await setUp()
    await setup.platform.showWorking?.(asker, 'who?')
    setup.slack.next(setStatus, { kind: 'rate-limit', retryAfterSeconds: 1 })
    await setup.platform.send(outbound({ target }))
    await vi.waitFor(() => expect(setup.slack.sessions.get(key)?.status).toBe('active'), { timeout: 30_000 })
  })
})

describe('a session that is at work', () => {
  it('ends also where Slack has refused one of another thread meanwhile, or this end once', async () => {
    await using setup = await setUp()
    const { slack, platform } = setup
    await platform.showWorking?.(asker, 'who?')
    slack.next(setStatus, { kind: 'error', error: 'not_authorized' })
    const other = { ...target, ts: '1790000000.000900', thread_ts: '1790000000.000900' }
    await platform.showWorking?.(askerAt(other), 'and who?')
    slack.next(setStatus, { kind: 'error', error: 'not_allowed_token_type' })
    await platform.send(outbound({ target }))
    await vi.waitFor(() => expect(slack.sessions.get(key)?.status).toBe('active'), { timeout: 30_000 })
    expect(slack.sessions.size).toBe(1)
  }, 60_000)

  it('is not ended by the reply before, whose end Slack asked to wait with', async () => {
    await using setup = await setUp()
    await setup.platform.showWorking?.(asker, 'who?')
    setup.slack.next(setStatus, { kind: 'rate-limit', retryAfterSeconds: 3 })
    await setup.platform.send(outbound({ target }))
    await setup.platform.showWorking?.(asker, 'and who?')
    await new Promise((resolve) => setTimeout(resolve, 3_500))
    expect(setup.slack.sessions.get(key)?.status).toBe('processing')
    await setup.platform.send(outbound({ target }))
    expect(setup.slack.sessions.get(key)?.status).toBe('active')
  }, 60_000)

  it('has the name of its first message, also once that is edited', async () => {
    await using setup = await setUp()
    const named = () => setup.slack.sessions.get(key)?.title
    await setup.platform.showWorking?.(asker, 'who pays the rent?')
    await setup.platform.showWorking?.(askerAt({ ...target, ts: '1790000000.000200' }), 'and who else?')
    expect(named()).toBe('who pays the rent?')
    await setup.platform.showWorking?.({ ...asker, editOf: 'e' }, 'who pays the bill?')
    expect(named()).toBe('who pays the bill?')
    await setup.platform.showWorking?.({ ...asker, editOf: 'e' }, 'who pays the bill?')
    const later = { ...askerAt({ ...target, ts: '1790000000.000200' }), editOf: 'f' }
    await setup.platform.showWorking?.(later, 'and who not?')
    expect(named()).toBe('who pays the bill?')
    expect(called(setup, 'agents.sessions.rename')).toHaveLength(1)
  })
})

describe('where nothing of it can be shown', () => {
  it.each([
    ['a channel', { ...target, channel: 'C1' }],
    ['a command', { team: 'T1', channel: 'D1', user: 'U1' }],
    ['messages whose id is not known', { ...target, channel: 'U1' }],
  ])('%s is left alone', async (_, elsewhere) => {
    await using setup = await setUp()
    expect(await setup.platform.showWorking?.({ ...asker, target: elsewhere }, 'who?')).toBe(false)
    await setup.platform.send(outbound({ target: elsewhere }))
    expect([...called(setup, setStatus), ...called(setup, showStatus)]).toEqual([])
  })

  it('an app that is no agent is not asked again for an hour, and shows the line alone', async () => {
    await using setup = await setUp()
    setup.slack.agent.isDeclared = false
    for (let times = 0; times < 3; times += 1) {
      expect(await setup.platform.showWorking?.(asker, 'who?')).toBe(true)
      await setup.platform.send(outbound({ target }))
    }
    expect(called(setup, setStatus)).toHaveLength(1)
    setup.slack.agent.isDeclared = true
    setup.clock.now += 61 * 60_000
    await setup.platform.showWorking?.(asker, 'who?')
    expect(setup.slack.sessions.get(key)?.status).toBe('processing')
  })

  it('a Slack that refuses both leaves the sign to the house, and the reply comes', async () => {
    await using setup = await setUp()
    setup.slack.plan((method) =>
      method.includes('setStatus') ? { kind: 'error', error: 'not_allowed_token_type' } : undefined,
    )
    expect(await setup.platform.showWorking?.(asker, 'who?')).toBe(false)
    await setup.platform.send(outbound({ target }))
    expect(setup.slack.posts).toHaveLength(1)
  })

  it('one thread that is gone says nothing of others', async () => {
    await using setup = await setUp()
    setup.slack.next(setStatus, { kind: 'error', error: 'channel_not_found' })
    setup.slack.next(showStatus, { kind: 'error', error: 'invalid_thread_ts' })
    expect(await setup.platform.showWorking?.(asker, 'who?')).toBe(false)
    expect(await setup.platform.showWorking?.(asker, 'who?')).toBe(true)
    expect(setup.slack.sessions.get(key)?.status).toBe('processing')
  })
})

describe('the button that stops it', () => {
  /** https://docs.slack.dev/reference/events/agent_session_stopped/ */
  const stopped = (fields: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) =>
    eventBody(
      {
        type: 'agent_session_stopped',
        channel: 'D1',
        thread_ts: thread,
        user: 'U1',
        streaming_message_ts: [],
        event_ts: '1790000000.000300',
        ...fields,
      },
      envelope,
    )

  it('ends what was asked there before it was pressed, with one line, and the session is at rest', async () => {
    await using setup = await setUp()
    await setup.platform.showWorking?.(asker, 'who?')
    expect(await setup.receive(stopped())).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(setup.slack.sessions.get(key)?.status).toBe('active'))
    const [stop, ...others] = setup.host.stops
    expect(others).toEqual([])
    expect(stop?.threadKey).toBe(`slack:T1:D1:${thread}`)
    expect(stop?.payload.text).toBe('Stopped.')
    expect([target, { ...target, ts: '1790000000.000301' }, {}].map((one) => stop?.isMeant(one))).toEqual([
      true,
      false,
      true,
    ])
    expect(setup.slack.posts).toEqual([])
  })

  it.each([
    ['without its ids', stopped({ thread_ts: undefined })],
    [
      'of a stranger’s team',
      stopped({}, { team_id: 'T9', authorizations: [{ team_id: 'T9', user_id: 'U0BOT', is_bot: true }] }),
    ],
  ])('is nothing %s', async (_, body) => {
    await using setup = await setUp()
    await setup.receive(body)
    expect(setup.host.stops).toEqual([])
    expect(called(setup, setStatus)).toEqual([])
  })

  it('is delivered again where it could not be stored', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('the database is away'))
    expect(await setup.receive(stopped())).toMatchObject({ status: 503 })
  })
})
