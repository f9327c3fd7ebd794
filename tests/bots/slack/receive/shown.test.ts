// What is seen of a message besides its text, and messages that are edited.
import { describe, expect, it } from 'vitest'
import { parse } from '../../../../src/bots/slack/receive/parse.ts'
import { sharedText } from '../../../../src/bots/slack/receive/shown.ts'
import { createDesk } from '../../../../src/desk/desk.ts'
import { eventBody } from '../../../stand-ins/slack.ts'
import { mention, messageEvent } from '../fixtures.ts'

const context = { botUserId: 'U0BOT', responseUrlHosts: [], desk: createDesk({} as never) }
const parsed = (event: Record<string, unknown>) => parse(JSON.parse(eventBody(event)), context)
const requestOf = (event: Record<string, unknown>) => {
  const result = parsed(event)
  return 'incoming' in result ? result.incoming.request : result
}
const section = (...elements: unknown[]) => ({ type: 'rich_text_section', elements })
const words = (text: string) => ({ type: 'text', text })
const richText = (...elements: unknown[]) => [{ type: 'rich_text', elements }]
const ours = { type: 'user', user_id: 'U0BOT' }

describe('a message whose words stand in blocks', () => {
  const blocks = richText(
    section(
      ours,
      words(' what is 1 < 2 & in '),
      { type: 'link', url: 'https://a.example', text: 'the plan' },
      words('?'),
    ),
    {
      type: 'rich_text_list',
      elements: [section(words('for ')), section({ type: 'user', user_id: 'U9' }, words('Berlin'))],
    },
  )

  it('is addressed by the mention in them, and asks what they say', () => {
    const asked = { kind: 'ask', question: 'what is 1 < 2 & in the plan? for Berlin' }
    expect(requestOf(mention({ text: '', blocks }))).toMatchObject(asked)
    expect(requestOf(messageEvent({ text: '', blocks }))).toMatchObject(asked)
  })

  it('is no one’s where they mention nobody', () => {
    expect(parsed(messageEvent({ text: '', blocks: richText(section(words('who pays?'))) })).kind).toBe('overheard')
  })

  it('of other kinds are read as people see them', () => {
    const shown = [
      { type: 'header', text: { type: 'plain_text', text: 'Plan' } },
      { type: 'section', text: { type: 'mrkdwn', text: 'of *2026*' }, fields: [{ type: 'mrkdwn', text: 'for all' }] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'draft' }] },
    ]
    expect(requestOf(mention({ text: '', blocks: [...shown, ...richText(section(ours))] }))).toMatchObject({
      question: 'Plan of *2026* for all draft',
    })
  })
})

it('emoji are no words of a question', () => {
  const question = (text: string) => requestOf(mention({ text: `<@U0BOT> ${text}` }))
  expect(question('hi :wave::skin-tone-2: when is payday? :+1:')).toMatchObject({ question: 'hi when is payday?' })
  expect(question('is std::map or a:b:c at 12:30:45 :grin:?')).toMatchObject({
    question: 'is std::map or a:b:c at 12:30:45 ?',
  })
})

