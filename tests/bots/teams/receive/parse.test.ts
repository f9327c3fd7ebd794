import { describe, expect, it } from 'vitest'
import { type Parsed, parse } from '../../../../src/bots/teams/receive/parse.ts'
import { decodeThreadKey } from '../../../../src/bots/teams/thread-key.ts'
import { at } from '../../../askers.ts'
import { createRecordingHost } from '../../recording-host.ts'
import {
  appId,
  bot,
  channelId,
  channelMessage,
  groupMessage,
  type Json,
  mention,
  personalMessage,
  upload,
} from '../fixtures.ts'

const { desk } = createRecordingHost()
const context = { appId, tenantIds: ['tenant-1'], desk }
const parsed = (activity: Json) => parse(activity, context)

function incoming(activity: Json, tenantIds: readonly string[] = context.tenantIds) {
  const result = parse(activity, { ...context, tenantIds })
  if (result.kind !== 'addressed' && result.kind !== 'follow-up') throw new Error(`it is ${JSON.stringify(result)}`)
  return result.incoming
}

const question = (activity: Json) => incoming(activity).request
const html = (content: string) => ({ contentType: 'text/html', content })

describe('where a message comes from', () => {
  it('is a chat with the bot alone', () => {
    expect(incoming(personalMessage())).toMatchObject({
      platform: 'teams',
      naturalKey: 'a:1ada:1790000000001',
      threadKey: 'teams:tenant-1:a%3A1ada:1790000000001',
      directKey: 'teams:tenant-1:a%3A1ada:direct',
      ...at(null, 'tenant-1/aad-ada'),
      request: { kind: 'ask', question: 'who approves travel?', cut: false },
      target: {
        serviceUrl: 'https://smba.trafficmanager.net/emea/tenant-1/',
        conversation: 'a:1ada',
        activity: '1790000000001',
        type: 'personal',
        user: '29:ada',
        tenant: 'tenant-1',
      },
    })
  })

  it('is a thread of a channel, by the message it begins with', () => {
    const reply = incoming(channelMessage({ id: '1790000000009' }, '1790000000002'))
    expect(reply).toMatchObject({
      naturalKey: `${channelId};messageid=1790000000002:1790000000009`,
      place: { kind: 'channel', id: `tenant-1/${channelId}` },
      target: {
        conversation: `${channelId};messageid=1790000000002`,
        type: 'channel',
        channel: channelId,
        team: 'group-1',
      },
    })
    expect(reply.threadKey).toBe(incoming(channelMessage()).threadKey)
    expect(reply.directKey).toBeUndefined()
    expect(decodeThreadKey(reply.threadKey)).toEqual({
      tenant: 'tenant-1',
      conversation: channelId,
      thread: '1790000000002',
    })
  })

  it('is a chat of several people, who all read', () => {
    expect(incoming(groupMessage())).toMatchObject({
      place: { kind: 'channel', id: 'tenant-1/19:chat@thread.v2' },
      directKey: 'teams:tenant-1:19%3Achat%40thread.v2:direct',
      target: { type: 'groupChat' },
    })
  })

  it('is no private place when two people chat there, whatever Teams calls it', () => {
    const chat = { conversationType: 'personal', id: '19:ada_bob@unq.gbl.spaces', tenantId: 'tenant-1' }
    expect(incoming(personalMessage({ conversation: chat, entities: [mention()] }))).toMatchObject({
      place: { kind: 'channel', id: 'tenant-1/19:ada_bob@unq.gbl.spaces' },
      target: { type: 'groupChat' },
    })
  })

  it('names people without a directory id by the one they have with the bot', () => {
    expect(incoming(personalMessage({ from: { id: '29:ada' } })).person.id).toBe('tenant-1/29:ada')
  })

  it.each([
    ['no conversation', { conversation: undefined }],
    ['a conversation of an unknown type', { conversation: { id: 'x', conversationType: 'stage' } }],
    ['nobody', { from: {} }],
  ])('is unknown with %s', (_, changes) => {
    expect(parsed(personalMessage(changes))).toEqual({ kind: 'unsupported', type: 'message without its ids' })
  })
})

