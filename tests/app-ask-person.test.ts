// A question without an answer is handed to whoever made the channel, by its asker, once.
import { expect, test, vi } from 'vitest'
import { openOffice } from './office.ts'
import { deliver } from './stand-ins/slack.ts'

const waiting = { timeout: 60_000, interval: 20 }
const form = 'application/x-www-form-urlencoded'

test('its asker hands a question to whoever made the channel', { timeout: 240_000 }, async () => {
  await using office = await openOffice()
  const { index, mention, slack, app } = office
  slack.conversations.set('C1', { creator: 'U2' })
  slack.members.set('C1', ['U1', 'U2', 'U3', 'U0BOT'])
  slack.people.set('U1', {}).set('U2', {}).set('U3', {})
  await index('workspace', 'cafeteria.md', 'The cafeteria of the office opens at eight.')
  const forAll = () => slack.posts.filter(({ user }) => user === undefined)
  const alone = (user: string) => slack.posts.filter((post) => post.user === user)
  const tokenOf = (label: string, post: unknown) =>
    new RegExp(`"text":\\{[^}]*${label}[^}]*\\},"value":"([^"]+)"`).exec(JSON.stringify(post))?.[1]
  const press = (user: string, value: string | undefined, trigger: string) => {
    const [post] = forAll()
    return deliver(
      `${app.url}/webhooks/slack`,
      new URLSearchParams({
        payload: JSON.stringify({
          type: 'block_actions',
          team: { id: 'T1' },
          user: { id: user, team_id: 'T1' },
          channel: { id: 'C1' },
          container: { type: 'message', message_ts: post?.ts, thread_ts: post?.threadTs, channel_id: 'C1' },
          trigger_id: trigger,
          actions: [{ type: 'button', action_id: 'button-0', block_id: 'b', value, action_ts: '1' }],
        }),
      }).toString(),
      'signing-secret',
      form,
    )
  }

  await mention('Who repainted the harbour?')
  await vi.waitFor(() => expect(tokenOf('Ask a person', forAll())).toBeDefined(), waiting)
  const ask = tokenOf('Ask a person', forAll())
  await press('U3', ask, 'stranger')
  await vi.waitFor(() => expect(JSON.stringify(alone('U3'))).toContain('Only whoever asked'), waiting)
  await press('U1', ask, 'own')
  await vi.waitFor(() => expect(tokenOf('Ask them here', alone('U1'))).toBeDefined(), waiting)
  expect(JSON.stringify(alone('U1'))).toContain('<@U2> made this channel')
  expect(JSON.stringify(forAll())).not.toContain('<@U2>')
  await press('U1', tokenOf('Ask them here', alone('U1')), 'yes')
  await vi.waitFor(() => expect(JSON.stringify(forAll())).toContain('<@U2> can you help here?'), waiting)
  expect(JSON.stringify(forAll())).toContain('Who repainted the harbour?')
})
