// The whole app in a Slack thread where people also talk to each other.
import { expect, test } from 'vitest'
import { openOffice } from './office.ts'
import { deliver, eventBody } from './stand-ins/slack.ts'

const waiting = { timeout: 60_000, interval: 50 }

test('in a thread no second mention is needed, until people talk to each other there', async () => {
  await using office = await openOffice()
  const { slack, app } = office
  await office.index('workspace', 'lift.md', '# Lift\n\nAcme repairs the lift.\n')
  await office.index('workspace', 'boiler.md', '# Boiler\n\nZenith repairs the boiler.\n')
  const root = '1790000000.000100'
  let count = 0
  const say = (text: string, user = 'U1') => {
    count += 1
    const ts = `1790000000.${String(100 + count).padStart(6, '0')}`
    const event = { type: 'message', channel: 'C1', channel_type: 'channel', user, text, ts, thread_ts: root }
    return deliver(`${app.url}/webhooks/slack`, eventBody(event), 'signing-secret')
  }
  const answers = () => slack.posts.filter(({ user }) => user === undefined).length
  const isAnswered = (words: string, so: number) =>
    expect
      .poll(() => [answers(), JSON.stringify(slack.posts.at(-1)?.content)], waiting)
      .toEqual([so, expect.stringContaining(words)])

  await office.mention('Who repairs the lift?', { ts: root })
  await isAnswered('Acme repairs the lift', 1)
  await say('and who repairs the boiler?')
  await isAnswered('Zenith repairs the boiler', 2)
  // One word between them, and it is still spoken to.
  await say('good to know', 'U2')
  await say('and who repairs the lift?', 'U2')
  await isAnswered('Acme repairs the lift', 3)
  await say('that was last year', 'U2')
  await say('<@U2> are you sure?')
  await say('who repairs the boiler?', 'U2')
  await say('and who repairs the lift?')
  await office.mention('who repairs the boiler?', { ts: '1790000000.000200', thread_ts: root })
  await isAnswered('Zenith repairs the boiler', 4)
  count = 200
  await say('and who repairs the lift?')
  await isAnswered('Acme repairs the lift', 5)
}, 240_000)