describe('what a message shares', () => {
  const forwarded = {
    is_share: true,
    is_msg_unfurl: true,
    author_name: 'Anna',
    text: 'How many days of leave &amp; when?',
    fallback: '[July] anna: How many days',
    footer: 'Posted in #hr',
  }
  const im = (fields = {}) => messageEvent({ channel: 'D1', channel_type: 'im', ...fields })

  it.each([
    ['a forwarded message', { attachments: [forwarded] }, 'How many days of leave &amp; when?'],
    [
      'one whose words stand in blocks',
      {
        attachments: [
          { is_share: true, message_blocks: [{ message: { blocks: richText(section(words('Who pays?'))) } }] },
        ],
      },
      'Who pays?',
    ],
    [
      'a card of another app',
      {
        attachments: [{ pretext: 'New', title: 'Case 7', text: 'Broken', fields: [{ title: 'State', value: 'open' }] }],
      },
      'New\nCase 7\nBroken\nState\nopen',
    ],
    [
      'a video',
      { attachments: [{ blocks: [{ type: 'video', title: { text: 'Kiln' }, description: { text: 'By Anna' } }] }] },
      'Kiln\nBy Anna',
    ],
    ['a fallback', { attachments: [{ fallback: 'Case 7 is broken' }] }, 'Case 7 is broken'],
    ['nothing, for files are read themselves', { attachments: 'x', files: [{ title: 'Travel plan' }] }, ''],
  ])('%s', (_, message, shown) => expect(sharedText(message)).toBe(shown))

  it('is what a question is about, or the question itself where there is no other', () => {
    expect(requestOf(im({ text: 'who knows that?', attachments: [forwarded] }))).toMatchObject({
      question: 'who knows that?',
      about: 'How many days of leave & when?',
    })
    expect(requestOf(im({ text: '', attachments: [forwarded] }))).toMatchObject({
      question: 'How many days of leave & when?',
    })
  })

  it('is no command, and addresses nobody', () => {
    expect(requestOf(im({ text: '', attachments: [{ text: 'status' }] }))).toMatchObject({ kind: 'ask' })
    const talk = messageEvent({ text: 'see this', attachments: [{ text: '<@U0BOT> who pays?' }] })
    expect(parsed(talk).kind).toBe('overheard')
  })

  it('is read within limits', () => {
    const attachments = Array.from({ length: 20_000 }, () => ({
      text: 'x'.repeat(200),
      blocks: richText(section(words('y'))),
    }))
    expect(sharedText({ attachments }).length).toBeLessThan(10_000)
  })
})

describe('an edit', () => {
  const ts = '1790000000.000100'
  const edit = (message: Record<string, unknown>, editedAt = '1790000060.000000') => ({
    type: 'message',
    subtype: 'message_changed',
    hidden: true,
    channel: 'C1',
    channel_type: 'channel',
    ts: editedAt,
    message: { type: 'message', user: 'U1', team: 'T1', ts, edited: { user: 'U1', ts: editedAt }, ...message },
    previous_message: { type: 'message', user: 'U1', ts, text: 'who approves travel?' },
  })

  it('that adds a mention asks once, with the key of the message itself', () => {
    const text = '<@U0BOT> who approves travel?'
    const first = parsed(messageEvent({ text, ts }))
    if (!('incoming' in first)) throw new Error('it is not addressed')
    const mentioned = mention({ text, ts, edited: { user: 'U1', ts: '1790000060.000000' } })
    for (const event of [edit({ text }), mentioned])
      expect(parsed(event)).toMatchObject({ kind: 'addressed', incoming: first.incoming })
  })

  it('of a message that was for the bot asks anew, within ten minutes and in other words, with a key of its own', () => {
    const before = '<@U0BOT> who approves travel?'
    const asked = (text: string, at: string, previous = before) =>
      parsed({ ...edit({ text }, at), previous_message: { type: 'message', user: 'U1', ts, text: previous } })
    const anew = asked('<@U0BOT> who approves leave?', '1790000599.000000')
    expect(anew).toMatchObject({
      incoming: { naturalKey: 'T1:C1:1790000000.000100' },
      edited: {
        naturalKey: 'T1:C1:1790000000.000100:1790000599.000000',
        editOf: 'T1:C1:1790000000.000100',
        threadKey: 'slack:T1:C1:1790000000.000100',
        request: { question: 'who approves leave?' },
      },
    })
    for (const same of [
      asked('<@U0BOT> who approves leave?', '1790000601.000000'),
      asked(before, '1790000060.000000'),
    ]) {
      expect(same.kind).toBe('addressed')
      expect(same).not.toHaveProperty('edited')
    }
  })

  it.each([
    ['without a mention', edit({ text: 'who approves travel?' })],
    ['of a reply in a thread', edit({ text: 'who approves travel?', thread_ts: '1.1' })],
    ['of days ago', edit({ text: '<@U0BOT> who?' }, '1790090000.000000')],
    [
      'that is only a preview of a link',
      { ...edit({ text: '<@U0BOT> who?' }), message: { ...messageEvent(), text: '<@U0BOT> who?' } },
    ],
    ['of a bot', edit({ text: '<@U0BOT> who?', bot_id: 'B1' })],
    ['of nothing', edit({ ts: undefined, edited: undefined })],
  ])('%s is ignored', (_, event) => expect(parsed(event).kind).toBe('ignored'))
})
