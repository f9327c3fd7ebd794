// Clicks on our messages and the forms they open, over the webhook.
import { describe, expect, it } from 'vitest'
import { hint } from '../../../../src/model.ts'
import { form, setUp } from '../fixtures.ts'

type Json = Record<string, unknown>
const interaction = (payload: Json) => new URLSearchParams({ payload: JSON.stringify(payload) }).toString()

const base = { team: { id: 'T1' }, user: { id: 'U1', team_id: 'T1' }, trigger_id: '1.2.3', api_app_id: 'A1' }
function press(action: Json, fields: Json = {}): string {
  return interaction({
    type: 'block_actions',
    ...base,
    channel: { id: 'C1' },
    container: { type: 'message', message_ts: '1790000000.000200', channel_id: 'C1', thread_ts: '1790000000.000100' },
    message: { ts: '1790000000.000200', thread_ts: '1790000000.000100' },
    response_url: 'https://hooks.slack.com/actions/T1/2/3',
    actions: [{ action_id: 'button-0', type: 'button', value: 'feedback:helpful.mac', ...action }],
    ...fields,
  })
}
const asked = { title: 'Report', submit: 'Send', fields: [{ id: 'text', label: 'What?', maxLength: 10 }] }
const target = { team: 'T1', channel: 'C1', user: 'U1', thread_ts: '1790000000.000100' }
function sentIn(fields: Json = {}, more: Json = {}): string {
  const view = {
    id: 'V1',
    type: 'modal',
    callback_id: 'form',
    private_metadata: JSON.stringify({ token: 't', target }),
    state: { values: { text: { text: { type: 'plain_text_input', value: 'It is wrong.' } } } },
    ...fields,
  }
  return interaction({ type: 'view_submission', ...base, ...more, view })
}

describe('a click', () => {
  it('is handed over with who clicked where, and what it did is said to them alone', async () => {
    await using setup = await setUp()
    expect(await setup.receive(press({}), form)).toMatchObject({ status: 200, body: '' })
    const { host } = setup
    expect(host.clicks).toMatchObject([
      {
        token: 'feedback:helpful.mac',
        asker: { person: { id: 'T1/U1' }, place: { kind: 'channel', id: 'T1/C1' }, target },
      },
    ])
    expect(host.accepted).toMatchObject([
      {
        naturalKey: 'T1:click:1.2.3',
        request: hint('Noted.'),
        isForAskerAlone: true,
        target,
        secret: 'https://hooks.slack.com/actions/T1/2/3',
      },
    ])
  })

  it('on a menu stands for what was chosen, and what it asks for is a message of its own', async () => {
    await using setup = await setUp()
    setup.host.clicked = { kind: 'asked', request: { kind: 'search', query: 'x' } }
    const chosen = { type: 'static_select', value: undefined, selected_option: { value: 'like:d1.mac' } }
    await setup.receive(press(chosen), form)
    expect(setup.host.clicks[0]?.token).toBe('like:d1.mac')
    expect(setup.host.accepted[0]?.request).toEqual({ kind: 'search', query: 'x' })
  })

  it('from a direct message is of that', async () => {
    await using setup = await setUp()
    await setup.receive(press({}, { channel: { id: 'D1' }, container: {}, message: {} }), form)
    expect(setup.host.clicks[0]?.asker).toMatchObject({ place: { kind: 'direct' }, target: { channel: 'D1' } })
    expect(setup.host.clicks[0]?.asker.target).not.toHaveProperty('thread_ts')
  })

  it('that asks for a form opens it, for that token', async () => {
    await using setup = await setUp()
    setup.host.clicked = { kind: 'form', form: asked, token: 't' }
    expect(await setup.receive(press({}), form)).toMatchObject({ status: 200 })
    const [opened] = setup.slack.calls.filter(({ method }) => method === 'views.open')
    expect(opened?.args).toMatchObject({ trigger_id: '1.2.3', view: { type: 'modal', callback_id: 'form' } })
    expect(JSON.parse((opened!.args.view as { private_metadata: string }).private_metadata)).toEqual({
      token: 't',
      target,
    })
    expect(setup.host.accepted).toEqual([])
  })

  it.each(['expired_trigger_id', 'exchanged_trigger_id', 'internal_error', 'not_in_channel'])(
    'whose form Slack does not open (%s) is said to be pressed again',
    async (error) => {
      await using setup = await setUp()
      setup.host.clicked = { kind: 'form', form: asked, token: 't' }
      setup.slack.next('views.open', { kind: 'error', error })
      expect(await setup.receive(press({}), form)).toMatchObject({ status: 200 })
      expect(setup.host.accepted).toMatchObject([
        { isForAskerAlone: true, request: { kind: 'hint', reason: expect.stringContaining('press the button again') } },
      ])
    },
  )

  it('that fails is not acknowledged, so that Slack tells the person', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('the database is away'))
    expect(await setup.receive(press({}), form)).toMatchObject({ status: 503 })
  })

  it('that was recorded and could not be answered is acknowledged: pressed again it would be taken back', async () => {
    await using setup = await setUp()
    const { accept } = setup.host
    Object.assign(setup.host, { accept: () => Promise.reject(new Error('the database is away')) })
    expect(await setup.receive(press({}), form)).toMatchObject({ status: 200 })
    expect(setup.host.warnings.join()).toContain('recorded, but not answered')
    Object.assign(setup.host, { accept })
    setup.host.clicked = { kind: 'asked', request: { kind: 'search', query: 'x' } }
    Object.assign(setup.host, { accept: () => Promise.reject(new Error('the database is away')) })
    expect(await setup.receive(press({}), form)).toMatchObject({ status: 503 })
  })

  it('of a stranger’s team, without its ids or without a value does nothing', async () => {
    await using setup = await setUp()
    const strange = [
      press({}, { team: { id: 'T9' }, user: { id: 'U1', team_id: 'T9' } }),
      press({ value: undefined }),
      press({}, { trigger_id: undefined }),
      press({}, { user: {} }),
      press({}, { actions: [] }),
    ]
    for (const [n, body] of strange.entries())
      expect([n, await setup.receive(body, form)]).toMatchObject([n, { status: 200 }])
    expect([setup.host.clicks, setup.host.accepted]).toEqual([[], []])
  })

  it('brings an address that is not Slack’s nothing', async () => {
    await using setup = await setUp()
    await setup.receive(press({}, { response_url: 'https://evil.example/' }), form)
    expect(setup.host.accepted[0]).not.toHaveProperty('secret')
  })
})

