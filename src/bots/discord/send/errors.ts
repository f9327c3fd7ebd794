// Discord's errors, mapped once: whether trying again helps, and what a person can do. No token, no address with one and
// no text of a message goes into an error: discord.js' own errors carry all three, so they are never a `cause`.
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import { AppError } from '../../../errors.ts'
import { type CallKind, whyUnreachable } from '../../unreachable.ts'

/** How long to wait when Discord says 429 without a usable Retry-After. */
const defaultRetryAfterMs = 5_000

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes */
export const codes = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  missingAccess: 50001,
  cannotMessageUser: 50007,
  missingPermissions: 50013,
  wrongChannelType: 50024,
  invalidWebhookToken: 50027,
  invalidForm: 50035,
  archivedThread: 50083,
  noMutualServer: 50278,
  overloaded: 130000,
  threadExists: 160004,
  lockedThread: 160005,
  tooManyThreads: 160006,
  blockedByServer: 200000,
} as const

const permissions = 'give the bot’s role the permissions of manifests/discord.json in that channel'
const over = 'an interaction can be answered for 15 minutes: ask again'
const closedDms = 'the person takes no direct messages from this server’s members'
const fixes: Readonly<Record<number, string>> = {
  [codes.unknownChannel]: 'the channel is gone, or the bot cannot see it',
  [codes.unknownWebhook]: over,
  [codes.unknownInteraction]: over,
  [codes.invalidWebhookToken]: over,
  [codes.missingAccess]: permissions,
  [codes.missingPermissions]: permissions,
  [codes.cannotMessageUser]: closedDms,
  [codes.noMutualServer]: closedDms,
  [codes.archivedThread]: 'the thread is archived: open it again',
  [codes.lockedThread]: 'the thread is locked: ask in its channel',
  [codes.tooManyThreads]: 'the server has as many open threads as it may: close some',
  [codes.blockedByServer]: 'the server’s AutoMod blocked the message: exempt the bot’s role',
}

function networkError(error: unknown, kind: CallKind): AppError {
  const { reason, retry } = whyUnreachable(error, kind)
  return new AppError(
    'discord-unreachable',
    `Discord could not be reached (${reason}): check the network and DISCORD_API_URL`,
    { retry },
  )
}

/** What a 5xx or an answer that is no JSON means. */
export function unavailable(what: string, kind: CallKind): AppError {
  return new AppError('discord-unavailable', `Discord failed (${what})`, {
    retry: kind === 'read' ? 'later' : 'unknown',
  })
}

/** What 429, or a bucket that is known to be empty, means: nothing was posted, wait as long as Discord asks. */
export function rateLimited(waitMs: number): AppError {
  const retryAfterMs = waitMs > 0 ? Math.ceil(waitMs) : defaultRetryAfterMs
  return new AppError('discord-rate-limited', `Discord asks to wait ${Math.ceil(retryAfterMs / 1000)} s`, {
    retry: 'later',
    retryAfterMs,
  })
}

/** What a 401 to the bot's own token means. Each one counts against this address. */
export function tokenRefused(): AppError {
  return new AppError(
    'discord-token-refused',
    'DISCORD_TOKEN was refused: copy the token of the app’s “Bot” page, then restart',
    { retry: 'refused' },
  )
}

function refused({ code, status, rawError }: DiscordAPIError): AppError {
  if (typeof code !== 'number')
    return new AppError('discord-refused', `Discord refused (HTTP ${status}): check DISCORD_API_URL`)
  if (code === codes.overloaded)
    return new AppError('discord-130000', 'Discord is overloaded just now', { retry: 'later' })
  const said = 'message' in rawError ? ` ${rawError.message.slice(0, 80)}` : ''
  const fix = fixes[code]
  return new AppError(`discord-${code}`, `Discord refused (${code}${said})${fix === undefined ? '' : `: ${fix}`}`)
}

/** Discord's own code behind an AppError made here, such as 10008. */
function discordCodeOf(error: unknown): number | undefined {
  const code = error instanceof AppError ? /^discord-(\d+)$/.exec(error.code) : null
  return code === null ? undefined : Number(code[1])
}

/** True when Discord refused for one of these reasons. */
export function isRefusal(error: unknown, ...reasons: readonly number[]): boolean {
  return reasons.includes(discordCodeOf(error) ?? -1)
}

/** Any error of a REST call as an AppError. */
export function toAppError(error: unknown, kind: CallKind): AppError {
  if (error instanceof AppError) return error
  if (error instanceof RateLimitError) return rateLimited(error.retryAfter)
  if (error instanceof DiscordAPIError) return refused(error)
  if (error instanceof HTTPError) return unavailable(`HTTP ${error.status}`, kind)
  return networkError(error, kind)
}
