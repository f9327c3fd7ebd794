// Saved answers, as they are listed for whoever saved them.
import { beforeAll, expect, it } from 'vitest'
import type { Audience, Request } from '../../src/model.ts'
import { at } from '../askers.ts'
import { useDesk } from '../queue/desk.ts'

const open = useDesk()
const here: Audience = 'channel:discord:C1'
const ask: Request = { kind: 'ask', question: 'When does the cafeteria open?', cut: false }

beforeAll(() => open().add('cafeteria.md', '# Cafeteria\n\nThe cafeteria opens at eight.\n', 'workspace'))

it('are listed only as far as they may still be seen: a member who is a guest by now sees none of the workspace’s', async () => {
  let isMember = true
  const desk = open({ platform: { readableBy: async () => (isMember ? [here, 'workspace'] : [here]) } })
  await desk.say(ask)
  const [place] = await desk.db.inWorkspace(desk.home, (sql) =>
    sql<{ value: string }>(
      `select conversation_id || ':' || seq as value from conversation_messages where role = 'assistant' order by created_at desc limit 1`,
    ),
  )
  const saved = { gesture: 'favourites', value: `favourite:${place?.value}` }
  const reader = { ...at('C1', 'U1'), install: desk.install, target: {} }
  expect(await desk.gestures.act(reader, saved)).toMatchObject({ message: expect.stringContaining('Saved') })
  const list = async () => JSON.stringify((await desk.say({ kind: 'favourites' })).payload)
  expect(await list()).toContain('opens at eight')
  isMember = false
  expect(await list()).not.toContain('opens at eight')
})
