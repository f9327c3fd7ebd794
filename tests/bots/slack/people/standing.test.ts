// Who may say how the bot behaves in a channel of Slack's: whoever made it, and admins; nobody of whom little is known.
import { expect, it } from 'vitest'
import { at } from '../../../askers.ts'
import { useMembers } from '../../members.ts'
import { setUp } from '../fixtures.ts'

const makeMembers = useMembers('slack')

it.each([
  ['whoever made it', {}, { creator: 'U1' }, { isMember: true, isManager: true, isArchived: false }],
  ['an admin', { is_admin: true }, { creator: 'U2' }, { isMember: true, isManager: true, isArchived: false }],
  ['an owner', { is_owner: true }, {}, { isMember: true, isManager: true, isArchived: false }],
  ['another member', {}, { creator: 'U2' }, { isMember: true, isManager: false, isArchived: false }],
  ['a member of a channel that nobody made', {}, { creator: null }, { isMember: true, isManager: false }],
  ['who made one that is archived', {}, { creator: 'U1', is_archived: true }, { isManager: true, isArchived: true }],
  ['a guest who made it', { is_restricted: true }, { creator: 'U1' }, { isMember: false, isManager: false }],
  ['an admin of another team', { team_id: 'T9', is_admin: true }, {}, { isMember: false, isManager: false }],
  ['someone who left', { deleted: true }, { creator: 'U1' }, { isMember: false, isManager: false }],
  ['nobody that Slack knows', null, { creator: 'U1' }, { isMember: 'unknown', isManager: 'unknown' }],
  ['a member where Slack does not tell of the channel', {}, null, { isMember: true, isManager: 'unknown' }],
  ['an admin where it does not', { is_admin: true }, null, { isMember: true, isManager: true }],
] as const)('%s', async (_, person, channel, standing) => {
  await using setup = await setUp({ members: await makeMembers() })
  setup.slack.people.set('U1', person)
  setup.slack.conversations.set('C1', channel)
  const asker = { ...at('T1/C1', 'T1/U1'), target: { team: 'T1', channel: 'C1', user: 'U1' } }
  expect(await setup.platform.standingOf!(asker)).toMatchObject(standing)
  expect(await setup.platform.standingOf!({ ...asker, target: { team: 'T1', channel: 'C1' } })).toEqual({
    isMember: false,
    isManager: false,
  })
})
