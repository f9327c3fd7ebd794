// Deliveries over Socket Mode: acknowledged only once they are stored, whatever they are, and taken as those over HTTP are.
import { describe, expect, it, vi } from 'vitest'
import { commandBody, eventBody } from '../../../stand-ins/slack.ts'
import { mention, messageEvent, type Setup, setUp } from '../fixtures.ts'

type Json = Record<string, unknown>

const event = (fields: Json = {}, envelope: Json = {}): Json => JSON.parse(eventBody(mention(fields), envelope))
const fieldsOf = (form: string) => Object.fromEntries(new URLSearchParams(form))

async function connected(ways: readonly ('http' | 'socket')[] = ['socket']): Promise<Setup> {
  const setup = await setUp({ ways })
  setup.platform.start?.()
  await vi.waitFor(async () => expect(await setup.platform.check?.()).toContainEqual(isUp), { interval: 5 })
  return setup
}
const isUp = { about: 'slack', level: 'ok', message: 'connected by Socket Mode' }

describe('an envelope', () => {
  it('is acknowledged with its id once it is stored, and not before', async () => {
    await using setup = await connected()
    const { host, slack } = setup
    const stored = Promise.withResolvers<void>()
    host.before = () => stored.promise
    let ack: Json | null | undefined
    const delivered = slack.socket.deliver('events_api', event()).then((one) => {
      ack = one
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([ack, host.accepted.length]).toEqual([undefined, 0])
    stored.resolve()
    await delivered
    expect(ack).toEqual({ envelope_id: expect.any(String) })
    expect(host.accepted).toMatchObject([{ naturalKey: 'T1:C1:1790000000.000100' }])
  })

  it('that could not be stored is not acknowledged, and is taken when Slack delivers it again', async () => {
    await using setup = await connected()
    const { host, slack } = setup
    host.before = () => Promise.reject(new Error('the database is away'))
    expect(await slack.socket.deliver('events_api', event(), { withinMs: 100 })).toBeNull()
    expect(host.warnings.join('\n')).toContain('delivery not stored')
    host.before = () => Promise.resolve()
    expect(await slack.socket.deliver('events_api', event(), { retry: 1 })).not.toBeNull()
    expect(host.accepted).toHaveLength(1)
  })

  it('is one with what came over HTTP', async () => {
    await using setup = await connected(['http', 'socket'])
    const { host, slack } = setup
    const body = eventBody(mention())
    const twin = eventBody(messageEvent())
    const [ack, { status }] = await Promise.all([
      slack.socket.deliver('events_api', JSON.parse(body)),
      setup.receive(twin),
    ])
    expect([ack, status]).toEqual([{ envelope_id: expect.any(String) }, 200])
    expect(host.accepted).toHaveLength(1)
  })

  it('of a command is one with the same form over HTTP', async () => {
    await using setup = await connected()
    const { host, slack } = setup
    const form = fieldsOf(commandBody('search travel', { response_url: slack.responseUrl }))
    expect(await slack.socket.deliver('slash_commands', form)).toEqual({ envelope_id: expect.any(String) })
    expect(host.accepted).toMatchObject([
      { request: { kind: 'search', query: 'travel' }, secret: slack.responseUrl, target: { user: 'U1' } },
    ])
  })

  it('of a form is acknowledged with what the form becomes', async () => {
    await using setup = await connected()
    const { host, slack } = setup
    const target = { team: 'T1', channel: 'C1', user: 'U1' }
    const view = {
      id: 'V1',
      type: 'modal',
      callback_id: 'form',
      private_metadata: JSON.stringify({ token: 't', target }),
      state: { values: { text: { text: { type: 'plain_text_input', value: 'It is wrong.' } } } },
    }
    const sentIn = {
      type: 'view_submission',
      team: { id: 'T1' },
      user: { id: 'U1', team_id: 'T1' },
      trigger_id: '1',
      view,
    }
    const ack = await slack.socket.deliver('interactive', sentIn)
    expect(ack?.payload).toMatchObject({ response_action: 'update', view: { type: 'modal' } })
    expect(host.clicks).toMatchObject([{ token: 't', input: { text: 'It is wrong.' } }])
  })

  it('of a stranger’s team is acknowledged and dropped', async () => {
    await using setup = await connected()
    const stranger = { team_id: 'T9', authorizations: [{ team_id: 'T9', user_id: 'U9', is_bot: true }] }
    expect(await setup.slack.socket.deliver('events_api', event({}, stranger))).not.toBeNull()
    expect(setup.host.accepted).toEqual([])
    expect(setup.host.warnings.join('\n')).toContain('T9')
  })

  it.each<[string, unknown]>([
    ['no payload', undefined],
    ['a payload that is a list', []],
    ['an event that is text', { type: 'event_callback', event: 'x' }],
    ['an event of no known type', { type: 'event_callback', team_id: 'T1', event: { type: 'close' } }],
    ['no event', { type: 'app_rate_limited', team_id: 'T1', minute_rate_limited: 1 }],
  ])('with %s is acknowledged, and the next one is taken', async (_, payload) => {
    await using setup = await connected()
    const { host, slack } = setup
    expect(await slack.socket.deliver('events_api', payload)).toEqual({ envelope_id: expect.any(String) })
    expect(await slack.socket.deliver('events_api', event())).not.toBeNull()
    expect([host.accepted.length, slack.socket.opened]).toEqual([1, 1])
  })
})

describe('without a signing secret', () => {
  it('nothing is taken over HTTP', async () => {
    await using setup = await connected()
    expect(setup.platform.routes).toEqual([])
  })
})

describe('a platform that stops', () => {
  it('acknowledges what is under way, takes nothing more, and leaves no connection', async () => {
    const setup = await connected()
    const { host, slack, platform } = setup
    const stored = Promise.withResolvers<void>()
    host.before = () => stored.promise
    const underWay = slack.socket.deliver('events_api', event())
    await new Promise((resolve) => setTimeout(resolve, 50))
    const stopped = platform.stop?.()
    expect(await slack.socket.deliver('events_api', event({ ts: '1790000000.000900' }), { withinMs: 50 })).toBeNull()
    stored.resolve()
    expect(await underWay).not.toBeNull()
    await stopped
    await vi.waitFor(() => expect(slack.socket.open).toBe(0), { interval: 5 })
    expect([host.accepted.length, slack.socket.opened]).toEqual([1, 1])
    await slack.close()
  })
})
