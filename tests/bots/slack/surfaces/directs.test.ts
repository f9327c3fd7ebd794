// Where the bot's messages with someone are: asked of Slack once for each of them.
import { expect, it } from 'vitest'
import { createWebClient } from '../../../../src/bots/slack/send/web-client.ts'
import { createDirects } from '../../../../src/bots/slack/surfaces/directs.ts'
import { at } from '../../../askers.ts'
import { createSlackStandIn } from '../../../stand-ins/slack.ts'
import { now } from '../fixtures.ts'

it('everyone has their own, whoever came first, and it is asked for once', async () => {
  const slack = await createSlackStandIn({ botToken: 'xoxb-1', appToken: 'xapp-1', now: () => now })
  const directs = createDirects(createWebClient('xoxb-1', slack.apiUrl, 30_000), { warn: () => {} })
  const channelOf = async (user: string, channel = user) => {
    const asker = { ...at(null, `T1/${user}`), target: { team: 'T1', channel, user } }
    return (await directs.settle({ asker })).asker.target.channel
  }
  expect([await channelOf('U1'), await channelOf('U2'), await channelOf('U1')]).toEqual(['D1', 'D2', 'D1'])
  expect(await channelOf('U3', 'C1')).toBe('C1')
  expect(slack.calls.filter(({ method }) => method === 'conversations.open')).toHaveLength(2)
  await slack.close()
})