describe('a form', () => {
  it('is answered in the acknowledgement: with what it did, in its place', async () => {
    await using setup = await setUp()
    const answer = await setup.receive(sentIn(), form)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toMatchObject({
      response_action: 'update',
      view: { type: 'modal', blocks: [{ text: { text: 'Noted.' } }] },
    })
    expect(setup.host.clicks).toMatchObject([{ token: 't', input: { text: 'It is wrong.' }, asker: { target } }])
  })

  it('may be followed by another, or by a message', async () => {
    await using setup = await setUp()
    setup.host.clicked = { kind: 'form', form: asked, token: 't2' }
    expect(JSON.parse((await setup.receive(sentIn(), form)).body)).toMatchObject({ view: { callback_id: 'form' } })
    setup.host.clicked = { kind: 'asked', request: { kind: 'ask', question: 'Who?', cut: false } }
    expect(await setup.receive(sentIn(), form)).toMatchObject({ status: 200, body: '' })
    expect(setup.host.accepted).toMatchObject([{ request: { question: 'Who?' }, target }])
    // Everyone sees the answer to a question.
    expect(setup.host.accepted[0]).not.toHaveProperty('isForAskerAlone')
  })

  it('that could not be taken stays open, with what was written, and says so', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('the database is away'))
    const answer = await setup.receive(sentIn(), form)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({
      response_action: 'errors',
      errors: { text: expect.stringContaining('send it again') },
    })
  })

  it('whose request could not be stored stays open too', async () => {
    await using setup = await setUp()
    setup.host.clicked = { kind: 'asked', request: { kind: 'search', query: 'x' } }
    Object.assign(setup.host, { accept: () => Promise.reject(new Error('the database is away')) })
    expect(JSON.parse((await setup.receive(sentIn(), form)).body)).toMatchObject({ response_action: 'errors' })
  })

  it('with a field that was left empty still hands it over', async () => {
    await using setup = await setUp()
    await setup.receive(
      sentIn({ state: { values: { text: { text: { type: 'plain_text_input', value: null } } } } }),
      form,
    )
    expect(setup.host.clicks).toMatchObject([{ input: { text: '' } }])
  })

  it('of a stranger’s team does nothing', async () => {
    await using setup = await setUp()
    const strange = { team: { id: 'T9' }, user: { id: 'U1', team_id: 'T9' } }
    expect(await setup.receive(sentIn({}, strange), form)).toMatchObject({ status: 200, body: '' })
    expect([setup.host.clicks, setup.host.accepted]).toEqual([[], []])
  })

  it('that is none of ours does nothing', async () => {
    await using setup = await setUp()
    for (const private_metadata of ['', '{}', '[]', '{"token":"t"}', '{"token":1,"target":{}}', 'no JSON'])
      expect(await setup.receive(sentIn({ private_metadata }), form)).toMatchObject({ status: 200 })
    expect(setup.host.clicks).toEqual([])
  })
})
