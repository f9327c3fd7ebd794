import { describe, expect, it } from 'vitest'
import type { Answered } from '../../../../src/desk/types.ts'
import type { Answer } from '../../../../src/model.ts'
import { cardFor } from '../../cards.ts'
import { channelId, invoke, type Json } from '../fixtures.ts'
import { setUp } from '../set-up.ts'

const document = { id: 'd-1', title: 'Travel <policy>', uri: 'travel.pdf' }
const locator = { page: 3, start: 0, end: 10 }
const grounded: Answer = {
  kind: 'answered',
  markdown: 'Your <b>manager</b> does [1].',
  confidence: 0.9,
  citations: [{ marker: 1, document, quote: 'Travel is approved by your manager.', locator }],
  searched: { documents: 4, nearest: [] },
  backend: { name: 'extractive', model: null },
  tookMs: 3,
}
const nothing: Answer = {
  kind: 'no_evidence',
  markdown: "I don't know: nothing says so.",
  citations: [],
  searched: grounded.searched,
  backend: grounded.backend,
  tookMs: 3,
}
const replyOf = (answer: Answer): Answered => ({
  answer,
  card: cardFor({ kind: 'answer', question: 'who approves <travel>?', notes: [], answer }),
})
const answered = replyOf(grounded)
const unknown = replyOf(nothing)

async function ask(activity: Json, options: { reply?: Answered; tenantIds?: string[]; timeoutMs?: number } = {}) {
  const setup = await setUp(options)
  setup.host.reply = options.reply ?? answered
  const receive = async (one: Json) => {
    const { status, body } = await setup.receive(one)
    return { status, body: JSON.parse(String(body)) as Json }
  }
  return {
    ...setup,
    asked: setup.host.asked,
    receive,
    ...(await receive(activity)),
    [Symbol.asyncDispose]: () => setup.teams.close(),
  }
}

const action = (verb: unknown, data: unknown) =>
  invoke('adaptiveCard/action', { action: { type: 'Action.Execute', verb, data } })
const said = (body: Json) => JSON.stringify(body)

describe('buttons on a card', () => {
  const words = (value: unknown) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value })

  it('say what happened, to whoever clicked', async () => {
    await using setup = await ask(action('act', { token: 'save:1' }))
    expect(setup.status).toBe(200)
    expect(setup.body).toEqual(words('Noted.'))
    expect(setup.host.clicks).toEqual([
      {
        asker: expect.objectContaining({ person: expect.objectContaining({ id: 'tenant-1/aad-ada' }) }),
        token: 'save:1',
      },
    ])
    expect(setup.host.accepted).toEqual([])
  })

  it('hand on what was filled in, also where all was left empty', async () => {
    await using setup = await ask(
      action('act', { token: 'report:1', isFilled: true, text: 'outdated\0 since May', 'more.2': '', seq: 7 }),
    )
    await setup.receive(action('act', { token: 'report:1', isFilled: true }))
    expect(setup.host.clicks).toMatchObject([
      { token: 'report:1', input: { text: 'outdated since May', more: '' } },
      { token: 'report:1', input: {} },
    ])
  })

  it.each(['choice', 'choice.2'])('stand for what was chosen: %s', async (id) => {
    await using setup = await ask(action('act', { [id]: 'sum:2' }))
    expect(setup.host.clicks).toEqual([{ asker: expect.anything(), token: 'sum:2' }])
  })

  it('ask for whoever clicked, once for each click', async () => {
    await using setup = await ask(invoke('none', {}))
    setup.host.clicked = { kind: 'asked', request: { kind: 'summarize', title: 'A', text: 'B' } as never }
    const click = action('act', { token: 'sum:1' })
    expect((await setup.receive(click)).body).toEqual(words('On it: the answer comes in a moment, for you alone.'))
    await setup.receive(click)
    expect(setup.host.accepted).toMatchObject([
      {
        naturalKey: `${channelId};messageid=1790000000002:f:invoke-1`,
        threadKey: 'teams:tenant-1:19%3Ageneral%40thread.tacv2:1790000000002',
        person: { id: 'tenant-1/aad-ada' },
        request: { kind: 'summarize' },
      },
    ])
    setup.host.clicked = { kind: 'asked', request: { kind: 'ask', question: 'who?' } }
    expect((await setup.receive(click)).body).toEqual(words('On it: the answer comes in a moment.'))
  })

  it('cannot bring a form afterwards, and say what to do', async () => {
    await using setup = await ask(invoke('none', {}))
    setup.host.clicked = { kind: 'form', form: { title: 'Report', fields: [], submit: 'Send' }, token: 'report:1' }
    expect((await setup.receive(action('act', { token: 'report:1' }))).body).toEqual(
      words(expect.stringContaining('ask me again')),
    )
  })

  it('tell people who are not let in why, and store nothing', async () => {
    await using setup = await ask(action('act', { token: 'save:1' }), { tenantIds: ['tenant-2'] })
    expect(said(setup.body)).toContain('MICROSOFT_APP_TENANT_ID')
    expect(setup.host.clicks).toEqual([])
  })

  it('say so when the click could not be stored', async () => {
    await using setup = await ask(invoke('none', {}))
    setup.host.before = () => Promise.reject(new Error('database is away'))
    const { status, body } = await setup.receive(action('act', { token: 'save:1' }))
    expect(status).toBe(200)
    expect(said(body)).toMatch(/Try again/)
  })
})

