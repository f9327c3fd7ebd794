// The one error class that rooms throw on purpose. `message` says what to do; `code` is for scripts and logs.

/** When trying again can help: `never`, `later` (nothing happened), or `unknown` (it may have happened). */
export type Retry = 'never' | 'later' | 'unknown'

export class AppError extends Error {
  readonly code: string
  readonly retry: Retry
  /** How long the other side asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined

  constructor(
    code: string,
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
