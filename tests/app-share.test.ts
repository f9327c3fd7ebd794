// A private answer is shown to its channel by whoever asked, once, after they were told what becomes visible to whom.
import { expect, test, vi } from 'vitest'
import { openOffice } from './office.ts'
import { deliver } from './stand-ins/slack.ts'

const waiting = { timeout: 30_000, interval: 20 }
const form = 'application/x-www-form-urlencoded'

test('its asker shares a private answer with the channel', async () => {
  await using office = await openOffice()
  const { index, mention, slack, app } = office
  slack.conversations.set('P1', { is_private: true, is_channel: false })
  slack.conversations.set('C1', { name: 'launch', is_private: true, is_channel: false })
  slack.members.set('P1', ['U1', 'U0BOT']).set('C1', ['U1', 'U2', 'U3', 'U0BOT'])
  slack.people.set('U1', {}).set('U2', {}).set('U3', { is_restricted: true })
  await index('channel:slack:T1/P1', 'board.md', '# Board notes\n\nThe codename of the merger is Bluefinch.')
  const forAll = () => slack.posts.filter(({ user }) => user === undefined)
  const alone = (user: string) => slack.posts.filter((post) => post.user === user)
  const tokenOf = (label: string, post: unknown) =>
    new RegExp(`"text":\\{[^}]*${label}[^}]*\\},"value":"([^"]+)"`).exec(JSON.stringify(post))?.[1]
  const thread_ts = '1790000001.000100'
  const press = (user: string, value: string | undefined, trigger: string) =>
    deliver(
      `${app.url}/webhooks/slack`,
      new URLSearchParams({
        payload: JSON.stringify({
          type: 'block_actions',
          team: { id: 'T1' },
          user: { id: user, team_id: 'T1' },
          channel: { id: 'C1' },
          container: {
            type: 'message',
            message_ts: '1790000002.000100',
            thread_ts,
            channel_id: 'C1',
            is_ephemeral: true,
          },
          trigger_id: trigger,
          actions: [{ type: 'button', action_id: 'button-1', block_id: 'b', value, action_ts: '1' }],
        }),
      }).toString(),
      'signing-secret',
      form,
    )

  await mention('What is the codename of the merger?')
  await vi.waitFor(() => expect(tokenOf('Answer privately', alone('U1'))).toBeDefined(), waiting)
  // What all see is shared already.
  expect(tokenOf('Share here', slack.posts)).toBeUndefined()
  await press('U1', tokenOf('Answer privately', alone('U1')), 'again')
  await vi.waitFor(() => expect(tokenOf('Share here', alone('U1'))).toBeDefined(), waiting)
  const share = tokenOf('Share here', alone('U1').at(-1))

  // Pressed by anyone else, neither is it shared nor anything told of it.
  await press('U2', share, 'stranger')
  await vi.waitFor(() => expect(JSON.stringify(alone('U2'))).toContain('Only whoever was given this answer'), waiting)
  expect(JSON.stringify(alone('U2'))).not.toMatch(/Bluefinch|Board/)

  await press('U1', share, 'share')
  await vi.waitFor(() => expect(tokenOf('Share it with all of them', alone('U1'))).toBeDefined(), waiting)
  const asked = JSON.stringify(alone('U1').at(-1)?.content.blocks)
  expect(asked).toContain('Everyone in #launch (3 people, 1 guest among them)')
  expect(asked).toContain('“Board notes”')
  expect(asked).not.toContain('Bluefinch')
  expect(JSON.stringify(forAll())).not.toMatch(/Bluefinch|Board/)
  const yes = tokenOf('Share it with all of them', alone('U1').at(-1))

  await press('U2', yes, 'stranger-2')
  await vi.waitFor(() => expect(alone('U2')).toHaveLength(2), waiting)
  expect(JSON.stringify(alone('U2'))).not.toMatch(/Bluefinch|Board/)
  expect(JSON.stringify(forAll())).not.toMatch(/Bluefinch|Board/)

  await press('U1', yes, 'yes')
  await vi.waitFor(() => expect(JSON.stringify(forAll())).toContain('Bluefinch'), waiting)
  const shared = forAll().filter((post) => JSON.stringify(post).includes('Bluefinch'))
  expect(shared).toHaveLength(1)
  expect(shared[0]).toMatchObject({ channel: 'C1', threadTs: thread_ts })
  // Nobody in the thread has seen the question.
  expect(JSON.stringify(shared)).toContain('<@U1> asked: What is the codename of the merger?')
  expect(JSON.stringify(shared)).toMatch(/\/source\/[\w.-]+/)
  expect(tokenOf('Share here', shared)).toBeUndefined()

  await press('U1', yes, 'yes-again')
  await vi.waitFor(() => expect(JSON.stringify(alone('U1').at(-1))).toContain('shared already'), waiting)
  expect(forAll().filter((post) => JSON.stringify(post).includes('Bluefinch'))).toHaveLength(1)
})