describe('malformed invokes', () => {
  it.each<[string, unknown]>([
    ['adaptiveCard/action', null],
    ['adaptiveCard/action', { action: 'x' }],
    ['adaptiveCard/action', { action: { verb: 'rm', data: { conversationId: 'c' } } }],
    ['adaptiveCard/action', { action: { verb: 'rm', data: { token: 'save:1' } } }],
    ['adaptiveCard/action', { action: { verb: 'act', data: {} } }],
    ['adaptiveCard/action', { action: { verb: 'act', data: { token: 7 } } }],
    ['adaptiveCard/action', { action: { verb: 'act', data: { choice: '' } } }],
    ['adaptiveCard/action', { action: { verb: 'file', data: { conversationId: 7, seq: 1 } } }],
    ['adaptiveCard/action', { action: { verb: 'file', data: { conversationId: 'c', seq: 'x' } } }],
    ['composeExtension/query', 'x'],
    ['composeExtension/query', { commandId: 'ask' }],
    ['composeExtension/query', { commandId: 'ask', parameters: [{ name: 'other', value: 'who?' }] }],
    ['composeExtension/fetchTask', {}],
    ['composeExtension/fetchTask', { commandId: 'askAboutMessage' }],
    ['composeExtension/submitAction', { commandId: 'indexMessage', messagePayload: [] }],
    ['composeExtension/submitAction', { commandId: '__proto__', messagePayload: { id: '1' } }],
  ])('are refused with a reason: %s %j', async (name, value) => {
    await using setup = await ask(invoke(name, value))
    expect(setup.status).toBe(400)
    expect(setup.body).toMatchObject({ value: { code: 'BadRequest', message: expect.any(String) } })
    expect(setup.host.accepted).toEqual([])
  })

  it('of a button from before buttons had tokens say what to do', async () => {
    const data = { conversationId: 'c', seq: 1 }
    await using setup = await ask(invoke('adaptiveCard/action', { action: { verb: 'helpful', data } }))
    expect(setup.status).toBe(200)
    expect(said(setup.body)).toMatch(/ask again/)
    expect(setup.host.clicks).toEqual([])
  })

  it('of an unknown name are not implemented', async () => {
    await using setup = await ask(invoke('signin/verifyState', {}))
    expect(setup.status).toBe(501)
  })
})

