import { createLocalPlatform } from '../../../src/bots/local/index.ts'
import type { HttpRequest } from '../../../src/route.ts'
import { testPlatform } from '../../contracts/platform.ts'
import { createRecordingHost } from '../recording-host.ts'

const conversation = '7d5b1e0e-0000-4000-8000-000000000001'

testPlatform({
  name: 'the chat page',
  markup: (payload) => [String(payload.markdown ?? '')],
  alarming: /(?<!\\)\]\((?:javascript|https:\/\/evil)/,
  maxBytes: 1_500_000,
  async open() {
    const credential = 'Bearer of the test'
    const host = Object.assign(createRecordingHost(), {
      refuse: ({ headers }: HttpRequest) => (headers.authorization === credential ? null : { status: 401, body: 'no' }),
    })
    const platform = createLocalPlatform(host)
    const route = platform.routes.find(({ method }) => method === 'POST')!
    const post = async (question: string, id: string, authorization: string) => {
      const request = {
        method: 'POST',
        path: `/api/v2/conversations/${conversation}/messages`,
        params: { id: conversation },
        query: new URLSearchParams(),
        headers: { authorization },
        body: Buffer.from(JSON.stringify({ client_message_id: id, device_id: 'd', content_markdown: question })),
      }
      const refused = route.admit?.(request)
      return (refused ?? (await route.handle(request))).status
    }
    return {
      platform,
      host,
      ask: (question, id) => post(question, id, credential),
      askItself: null,
      forge: (question, id) => post(question, id, 'Bearer of a stranger'),
      foreignChannels: ['channel:slack:T1/C2', 'channel:discord:1/2'],
      failNext: null,
      posted: () => 0,
      shown: () => '',
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  },
})
