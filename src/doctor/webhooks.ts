// Whether a platform's deliveries would arrive: its webhook's address is asked from here as the platform would ask it.
// Slack's is asked with a signed request, which only a ragbot with the same secret answers; the others' with an
// unsigned one, which must be refused.
import { createHmac } from 'node:crypto'
import { describeError } from '../errors.ts'
import type { Finding } from '../model.ts'

export interface WebhookCheck {
  readonly platform: 'slack' | 'teams' | 'discord'
  /** PUBLIC_URL, without a slash at the end. */
  readonly publicUrl: string | undefined
  readonly slackSigningSecret?: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly timeoutMs: number
}

export async function checkWebhook(check: WebhookCheck): Promise<readonly Finding[]> {
  const { platform, publicUrl } = check
  const about = `${platform} webhook`
  if (publicUrl === undefined) {
    const message = `PUBLIC_URL is not set, so nothing tells where ${platform} reaches ragbot and links in answers lead nowhere: set it to the https address in front of ragbot`
    return [{ about, level: 'warning', message }]
  }
  const url = `${publicUrl}/webhooks/${platform}`
  let response: Response
  let body: string
  try {
    response = await fetch(url, { ...requestOf(check), signal: AbortSignal.timeout(check.timeoutMs) })
    body = (await response.text()).slice(0, 1_000)
  } catch (error) {
    const reason = error instanceof Error && error.cause ? describeError(error.cause) : describeError(error)
    const message = `nobody answers at ${url} (${reason}): is "ragbot start" running, and does the proxy in front pass this path on?`
    return [{ about, level: 'error', message }]
  }
  const problem = problemOf(check, response, body)
  if (problem !== null) return [{ about, level: 'error', message: `${url} ${problem}` }]
  const isOpen = new URL(url).protocol === 'http:'
  const message = isOpen
    ? `ragbot answers at ${url}, which is not https: platforms deliver to https only, put a TLS proxy in front`
    : `ragbot answers at ${url}`
  return [{ about, level: isOpen && !isLocal(url) ? 'warning' : 'ok', message }]
}

const challenge = 'ragbot-doctor'

function requestOf({ platform, slackSigningSecret, now }: WebhookCheck): RequestInit {
  const body = JSON.stringify(platform === 'slack' ? { type: 'url_verification', challenge } : { type: 'ping' })
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (slackSigningSecret !== undefined) {
    const timestamp = String(Math.floor(now() / 1_000))
    const digest = createHmac('sha256', slackSigningSecret).update(`v0:${timestamp}:${body}`).digest('hex')
    Object.assign(headers, { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` })
  }
  // No platform follows a redirect of its deliveries.
  return { method: 'POST', headers, body, redirect: 'manual' }
}

/** What is wrong with the answer; null when it is ragbot's own. */
function problemOf({ slackSigningSecret }: WebhookCheck, { status, headers }: Response, body: string): string | null {
  if (status >= 300 && status < 400)
    return `redirects to ${headers.get('location') ?? 'nowhere'}: set PUBLIC_URL to the address that answers by itself`
  if (status === 404 || status === 405)
    return 'is not served (404): this platform is off in the process that answers there, or the proxy changes the path'
  if (status >= 500) return `answers with status ${status}: look at the log of ragbot and of the proxy in front`
  if (slackSigningSecret === undefined)
    return status === 401
      ? null
      : `answers an unsigned request with status ${status}, so it is not ragbot: correct PUBLIC_URL`
  if (status === 401)
    return 'refuses a signed request: another SLACK_SIGNING_SECRET is set there, or the clock is more than five minutes off'
  return status === 200 && body.includes(challenge)
    ? null
    : `answers with status ${status}, so it is not ragbot: correct PUBLIC_URL`
}

function isLocal(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
}
