// Which of Slack's messages are for the bot, and what they say.

import { describe, expect, it } from 'vitest'
import { type Parsed, parse } from '../../../../src/bots/slack/receive/parse.ts'
import { decodeText } from '../../../../src/bots/slack/receive/text.ts'
import { decodeThreadKey, encodeThreadKey } from '../../../../src/bots/slack/thread-key.ts'
import { createDesk } from '../../../../src/desk/desk.ts'
import { at } from '../../../askers.ts'
import { commandBody, eventBody } from '../../../stand-ins/slack.ts'
import { mention, messageEvent } from '../fixtures.ts'

const outside = {
  person: { id: 'T1/U1', isExternal: true },
  place: { kind: 'channel', id: 'T1/C1', hasExternals: true },
}

const context = { botUserId: 'U0BOT', responseUrlHosts: [], desk: createDesk({} as never) }
const parseEvent = (event: Record<string, unknown>, envelope = {}): Parsed =>
  parse(JSON.parse(eventBody(event, envelope)), context)
const parseForm = (body: string): Parsed => parse(Object.fromEntries(new URLSearchParams(body)), context)
const requestOf = (parsed: Parsed) => ('incoming' in parsed ? parsed.incoming.request : parsed)

describe('what no store takes', () => {
  it('comes in without NUL and with no half of a character, in ids and forms too', () => {
    const parsed = parseEvent(mention({ text: '<@U0BOT> half \ud83d emoji\0?\0', channel: '\0C1\0' }))
    const incoming = 'incoming' in parsed ? parsed.incoming : undefined
    expect(incoming?.request).toMatchObject({ kind: 'ask', question: 'half \ufffd emoji?' })
    expect(JSON.stringify(incoming)).not.toMatch(/\\u0000|\\ud83d/)
    const command = parseForm(commandBody('ask who\0 pays?'))
    expect(JSON.stringify(command)).not.toContain('\\u0000')
  })
})

describe('what is not for the bot', () => {
  const im = (fields = {}) => messageEvent({ channel: 'D1', channel_type: 'im', text: 'hi?', ...fields })
  it.each([
    ['its own message', im({ user: 'U0BOT' })],
    ['a bot', im({ bot_id: 'B1' })],
    ['a bot profile', im({ bot_profile: { id: 'B1' } })],
    ['Slackbot', im({ user: 'USLACKBOT' })],
    ['nobody', im({ user: undefined })],
    ['an edited message', im({ edited: { user: 'U1', ts: '1' } })],
    ['a hidden one', im({ hidden: true })],
    ['a mention that an edit added a day later', mention({ edited: { user: 'U1', ts: '1790086401.000000' } })],
    ...['message_changed', 'message_deleted', 'channel_join', 'bot_message', 'me_message', 'channel_topic'].map(
      (subtype) => [subtype, im({ subtype })] as [string, Record<string, unknown>],
    ),
    ['a question to someone else outside of threads', messageEvent({ text: '<@U9> and you?' })],
    ['an edit of a thread’s talk', messageEvent({ subtype: 'message_changed', message: { text: 'so', user: 'U1' } })],
  ])('ignores %s', (_, event) => expect(parseEvent(event)).toMatchObject({ kind: 'ignored' }))

  it.each([
    ['channel talk', messageEvent({ text: 'lunch?' })],
    ['talk in a group message', messageEvent({ text: 'lunch?', channel: 'G1', channel_type: 'mpim' })],
    ['a thread’s talk', messageEvent({ text: 'thanks a lot', thread_ts: '1.1' })],
  ])('overhears %s', (_, event) => expect(parseEvent(event)).toMatchObject({ kind: 'overheard' }))

  it('knows a question to someone else in a thread for talk', () => {
    const event = messageEvent({ text: '<@U9> and you?', thread_ts: '1.1' })
    expect(parseEvent(event)).toMatchObject({ kind: 'talk', incoming: { threadKey: 'slack:T1:C1:1.1' } })
  })

  it.each([null, 3, 'x', [], {}, { event: {} }, { event: { type: 'message' } }])('has no idea what %j is', (body) => {
    const { kind } = parse(body, context)
    expect(kind).toMatch(/unsupported|ignored/)
  })
})

