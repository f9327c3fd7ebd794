import { testPlatform } from '../../contracts/platform.ts'
import { now, setUp, sign, slash } from './fixtures.ts'

// Masked links, mentions and broadcasts that would act: not escaped, and not our own link to a source.
const alarming = /(?<!\\)<(?:@|#|!)|(?<!\\)@(?:everyone|here)\b|(?<!\\)\]\((?!<?https:\/\/docs\.example)/

testPlatform({
  name: 'Discord',
  markup: (payload) => textsIn(payload),
  alarming,
  maxBytes: 1_000_000,
  async open() {
    const setup = await setUp()
    const { discord, host, platform } = setup
    const ask = (question: string, id: string) => slash('ask', { question }, { id: `700${id}`, token: `token-${id}` })
    return {
      platform,
      host,
      // Discord does not deliver again: what could not be stored is said at once instead of being deferred.
      ask: async (question, id) => {
        const { status, body } = await setup.receive(ask(question, id))
        return status === 200 && body.type !== 5 ? 500 : status
      },
      askItself: null,
      forge: async (question, id) => {
        const body = JSON.stringify(ask(question, id))
        return (await setup.receiveRaw(body, sign(`${body} `, now))).status
      },
      foreignChannels: ['channel:discord:200/399', 'channel:discord:201/300', 'channel:slack:T1/C2'],
      failNext: (mishap) =>
        discord.next(
          /PATCH \/webhooks/,
          mishap === 'rate-limit' ? { kind: 'rate-limit', retryAfterSeconds: 3 } : { kind: 'error', status: 503 },
        ),
      posted: () => discord.messages.length,
      shown: () => JSON.stringify(discord.messages),
      [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
    }
  },
})

function textsIn(value: unknown): string[] {
  // In a block of code nothing acts.
  if (typeof value === 'string') return [value.replace(/^```\n[^`]+\n```$/gm, '')]
  if (typeof value !== 'object' || value === null) return []
  // Shown as they are: labels, what stands below one, footers.
  const plain = ['label', 'url', 'footer', 'clickable', ...('label' in value ? ['description'] : [])]
  const read = Object.entries(value).filter(([name]) => !plain.includes(name))
  return read.flatMap(([, part]) => textsIn(part))
}