describe('what is said', () => {
  it.each([
    ['a mention before it', '<at>ragbot</at> who approves travel?', [mention()]],
    ['an address with a comma', '<at>ragbot</at>, who approves travel?', [mention()]],
    ['a mention with an id', '<at id="0">ragbot</at>&nbsp;who approves travel?', [mention()]],
    ['a mention in the middle', 'who <at>ragbot</at> approves travel?', [mention()]],
    ['the name that the person gave it', '<at>Rag</at> who approves travel?', [mention('Rag')]],
    ['a mention in the entities alone', 'who approves travel?', [mention()]],
    ['a mention whose entity has no text', 'who approves travel?', [{ type: 'mention', mentioned: { id: bot.id } }]],
  ])('is the question, with %s', (_, text, entities) => {
    expect(question(channelMessage({ text, entities }))).toEqual({
      kind: 'ask',
      question: 'who approves travel?',
      cut: false,
    })
  })

  it('is without the names of others, but with what only looks like markup', () => {
    const text = '<at>ragbot</at> <at>Bob &amp; Co</at>: what if a &lt; b &amp;amp; 1<2?'
    const entities = [mention(), mention('Bob & Co', '29:bob')]
    expect(question(channelMessage({ text, entities }))).toMatchObject({ question: 'what if a < b &amp; 1<2?' })
  })

  it('is with the characters that Teams writes as numbers, in either kind', () => {
    const text = '<at>ragbot</at> what&#x27;s the caf&#233; called? &#x1F600;'
    expect(question(channelMessage({ text, entities: [mention()] }))).toMatchObject({
      question: "what's the café called? \u{1F600}",
    })
  })

  it('is read from the HTML when there is no text', () => {
    const content =
      '<p><span itemtype="http://schema.skype.com/Mention" itemid="0">ragbot</span>&nbsp;who</p><p>approves <b>travel</b>?</p>'
    expect(question(channelMessage({ text: '', attachments: [html(content)] }))).toMatchObject({
      question: 'who approves travel?',
    })
  })

  it('is about the message that it quotes', () => {
    const content =
      '<blockquote itemtype="http://schema.skype.com/Reply" itemid="1"><strong>Bob</strong><span itemprop="time"></span><p>Flights need a form.</p></blockquote><p>where is it?</p>'
    expect(
      question(personalMessage({ text: 'Bob Flights need a form. where is it?', attachments: [html(content)] })),
    ).toEqual({
      kind: 'ask',
      question: 'where is it?',
      cut: false,
      about: 'Flights need a form.',
    })
    const short = personalMessage({ attachments: [html(content.replace('where is it?', 'summarize this'))] })
    expect(question(short)).toMatchObject({ kind: 'summarize', text: 'Flights need a form.' })
  })

  it.each([
    ['search parental leave', { kind: 'search', query: 'parental leave' }],
    ['ask who?', { kind: 'ask', question: 'who?', cut: false }],
    ['status', { kind: 'status' }],
    ['HELP', { kind: 'help' }],
    ['favourites', { kind: 'favourites' }],
    ['continue AB12-CD34', { kind: 'continue', code: 'AB12-CD34' }],
    [
      'index https://x.example/a',
      { kind: 'index', sources: [{ kind: 'page', url: 'https://x.example/a' }], isPrivate: true },
    ],
  ])('is a command: %s', (words, request) => {
    expect(question(channelMessage({ text: `<at>ragbot</at> ${words}` }))).toEqual(request)
  })

  it('is none where there is only a card that the message extension inserted', () => {
    const card =
      '\n<span class="inline-compose-card" itemid="0" itemtype="http://schema.skype.com/InputExtension">\n  <span content="0" itemprop="cardId"></span>\n</span>\n'
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content: {} }]
    expect(question(personalMessage({ text: card, attachments }))).toMatchObject({ kind: 'hint' })
    const asked = question(personalMessage({ text: `is this right?${card} <span> counts`, attachments }))
    expect(asked).toMatchObject({ kind: 'ask', question: 'is this right? <span> counts' })
  })

  it('is nothing in a bare mention', () => {
    expect(question(channelMessage({ text: '<at>ragbot</at>' }))).toMatchObject({ kind: 'hint' })
  })
})

