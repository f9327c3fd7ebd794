// Shortcuts over the webhook: of a message's menu, and from anywhere; the forms they open, and what those are sent in for.
import { describe, expect, it } from 'vitest'
import { createDesk } from '../../../../src/desk/desk.ts'
import { form, setUp } from '../fixtures.ts'

type Json = Record<string, unknown>
const interaction = (payload: Json) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
const responseUrl = 'https://hooks.slack.com/app/T1/2/3'
const ts = '1790000000.000200'

const base = {
  team: { id: 'T1', domain: 'acme' },
  user: { id: 'U1', team_id: 'T1', name: 'ada' },
  trigger_id: '1.2.3',
  action_ts: '1790000001.000000',
  is_enterprise_install: false,
  enterprise: null,
}
/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload/ */
const onMessage = (callback_id: string, fields: Json = {}, message: Json = {}) =>
  interaction({
    type: 'message_action',
    callback_id,
    ...base,
    channel: { id: 'C1', name: 'general' },
    message_ts: ts,
    message: {
      type: 'message',
      user: 'U2',
      ts,
      text: 'Refunds go to <@U3|bob>.\nWithin 5 days &amp; in full.',
      ...message,
    },
    response_url: responseUrl,
    ...fields,
  })
const anywhere = (callback_id: string, fields: Json = {}) =>
  interaction({ type: 'shortcut', callback_id, ...base, ...fields })
const sentIn = (view: unknown, values: Json, fields: Json = {}) =>
  interaction({
    type: 'view_submission',
    ...base,
    trigger_id: '4.5.6',
    view: { ...(view as Json), id: 'V1', state: { values } },
    ...fields,
  })
const field = (id: string, value: string) => ({ [id]: { [id]: { type: 'plain_text_input', value } } })

type Setup = Awaited<ReturnType<typeof setUp>>
const opened = ({ slack }: Setup) =>
  slack.calls.filter(({ method }) => method === 'views.open').map(({ args }) => args.view as Json)

/** A host whose clicks do what the desk's do. */
async function setUpDesk() {
  const setup = await setUp()
  const desk = createDesk({} as never)
  setup.host.act = async (asker, token, input) => {
    const [gesture = '', value = ''] = token.split(':')
    const acted = await desk.act({ ...asker, install: {} as never }, { gesture, value }, input)
    return acted.kind === 'form' ? { ...acted, token } : acted
  }
  return setup
}

