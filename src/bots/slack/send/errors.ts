// Slack's errors, mapped once: whether trying again helps, and what a person can do. No token and no text of a message
// goes into an error.
import {
  type WebAPICallResult,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { AppError } from '../../../errors.ts'
import { type CallKind, whyUnreachable } from '../../unreachable.ts'

/** How long to wait when Slack says 429 without a usable Retry-After. */
const defaultRetryAfterMs = 30_000

// https://docs.slack.dev/reference/methods/chat.postMessage/#errors
const invite = 'invite the app to the channel with /invite @ragbot'
const token = 'SLACK_BOT_TOKEN was refused: copy the Bot User OAuth Token from the app’s “Install App” page'
const fixes: Readonly<Record<string, string>> = {
  not_in_channel: invite,
  channel_not_found: invite,
  is_archived: 'the channel is archived: unarchive it, or ask in another one',
  restricted_action: 'a workspace setting keeps apps from posting there: ask a workspace admin',
  restricted_action_read_only_channel: 'only some members may post there: ask a workspace admin',
  restricted_action_thread_only_channel: 'only threads are allowed there: mention the bot in a thread',
  restricted_action_non_threadable_channel: 'no threads are allowed there: ask in another channel',
  restricted_action_thread_locked: 'the thread is locked: ask in another one',
  is_inactive: 'the channel is not in use any more: ask in another one',
  cannot_dm_bot: 'it is a bot that asked, and bots cannot be written to',
  messages_tab_disabled: 'the app’s Messages tab is off: update it from manifests/slack.json and reinstall it',
  invalid_auth: token,
  not_authed: token,
  account_inactive: token,
  token_revoked: token,
  token_expired: token,
  missing_scope: 'the app lacks a scope: update it from manifests/slack.json and reinstall it',
  user_not_in_channel: 'the person who asked has left the channel',
}

/** The token, and so every reply. https://docs.slack.dev/reference/methods/auth.test/#errors */
const tokenRefused = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'])

/** Slack says itself that these pass. `internal_error` and `fatal_error` "may have succeeded in part". */
const passing = new Set(['ratelimited', 'rate_limited', 'service_unavailable', 'team_added_to_org'])
const lost = new Set(['internal_error', 'fatal_error', 'request_timeout'])

/** The error for a call whose request failed on the way: DNS, connection, timeout. */
export function networkError(error: unknown, kind: CallKind): AppError {
  const { reason, retry } = whyUnreachable(error, kind)
  return new AppError(
    'slack-unreachable',
    `Slack could not be reached (${reason}): check the network and SLACK_API_URL`,
    { retry, cause: error },
  )
}

function platformError(data: WebAPICallResult & { error: string }, kind: CallKind, cause: unknown): AppError {
  // A gateway's HTML page with status 200 ends up here as the "error": it says nothing about the outcome.
  const known = /^[a-z][a-z0-9_]{0,80}$/.test(data.error)
  if (!known || lost.has(data.error)) {
    return new AppError('slack-unavailable', `Slack failed (${known ? data.error : 'no JSON in its answer'})`, {
      retry: kind === 'read' ? 'later' : 'unknown',
      cause,
    })
  }
  const fix = fixes[data.error]
  return new AppError(
    `slack-${data.error.replaceAll('_', '-')}`,
    `Slack refused (${data.error})${fix === undefined ? '' : `: ${fix}`}`,
    passing.has(data.error)
      ? { retry: 'later', retryAfterMs: defaultRetryAfterMs, cause }
      : { retry: tokenRefused.has(data.error) ? 'refused' : 'never', cause },
  )
}

/** Slack's own error name behind an AppError made here, such as `message_not_found`. */
export function slackErrorOf(error: unknown): string | undefined {
  const cause = error instanceof AppError ? error.cause : undefined
  return cause instanceof WebAPIPlatformError ? cause.data.error : undefined
}

/** The error for a bare HTTP status, from the Web API or from a response URL. */
export function httpError(status: number, kind: CallKind, cause?: unknown): AppError {
  if (status >= 500) {
    return new AppError('slack-unavailable', `Slack failed (HTTP ${status})`, {
      retry: kind === 'read' ? 'later' : 'unknown',
      cause,
    })
  }
  return new AppError('slack-refused', `Slack refused (HTTP ${status}): check SLACK_API_URL`, { retry: 'never', cause })
}

/** What 429 means: nothing was posted, wait as long as Slack asks. */
export function rateLimited(retryAfterSeconds: number, cause?: unknown): AppError {
  const retryAfterMs = retryAfterSeconds > 0 ? retryAfterSeconds * 1000 : defaultRetryAfterMs
  return new AppError('slack-rate-limited', `Slack asks to wait ${Math.ceil(retryAfterMs / 1000)} s`, {
    retry: 'later',
    retryAfterMs,
    cause,
  })
}

/** Any error of a Web API call as an AppError. */
export function toAppError(error: unknown, kind: CallKind): AppError {
  if (error instanceof AppError) return error
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter, error)
  if (error instanceof WebAPIPlatformError) return platformError(error.data, kind, error)
  if (error instanceof WebAPIHTTPError) return httpError(error.statusCode, kind, error)
  if (error instanceof WebAPIRequestError) return networkError(error, kind)
  // web-api throws a plain Error for a 429 whose Retry-After it cannot read.
  if (error instanceof Error && error.message.startsWith('Retry header')) return rateLimited(0, error)
  return networkError(error, kind)
}
