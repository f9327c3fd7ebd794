import { testPlatform } from '../../contracts/platform.ts'
import { bot, channelMessage } from './fixtures.ts'
import { setUp } from './set-up.ts'

testPlatform({
  name: 'Microsoft Teams',
  markup: (payload) => textBlocksIn(payload),
  // Links of a document's own, mentions and HTML, unless escaped.
  alarming: /(?<!\\)\]\((?!https:\/\/docs\.example)|<\/?at>|(?<!\\)!\[/,
  // https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages, with a margin.
  maxBytes: 80_000,
  async open() {
    const setup = await setUp()
    const { teams, host, platform } = setup
    const ask = (question: string, id: string, changes: Record<string, unknown> = {}) =>
      channelMessage({ id: `179000000000${id}`, text: `<at>ragbot</at> ${question}`, ...changes })
    return {
      platform,
      host,
      ask: async (question, id) => (await setup.receive(ask(question, id))).status,
      askItself: async (question, id) => (await setup.receive(ask(question, id, { from: bot }))).status,
      forge: async (question, id) => {
        const activity = { ...ask(question, id), serviceUrl: teams.serviceUrl }
        const headers = await teams.headersFor(activity, { key: teams.strangersKey })
        return (await setup.receiveRaw(JSON.stringify(activity), headers)).status
      },
      foreignChannels: ['channel:teams:tenant-1/19:other@thread.tacv2', 'channel:teams:tenant-2/19:x@thread.tacv2'],
      failNext: (mishap) =>
        teams.next(
          /POST \/v3\/conversations\/.*activities/,
          mishap === 'rate-limit' ? { kind: 'status', status: 429, retryAfter: '3' } : { kind: 'status', status: 503 },
        ),
      posted: () => teams.posts.length,
      shown: () => JSON.stringify(teams.posts),
      [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
    }
  },
})

/** Text blocks read Markdown, and so does the text of a message; a text run does not. */
function textBlocksIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const isRead = 'text' in value && typeof value.text === 'string' && (!('type' in value) || value.type !== 'TextRun')
  return [...(isRead ? [String(value.text)] : []), ...Object.values(value).flatMap(textBlocksIn)]
}