describe('a message', () => {
  it('is indexed for those who read it, as one document with a link of ours, and only who asked is told', async () => {
    await using setup = await setUp()
    expect(await setup.receive(onMessage('indexMessage'), form)).toMatchObject({ status: 200, body: '' })
    const url = 'https://acme.slack.com/archives/C1/p1790000000000200'
    const title = 'Message in #general, 2026-09-21'
    const text = 'Refunds go to @bob.\nWithin 5 days & in full.'
    expect(setup.host.accepted).toEqual([
      expect.objectContaining({
        naturalKey: 'T1:click:1.2.3',
        threadKey: 'slack:T1:C1:1790000000.000200',
        person: expect.objectContaining({ id: 'T1/U1' }),
        place: expect.objectContaining({ kind: 'channel', id: 'T1/C1' }),
        target: { team: 'T1', channel: 'C1', user: 'U1', ts, isAlone: true },
        isForAskerAlone: true,
        secret: responseUrl,
        request: {
          kind: 'index',
          isPrivate: true,
          sources: [{ kind: 'text', sourceKey: `slack:T1/C1/${ts}`, name: `${title}.txt`, title, text, url }],
        },
      }),
    ])
  })

  it('is indexed with its files, and they alone where it has no words', async () => {
    await using setup = await setUp()
    const files = [{ id: 'F1', name: 'plan.pdf', mimetype: 'application/pdf', mode: 'hosted' }]
    await setup.receive(onMessage('indexMessage', {}, { files }), form)
    await setup.receive(onMessage('indexMessage', { trigger_id: '7.8.9' }, { files, text: '', blocks: [] }), form)
    const file = { kind: 'file', sourceKey: 'slack:F1', name: 'plan.pdf', reference: 'F1' }
    expect(setup.host.accepted.map(({ request }) => request.sources?.map(({ kind }) => kind))).toEqual([
      ['text', 'file'],
      ['file'],
    ])
    expect(setup.host.accepted[1]?.request.sources).toEqual([expect.objectContaining(file)])
  })

  it('in a thread is of that thread, and so is its link', async () => {
    await using setup = await setUp()
    await setup.receive(onMessage('indexMessage', {}, { thread_ts: '1790000000.000100' }), form)
    const [incoming] = setup.host.accepted
    expect(incoming).toMatchObject({
      threadKey: 'slack:T1:C1:1790000000.000100',
      target: { thread_ts: '1790000000.000100' },
    })
    expect(incoming?.request.sources?.[0]?.url).toBe(
      'https://acme.slack.com/archives/C1/p1790000000000200?thread_ts=1790000000.000100&cid=C1',
    )
  })

  it('brings no link of its own, and none where Slack names no workspace', async () => {
    await using setup = await setUp()
    const evil = { permalink: 'https://evil.example/', text: 'https://evil.example/' }
    await setup.receive(onMessage('indexMessage', { team: { id: 'T1', domain: 'evil.example/x?' } }, evil), form)
    expect(setup.host.accepted[0]?.request.sources?.[0]).not.toHaveProperty('url')
  })

  it('without words is said to have none, to who chose it alone', async () => {
    await using setup = await setUp()
    for (const id of ['indexMessage', 'summarizeMessage', 'askAboutMessage'])
      await setup.receive(onMessage(id, { trigger_id: id }, { text: '' }), form)
    expect(setup.host.accepted).toMatchObject(
      Array.from({ length: 3 }, () => ({ isForAskerAlone: true, request: { kind: 'hint' } })),
    )
    expect(opened(setup)).toEqual([])
  })

  it('is summarized without a form', async () => {
    await using setup = await setUp()
    await setup.receive(onMessage('summarizeMessage'), form)
    expect(setup.host.accepted).toMatchObject([
      {
        threadKey: 'slack:T1:C1:T1%3Aclick%3A1.2.3',
        request: { kind: 'summarize', text: expect.stringContaining('Refunds') },
      },
    ])
  })

  it('is asked about by a form, whose answer is for who asked alone', async () => {
    await using setup = await setUpDesk()
    expect(await setup.receive(onMessage('askAboutMessage'), form)).toMatchObject({ status: 200, body: '' })
    const [view] = opened(setup)
    expect(view).toMatchObject({ type: 'modal', callback_id: 'form', title: { text: 'Ask about this' } })
    expect(setup.host.accepted).toEqual([])
    const values = { ...field('question', 'How long does it take?'), ...field('text', 'Within 5 days.') }
    expect(await setup.receive(sentIn(view, values), form)).toMatchObject({ status: 200, body: '' })
    expect(setup.host.accepted).toMatchObject([
      {
        isForAskerAlone: true,
        target: { team: 'T1', channel: 'C1', user: 'U1' },
        request: { kind: 'ask', question: 'How long does it take?', about: 'Within 5 days.' },
      },
    ])
  })

  it.each(['expired_trigger_id', 'exchanged_trigger_id'])(
    'whose form is too late (%s) is told so alone',
    async (error) => {
      await using setup = await setUp()
      setup.slack.next('views.open', { kind: 'error', error })
      expect(await setup.receive(onMessage('askAboutMessage'), form)).toMatchObject({ status: 200 })
      expect(setup.host.accepted).toMatchObject([
        {
          isForAskerAlone: true,
          secret: responseUrl,
          request: { kind: 'hint', reason: expect.stringContaining('choose it again') },
        },
      ])
    },
  )

  it('of a group has no name of its own: that would be those of all who are in it', async () => {
    await using setup = await setUp()
    await setup.receive(onMessage('indexMessage', { channel: { id: 'G9', name: 'mpdm-ada--bob--eve-1' } }), form)
    expect(setup.host.accepted).toMatchObject([{ request: { sources: [{ title: 'Message, 2026-09-21' }] } }])
  })

  it('in a direct conversation of other people is answered in the bot’s own with who asked', async () => {
    await using setup = await setUp()
    await setup.receive(onMessage('indexMessage', { channel: { id: 'D9', name: 'directmessage' } }), form)
    expect(setup.host.accepted).toMatchObject([
      {
        place: { kind: 'direct' },
        target: { team: 'T1', channel: 'D1', user: 'U1' },
        request: { sources: [{ sourceKey: `slack:T1/D9/${ts}`, title: 'Message, 2026-09-21' }] },
      },
    ])
  })

  it('of a stranger’s team, or without its ids, does nothing', async () => {
    await using setup = await setUp()
    const strange = { team: { id: 'T9', domain: 'other' }, user: { id: 'U1', team_id: 'T9' } }
    const bodies = [
      onMessage('indexMessage', strange),
      onMessage('askAboutMessage', strange),
      onMessage('indexMessage', { channel: undefined }),
      onMessage('indexMessage', { user: {} }),
      onMessage('indexMessage', { trigger_id: undefined }),
      onMessage('indexMessage', { message_ts: 'tomorrow' }),
      onMessage('indexMessage', { message_ts: undefined }, { ts: undefined }),
      anywhere('askFromAnywhere', strange),
    ]
    for (const [n, body] of bodies.entries())
      expect([n, await setup.receive(body, form)]).toMatchObject([n, { status: 200 }])
    expect([setup.host.accepted, opened(setup)]).toEqual([[], []])
  })

  it('that cannot be stored is not acknowledged, so that Slack tells the person', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('the database is away'))
    expect(await setup.receive(onMessage('indexMessage'), form)).toMatchObject({ status: 503 })
  })

  it('with a shortcut of another version is told so', async () => {
    await using setup = await setUp()
    await setup.receive(onMessage('translateMessage'), form)
    await setup.receive(anywhere('translate', { trigger_id: '7.8.9' }), form)
    expect(setup.host.accepted).toMatchObject([
      { request: { kind: 'hint' }, target: { channel: 'C1' } },
      { request: { kind: 'hint' }, target: { channel: 'D1' } },
    ])
  })
})

