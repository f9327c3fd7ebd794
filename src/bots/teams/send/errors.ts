// The connector's errors, mapped once: whether trying again helps, and what a person can do. No token and no text of a
// message goes into an error.
import { AppError } from '../../../errors.ts'
import { type CallKind, whyUnreachable } from '../../unreachable.ts'

/** How long to wait after a 429 without a usable Retry-After: the longest window that we count ourselves. */
const defaultRetryAfterMs = 30_000

// https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability#status-codes-from-bot-conversational-apis
const fixes: Readonly<Record<string, string>> = {
  BotNotInConversationRoster: 'the app is not installed there: add it to the team, the chat or for the person',
  ConversationNotFound: 'that conversation is gone, or the app was removed from it',
  ConversationBlockedByUser: 'the person has blocked the app',
  BotDisabledByAdmin: 'an administrator has blocked the app in the Teams admin center',
  ForbiddenOperationException: 'the app is not installed for that person',
  MessageSizeTooBig: 'the message was too large',
  ActivityNotFoundInConversation: 'the message is gone',
}
const fixesByStatus: Readonly<Record<number, string>> = {
  401: 'check MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD, and that MICROSOFT_APP_TYPE and MICROSOFT_APP_TENANT_ID are those of the bot’s registration',
  403: 'the app is not allowed there: check that it is installed and not blocked by an administrator',
  404: 'that conversation or message is gone, or the app was removed from it',
  413: 'the message was too large',
}

/** What the connector said when it refused; the cause of the AppError. */
class ServiceRefusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ServiceRefusal'
    this.status = status
    this.code = code
  }
}

/** The status and the words of a refusal behind an AppError made here; undefined for a failed network. */
export function refusalOf(error: unknown): { status: number; code: string; message: string } | undefined {
  const cause = error instanceof AppError ? error.cause : undefined
  return cause instanceof ServiceRefusal ? cause : undefined
}

/** True for a refusal that another attempt meets again: the other way out, if there is one, has to be taken. */
export const isFinal = (error: unknown): boolean => error instanceof AppError && error.retry === 'never'

/** The error for a request that failed on the way: DNS, connection, certificate, timeout. */
export function networkError(error: unknown, kind: CallKind, variable: string): AppError {
  const { reason, retry } = whyUnreachable(error, kind)
  return new AppError(
    'teams-unreachable',
    `Microsoft could not be reached (${reason}): check the network and ${variable}`,
    { retry, cause: error },
  )
}

/** Retry-After is seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
export function readRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now
  return Number.isFinite(ms) && ms > 0 ? ms : undefined
}

/** `code` and `message` of `{ error: { code, message } }`, as the connector and Graph answer; empty when there are none. */
function readError(body: string): { code: string; message: string } {
  try {
    const { error } = JSON.parse(body) as { error?: { code?: unknown; message?: unknown } | null }
    const read = (value: unknown) => (typeof value === 'string' ? value : '')
    return { code: read(error?.code), message: read(error?.message) }
  } catch {
    // A gateway's page, or nothing at all: the status has to do.
    return { code: '', message: '' }
  }
}

const kebab = (code: string) => code.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase()

interface Refused {
  readonly status: number
  readonly retryAfterMs?: number | undefined
  readonly body: string
}

/**
 * The error for an answer that is no success. Microsoft asks to try 412, 429, 502 and 504 again. 429 and 503 say that the
 * request was not taken, 412 that it met another one, so nothing was posted; behind 500, 502 and 504 it may have been.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit#handle-http-429-responses
 */
export function toAppError({ status, retryAfterMs, body }: Refused, kind: CallKind): AppError {
  const { code, message } = readError(body)
  // Something else than the service may have written it, so only what looks like a code is repeated.
  const known = /^[A-Za-z][A-Za-z0-9]{0,60}$/.test(code) ? code : ''
  const cause = new ServiceRefusal(status, known, message)
  const name = known === '' ? `HTTP ${status}` : `HTTP ${status}, ${known}`
  if (status === 429) {
    const waitMs = retryAfterMs ?? defaultRetryAfterMs
    return new AppError('teams-rate-limited', `Teams asks to wait ${Math.ceil(waitMs / 1000)} s`, {
      retry: 'later',
      retryAfterMs: waitMs,
      cause,
    })
  }
  if (status === 412 || status === 503)
    return new AppError('teams-unavailable', `Teams is busy (${name})`, { retry: 'later', retryAfterMs, cause })
  if (status >= 500 || status === 408)
    return new AppError('teams-unavailable', `Teams failed (${name})`, {
      retry: kind === 'read' ? 'later' : 'unknown',
      retryAfterMs,
      cause,
    })
  const fix = fixes[known] ?? fixesByStatus[status] ?? (status < 400 ? 'check MICROSOFT_SERVICE_URLS' : undefined)
  return new AppError(
    known === '' ? `teams-http-${status}` : `teams-${kebab(known)}`,
    `Teams refused (${name})${fix === undefined ? '' : `: ${fix}`}`,
    // Even with a token that was fetched just now: it is the app that is not taken, not this message.
    { retry: status === 401 ? 'refused' : 'never', cause },
  )
}