describe('what is addressed to the bot', () => {
  const reply = (changes: Json) => channelMessage({ id: '1790000000009', entities: [], ...changes }, '1790000000002')

  it.each<[string, Json, Parsed['kind']]>([
    ['a question in a thread', reply({ text: 'and on weekends?' }), 'follow-up'],
    [
      'a question in a thread by someone who is not let in',
      reply({ text: 'and on weekends?', channelData: { tenant: { id: 'tenant-9' } } }),
      'ignored',
    ],
    ['talk in a thread', reply({ text: 'thanks, Bob' }), 'ignored'],
    [
      'a question to someone else',
      reply({ text: '<at>Bob</at> and you?', entities: [mention('Bob', '29:bob')] }),
      'ignored',
    ],
    ['a new thread without a mention', channelMessage({ entities: [], text: 'who?' }), 'ignored'],
    ['a chat without a mention', groupMessage({ entities: [], text: 'who?' }), 'ignored'],
    ['a name that is no mention', channelMessage({ entities: [], text: '<at>ragbot</at> who?' }), 'ignored'],
    ['the bot itself', personalMessage({ from: bot }), 'ignored'],
    ['another bot', channelMessage({ from: { id: '28:other', name: 'other' } }), 'ignored'],
    ['a bot by its role', channelMessage({ from: { id: '29:x', role: 'bot' } }), 'ignored'],
    ['typing', personalMessage({ type: 'typing' }), 'unsupported'],
    ['someone who joins', channelMessage({ type: 'conversationUpdate', membersAdded: [{ id: '29:bob' }] }), 'ignored'],
    ['a removal', channelMessage({ type: 'installationUpdate', action: 'remove' }), 'ignored'],
  ])('%s', (_, activity, kind) => {
    expect(parsed(activity).kind).toBe(kind)
  })

  it.each([
    ['installationUpdate', { action: 'add', membersAdded: undefined }],
    ['conversationUpdate', { membersAdded: [{ id: '29:x' }, { id: bot.id }] }],
  ])('is its installation, once by %s', (type, changes) => {
    const welcome = incoming(personalMessage({ ...changes, type, id: `f:${type}`, text: undefined }))
    expect(welcome).toMatchObject({ naturalKey: 'a:1ada:welcome', request: { kind: 'help' } })
    expect(welcome.target.activity).toBeUndefined()
  })
})

describe('people who are not let in', () => {
  const reason = expect.stringMatching(/MICROSOFT_APP_TENANT_ID.*tenant-9/)
  it.each([
    ['the tenant of the team', { channelData: { tenant: { id: 'tenant-9' } } }],
    ['the tenant of the chat', { conversation: { conversationType: 'personal', id: 'a:1', tenantId: 'tenant-9' } }],
    ['the person', { from: { id: '29:eve', aadObjectId: 'aad-eve', tenantId: 'tenant-9' } }],
  ])('are told why: %s', (_, changes) => {
    expect(question(personalMessage(changes))).toEqual({ kind: 'hint', reason })
  })

  it('are told even for files, commands and installations', () => {
    const channelData = { tenant: { id: 'tenant-9' } }
    for (const activity of [
      personalMessage({ channelData, attachments: [upload()] }),
      personalMessage({ channelData, text: 'status' }),
      personalMessage({ channelData, type: 'installationUpdate', action: 'add' }),
      personalMessage({ channelData, text: undefined, value: { verb: 'act', token: 'save:c:1' } }),
    ])
      expect(question(activity)).toEqual({ kind: 'hint', reason })
  })

  it('are all people while no tenant is configured, or none is named', () => {
    expect(incoming(personalMessage(), []).request).toMatchObject({ kind: 'hint' })
    const nowhere = personalMessage({ channelData: {}, conversation: { conversationType: 'personal', id: 'a:1' } })
    expect(question(nowhere)).toMatchObject({ kind: 'hint' })
  })

  it('are not those whose tenant is written in capitals', () => {
    expect(incoming(personalMessage({ channelData: { tenant: { id: 'TENANT-1' } } }))).toMatchObject({
      person: { id: 'tenant-1/aad-ada' },
      request: { kind: 'ask' },
    })
  })
})

