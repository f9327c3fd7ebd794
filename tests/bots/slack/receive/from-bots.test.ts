// Messages of other bots: handed on as theirs where they are for us, and never our own.
import { expect, it } from 'vitest'
import { eventBody } from '../../../stand-ins/slack.ts'
import { messageEvent, setUp } from '../fixtures.ts'

const text = '<@U0BOT> who repairs the lift?'
const posted = { user: 'U7', bot_id: 'B7', app_id: 'A7', bot_profile: { id: 'B7', app_id: 'A7' } }

it('are for us where they mention us, or say something outside of a thread', async () => {
  await using setup = await setUp()
  const { host } = setup
  await setup.receive(eventBody(messageEvent({ ...posted, text })))
  expect(host.accepted).toEqual([])
  host.hears = true
  await setup.receive(eventBody(messageEvent({ ...posted, text })))
  // The classic kind has no user.
  const classic = { user: undefined, subtype: 'bot_message', bot_id: 'B8', app_id: 'A8' }
  await setup.receive(eventBody(messageEvent({ ...classic, text: 'who repairs the roof?', ts: '1790000000.000200' })))
  expect(host.accepted).toMatchObject([
    {
      bot: ['U7', 'B7', 'A7'],
      person: { id: 'T1/U7' },
      isHeldBack: true,
      request: { question: 'who repairs the lift?' },
    },
    { bot: ['B8', 'A8'], person: { id: 'T1/B8' }, isOverheard: true, request: { question: 'who repairs the roof?' } },
  ])
  expect(host.accepted[0]).not.toHaveProperty('isOverheard')
  expect(host.talk).toEqual([])
})

it('is no file of theirs read as if somebody asked about it', async () => {
  await using setup = await setUp()
  const { host } = setup
  host.hears = true
  const files = [{ id: 'F1', name: 'lift.pdf', mimetype: 'application/pdf', size: 10 }]
  await setup.receive(eventBody(messageEvent({ ...posted, text, files })))
  const [asked] = host.accepted.filter(({ bot }) => bot !== undefined)
  expect(asked?.request).toMatchObject({ kind: 'ask', question: 'who repairs the lift?' })
  expect(asked?.request.sources).toBeUndefined()
})

it.each([
  ['our own', { ...posted, user: 'U0BOT' }],
  ['our own by another way', { user: undefined, subtype: 'bot_message', bot_id: 'B0BOT' }],
  ['our app’s', { ...posted, user: undefined, app_id: 'A1', bot_profile: undefined }],
  ['someone’s of whom nothing is told but their mention of another', { ...posted, text: '<@U9> who repairs it?' }],
  ['in a thread, without a mention', { ...posted, text: 'who repairs it?', thread_ts: '1.1' }],
  ['an edit', { ...posted, edited: { user: 'U7', ts: '1790000001.000000' } }],
  ['Slackbot’s', { ...posted, user: 'USLACKBOT' }],
  ['said to us alone', { ...posted, channel: 'D1', channel_type: 'im' }],
])('are not taken: %s', async (_, event) => {
  await using setup = await setUp()
  setup.host.hears = true
  await setup.receive(eventBody(messageEvent({ text, ...event })))
  expect(setup.host.accepted).toEqual([])
})
