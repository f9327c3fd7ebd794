// A page through its redirects, by hand: each hop is resolved, checked and admitted like the first. Refuses the fourth,
// a way from https to http, and a way from the public internet to the inside.
import { AppError } from '../../errors.ts'
import { redirectOf } from './redirect.ts'
import { type RequestOptions, request, type WebResponse } from './request.ts'
import type { Target } from './target.ts'

const maxRedirects = 3

export interface FollowOptions extends Omit<RequestOptions, 'signal'> {
  readonly resolve: (url: URL, mayGoInside: boolean) => Promise<Target>
  /** Throws what speaks against reading this hop: robots. */
  readonly admit?: (target: Target) => Promise<void>
  /** Waits until this host may be asked again; what it gives back is called once it has answered. */
  readonly pace?: ((host: string) => Promise<() => void>) | undefined
  /** Ends it early; the time limit does as well. */
  readonly signal?: AbortSignal
}

export interface Followed extends WebResponse {
  /** The last one's, where the bytes came from. */
  readonly url: URL
}

/** @throws AppError `too-many-redirects`, `forbidden-address`, `bad-url`, `too-slow`, and what `request` throws */
export async function follow(
  first: Target,
  { resolve, admit, pace, signal, ...options }: FollowOptions,
): Promise<Followed> {
  // Not AbortSignal.timeout: its reason would be no AppError.
  const deadline = new AbortController()
  const { totalMs } = options.timeouts
  const late = () =>
    deadline.abort(
      new AppError('too-slow', `${first.url.host} took longer than ${totalMs / 1000} seconds: try again later.`, {
        retry: 'later',
      }),
    )
  const stop = () => deadline.abort(signal?.reason)
  const timer = setTimeout(late, totalMs)
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop)
  try {
    let target = first
    for (let redirects = 0; ; redirects++) {
      await admit?.(target)
      const endTurn = await pace?.(target.url.host)
      const response = await request(target, { ...options, signal: deadline.signal }).finally(endTurn)
      const next = redirectOf(target.url, response)
      if (next === null) return { ...response, url: target.url }
      if (redirects === maxRedirects)
        throw new AppError(
          'too-many-redirects',
          `${first.url.host} sends on more than ${maxRedirects} times: it may want a sign-in, so save the page and index the file.`,
        )
      // An open redirect out there must not reach what only the operator's own addresses may.
      target = await resolve(next, target.isInside)
    }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', stop)
  }
}