const messagePayload = {
  id: '1790000000100',
  createdDateTime: '2026-11-19T08:30:00.000Z',
  linkToMessage: 'https://teams.microsoft.com/l/message/19:general/1790000000100',
  from: { user: { id: 'aad-bob', displayName: 'Bob' } },
  body: { contentType: 'html', content: '<div>Flights need a <b>form</b> &amp; a signature.</div>' },
  attachments: [
    { id: 'a-1', contentType: 'reference', contentUrl: 'https://x.sharepoint.com/form.pdf', name: 'form.pdf' },
    { id: 'a-2', contentType: 'messageReference', content: '{}' },
  ],
}

describe('“Index this message”', () => {
  const index = (payload: Json = messagePayload, name = 'composeExtension/submitAction') =>
    invoke(name, { commandId: 'indexMessage', commandContext: 'message', messagePayload: payload })

  it.each(['composeExtension/submitAction', 'composeExtension/fetchTask'])(
    'hands its words and files on, by %s',
    async (name) => {
      await using setup = await ask(index(messagePayload, name))
      // Microsoft's own test client takes nothing but a dialog: a bare message is an error there.
      expect(setup.body).toMatchObject({
        task: { type: 'continue', value: { height: 'small', card: { content: { type: 'AdaptiveCard' } } } },
      })
      expect(said(setup.body)).toContain('when it is done')
      expect(setup.host.accepted).toMatchObject([
        {
          place: { kind: 'channel', id: `tenant-1/${channelId}` },
          request: {
            kind: 'index',
            isPrivate: true,
            sources: [
              {
                kind: 'text',
                sourceKey: `teams:tenant-1/${channelId}/1790000000100`,
                title: 'Message of Bob, 2026-11-19',
                text: 'Flights need a form & a signature.',
                url: messagePayload.linkToMessage,
              },
              { kind: 'file', name: 'form.pdf', reference: 'share:https%3A%2F%2Fx.sharepoint.com%2Fform.pdf' },
            ],
          },
        },
      ])
    },
  )

  it('is of all its words where it is plain text, whatever they look like', async () => {
    const body = { contentType: 'text', content: 'A list is <b>List<String></b> in our handbook.' }
    await using setup = await ask(index({ ...messagePayload, body }))
    expect(setup.host.accepted).toMatchObject([{ request: { sources: [{ text: body.content }, {}] } }])
  })

  it('says that there is nothing in an empty one', async () => {
    await using setup = await ask(index({ id: '1', body: { content: '<p>&nbsp;</p>' } }))
    expect(said(setup.body)).toContain('no text and no file in that message')
    expect(setup.host.accepted).toEqual([])
  })

  it('links nowhere but to a web page', async () => {
    await using setup = await ask(index({ ...messagePayload, linkToMessage: 'javascript:alert(1)' }))
    expect(JSON.stringify(setup.host.accepted)).not.toContain('javascript')
  })

  it('says so when it could not be stored, and when someone is not let in', async () => {
    await using setup = await ask(invoke('none', {}))
    setup.host.before = () => Promise.reject(new Error('database is away'))
    expect(said((await setup.receive(index())).body)).toContain('could not take')
    await using other = await ask(index(), { tenantIds: [] })
    expect(said(other.body)).toContain('MICROSOFT_APP_TENANT_ID')
    expect(other.host.accepted).toEqual([])
  })
})

