// What was posted is deleted, where Slack lets an app do that.
import { expect, test } from 'vitest'
import { outbound, setUp } from '../fixtures.ts'

const target = { team: 'T1', channel: 'C1', user: 'U1' }

test('a post is deleted, and one that is gone already is no failure', async () => {
  await using setup = await setUp()
  const { target: at } = outbound()
  const messageId = await setup.platform.send(outbound())
  await setup.platform.remove?.({ target: at, messageId })
  expect(setup.slack.posts).toEqual([])
  await setup.platform.remove?.({ target: at, messageId })
})

test('what only one person sees, or stands where nothing can be changed, is refused, and Slack’s reason told', async () => {
  await using setup = await setUp()
  const messageId = await setup.platform.send(outbound())
  for (const posted of [
    { target, messageId: 'private:4711' },
    { target: { ...target, channel: 'U1' }, messageId },
  ])
    await expect(setup.platform.remove?.(posted)).rejects.toMatchObject({ code: 'not-deletable', retry: 'never' })
  setup.slack.next('chat.delete', { kind: 'error', error: 'cant_delete_message' })
  await expect(setup.platform.remove?.({ target, messageId })).rejects.toMatchObject({
    ...{ code: 'slack-cant-delete-message', retry: 'never' },
  })
  expect(setup.slack.posts).toHaveLength(1)
})
