// Whoever asks where others read along learns that there is more for them alone, and gets it for themselves.
import { expect, test, vi } from 'vitest'
import { openOffice } from './office.ts'
import { commandBody, deliver } from './stand-ins/slack.ts'

const waiting = { timeout: 30_000, interval: 20 }
const form = 'application/x-www-form-urlencoded'

test('more sources are counted for the asker alone, who may have the answer privately', async () => {
  await using office = await openOffice()
  const { index, mention, slack, app } = office
  slack.conversations.set('P1', { is_private: true, is_channel: false })
  slack.members.set('P1', ['U1', 'U0BOT']).set('C1', ['U1', 'U2', 'U0BOT'])
  slack.people.set('U1', {}).set('U2', {})
  await index('channel:slack:T1/P1', 'board.md', 'The codename of the merger is Bluefinch.')
  await index('workspace', 'cafeteria.md', 'The cafeteria of the office opens at eight.')
  const forAll = () => JSON.stringify(slack.posts.filter(({ user }) => user === undefined))
  const alone = (user: string) => slack.posts.filter((post) => post.user === user)

  await mention('What is the codename of the merger?')
  await vi.waitFor(() => expect(forAll()).toContain("I don't know"), waiting)
  await vi.waitFor(
    () => expect(alone('U1').at(-1)?.content.text).toContain('1 more source is visible only to you'),
    waiting,
  )
  const [said] = alone('U1')
  expect(JSON.stringify(said)).not.toMatch(/Bluefinch|board/)
  const buttons = JSON.stringify(said!.content.blocks)
  const [, action, value] =
    /"action_id":"([^"]+)","text":\{[^}]*"Answer privately"[^}]*\},"value":"([^"]+)"/.exec(buttons) ?? []
  expect(value).toBeDefined()

  const click = (user: string, trigger: string) =>
    deliver(
      `${app.url}/webhooks/slack`,
      new URLSearchParams({
        payload: JSON.stringify({
          type: 'block_actions',
          team: { id: 'T1' },
          user: { id: user, team_id: 'T1' },
          channel: { id: 'C1' },
          container: { type: 'message', message_ts: said!.ts, channel_id: 'C1', is_ephemeral: true },
          trigger_id: trigger,
          actions: [{ type: 'button', action_id: action, block_id: 'b', value, action_ts: '1' }],
        }),
      }).toString(),
      'signing-secret',
      form,
    )
  expect((await click('U1', 'trigger-1')).status).toBe(200)
  await vi.waitFor(() => expect(JSON.stringify(alone('U1'))).toContain('Bluefinch'), waiting)
  // By anybody else it is asked for them alone: they get what they may see.
  await click('U2', 'trigger-2')
  await vi.waitFor(() => expect(JSON.stringify(alone('U2'))).toContain("I don't know"), waiting)
  expect(JSON.stringify(alone('U2'))).not.toMatch(/Bluefinch|board/)
  expect(forAll()).not.toMatch(/Bluefinch|board/)

  // What only the asker sees anyway holds it at once.
  await deliver(`${app.url}/webhooks/slack`, commandBody('search codename merger'), 'signing-secret', form)
  await vi.waitFor(() => expect(JSON.stringify(alone('U1').at(-1))).toMatch(/Results for.*board/), waiting)

  // Nothing more to see, nothing said: also for what the others of the workspace have not to do with.
  const before = alone('U1').length
  const posted = slack.posts.length
  await mention('When does the cafeteria of the office open?')
  await vi.waitFor(() => expect(JSON.stringify(slack.posts.slice(posted))).toContain('eight'), waiting)
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(
    alone('U1')
      .slice(before)
      .map(({ content }) => content.text),
  ).toEqual([])
})
