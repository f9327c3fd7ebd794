// A host that records what a platform hands over, and a platform over the Slack stand-in. Shared by the Slack tests.

import { createSlackPlatform } from '../../../src/bots/slack/index.ts'
import type { Outbound, PlatformHost } from '../../../src/bots/types.ts'
import { createSlackStandIn, type SlackStandIn, signHeaders } from '../../stand-ins/slack.ts'
import { createRecordingHost, type RecordingHost } from '../recording-host.ts'

export const secret = 'signing-secret-of-the-tests'
const botToken = 'xoxb-token-of-the-tests'
const appToken = 'xapp-token-of-the-tests'
export const now = Date.UTC(2026, 8, 21, 12)

export interface Setup extends AsyncDisposable {
  readonly slack: SlackStandIn
  readonly host: RecordingHost
  /** What the platform takes for now. */
  readonly clock: { now: number }
  readonly platform: ReturnType<typeof createSlackPlatform>
  /** Signs a body and hands it to the webhook's route. */
  receive(body: string, contentType?: string): Promise<{ status: number; body: string }>
  /** The same with headers of the test's own. */
  receiveRaw(body: string, headers: Record<string, string>): Promise<{ status: number; body: string }>
}

export const form = 'application/x-www-form-urlencoded'

/** @param options.ways over which Slack delivers; HTTP alone by default */
export async function setUp(
  options: {
    timeoutMs?: number
    token?: string
    ways?: readonly ('http' | 'socket')[]
    members?: PlatformHost['members']
  } = {},
): Promise<Setup> {
  const { ways = ['http'] } = options
  const slack = await createSlackStandIn({ botToken, appToken, now: () => now })
  const host = createRecordingHost(options.members)
  const clock = { now }
  const platform = createSlackPlatform(
    {
      botToken: options.token ?? botToken,
      apiUrl: slack.apiUrl,
      ...(ways.includes('http') && { signingSecret: secret }),
      ...(ways.includes('socket') && { appToken }),
    },
    host,
    { now: () => clock.now, ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }) },
  )
  const receiveRaw = async (body: string, headers: Record<string, string>) => {
    const response = await platform.routes[0]!.handle({
      method: 'POST',
      path: '/webhooks/slack',
      params: {},
      query: new URLSearchParams(),
      headers,
      body: Buffer.from(body),
    })
    return { status: response.status, body: String(response.body ?? '') }
  }
  return {
    slack,
    host,
    clock,
    platform,
    receiveRaw,
    receive: (body, contentType) => receiveRaw(body, signHeaders(body, secret, now, contentType)),
    async [Symbol.asyncDispose]() {
      await platform.stop?.()
      await slack.close()
    },
  }
}

/** A channel mention; `fields` override. */
export function mention(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'app_mention',
    user: 'U1',
    text: '<@U0BOT> who approves travel?',
    ts: '1790000000.000100',
    channel: 'C1',
    team: 'T1',
    event_ts: '1790000000.000100',
    ...fields,
  }
}

/** A message event; `fields` override. */
export function messageEvent(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...mention(),
    type: 'message',
    channel_type: 'channel',
    client_msg_id: 'a3b0c0de-0000-4000-8000-000000000000',
    ...fields,
  }
}

export function outbound(fields: Partial<Outbound> = {}): Outbound {
  return {
    id: '7d5b1e0e-0000-4000-8000-000000000001',
    kind: 'final',
    attempt: 1,
    target: { channel: 'C1', thread_ts: '1790000000.000100', user: 'U1' },
    payload: { text: 'An answer', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'An answer' } }] },
    private: false,
    createdAt: new Date(now),
    ...fields,
  }
}
