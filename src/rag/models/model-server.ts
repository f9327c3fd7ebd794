// How a model server fails, in one shape, and as an AppError that names the fix. Refuses to repeat a server's own
// words where they may hold a key or a text: those stay in the error's `cause`.
import type { ModelServer, ServerCode } from '../../error-codes.ts'
import { AppError, describeError } from '../../errors.ts'

export interface Failure {
  /** HTTP; undefined when no answer came. */
  readonly status: number | undefined
  /** The server's own words, its code before them where it gives one. */
  readonly message: string
  readonly retryAfterMs: number | undefined
  readonly isTimeout: boolean
}

/** What a person has set: the names go into messages. `code` begins the codes of the errors. */
export interface Setting {
  readonly code: ModelServer
  readonly model: string
  readonly url: string
  readonly key: string
}

/** An HTTP answer that is no success, from a server that is called without an SDK. */
export class HttpFailure extends Error {
  readonly status: number
  readonly headers: Headers
  constructor(status: number, headers: Headers, body: string) {
    super(body)
    this.status = status
    this.headers = headers
  }
}

/** Reads an SDK's error or an `HttpFailure`: both carry `status` and `headers`. */
export function failureOf(error: unknown): Failure {
  const { status, headers, name, code } = (error ?? {}) as Partial<
    Record<'status' | 'headers' | 'name' | 'code', unknown>
  >
  return {
    status: typeof status === 'number' ? status : undefined,
    message: typeof code === 'string' ? `${code}: ${describeError(error)}` : describeError(error),
    retryAfterMs: headers instanceof Headers ? readRetryAfter(headers) : undefined,
    isTimeout: name === 'TimeoutError' || name === 'AbortError',
  }
}

/** Seconds as the standard has it, milliseconds as OpenAI adds; dates are not read. */
function readRetryAfter(headers: Headers): number | undefined {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  const seconds = Number.parseFloat(headers.get('retry-after') ?? '')
  const waitMs = Number.isFinite(milliseconds) ? milliseconds : seconds * 1_000
  return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : undefined
}

// llama.cpp answers 500 to a text that is too long: https://github.com/ggml-org/llama.cpp/issues/6263
const tooLong = /too (long|large|many)|token|context (length|size|window)|exceed|maximum|at most/i

/** The request was understood and refused as it is: fewer or shorter texts may pass. */
export function isRefused({ status, message }: Failure): boolean {
  return status === 400 || status === 413 || status === 422 || (status === 500 && tooLong.test(message))
}

/** It was refused for its length, as far as the server's words tell. */
export function isTooLong(failure: Failure): boolean {
  return failure.status === 413 || (isRefused(failure) && tooLong.test(failure.message))
}

/** The share of a text that passes, where the server names its limit and what it was given; else 0.7. */
export function passingShare({ status, message }: Failure): number {
  const numbers = [...message.matchAll(/\b\d{2,7}\b/g)].map(([digits]) => Number(digits))
  const counts = new Set(numbers.filter((number) => number >= 32 && number !== status))
  const share = counts.size === 2 ? Math.min(...counts) / Math.max(...counts) : 1
  // What looks like a share but would throw nearly all away is more likely two other numbers.
  return share > 0.05 && share < 1 ? share * 0.95 : 0.7
}

/** Trying the same again can help. An account without credit says 429 too, and stays so. */
export function isTransient(failure: Failure): boolean {
  const { status } = failure
  if (status === 429) return !isOutOfCredit(failure)
  if (status === undefined) return !failure.isTimeout
  return (status >= 500 && !isRefused(failure)) || status === 408 || status === 409
}

const isOutOfCredit = ({ message }: Failure) => /insufficient_quota|billing|exceeded your current quota/i.test(message)

/** An AppError as it is; anything else mapped by what went wrong. */
export function toAppError(error: unknown, { code, model, url, key }: Setting): AppError {
  if (error instanceof AppError) return error
  const failure = failureOf(error)
  const { status, retryAfterMs, isTimeout } = failure
  const make = (kind: ServerCode, message: string, retry: 'later' | 'never') =>
    new AppError(`${code}-${kind}`, message, { retry, retryAfterMs, cause: error })
  if (isTimeout) return make('timeout', `The model server did not answer in time: see ${url}.`, 'later')
  if (status === undefined)
    return make('unreachable', `The model server is out of reach: check ${url} and that it is running.`, 'later')
  if (status === 401 || status === 403)
    return make('credentials', `The model server refused the key (HTTP ${status}): check ${key}.`, 'never')
  if (status === 404 || status === 405)
    return make(
      'not-found',
      `The model server knows no such model or address (HTTP ${status}): check ${model}, and ${url}, which often ends in /v1.`,
      'never',
    )
  if (status === 429 && isOutOfCredit(failure))
    return make('out-of-credit', `The account behind ${key} has no credit left: add some, or use another.`, 'later')
  if (status === 429) return make('rate-limited', 'The model server asks to wait: it will be tried again.', 'later')
  if (status >= 500) return make('failed', `The model server failed (HTTP ${status}): see its log.`, 'later')
  return make('refused', `The model server refused the request (HTTP ${status}): check ${model} and its log.`, 'never')
}
