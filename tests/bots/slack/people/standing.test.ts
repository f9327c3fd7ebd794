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

it('in an organisation an admin counts in channels of their own team, and whoever made one everywhere', async () => {
  await using setup = await setUp({ members: await makeMembers() })
  const { slack, platform } = setup
  slack.install = { team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: true }
  const managerOf = async (channel: string, user: string) => {
    const asker = { ...at(`T1/${channel}`, `T1/${user}`), target: { team: 'T1', channel, user } }
    return (await platform.standingOf!(asker)).isManager
  }
  const grid = { enterprise_id: 'E1', teams: ['T2', 'T1'] }
  slack.people.set('U1', { team_id: 'T2', is_admin: true, enterprise_user: grid })
  slack.people.set('U2', { team_id: 'T2', enterprise_user: grid })
  slack.conversations.set('C1', { context_team_id: 'T1', creator: 'U2' })
  slack.conversations.set('C2', { context_team_id: 'T2' })
  slack.conversations.set('C3', { context_team_id: undefined })
  slack.conversations.set('C4', null)
  expect(await managerOf('C1', 'U1')).toBe(false)
  expect(await managerOf('C1', 'U2')).toBe(true)
  expect(await managerOf('C2', 'U1')).toBe(true)
  expect(await managerOf('C3', 'U1')).toBe(false)
  expect(await managerOf('C4', 'U1')).toBe('unknown')
})
