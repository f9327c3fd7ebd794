// Where Slack's HTTP requests come in: signature and age checked over the raw bytes, then handed to Bolt, and answered
// only once Bolt's listeners are done. Refuses with 401 what is not freshly signed, with 400 what is not Slack's format.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { App, Receiver } from '@slack/bolt'
import { describeError } from '../../../errors.ts'
import type { HttpRequest, HttpResponse } from '../../../route.ts'
import type { PlatformHost } from '../../types.ts'
import { isRecord } from '../json.ts'

/** Either way: https://docs.slack.dev/authentication/verifying-requests-from-slack/ */
const maxClockSkewMs = 5 * 60_000

interface ReceiverOptions {
  readonly signingSecret: string
  readonly now: () => number
  readonly log: PlatformHost['log']
}

const notSigned = { status: 401, body: 'the request is not signed by Slack, or too old' }
const notSlacks = { status: 400, body: 'the body is not a Slack payload' }
/** Both are documented: https://docs.slack.dev/apis/events-api/ and https://docs.slack.dev/interactivity/ */
const contentTypes = /^application\/(json|x-www-form-urlencoded)(;|$)/i

/** Refuses by the headers alone: a stranger who cannot even name a time must not make us buffer a body. */
function refuseHeaders({ headers }: HttpRequest, now: number): HttpResponse | null {
  const timestamp = headers['x-slack-request-timestamp'] ?? ''
  const isFresh = /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * 1000) <= maxClockSkewMs
  if (!isFresh || !/^v0=[\da-f]{64}$/.test(headers['x-slack-signature'] ?? '')) return notSigned
  return contentTypes.test(headers['content-type'] ?? '') ? null : notSlacks
}

function isSigned(request: HttpRequest, { signingSecret }: ReceiverOptions): boolean {
  const timestamp = request.headers['x-slack-request-timestamp'] ?? ''
  const signature = Buffer.from(request.headers['x-slack-signature'] ?? '')
  const digest = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(request.body).digest('hex')
  const expected = Buffer.from(`v0=${digest}`)
  return signature.length === expected.length && timingSafeEqual(signature, expected)
}

/** The body as Bolt wants it; undefined when it is not what Slack sends. */
function decodeBody(request: HttpRequest): Record<string, unknown> | undefined {
  const raw = new TextDecoder().decode(request.body)
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const form = isForm ? Object.fromEntries(new URLSearchParams(raw)) : undefined
  if (form !== undefined && form.payload === undefined) return form
  try {
    const body: unknown = JSON.parse(form?.payload ?? raw)
    // Bolt looks into `event` before any listener can, and throws when it is no object.
    return isRecord(body) && (body.event === undefined || isRecord(body.event)) ? { ...body } : undefined
  } catch {
    return undefined
  }
}

/** Bolt's receiver, and the handler of the route that feeds it. */
export function createReceiver(options: ReceiverOptions): {
  readonly receiver: Receiver
  admit(request: HttpRequest): HttpResponse | null
  handle(request: HttpRequest): Promise<HttpResponse>
} {
  let app: App | undefined
  const receiver: Receiver = {
    init: (bolt) => {
      app = bolt
    },
    // The house's own HTTP server listens; there is nothing to start here.
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  }

  const admit = (request: HttpRequest) => refuseHeaders(request, options.now())

  async function dispatch(request: HttpRequest, body: Record<string, unknown>): Promise<HttpResponse> {
    const retry = request.headers['x-slack-retry-num']
    const retryReason = request.headers['x-slack-retry-reason']
    let acked: unknown
    try {
      await app?.processEvent({
        body,
        // Bolt calls this before its listeners ran. The answer goes out below instead, when they have committed: views and
        // options are answered in it. https://docs.slack.dev/interactivity/handling-user-interaction/#acknowledgment_response
        ack: (response) => {
          acked = response ?? acked
          return Promise.resolve()
        },
        ...(retry === undefined ? {} : { retryNum: Number(retry) }),
        ...(retryReason === undefined ? {} : { retryReason }),
      })
    } catch (error) {
      // Slack delivers again after anything but a 2xx.
      options.log.warn('slack: delivery not stored', { error: describeError(error) })
      return { status: 503, body: 'not stored, deliver again' }
    }
    if (!isRecord(acked)) return { status: 200 }
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(acked) }
  }

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const refused = admit(request)
    if (refused) return refused
    if (!isSigned(request, options)) return notSigned
    const body = decodeBody(request)
    if (body === undefined) return notSlacks
    if (body.type === 'url_verification') {
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ challenge: body.challenge }),
      }
    }
    if (body.type === 'app_rate_limited') options.log.warn('slack: deliveries are rate limited')
    return dispatch(request, body)
  }

  return { receiver, admit, handle }
}
