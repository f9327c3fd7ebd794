// What is seen of a message besides its text, and messages that are edited.
import { describe, expect, it } from 'vitest'
import { parse } from '../../../../src/bots/teams/receive/parse.ts'
import { attachedText } from '../../../../src/bots/teams/receive/shown.ts'
import { createRecordingHost } from '../../recording-host.ts'
import { appId, channelMessage, type Json, personalMessage } from '../fixtures.ts'

const context = { appId, tenantIds: ['tenant-1'], desk: createRecordingHost().desk }
const parsed = (activity: Json) => parse(activity, context)
const requestOf = (activity: Json) => {
  const result = parsed(activity)
  return 'incoming' in result ? result.incoming.request : result
}
const adaptive = (body: unknown) => ({ contentType: 'application/vnd.microsoft.card.adaptive', content: { body } })

describe('what a message shares', () => {
  it.each([
    [
      'an adaptive card',
      adaptive([
        { type: 'TextBlock', text: 'Leave plan' },
        {
          type: 'ColumnSet',
          columns: [{ items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '30 days' }] }] }],
        },
        { type: 'FactSet', facts: [{ title: 'Owner', value: 'Anna' }] },
        { type: 'ActionSet', actions: [{ title: 'Press me' }] },
      ]),
      'Leave plan\n30 days\nOwner\nAnna',
    ],
    [
      'a hero card as JSON in a string',
      { contentType: 'application/vnd.microsoft.card.hero', content: '{"title":"Leave","text":"<b>30</b> days"}' },
      'Leave\n30 days',
    ],
    [
      'a connector card',
      {
        contentType: 'application/vnd.microsoft.teams.card.o365connector',
        content: {
          title: 'Build',
          sections: [{ activityTitle: 'Broken', facts: [{ name: 'Branch', value: 'main' }] }],
        },
      },
      'Build\nBroken\nBranch\nmain',
    ],
    [
      'a forwarded message',
      { contentType: 'forwardedMessageReference', content: '{"originalMessageContent":"<p>Who pays?</p>"}' },
      'Who pays?',
    ],
    ['a quoted one', { contentType: 'messageReference', content: '{"messagePreview":"Who pays?"}' }, 'Who pays?'],
    ['nothing', { contentType: 'application/json', content: 'no { JSON' }, ''],
  ])('%s', (_, attachment, shown) => expect(attachedText([attachment])).toBe(shown))

  it('is what a question is about, or the question itself where there is no other', () => {
    const attachments = [adaptive([{ type: 'TextBlock', text: 'How many days of leave?' }])]
    expect(requestOf(personalMessage({ text: 'who knows that?', attachments }))).toMatchObject({
      question: 'who knows that?',
      about: 'How many days of leave?',
    })
    expect(requestOf(personalMessage({ text: '', attachments }))).toMatchObject({ question: 'How many days of leave?' })
    const forward =
      '<blockquote itemtype="http://schema.skype.com/Forward"><p>Who <strong>pays</strong> for travel?</p></blockquote>'
    const html = [{ contentType: 'text/html', content: `<p>please answer this</p>${forward}` }]
    expect(requestOf(personalMessage({ text: 'please answer this', attachments: html }))).toMatchObject({
      question: 'please answer this',
      about: 'Who pays for travel?',
    })
  })

  it('is the whole quote, with those it holds', () => {
    const quote =
      '<blockquote itemtype="http://schema.skype.com/Reply"><strong>Anna</strong><p>Old <blockquote>older</blockquote> tail</p></blockquote>'
    const attachments = [{ contentType: 'text/html', content: `${quote}<p>Who pays then?</p>` }]
    expect(requestOf(personalMessage({ text: '', attachments }))).toMatchObject({
      question: 'Who pays then?',
      about: 'Old\nolder\ntail',
    })
  })

  it('is no command', () => {
    const attachments = [adaptive([{ type: 'TextBlock', text: 'status' }])]
    expect(requestOf(personalMessage({ text: '', attachments }))).toMatchObject({ kind: 'ask', question: 'status' })
  })

  it('is read within limits', () => {
    let nested: unknown = { text: 'deep' }
    for (let i = 0; i < 10_000; i++) nested = { items: [nested] }
    expect(attachedText([adaptive(nested)])).toBe('')
    const wide = Array.from({ length: 100_000 }, () => ({ text: 'x'.repeat(100) }))
    expect(attachedText([adaptive(wide)]).length).toBeLessThan(5_000)
  })
})

it('letters by their names are letters', () => {
  expect(
    requestOf(personalMessage({ text: 'F&uuml;r &Uuml;ber, Caf&eacute; &amp; &Oslash;l&szlig;&foo;?' })),
  ).toMatchObject({
    question: 'Für Über, Café & Ølß&foo;?',
  })
})

describe('an edit', () => {
  const id = '1790000000003'
  const edit = (changes: Json = {}) =>
    channelMessage({
      type: 'messageUpdate',
      id,
      timestamp: new Date(Number(id) + 60_000).toISOString(),
      channelData: { ...(channelMessage().channelData as Json), eventType: 'editMessage' },
      ...changes,
    })

  it('that mentions the bot asks once, with the key of the message itself', () => {
    const first = parsed(channelMessage({ id }))
    const edited = parsed(edit())
    if (!('incoming' in first) || !('incoming' in edited)) throw new Error('it is not addressed')
    expect(edited.incoming).toEqual(first.incoming)
  })

  it.each([
    ['of days ago', edit({ timestamp: new Date(Number(id) + 25 * 3_600_000).toISOString() })],
    ['without a mention', edit({ entities: [], text: 'who approves travel?' })],
    [
      'that brings a message back',
      edit({ channelData: { ...(channelMessage().channelData as Json), eventType: 'undeleteMessage' } }),
    ],
  ])('%s is ignored', (_, activity) => expect(parsed(activity).kind).toBe('ignored'))
})
