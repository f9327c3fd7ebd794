// A question that its asker edits is asked anew, and the answer that stands there becomes the new one.
import { expect, test, vi } from 'vitest'
import { openOffice } from './office.ts'
import { deliver, eventBody } from './stand-ins/slack.ts'

const waiting = { timeout: 30_000, interval: 20 }

test('a question that is edited within ten minutes is answered anew in the same place, once a change', async () => {
  await using office = await openOffice()
  const { index, mention, slack, app } = office
  await index('workspace', 'office.md', 'The cafeteria opens at eight. The garage closes at ten.')
  const ts = '1790000001.000100'
  const edit = (text: string, before: string, seconds: number) => {
    const message = {
      type: 'message',
      user: 'U1',
      ts,
      text,
      edited: { user: 'U1', ts: `${1_790_000_001 + seconds}.000000` },
    }
    const previous_message = { type: 'message', user: 'U1', ts, text: before }
    const event = {
      type: 'message',
      subtype: 'message_changed',
      channel: 'C1',
      channel_type: 'channel',
      ts: '9.9',
      message,
      previous_message,
    }
    return deliver(`${app.url}/webhooks/slack`, eventBody(event), 'signing-secret')
  }
  const cafeteria = '<@U0BOT> When does the cafeteria open?'
  const garage = '<@U0BOT> When does the garage close?'
  const shown = () => slack.posts.filter(({ channel, user }) => channel === 'C1' && user === undefined)

  await mention('When does the cafeteria open?', { ts })
  await vi.waitFor(() => expect(JSON.stringify(shown())).toContain('eight'), waiting)
  const [answer] = shown()
  expect((await edit(garage, cafeteria, 60)).status).toBe(200)
  await vi.waitFor(() => expect(JSON.stringify(shown()[0]?.content)).toContain('ten'), waiting)
  expect(shown().map((post) => post.ts)).toEqual([answer!.ts])
  expect(JSON.stringify(shown())).not.toContain('at eight')

  // The same again, a preview that Slack adds, and what comes too late change nothing.
  const updates = answer!.updates
  await edit(garage, cafeteria, 60)
  await edit(garage, garage, 61)
  await edit(cafeteria, garage, 601)
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect([shown().length, shown()[0]?.updates]).toEqual([1, updates])

  // Edited once more, it is still one answer.
  await edit(cafeteria, garage, 120)
  await vi.waitFor(() => expect(JSON.stringify(shown()[0]?.content)).toContain('eight'), waiting)
  expect(shown()).toHaveLength(1)
})
