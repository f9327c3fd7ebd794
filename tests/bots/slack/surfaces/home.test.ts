// The Home tab over the webhook: whose it is, what stands there, and what becomes of a Slack that does not take it.
import { describe, expect, it, vi } from 'vitest'
import { noticeCard } from '../../../../src/card.ts'
import { eventBody } from '../../../stand-ins/slack.ts'
import { form, type Setup, setUp } from '../fixtures.ts'

/** https://docs.slack.dev/reference/events/app_home_opened/ */
const opened = (fields: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) =>
  eventBody(
    { type: 'app_home_opened', user: 'U1', channel: 'D1', event_ts: '1790000000.000000', tab: 'home', ...fields },
    envelope,
  )
const published = ({ slack }: Setup, user = 'U1') => vi.waitFor(() => expect(slack.homes.get(user)).toBeDefined())
const shown = ({ slack }: Setup, user = 'U1') => JSON.stringify(slack.homes.get(user)?.blocks)
const at = '2026-09-20T10:00:00Z'
const inThread = { team: 'T1', channel: 'C1', user: 'U1', ts: '1790000000.000100', thread_ts: '1790000000.000100' }

describe('the Home tab', () => {
  it('shows who opened it what the house says of itself, and what they asked, with links of ours', async () => {
    await using setup = await setUp()
    setup.host.page = {
      cards: [noticeCard('I answer from your documents.'), noticeCard('12 documents')],
      more: [],
      asked: [
        { question: 'Who <@U2> pays?', at, target: inThread, messageId: '1790000001.000200' },
        { question: 'How?', at, target: { team: 'T1', channel: 'D1', user: 'U1' }, messageId: '1790000002.000200' },
        { question: 'In private?', at, target: inThread, messageId: 'private:1' },
      ],
    }
    expect(await setup.receive(opened())).toMatchObject({ status: 200 })
    await published(setup)
    expect(setup.host.visitors).toMatchObject([
      { person: { id: 'T1/U1' }, place: { kind: 'direct' }, target: { team: 'T1', channel: 'D1', user: 'U1' } },
    ])
    const { type, blocks } = setup.slack.homes.get('U1')!
    expect(type).toBe('home')
    expect(JSON.stringify(blocks)).toMatch(/I answer from your documents.*12 documents/)
    const day = { type: 'text', text: ' · 2026-09-20' }
    const link = (path: string, text: string) => ({
      type: 'link',
      url: `https://acme.slack.com/archives/${path}`,
      text,
    })
    expect(blocks.at(-1)).toMatchObject({
      elements: [
        {
          type: 'rich_text_list',
          elements: [
            { elements: [link('C1/p1790000001000200?thread_ts=1790000000.000100&cid=C1', 'Who <@U2> pays?'), day] },
            { elements: [link('D1/p1790000002000200', 'How?'), day] },
            { elements: [{ type: 'text', text: 'In private?' }, day] },
          ],
        },
      ],
    })
    expect(setup.slack.calls.filter(({ method }) => method === 'chat.getPermalink')).toHaveLength(1)
  })

  it('has what they may read, look after and choose below that, and what is pressed there is theirs', async () => {
    await using setup = await setUp()
    const { host, slack } = setup
    const action = { gesture: 'config', value: '1' }
    const select = { kind: 'select', label: 'Choose a channel', options: [{ label: 'general', action }] } as const
    const button = { label: 'Search documents', action: { gesture: 'search', value: 'form' } }
    host.page = {
      cards: [noticeCard('I answer from your documents.')],
      asked: [],
      more: [
        {
          tone: 'info',
          title: 'Documents',
          parts: [
            { kind: 'note', text: 'You may read 2.' },
            { kind: 'actions', buttons: [button] },
          ],
        },
        { tone: 'info', title: 'Channels that you set up', parts: [select] },
      ],
    }
    await setup.receive(opened())
    await published(setup)
    const { blocks } = slack.homes.get('U1')!
    expect(JSON.stringify(blocks)).toMatch(
      /You have asked me nothing.*Documents.*You may read 2.*Search documents.*Choose a channel/,
    )
    const placed = blocks as readonly { type: string; block_id: string; elements: { value: string }[] }[]
    const actions = placed.filter(({ type }) => type === 'actions')
    expect(new Set(actions.map(({ block_id }) => block_id)).size).toBe(2)
    const press = (value: string) => {
      const payload = {
        ...{ type: 'block_actions', team: { id: 'T1' }, user: { id: 'U1', team_id: 'T1' }, trigger_id: `t-${value}` },
        ...{
          container: { type: 'view', view_id: 'V1' },
          actions: [{ type: 'button', action_id: 'button-0', block_id: 'b', value }],
        },
      }
      return setup.receive(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), form)
    }
    const opens = () =>
      slack.calls.filter(({ method }) => method === 'views.open').map(({ args }) => JSON.stringify(args))
    host.clicked = { kind: 'form', form: { title: 'Search', fields: [], submit: 'Search' }, token: 'search:form' }
    await press(actions[0]!.elements[0]!.value)
    expect(host.clicks.at(-1)).toMatchObject({ asker: { person: { id: 'T1/U1' }, place: { kind: 'direct' } } })
    expect(opens()).toHaveLength(1)
    // A channel's form stands in that channel, and only for whoever may set that up.
    host.clicked = { kind: 'elsewhere', channel: 'T1/C7', request: { kind: 'config' } }
    await press('two')
    expect(host.accepted.at(-1)).toMatchObject({
      isForAskerAlone: true,
      request: { kind: 'hint', reason: expect.stringContaining('cannot be set up by you') },
    })
    host.begins = { form: { title: 'How I behave here', fields: [], submit: 'Save' }, token: 'config:1' }
    await press('three')
    expect(opens().at(-1)).toMatch(/How I behave here/)
    expect(opens().at(-1)).toContain('C7')
  })

  it('of someone who has asked nothing says so', async () => {
    await using setup = await setUp()
    await setup.receive(opened())
    await published(setup)
    expect(shown(setup)).toContain('You have asked me nothing')
  })

  it('stays within what Slack takes', async () => {
    await using setup = await setUp()
    const items = Array.from({ length: 400 }, (_, n) => ({ text: `${n} ${'x'.repeat(500)}` }))
    const cards = Array.from({ length: 90 }, () => ({
      tone: 'info' as const,
      parts: [{ kind: 'list' as const, items }],
    }))
    setup.host.page = {
      cards,
      more: cards,
      asked: Array.from({ length: 10 }, () => ({ question: '𝒳'.repeat(4_000), at, target: {}, messageId: '1' })),
    }
    await setup.receive(opened())
    await published(setup)
    expect(setup.slack.homes.get('U1')?.blocks.length).toBeLessThanOrEqual(100)
    expect(shown(setup)).toContain('What you asked last')
  })

  it('is not published for the other tab, without a person, or for a stranger’s team', async () => {
    await using setup = await setUp()
    const strange = { team_id: 'T9', authorizations: [{ team_id: 'T9', user_id: 'U0BOT', is_bot: true }] }
    for (const body of [opened({ tab: 'messages' }), opened({ user: undefined }), opened({}, strange)])
      expect(await setup.receive(body)).toMatchObject({ status: 200 })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([setup.host.visitors, setup.slack.homes.size]).toEqual([[], 0])
  })

  it('that is opened over and over is left as it is', async () => {
    await using setup = await setUp()
    setup.host.blocked.set('slack-home:T1/U1', 1_000)
    await setup.receive(opened())
    await setup.receive(opened({ user: 'U2', channel: 'D2' }))
    await published(setup, 'U2')
    expect([...setup.slack.homes.keys()]).toEqual(['U2'])
  })

  it.each(['not_enabled', 'missing_scope', 'ratelimited', 'internal_error'])(
    'that Slack does not take (%s) is in the log, and nobody is disturbed',
    async (error) => {
      await using setup = await setUp()
      setup.slack.next('views.publish', { kind: 'error', error })
      expect(await setup.receive(opened())).toMatchObject({ status: 200 })
      await vi.waitFor(() => expect(setup.host.warnings.join()).toContain('the Home tab was not published'))
      expect([setup.slack.posts, setup.host.accepted]).toEqual([[], []])
    },
  )

  it('that the house cannot fill is in the log', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('the database is away'))
    expect(await setup.receive(opened())).toMatchObject({ status: 200 })
    await vi.waitFor(() => expect(setup.host.warnings.join()).toContain('the database is away'))
  })
})
