import { testPlatform } from '../../contracts/platform.ts'
import { signHeaders } from '../../stand-ins/slack.ts'
import { useMembers } from '../members.ts'
import { mention, now, secret, setUp } from './fixtures.ts'

const body = (question: string, id: string, fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    type: 'event_callback',
    team_id: 'T1',
    authorizations: [{ is_bot: true, user_id: 'U0BOT', team_id: 'T1' }],
    event: mention({ text: `<@U0BOT> ${question}`, ts: `1790000000.00010${id}`, ...fields }),
  })

function mrkdwnIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'type' in value && value.type === 'mrkdwn' && 'text' in value ? [String(value.text)] : []
  return [...own, ...Object.values(value).flatMap(mrkdwnIn)]
}

const makeMembers = useMembers('slack')

testPlatform({
  name: 'Slack',
  // Rich text has no markup; what a notification says and every mrkdwn object do.
  markup: (payload) => [String(payload.text), ...mrkdwnIn(payload)],
  alarming: /<!(?:channel|here|everyone)|<@U1>|<https:\/\/evil\.example/,
  // The question is cut when it is sent; Slack refuses blocks above about 13 kB, see limits.ts.
  maxBytes: 100_000,
  async open() {
    const setup = await setUp({ members: await makeMembers() })
    const { slack, host, platform } = setup
    slack.conversations.set('C2', { is_private: true })
    slack.members.set('C2', ['U9'])
    return {
      platform,
      host,
      ask: async (question, id) => (await setup.receive(body(question, id))).status,
      askItself: async (question, id) =>
        (await setup.receive(body(question, id, { user: 'U0BOT', bot_id: 'B0BOT' }))).status,
      forge: async (question, id) =>
        (await setup.receiveRaw(body(question, id), signHeaders(body(question, id), `${secret}!`, now))).status,
      foreignChannels: ['channel:slack:T1/C2', 'channel:discord:1/2'],
      reachesAnyone: true,
      failNext: (mishap) =>
        slack.next(
          'chat.postMessage',
          mishap === 'rate-limit' ? { kind: 'rate-limit', retryAfterSeconds: 3 } : { kind: 'status', status: 503 },
        ),
      posted: () => slack.posts.length,
      shown: () => JSON.stringify(slack.posts),
      [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
    }
  },
})
