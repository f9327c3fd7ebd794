// What Slack's objects say of conversations, as facts.
import { expect, it } from 'vitest'
import { channelFacts } from '../../../../src/bots/slack/people/facts.ts'

const install = { team: 'T1', enterprise: 'E1', isOrgWide: false, botUserId: 'UB', scopes: undefined }
const channel = { is_private: false, is_ext_shared: false }

it.each([
  [{ shared_team_ids: ['T1', 'T9'] }, true],
  [{ is_org_shared: true }, true],
  [{ context_team_id: 'T9' }, true],
  [{ shared_team_ids: ['T1'], context_team_id: 'E1' }, false],
])('a team’s app in an organisation takes a channel of %j for shared: %s', (fields, isShared) => {
  expect(channelFacts({ ...channel, ...fields }, install)?.isShared).toBe(isShared)
  // Where it is installed for all of the organisation its teams are no strangers.
  expect(channelFacts({ ...channel, ...fields }, { ...install, isOrgWide: true })?.isShared).toBe(false)
})

it('a private channel is one whatever else Slack calls it', () => {
  for (const called of [{ is_channel: true }, { is_group: true }, {}])
    expect(channelFacts({ ...channel, is_private: true, ...called }, install)?.kind).toBe('private')
  expect(channelFacts({ ...channel, is_channel: true }, install)?.kind).toBe('public')
})