describe('what is for the bot', () => {
  it('a direct message, in its own thread and without a channel', () => {
    const parsed = parseEvent(messageEvent({ channel: 'D1', channel_type: 'im', text: 'who approves travel?' }))
    expect(parsed).toMatchObject({
      kind: 'addressed',
      incoming: { place: { kind: 'direct' }, threadKey: 'slack:T1:D1:1790000000.000100' },
    })
  })

  it('a reply in a thread of direct messages, which goes on with that and with nothing outside of it', () => {
    const direct = (fields: Record<string, unknown>) =>
      parseEvent(messageEvent({ channel: 'D1', channel_type: 'im', text: 'and abroad?', ...fields }))
    expect(direct({})).toHaveProperty('incoming.directKey', 'slack:T1:D1:direct')
    const reply = direct({ thread_ts: '1.1' })
    expect(reply).toMatchObject({ kind: 'addressed', incoming: { threadKey: 'slack:T1:D1:1.1' } })
    expect(reply).not.toHaveProperty('incoming.directKey')
  })

  it('a file with a question, and a reply sent to the channel as well', () => {
    expect(parseEvent(mention({ subtype: 'file_share' })).kind).toBe('addressed')
    const broadcast = messageEvent({ subtype: 'thread_broadcast', thread_ts: '1.1', text: 'and on weekends?' })
    expect(parseEvent(broadcast).kind).toBe('follow-up')
  })

  it('a mention wherever it stands, taken out of the question', () => {
    expect(requestOf(parseEvent(mention({ text: 'hey <@U0BOT>, who  approves\n<@U0BOT|rag> travel?' })))).toEqual({
      kind: 'ask',
      question: 'hey who approves travel?',
      cut: false,
    })
  })

  it('blank fields, as Slack’s own samples have them', () => {
    expect(parseEvent(mention({ bot_id: '', subtype: '', thread_ts: '' })).kind).toBe('addressed')
  })

  it.each([
    ['<@U0BOT>', { kind: 'hint' }],
    ['<@U0BOT> help', { kind: 'help' }],
    ['<@U0BOT> Status', { kind: 'status' }],
    ['<@U0BOT> status of the build', { kind: 'ask' }],
  ])('%s', (text, request) => expect(requestOf(parseEvent(mention({ text })))).toMatchObject(request))

  it('keeps the installing workspace in its keys, whoever writes in a shared channel', () => {
    const parsed = parseEvent(mention({ team: 'T9', user_team: 'T9' }), { is_ext_shared_channel: true })
    expect(parsed).toMatchObject({ incoming: { naturalKey: 'T1:C1:1790000000.000100', ...outside } })
  })

  it.each([
    ['its channel is shared with others', {}, { is_ext_shared_channel: true }],
    ['its author is of another workspace', { user_team: 'T9' }, {}],
    ['it happened in another workspace', {}, { team_id: 'T9' }],
  ])('marks as read by strangers what says that %s', (_, event, envelope) => {
    expect(parseEvent(mention(event), envelope)).toMatchObject({ incoming: outside })
    expect(parseEvent(mention())).toMatchObject({ incoming: at('T1/C1', 'T1/U1') })
  })
})

describe('slash commands', () => {
  const secretOf = (url: string, hosts: string[] = []) => {
    const fields = Object.fromEntries(new URLSearchParams(commandBody('help', { response_url: url })))
    const parsed = parse(fields, { ...context, responseUrlHosts: hosts })
    return 'incoming' in parsed ? parsed.incoming.secret : undefined
  }

  it('believe only Slack’s own response URLs', () => {
    expect(secretOf('https://hooks.slack.com/commands/T1/2/x')).toBe('https://hooks.slack.com/commands/T1/2/x')
    for (const url of [
      'http://hooks.slack.com/commands/1',
      'https://hooks.slack.com.evil.example/1',
      'https://evil-hooks.slack.com/1',
      'https://hooks.evil-slack.com/1',
      'https://evil.hooks.slack.com/1',
      'https://x@hooks.slack.com/1',
      'https://hooks.slack.com:8443/1',
      'http://127.0.0.1:1/x',
      'file:///etc/passwd',
      'nonsense',
    ])
      expect(secretOf(url)).toBeUndefined()
    expect(secretOf('http://127.0.0.1:1/x', ['127.0.0.1'])).toBe('http://127.0.0.1:1/x')
  })

  it('have their trigger as their identity, or else their body', () => {
    const keyOf = (body: string) => {
      const parsed = parseForm(body)
      return 'incoming' in parsed ? parsed.incoming.naturalKey : ''
    }
    expect(keyOf(commandBody('help', { trigger_id: 'a.1' }))).toBe('T1:command:a.1')
    const bare = (text: string) => commandBody(text, { trigger_id: '' })
    expect(keyOf(bare('help'))).toBe(keyOf(bare('help')))
    expect(keyOf(bare('help'))).not.toBe(keyOf(bare('status')))
  })

  it('are of their workspace, also in an organisation', () => {
    expect(parseForm(commandBody('help', { enterprise_id: 'E1' }))).toMatchObject({
      incoming: { target: { team: 'T1' }, person: { id: 'T1/U1' } },
    })
  })

  it('belong to their channel, and in a direct message to none', () => {
    expect(parseForm(commandBody('help'))).toMatchObject({ incoming: at('T1/C1', 'T1/U1') })
    expect(parseForm(commandBody('help', { channel_id: 'D1' }))).toMatchObject({
      incoming: { place: { kind: 'direct' } },
    })
  })
})

describe('text', () => {
  it.each([
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['ask <@U1> and <@U2|ben>', 'ask and @ben'],
    ['in <#C1|general> or <#C2>', 'in #general or #C2'],
    ['<https://a.example/x|the wiki> <https://b.example/>', 'the wiki https://b.example/'],
    ['<mailto:a@b.example|a@b.example> <mailto:c@d.example>', 'a@b.example c@d.example'],
    ['<!here> <!subteam^S1|@ops> <!date^1^{date}|today>', '@ops today'],
  ])('%s', (text, plain) => expect(decodeText(text)).toBe(plain))
})

describe('thread keys', () => {
  it.each([
    { team: 'T1', channel: 'C1', thread: '1790000000.000100' },
    { team: 'T1', channel: 'C1', thread: 'T1:command:a%3A.b/é' },
  ])('round trip %o', (thread) => expect(decodeThreadKey(encodeThreadKey(thread))).toEqual(thread))

  it.each(['teams:a:b:c', 'slack:T1:C1', 'slack:T1:C1:1:2', 'slack::C1:1', ''])('refuse %j', (key) =>
    expect(() => decodeThreadKey(key)).toThrow('not the key of a Slack thread'),
  )
})
