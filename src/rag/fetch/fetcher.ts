// One address to one answer: resolved, admitted by robots, at most two at a time to a site.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Validators } from '../../model.ts'
import { type Followed, follow } from './follow.ts'
import { assertAnswered, conditionsOf } from './page.ts'
import type { Timeouts } from './request.ts'
import { createRobots, maxRobotsBytes } from './robots-cache.ts'
import { createResolver, type Lookup } from './target.ts'
import { createPace, createTurns } from './turns.ts'

export interface FetcherOptions {
  /** "host:port", or "host" for its ports 80 and 443: reachable although their address is private. */
  readonly allowedHosts: readonly string[]
  /** Of a page, decompressed. */
  readonly maxBytes: number
  /** `connectMs` 5,000, `firstByteMs` 10,000, `totalMs` 30,000 by default. */
  readonly timeouts?: Timeouts
  /** The system's resolver by default. */
  readonly lookup?: Lookup
  readonly now: () => number
  /** Between an answer and the next request to its host, whatever they are for; without it as they come. */
  readonly gapMs?: number
  /** The real clock by default. */
  readonly wait?: (ms: number) => Promise<unknown>
}

export interface Fetched extends Followed {
  /** What the site wants between two requests. */
  readonly crawlDelayMs: number
}

export type Fetch = (url: URL, validators: Validators | null, signal: AbortSignal) => Promise<Fetched>

const usualTimeouts: Timeouts = { connectMs: 5_000, firstByteMs: 10_000, totalMs: 30_000 }
// A site that takes longer than this for a few lines would take too long for its pages.
const robotsMs = 10_000

/**
 * @returns an answer with a page, or 304 where `validators` were sent; it throws AppError for all else
 * @throws AppError `config` for an entry of `allowedHosts` that is no host
 */
export function createFetcher({ timeouts = usualTimeouts, maxBytes, ...options }: FetcherOptions): Fetch {
  const resolve = createResolver(options.allowedHosts, timeouts.connectMs, options.lookup)
  const { gapMs, wait = sleep } = options
  const pace = gapMs === undefined ? undefined : createPace(gapMs, wait)
  const admit = createRobots(options.now, (target) =>
    follow(target, {
      resolve,
      pace,
      headers: {},
      maxBytes: maxRobotsBytes,
      isCut: true,
      timeouts: { ...timeouts, totalMs: Math.min(timeouts.totalMs, robotsMs) },
    }),
  )
  const takeTurn = createTurns()
  return async (url, validators, signal) => {
    const headers = conditionsOf(validators)
    const first = await resolve(url, true)
    const endTurn = await takeTurn(url.host)
    try {
      let crawlDelayMs = 0
      const answer = await follow(first, {
        resolve,
        pace,
        admit: async (target) => {
          crawlDelayMs = await admit(target)
        },
        headers,
        maxBytes,
        timeouts,
        signal,
      })
      assertAnswered(answer, Object.keys(headers).length > 0, options.now())
      return { ...answer, crawlDelayMs }
    } finally {
      endTurn()
    }
  }
}