describe('a question from anywhere', () => {
  it('is asked by a form and answered in the bot’s direct messages, where it can be asked on', async () => {
    await using setup = await setUpDesk()
    expect(await setup.receive(anywhere('askFromAnywhere'), form)).toMatchObject({ status: 200, body: '' })
    const [view] = opened(setup)
    expect(view).toMatchObject({ blocks: [{ block_id: 'question', optional: false }] })
    expect(await setup.receive(sentIn(view, field('question', 'Who approves travel?')), form)).toMatchObject({
      body: '',
    })
    expect(setup.host.accepted).toMatchObject([
      {
        naturalKey: 'T1:click:4.5.6',
        directKey: 'slack:T1:D1:direct',
        person: { id: 'T1/U1' },
        place: { kind: 'direct' },
        target: { team: 'T1', channel: 'D1', user: 'U1' },
        request: { kind: 'ask', question: 'Who approves travel?' },
      },
    ])
    expect(setup.host.accepted[0]?.request).not.toHaveProperty('about')
  })

  it('sent in by someone else does nothing', async () => {
    await using setup = await setUpDesk()
    await setup.receive(anywhere('askFromAnywhere'), form)
    const [view] = opened(setup)
    const other = { user: { id: 'U2', team_id: 'T1' } }
    await setup.receive(sentIn(view, field('question', 'Who?'), other), form)
    expect(setup.host.accepted).toEqual([])
  })

  it('without words stays unasked, and says so in its place', async () => {
    await using setup = await setUpDesk()
    await setup.receive(anywhere('askFromAnywhere'), form)
    const answer = await setup.receive(sentIn(opened(setup)[0], field('question', '  ')), form)
    expect(JSON.parse(answer.body)).toMatchObject({ response_action: 'update' })
    expect(setup.host.accepted).toEqual([])
  })

  it.each(['expired_trigger_id', 'exchanged_trigger_id'])(
    'whose form is too late (%s) is told so directly',
    async (error) => {
      await using setup = await setUp()
      setup.slack.next('views.open', { kind: 'error', error })
      expect(await setup.receive(anywhere('askFromAnywhere'), form)).toMatchObject({ status: 200 })
      expect(setup.host.accepted).toMatchObject([
        {
          target: { channel: 'D1' },
          isForAskerAlone: true,
          request: { reason: expect.stringContaining('choose it again') },
        },
      ])
    },
  )

  it('is answered by their id where Slack does not say which direct messages are theirs', async () => {
    await using setup = await setUpDesk()
    setup.slack.scopes = setup.slack.scopes.filter((scope) => scope !== 'im:write')
    await setup.receive(anywhere('askFromAnywhere'), form)
    await setup.receive(sentIn(opened(setup)[0], field('question', 'Who?')), form)
    expect(setup.host.accepted).toMatchObject([{ place: { kind: 'direct' }, target: { channel: 'U1', user: 'U1' } }])
    expect(setup.host.warnings.join()).toContain('missing_scope')
  })
})
