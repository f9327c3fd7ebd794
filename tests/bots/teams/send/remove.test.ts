// What was posted is deleted, in its thread, or in a person's own chat with the bot.
import { expect, test } from 'vitest'
import { createRemove } from '../../../../src/bots/teams/send/remove.ts'
import { setUp } from './set-up.ts'

test('a message is deleted where it stands, and one that is gone already is no failure', async () => {
  await using setup = await setUp()
  const remove = createRemove(setup.connector)
  const here = { target: setup.inChannel, messageId: await setup.send(setup.outbound()) }
  const privately = { target: setup.inChannel, messageId: await setup.send(setup.outbound({ private: true })) }
  expect(setup.teams.posts).toHaveLength(2)
  await remove(here)
  expect(setup.teams.posts).toHaveLength(1)
  await remove(privately)
  expect(setup.teams.posts).toEqual([])
  await remove(here)
  await expect(remove({ ...here, messageId: 'nothing:' })).rejects.toMatchObject({ code: 'not-deletable' })
  setup.teams.next(/^DELETE/, { kind: 'status', status: 403 })
  await expect(remove(here)).rejects.toMatchObject({ retry: 'never' })
})
