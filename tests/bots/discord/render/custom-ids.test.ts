// Ids of what turns pages and shows choices. Anyone who sees a message can send any other with it.
import { expect, it } from 'vitest'
import { type CustomId, formatCustomId, parseCustomId } from '../../../../src/bots/discord/render/custom-ids.ts'

it('what was written is read again', () => {
  const ids: CustomId[] = [
    { kind: 'page', id: '7', page: 12 },
    { kind: 'choose', id: 'a-b_c' },
  ]
  expect(ids.map(formatCustomId).map(parseCustomId)).toEqual(ids)
})

it.each([
  'page:7:1:2',
  'page:7',
  'page:7:-1',
  'page:7:1234567890',
  'page::1',
  `page:${'7'.repeat(65)}:1`,
  'choose:7:1',
  'choose:a b',
  'config:7',
  '',
])('nothing else is: %s', (id) => {
  expect(parseCustomId(id)).toBeNull()
})
