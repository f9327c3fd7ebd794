// An answer in a channel is deleted by its asker, by the menu behind its buttons.
import { expect, test, vi } from 'vitest'
import { openOffice } from './office.ts'
import { deliver } from './stand-ins/slack.ts'

const waiting = { timeout: 30_000, interval: 20 }

test('the asker of an answer deletes it, an admin another one, and nobody else any', async () => {
  await using office = await openOffice()
  const { index, mention, slack, app, api } = office
  slack.conversations.set('C1', {})
  slack.members.set('C1', ['U1', 'U2', 'U3', 'U0BOT'])
  slack.people.set('U1', {}).set('U2', {}).set('U3', { is_admin: true })
  await index('workspace', 'cafeteria.md', 'The cafeteria of the office opens at eight.')
  const answers = () =>
    slack.posts.filter(({ user, content }) => user === undefined && JSON.stringify(content).includes('eight'))
  const told = (who: string, what: string) =>
    slack.posts.filter(({ user, content }) => user === who && String(content.text).includes(what))
  const remove = (user: string, trigger: string) => {
    const [post] = answers()
    const blocks = post?.content.blocks as readonly {
      elements?: readonly { type: string; options?: readonly { text: { text: string }; value: string }[] }[]
    }[]
    const menu = blocks.flatMap(({ elements = [] }) => elements).find(({ type }) => type === 'overflow')
    expect(menu?.options?.map(({ text }) => text.text)).toEqual(['Report', 'Save', 'Delete'])
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
          actions: [{ type: 'overflow', action_id: 'more', block_id: 'b', selected_option: menu?.options?.[2] }],
        }),
      }).toString(),
      'signing-secret',
      'application/x-www-form-urlencoded',
    )
  }

  for (const who of ['U1', 'U3']) {
    await mention('When does the cafeteria of the office open?')
    await vi.waitFor(() => expect(answers()).toHaveLength(1), waiting)
    await remove('U2', `stranger-${who}`)
    await vi.waitFor(() => expect(told('U2', 'Only whoever asked')).toHaveLength(who === 'U1' ? 1 : 2), waiting)
    expect(answers()).toHaveLength(1)
    await remove(who, `own-${who}`)
    await vi.waitFor(() => expect(told(who, 'Deleted, with its question')).toHaveLength(1), waiting)
    expect(answers()).toEqual([])
  }
  expect(JSON.stringify(await api('/conversations'))).not.toContain('cafeteria')
})
