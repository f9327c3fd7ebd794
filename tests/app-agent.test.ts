// The whole app as an agent in Slack: opened, asked, slow, and stopped.
import { expect, test } from 'vitest'
import { openOffice } from './office.ts'
import { deliver, eventBody } from './stand-ins/slack.ts'

const waiting = { timeout: 60_000, interval: 50 }

test('what is suggested is answered, each message in a thread of its own, with a sign and no placeholder', async () => {
  await using office = await openOffice({ placeholderAfterMs: 0 })
  const { slack, app } = office
  await office.index('workspace', 'lift.md', '# Lift\n\nAcme repairs the lift on Mondays.\n')
  await office.index('person:slack:T1/U2', 'rent.md', '# Rent\n\nThe rent is 900 euros.\n')
  const open = eventBody({ type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'messages', event_ts: '1.2' })
  await deliver(`${app.url}/webhooks/slack`, open, 'signing-secret')
  await expect
    .poll(() => slack.prompts.get('D1')?.map(({ title }) => title), waiting)
    .toEqual(['About “Lift”', 'What can you do?'])
  const say = (text: string, ts: string) => {
    const event = { type: 'message', channel: 'D1', channel_type: 'im', user: 'U1', text, ts }
    return deliver(`${app.url}/webhooks/slack`, eventBody(event), 'signing-secret')
  }
  await say(slack.prompts.get('D1')![0]!.message, '1790000000.000100')
  await expect.poll(() => JSON.stringify(slack.posts), waiting).toContain('Acme repairs the lift')
  await say('and who repairs the boiler?', '1790000001.000100')
  await expect.poll(() => slack.posts.length, waiting).toBe(2)
  expect(slack.posts.map(({ threadTs, updates }) => [threadTs, updates])).toEqual([
    ['1790000000.000100', 0],
    ['1790000001.000100', 0],
  ])
  await expect
    .poll(() => [...slack.sessions].map(([place, { title, statuses }]) => [place, title, statuses]), waiting)
    .toEqual([
      ['D1/1790000000.000100', 'What does “Lift” say?', ['processing', 'active']],
      ['D1/1790000001.000100', 'and who repairs the boiler?', ['processing', 'active']],
    ])
  expect([...slack.statuses.values()].flat()).toEqual(Array(2).fill('is reading the documents…'))
  const { conversations } = await office.api('/conversations')
  expect(conversations).toHaveLength(2)
}, 240_000)
