// Asked from outside: a Slack webhook proves itself by answering a signed request, the others by refusing an unsigned one.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createReceiver } from '../../src/bots/slack/receive/receiver.ts'
import { checkClock } from '../../src/doctor/clock.ts'
import { checkWebhook } from '../../src/doctor/webhooks.ts'

type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
let answer: (request: IncomingMessage, body: string) => Answer | Promise<Answer>
const server = createServer(async (request, response) => {
  const { status, headers, body } = await answer(request, await text(request))
  response.writeHead(status, headers).end(body)
})
let url = ''
const now = Date.now
const timeoutMs = 2_000

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => new Promise((resolve) => server.close(resolve)))

/** Our own receiver, behind the address. */
function receiver(signingSecret: string) {
  const { handle } = createReceiver({ signingSecret, now, dispatch: async () => ({}) })
  return async ({ headers, url: path }: IncomingMessage, body: string): Promise<Answer> => {
    if (path !== '/webhooks/slack') return { status: 404 }
    const one = (name: string) => [headers[name]].flat()[0]
    const names = ['content-type', 'x-slack-signature', 'x-slack-request-timestamp']
    const response = await handle({
      method: 'POST',
      path,
      params: {},
      query: new URLSearchParams(),
      headers: Object.fromEntries(names.map((name) => [name, one(name)])),
      body: Buffer.from(body),
    })
    return { status: response.status, headers: { ...response.headers }, body: String(response.body ?? '') }
  }
}

const slack = (publicUrl: string | undefined = url) =>
  checkWebhook({ platform: 'slack', publicUrl, slackSigningSecret: 'secret', now, timeoutMs })
const discord = (publicUrl: string | undefined = url) =>
  checkWebhook({ platform: 'discord', publicUrl, now, timeoutMs })

describe('a webhook', () => {
  it('is well where a ragbot with the same secret answers', async () => {
    answer = receiver('secret')
    expect(await slack()).toMatchObject([
      { level: 'ok', message: expect.stringContaining(`ragbot answers at ${url}/webhooks/slack`) },
    ])
  })

  it('is not where another secret is set', async () => {
    answer = receiver('another')
    expect(await slack()).toMatchObject([
      { level: 'error', message: expect.stringContaining('another SLACK_SIGNING_SECRET') },
    ])
  })

  it('is not where something else answers, which takes whatever comes', async () => {
    answer = () => ({ status: 200, body: '<h1>It works!</h1>' })
    expect(await slack()).toMatchObject([{ level: 'error', message: expect.stringContaining('it is not ragbot') }])
    expect(await discord()).toMatchObject([{ level: 'error', message: expect.stringContaining('it is not ragbot') }])
  })

  it.each([
    [301, { location: 'https://www.example.com/' }, 'redirects to https://www.example.com/'],
    [404, {}, 'is not served (404)'],
    [502, {}, 'answers with status 502'],
  ])('with status %i is named', async (status, headers, expected) => {
    answer = () => ({ status, headers: headers as Record<string, string> })
    for (const check of [slack, discord])
      expect(await check()).toMatchObject([{ level: 'error', message: expect.stringContaining(expected) }])
  })

  it('of a platform that signs with a key we do not have has to refuse what is unsigned', async () => {
    answer = () => ({ status: 401 })
    expect(await discord()).toMatchObject([{ level: 'ok' }])
  })

  it('that nobody serves is named with its address', async () => {
    const gone = 'http://127.0.0.1:1'
    expect(await slack(gone)).toMatchObject([
      { level: 'error', message: expect.stringContaining('nobody answers at http://127.0.0.1:1/webhooks/slack') },
    ])
  })

  it('that hangs is given up', async () => {
    answer = () => new Promise<Answer>(() => {})
    const [finding] = await checkWebhook({ platform: 'teams', publicUrl: url, now, timeoutMs: 50 })
    expect(finding).toMatchObject({ level: 'error', message: expect.stringContaining('nobody answers') })
    server.closeAllConnections()
  })

  it('whose address nobody set is a warning', async () => {
    const [finding] = await checkWebhook({ platform: 'teams', publicUrl: undefined, now, timeoutMs })
    expect(finding).toMatchObject({ level: 'warning', message: expect.stringContaining('PUBLIC_URL is not set') })
  })
})

describe('the clock', () => {
  const at = (ms: number) => ({ status: 404, headers: { date: new Date(ms).toUTCString() } })

  it.each([
    [0, 'ok', 'agrees'],
    [-30_000, 'ok', 'agrees'],
    [-120_000, 'warning', '120 s ahead'],
    [120_000, 'warning', '120 s behind'],
    [-400_000, 'error', 'every signed delivery is refused'],
  ])('of a platform that is %i ms on', async (offMs, level, expected) => {
    // A whole second, as the header has them.
    const theirs = 1_700_000_000_000
    answer = () => at(theirs)
    const [finding] = await checkClock('slack', url, () => theirs - offMs, timeoutMs)
    expect(finding).toMatchObject({ about: 'slack clock', level, message: expect.stringContaining(expected) })
  })
})
