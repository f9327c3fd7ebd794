// What is said in a channel without a mention: taken where the channel wants that, of people alone.
import { expect, it } from 'vitest'
import { eventBody } from '../../../stand-ins/slack.ts'
import { mention, messageEvent, setUp } from '../fixtures.ts'

it('is taken where it is wanted, as what was addressed to nobody', async () => {
  await using setup = await setUp()
  const { host } = setup
  const talk = eventBody(messageEvent({ text: 'Who repairs the lift?' }))
  await setup.receive(talk)
  expect(host.accepted).toEqual([])
  host.hears = true
  await setup.receive(talk)
  await setup.receive(talk)
  expect(host.accepted).toMatchObject([
    {
      isOverheard: true,
      isHeldBack: true,
      request: { kind: 'ask', question: 'Who repairs the lift?' },
      threadKey: 'slack:T1:C1:1790000000.000100',
    },
  ])
  // A reply to people is, too; one in a thread that the bot knows is a follow-up as everywhere.
  await setup.receive(eventBody(messageEvent({ text: 'and the door?', ts: '1790000000.000200', thread_ts: '1.1' })))
  host.knownThreads.add('slack:T1:C1:2.2')
  await setup.receive(eventBody(messageEvent({ text: 'and the roof?', ts: '1790000000.000300', thread_ts: '2.2' })))
  expect(host.accepted.map(({ isOverheard = false }) => isOverheard)).toEqual([true, true, false])
})

it.each([
  ['the bot itself', messageEvent({ text: 'Who repairs it?', user: 'U0BOT' })],
  ['someone who asks another', messageEvent({ text: '<@U9> who repairs it?' })],
  ['someone who joins', messageEvent({ text: '<@U9> has joined', subtype: 'channel_join' })],
])('is not taken of %s', async (_, event) => {
  await using setup = await setUp()
  setup.host.hears = true
  await setup.receive(eventBody(event))
  expect(setup.host.accepted).toEqual([])
})

it('does not make a mention one that nobody addressed', async () => {
  await using setup = await setUp()
  setup.host.hears = true
  await setup.receive(eventBody(messageEvent({ text: '<@U0BOT> who repairs it?' })))
  await setup.receive(eventBody(mention({ text: '<@U0BOT> who repairs it?' })))
  expect(setup.host.accepted).toHaveLength(1)
  expect(setup.host.accepted[0]).not.toHaveProperty('isOverheard')
})
