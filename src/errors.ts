// The one error class that rooms throw on purpose. `message` says what to do; `code` is for scripts and logs.
import type { ErrorCode } from './error-codes.ts'

/**
 * When trying again can help: `never`, `later` (nothing happened), `unknown` (it may have happened), or `refused`: nothing
 * happened, and nothing of this installation will until someone mends its token.
 */
export type Retry = 'never' | 'later' | 'unknown' | 'refused'

export class AppError extends Error {
  readonly code: ErrorCode
  readonly retry: Retry
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: { retry?: Retry; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retry = options.retry ?? 'never'
    this.retryAfterMs = options.retryAfterMs
  }
}

/** A short text for anything thrown, without a stack. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // pg and fetch put several failed addresses into one error whose own message is empty.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(describeError).join('; ')
  return error.message || error.name
}

/** The database is out of reach, restarting, or was lost on the way. @param cause or what was seen, in words */
export function databaseAway(cause: unknown): AppError {
  return away('database-away', 'cannot be used just now', cause)
}

/** The database did not answer in time: it hangs, or what was asked of it is too much. */
export function databaseSlow(cause: unknown): AppError {
  return away('database-slow', 'does not answer just now', cause)
}

function away(code: ErrorCode, what: string, cause: unknown): AppError {
  const message = `The database ${what} (${describeError(cause)}). Try again in a moment.`
  return new AppError(code, message, { retry: 'later', retryAfterMs: 2_000, cause })
}

/** What failed with it may be tried again as it is. */
export function isDatabaseAway(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'database-away' || error.code === 'database-slow')
}

/** False for what is no fault of what was asked. That it takes too long may be one. */
export function countsAsAttempt(error: unknown): boolean {
  return !(error instanceof AppError && error.code === 'database-away')
}
