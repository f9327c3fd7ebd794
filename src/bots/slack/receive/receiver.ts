// Where Slack's HTTP requests come in: signature and age checked over the raw bytes, then dispatched, and answered only
// once what they say is stored. Refuses with 401 what is not freshly signed, with 400 what is not Slack's format.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HttpRequest, HttpResponse } from '../../../route.ts'
import { isRecord, type Json } from '../json.ts'
import type { Dispatch } from './dispatch.ts'

/** Either way: https://docs.slack.dev/authentication/verifying-requests-from-slack/ */
const maxClockSkewMs = 5 * 60_000

interface ReceiverOptions {
  readonly signingSecret: string
  readonly now: () => number
  readonly dispatch: Dispatch
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

/** JSON, or the fields of a form; undefined when it is neither. */
function decodeBody(request: HttpRequest): Json | undefined {
  const raw = new TextDecoder().decode(request.body)
  const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  const form = isForm ? Object.fromEntries(new URLSearchParams(raw)) : undefined
  if (form !== undefined && form.payload === undefined) return form
  try {
    const body: unknown = JSON.parse(form?.payload ?? raw)
    return isRecord(body) ? body : undefined
  } catch {
    return undefined
  }
}

/** The handler of the route. */
export function createReceiver(options: ReceiverOptions): {
  admit(request: HttpRequest): HttpResponse | null
  handle(request: HttpRequest): Promise<HttpResponse>
} {
  const admit = (request: HttpRequest) => refuseHeaders(request, options.now())

  async function handle(request: HttpRequest): Promise<HttpResponse> {
    const refused = admit(request)
    if (refused) return refused
    if (!isSigned(request, options)) return notSigned
    const body = decodeBody(request)
    if (body === undefined) return notSlacks
    if (body.type === 'url_verification') return json({ challenge: body.challenge })
    const retry = request.headers['x-slack-retry-num']
    const reason = request.headers['x-slack-retry-reason']
    const delivered = await options.dispatch(body, {
      ...(retry !== undefined && { retryNum: Number(retry) }),
      ...(reason !== undefined && { retryReason: reason }),
    })
    if (delivered === 'not-payload') return notSlacks
    // Slack delivers again after anything but a 2xx.
    if (delivered === 'not-stored') return { status: 503, body: 'not stored, deliver again' }
    return delivered.response === undefined ? { status: 200 } : json(delivered.response)
  }

  return { admit, handle }
}

const json = (body: Json): HttpResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