describe('files', () => {
  it('are indexed, their download addresses kept secret', () => {
    const second = upload({
      name: '..\\..\\evil\u202efdp.exe\u0000',
      contentUrl: undefined,
      content: { downloadUrl: 'https://d.example/2', uniqueId: 'unique-2' },
    })
    const files = incoming(personalMessage({ text: '', attachments: [upload(), second] }))
    expect(files.request).toEqual({
      kind: 'index',
      sources: [
        {
          kind: 'file',
          sourceKey: 'teams:tenant-1/unique-1',
          name: 'travel.pdf',
          reference: 'url:0',
          url: 'https://contoso.sharepoint.com/personal/ada/Documents/travel.pdf',
        },
        { kind: 'file', sourceKey: 'teams:tenant-1/unique-2', name: 'evil fdp.exe', reference: 'url:1' },
      ],
      isPrivate: false,
    })
    expect(JSON.parse(files.secret ?? '')).toEqual({
      urls: ['https://download.example/travel?token=secret', 'https://d.example/2'],
    })
    expect(JSON.stringify({ ...files, secret: '' })).not.toContain('token=secret')
  })

  it('come with the question that stands beside them, and with nothing that is none', () => {
    const asked = question(personalMessage({ text: 'who signs it?', attachments: [upload()] }))
    expect(asked).toMatchObject({ kind: 'index', question: 'who signs it?' })
    const told = question(personalMessage({ text: 'here you are', attachments: [upload()] }))
    expect(told).not.toHaveProperty('question')
  })

  it('get the extension that Teams names apart', () => {
    expect(question(personalMessage({ attachments: [upload({ name: 'travel' })] }))).toMatchObject({
      sources: [{ name: 'travel.pdf' }],
    })
  })

  it('of a channel are read through Graph: by their address, or by their mark in the message', () => {
    const linked = {
      id: 'a-1',
      contentType: 'reference',
      contentUrl: 'https://x.sharepoint.com/a b.pdf',
      name: 'a b.pdf',
    }
    const marks = html('<p><attachment id="a-1"></attachment><attachment id="a-2"></attachment></p>')
    expect(
      question(channelMessage({ id: '1790000000009', text: '<at>ragbot</at>', attachments: [linked, marks] })),
    ).toMatchObject({
      sources: [
        { name: 'a b.pdf', reference: `share:${encodeURIComponent('https://x.sharepoint.com/a%20b.pdf')}` },
        { reference: `message:group-1/${encodeURIComponent(channelId)}/1790000000002/1790000000009/a-2` },
      ],
    })
    expect(question(groupMessage({ attachments: [marks] }))).toMatchObject({
      sources: [{ reference: 'chat:19%3Achat%40thread.v2/1790000000003/a-1' }, {}],
    })
  })

  it('that nobody could fetch are none', () => {
    const mark = html('<attachment id="a-1"></attachment>')
    expect(question(personalMessage({ attachments: [mark] }))).toMatchObject({ kind: 'ask' })
    for (const content of [{}, { downloadUrl: 'file:///etc/passwd' }, { downloadUrl: 'https://u:p@x.example/' }])
      expect(question(personalMessage({ attachments: [upload({ content })] }))).toMatchObject({ kind: 'ask' })
  })

  it('refuses a picture by its name, unless there is something to read beside it', () => {
    const picture = {
      contentType: 'image/png',
      contentUrl: 'https://smba.trafficmanager.net/emea/v3/attachments/1',
      name: 'plan.png',
    }
    const hint = question(personalMessage({ text: '', attachments: [picture] }))
    expect(hint).toEqual({ kind: 'hint', reason: expect.stringContaining('plan.png') })
    expect(question(personalMessage({ attachments: [picture] }))).toMatchObject({ kind: 'ask' })
    expect(question(personalMessage({ attachments: [picture, upload()] }))).toMatchObject({
      sources: [
        { name: 'travel.pdf', reference: 'url:1' },
        { name: 'plan.png', reference: 'url:0' },
      ],
    })
  })
})

describe('buttons that come as messages', () => {
  it('are clicks', () => {
    const value = { verb: 'act', token: 'report:1', text: 'outdated' }
    expect(parsed(channelMessage({ text: undefined, entities: [], value }))).toMatchObject({
      kind: 'click',
      click: { token: 'report:1', input: { text: 'outdated' } },
      place: { tenant: 'tenant-1', conversation: channelId },
    })
  })

  it.each([{ verb: 'rm', token: 'a' }, { verb: 'act' }, { verb: 'act', token: 7 }, { x: 1 }])('are not %j', (value) => {
    expect(parsed(personalMessage({ text: undefined, value }))).toMatchObject({
      kind: 'addressed',
      incoming: { request: { kind: 'hint' } },
    })
  })

  it('say so where they are of a version before', () => {
    const value = { verb: 'helpful', conversationId: 'c', seq: 1 }
    const reason = expect.stringContaining('I do not know that button')
    expect(parsed(personalMessage({ text: undefined, value }))).toMatchObject({ incoming: { request: { reason } } })
  })
})

it('never throws, whatever the fields hold', () => {
  const junk = [
    null,
    7,
    '',
    'x',
    [],
    {},
    [null],
    { id: 7 },
    '<at',
    '<blockquote schema.skype.com/Reply>',
    '&#x110000;&#0;',
    '%E0%A4%A',
    '\uD800',
  ]
  for (const name of Object.keys(channelMessage({ attachments: [], value: {}, name: '' })))
    for (const one of junk) expect(() => parsed(channelMessage({ [name]: one }))).not.toThrow()
  for (const one of junk) {
    const attachment = upload({ name: one, content: { downloadUrl: one, uniqueId: one, fileType: one } })
    expect(() =>
      parsed(personalMessage({ text: one, attachments: [attachment, one, html(String(one))] })),
    ).not.toThrow()
    expect(() =>
      parsed(
        channelMessage({
          attachments: [{ contentType: 'reference', contentUrl: `https://x/${String(one)}`, name: one }],
        }),
      ),
    ).not.toThrow()
  }
})
