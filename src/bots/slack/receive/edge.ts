// Where Slack delivers to an app: over HTTP with a signing secret, over Socket Mode with an app-level token, or both.
import type { Finding } from '../../../model.ts'
import type { Route } from '../../../route.ts'
import type { PlatformHost } from '../../types.ts'
import { createWebClient } from '../send/web-client.ts'
import type { Dispatch } from './dispatch.ts'
import { createReceiver } from './receiver.ts'
import { createSocket } from './socket.ts'

export interface EdgeOptions {
  /** Absent: nothing is taken over HTTP. */
  readonly signingSecret?: string
  /** Absent: no connection is opened for Socket Mode. */
  readonly appToken?: string
  /** Base of the Web API, `https://slack.com/api/` by default. */
  readonly apiUrl?: string
  readonly dispatch: Dispatch
  readonly log: PlatformHost['log']
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** For one call to Slack. */
  readonly timeoutMs: number
}

export interface Edge {
  readonly routes: readonly Route[]
  start(): void
  stop(): Promise<void>
  /** What keeps Slack from delivering. */
  check(): Promise<readonly Finding[]>
}

export function createEdge({ signingSecret, appToken, apiUrl, dispatch, log, now, timeoutMs }: EdgeOptions): Edge {
  const webhook = signingSecret === undefined ? undefined : createReceiver({ signingSecret, now, dispatch })
  const socket =
    appToken === undefined
      ? undefined
      : createSocket({ client: createWebClient(appToken, apiUrl, timeoutMs), dispatch, log })
  return {
    routes: webhook ? [{ method: 'POST', path: '/webhooks/slack', ...webhook }] : [],
    start: () => socket?.start(),
    stop: async () => socket?.stop(),
    check: async () => (socket ? [await socket.check()] : []),
  }
}
