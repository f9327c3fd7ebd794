// What Slack delivers, by whatever way it came: handed to Bolt, and taken only once Bolt's listeners are done.
import type { App, Receiver } from '@slack/bolt'
import { describeError } from '../../../errors.ts'
import type { PlatformHost } from '../../types.ts'
import { isRecord, type Json } from '../json.ts'

export interface Retry {
  /** Counts from 1; absent the first time. */
  readonly retryNum?: number
  readonly retryReason?: string
}

/**
 * `response`: goes into the acknowledgement, absent when nothing has to be said. `not-stored`: must not be acknowledged, so
 * that Slack delivers it again. `not-payload`: is nothing that Slack sends.
 */
export type Delivered = { readonly response?: Json } | 'not-stored' | 'not-payload'

/** Never throws. */
export type Dispatch = (body: unknown, retry: Retry) => Promise<Delivered>

/** `receiver` is for Bolt, which hands itself over to it. */
export function createDispatch(log: PlatformHost['log']): { readonly receiver: Receiver; readonly dispatch: Dispatch } {
  let app: App | undefined
  const receiver: Receiver = {
    init: (bolt) => {
      app = bolt
    },
    // The house's own HTTP server listens, and connections are opened by the platform; there is nothing to start here.
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  }

  async function dispatch(body: unknown, retry: Retry): Promise<Delivered> {
    // Bolt looks into `event` before any listener can, and throws when it is no object.
    if (!isRecord(body) || (body.event !== undefined && !isRecord(body.event))) return 'not-payload'
    if (body.type === 'app_rate_limited') log.warn('slack: deliveries are rate limited')
    let acked: unknown
    try {
      await app?.processEvent({
        body: { ...body },
        // Bolt calls this before its listeners ran. What it says goes out when they have committed: views and options are
        // answered in it. https://docs.slack.dev/interactivity/handling-user-interaction/#acknowledgment_response
        ack: (response) => {
          acked = response ?? acked
          return Promise.resolve()
        },
        ...retry,
      })
    } catch (error) {
      log.warn('slack: delivery not stored', { error: describeError(error) })
      return 'not-stored'
    }
    return isRecord(acked) ? { response: acked } : {}
  }

  return { receiver, dispatch }
}
