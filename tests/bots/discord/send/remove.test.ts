// What was posted is deleted, where it stands in a channel.
import { expect, test } from 'vitest'
import { now, setUp } from '../fixtures.ts'

const target = { guild: '200', channel: '300', user: '7', message: '8000' }

test('a message is deleted, and one that is gone already is no failure; what one person sees is refused', async () => {
  await using setup = await setUp()
  const messageId = await setup.platform.send({
    ...{ id: '1', kind: 'final', attempt: 1, target, private: false, createdAt: new Date(now) },
    payload: { pages: [{ description: 'An answer' }] },
  })
  expect(setup.discord.messages).toHaveLength(1)
  await setup.platform.remove?.({ target, messageId })
  expect(setup.discord.messages).toEqual([])
  await setup.platform.remove?.({ target, messageId })
  await expect(setup.platform.remove?.({ target, messageId: 'private:@original' })).rejects.toMatchObject({
    ...{ code: 'not-deletable', retry: 'never' },
  })
  setup.discord.next(/\/channels\/300\/messages/, { kind: 'error', status: 403, code: 50013 })
  await expect(setup.platform.remove?.({ target, messageId })).rejects.toMatchObject({ retry: 'never' })
})