describe('“Ask about this”', () => {
  const call = (name: string, value: Json) =>
    invoke(`composeExtension/${name}`, { commandId: 'askAboutMessage', ...value })

  it('opens a dialog that carries the words of the message', async () => {
    await using setup = await ask(call('fetchTask', { messagePayload }))
    expect(setup.body).toMatchObject({
      task: {
        type: 'continue',
        value: {
          card: {
            contentType: 'application/vnd.microsoft.card.adaptive',
            content: {
              version: '1.5',
              actions: [{ type: 'Action.Submit', data: { about: 'Flights need a form & a signature.' } }],
            },
          },
        },
      },
    })
  })

  it.each([
    ['a question', 'who signs it?', { question: 'who signs it?', about: 'Flights need a form.' }],
    ['none: the message itself', '', { question: 'Flights need a form.' }],
  ])('answers there, for the person alone: %s', async (_, question, asked) => {
    await using setup = await ask(call('submitAction', { data: { question, about: 'Flights need a form.' } }))
    expect(setup.asked).toEqual([{ place: { kind: 'direct' }, ...asked }])
    expect(setup.body).toMatchObject({
      task: { type: 'continue', value: { card: { contentType: 'application/vnd.microsoft.card.adaptive' } } },
    })
    expect(said(setup.body)).toContain('manager')
    expect(setup.host.accepted).toEqual([])
  })

  it('says at once that there are no words to ask about', async () => {
    await using setup = await ask(call('fetchTask', { messagePayload: { id: '1', body: { content: '' } } }))
    expect(said(setup.body)).toContain('no text in that message')
  })

  it('takes what else can be done with a message by its menu', async () => {
    await using setup = await ask(
      invoke('composeExtension/fetchTask', { commandId: 'summarizeMessage', messagePayload }),
    )
    expect(said(setup.body)).toContain('when it is done')
    expect(setup.host.accepted).toMatchObject([
      {
        request: { kind: 'summarize', title: 'Message of Bob, 2026-11-19', text: 'Flights need a form & a signature.' },
      },
    ])
  })

  it('asks for words where there are none', async () => {
    await using setup = await ask(call('submitAction', { data: { question: '', about: '' } }))
    expect(said(setup.body)).toContain('no words')
    expect(setup.asked).toEqual([])
  })
})

describe('the search command', () => {
  const query = (question: unknown, more: Json = {}) =>
    invoke('composeExtension/query', { commandId: 'ask', parameters: [{ name: 'question', value: question }], ...more })

  it('inserts the cited answer, made for everyone who reads there', async () => {
    await using setup = await ask(query('who approves travel?', { commandContext: 'compose' }))
    expect(setup.asked).toMatchObject([{ place: { id: `tenant-1/${channelId}` }, question: 'who approves travel?' }])
    expect(setup.body).toMatchObject({
      composeExtension: {
        type: 'result',
        attachments: [
          {
            contentType: 'application/vnd.microsoft.card.adaptive',
            preview: {
              content: { title: 'who approves &lt;travel&gt;?', text: 'Your &lt;b&gt;manager&lt;/b&gt; does [1].' },
            },
          },
        ],
      },
    })
  })

  it('answers the person alone in the search box, which posts nothing', async () => {
    await using setup = await ask(query('who approves travel?', { commandContext: 'commandbox' }))
    expect(setup.asked).toMatchObject([{ place: { kind: 'direct' } }])
  })

  it.each(['', 'ab', 7, undefined])('waits for a question at %j', async (words) => {
    await using setup = await ask(query(words))
    expect(setup.body).toEqual({
      composeExtension: { type: 'message', text: expect.stringContaining('Type a question') },
    })
    expect(setup.asked).toEqual([])
  })

  it.each([
    ['ask who approves travel?', 'who approves travel?'],
    ['search parental leave', 'search parental leave'],
    ['status', 'status'],
  ])('looks up what is typed: %s', async (words, question) => {
    await using setup = await ask(query(words))
    expect(setup.asked).toMatchObject([{ question }])
  })

  it('says that it does not know', async () => {
    await using setup = await ask(query('who?'), { reply: unknown })
    expect(setup.body).toEqual({ composeExtension: { type: 'message', text: "I don't know: nothing says so." } })
  })

  it.each<[string, () => Promise<void>, RegExp, number?]>([
    ['late', () => new Promise((done) => setTimeout(done, 3_000)), /longer than Teams waits/, 1_000],
    ['broken', () => Promise.reject(new Error('database is away')), /Try again/],
  ])('says so when the answer is %s', async (_, before, words, timeoutMs = 10_000) => {
    await using setup = await ask(invoke('none', {}), { timeoutMs })
    setup.host.before = before
    const { status, body } = await setup.receive(query('who approves travel?'))
    expect(status).toBe(200)
    expect(said(body)).toMatch(words)
  })
})
