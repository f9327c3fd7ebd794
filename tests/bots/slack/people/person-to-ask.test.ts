// Whom a question can be handed to in a channel of Slack's, and how they are mentioned there: they alone.
import { expect, it } from 'vitest'
import { render } from '../../../../src/bots/slack/render/render.ts'
import { at } from '../../../askers.ts'
import { useMembers } from '../../members.ts'
import { setUp } from '../fixtures.ts'

const makeMembers = useMembers('slack')
const here = ['U1', 'U7', 'U0BOT']

it.each([
  ['who made the channel', {}, { creator: 'U7' }, here, 'U7'],
  ['a guest', { is_restricted: true }, { creator: 'U7' }, here, null],
  ['someone of another team', { team_id: 'T9' }, { creator: 'U7' }, here, null],
  ['someone who left the company', { deleted: true }, { creator: 'U7' }, here, null],
  ['someone who left the channel', {}, { creator: 'U7' }, ['U1', 'U0BOT'], null],
  ['nobody that Slack knows', null, { creator: 'U7' }, here, null],
  ['nobody where Slack does not tell who is there', {}, { creator: 'U7' }, null, null],
  ['nobody of a channel that nobody made', {}, { creator: null }, here, null],
  ['nobody where it is archived', {}, { creator: 'U7', is_archived: true }, here, null],
  ['nobody of a group message', {}, { creator: 'U7', is_mpim: true, is_private: true }, here, null],
  ['nobody where Slack does not tell of the channel', {}, null, here, null],
] as const)('%s', async (_, person, channel, members, expected) => {
  await using setup = await setUp({ members: await makeMembers() })
  setup.slack.people.set('U7', person)
  setup.slack.conversations.set('C1', channel)
  setup.slack.members.set('C1', members)
  const target = { team: 'T1', channel: 'C1', user: 'U1' }
  expect(await setup.platform.personToAsk!({ ...at('T1/C1', 'T1/U1'), target })).toBe(expected)
  expect(await setup.platform.personToAsk!({ ...at(null, 'T1/U1'), target })).toBeNull()
})

it.each([
  [['U1', 'U7', 'U9', 'U0BOT'], 'U9'],
  [here, null],
] as const)('someone who is named, where they are among %s', async (members, expected) => {
  await using setup = await setUp({ members: await makeMembers() })
  setup.slack.people.set('U7', {}).set('U9', {})
  setup.slack.conversations.set('C1', { creator: 'U7' })
  setup.slack.members.set('C1', members)
  const asker = { ...at('T1/C1', 'T1/U1'), target: { team: 'T1', channel: 'C1', user: 'U1' } }
  expect(await setup.platform.personToAsk!(asker, 'T1/U9')).toBe(expected)
})

it('a mention is minted from an id, and nothing in the text acts', () => {
  const shown = (to: string, text: string) =>
    render({ tone: 'info', parts: [{ kind: 'notice', to, text }] }).payload.blocks as { text: { text: string } }[]
  const hostile = '<@U5> <!channel> <https://evil.example|here> & more'
  expect(shown('U7', hostile)[0]!.text.text).toBe(
    '<@U7> &lt;@U5&gt; &lt;!channel&gt; &lt;https://evil.example|here&gt; &amp; more',
  )
  for (const to of ['!channel', 'U7> <!here', 'C1', '']) expect(JSON.stringify(shown(to, 'help'))).not.toMatch(/<|@|!/)
  expect(shown('U7', '&'.repeat(5_000))[0]!.text.text.length).toBeLessThanOrEqual(3_000)
})
