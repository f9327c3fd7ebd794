// What is seen of a message besides its text, whom it names, and messages that are edited.
import { describe, expect, it } from 'vitest'
import { addresseeOf, directMessage, isTimelyEdit } from '../../../../src/bots/discord/receive/parse-message.ts'
import { messageText } from '../../../../src/bots/discord/receive/text.ts'
import { createRecordingHost } from '../../recording-host.ts'
import { type Json, message } from '../fixtures.ts'

const bot = { id: '100', roleIds: [] }
const { desk } = createRecordingHost()
const snapshot = (fields: Json) => ({ message_snapshots: [{ message: fields }] })

function requestOf(fields: Json) {
  const addressed = addresseeOf(message(fields), bot, desk)
  if (addressed.kind !== 'direct') throw new Error(addressed.kind)
  return directMessage(addressed.message, bot, null, desk.read).request
}

describe('what a message shows', () => {
  it.each([
    ['a forward', { content: '', ...snapshot({ content: 'How many days of leave?' }) }, 'How many days of leave?'],
    ['a comment on one', { content: 'see', ...snapshot({ content: 'How many?' }) }, 'see\nHow many?'],
    [
      'an embed',
      {
        content: '',
        embeds: [{ type: 'rich', title: 'Leave', description: '30 days', fields: [{ name: 'For', value: 'all' }] }],
      },
      'Leave\n30 days\nFor\nall',
    ],
    [
      'a poll',
      {
        content: '',
        poll: { question: { text: 'Which day?' }, answers: [{ answer_id: 1, poll_media: { text: 'Friday' } }] },
      },
      'Which day?\nFriday',
    ],
    ['a forwarded embed', { content: '', ...snapshot({ embeds: [{ description: '30 days' }] }) }, '30 days'],
    [
      'components',
      { content: '', components: [{ type: 17, components: [{ type: 10, content: '30 days' }] }] },
      '30 days',
    ],
    [
      'no preview of a link',
      { content: 'https://a.example', embeds: [{ type: 'link', title: 'A' }] },
      'https://a.example',
    ],
  ])('%s', (_, fields, shown) => expect(messageText(message(fields))).toBe(shown))

  it('is what a question is about, or the question itself where there is no other', () => {
    const forward = snapshot({ content: 'How many days of leave?' })
    expect(requestOf({ content: 'who knows?', ...forward })).toMatchObject({
      question: 'who knows?',
      about: 'How many days of leave?',
    })
    expect(requestOf({ content: '', ...forward })).toMatchObject({ question: 'How many days of leave?' })
    expect(requestOf({ content: '', ...snapshot({ content: 'status' }) })).toMatchObject({ kind: 'ask' })
  })

  it('is read within limits', () => {
    const embeds = Array.from({ length: 100_000 }, () => ({ title: 'x'.repeat(100) }))
    expect(messageText(message({ content: '', embeds })).length).toBeLessThan(5_000)
  })
})

it('a colleague who is named is no word of the question', () => {
  const mentions = [{ id: '7', username: 'anna.berg', global_name: 'Anna Berg' }]
  expect(requestOf({ content: '<@7> asked how many days of leave', mentions })).toMatchObject({
    question: 'asked how many days of leave',
  })
  expect(requestOf({ content: 'how many days has <@!7>?', mentions })).toMatchObject({ question: 'how many days has?' })
})

it.each([
  ['emoji', '<:wave:12> when is payday? <a:party:13>', 'when is payday?'],
  ['nothing but an emoji', '<:wave:12>', ':wave:'],
  ['but a name in a path', 'who reads /users/:id:/edit?', 'who reads /users/:id:/edit?'],
  [
    'the address of a link',
    'what says the [travel policy](https://a.example/b?c=kiln)?',
    'what says the travel policy?',
  ],
])('%s: no word of a question', (_, content, question) => expect(requestOf({ content })).toMatchObject({ question }))

describe('an update', () => {
  it.each([
    ['an edit', '2026-09-20T10:05:00.000000+00:00', true],
    ['an edit of days ago', '2026-09-22T10:05:00.000000+00:00', false],
    ['a preview of a link', null, false],
  ])('%s', (_, edited_timestamp, isEdit) => expect(isTimelyEdit(message({ edited_timestamp }))).toBe(isEdit))
})
