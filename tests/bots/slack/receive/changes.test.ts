// Events that tell who may read what now.
import { expect, it } from 'vitest'
import { changeOf } from '../../../../src/bots/slack/receive/changes.ts'

it('somebody who left a channel is told of at once, and whoever joined is looked up', () => {
  const event = (type: string) => ({ event: { type, channel: 'C1', user: 'U1' } })
  expect(changeOf(event('member_left_channel'))).toEqual({ channel: 'C1', left: 'U1' })
  expect(changeOf(event('member_joined_channel'))).toEqual({ channel: 'C1' })
  expect(changeOf({ event: { type: 'user_change', user: { id: 'U1' } } })).toEqual({ person: 'U1' })
  expect(changeOf({ event: { type: 'channel_shared' } })).toBeNull()
})
