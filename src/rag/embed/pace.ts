// How fast a server is asked: a few requests at a time, and slower once it has said "too many". Keeps no timer.

/** Ends after so many milliseconds. */
export type Pause = (ms: number) => Promise<unknown>

export interface Pace {
  /** Runs the work when it is its turn. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** The server said 429: nobody asks for so long, and from then on requests keep a distance that only success shortens. */
  limited(waitMs: number): void
}

const firstGapMs = 250
/** Three requests a minute: OpenAI's lowest limit, https://developers.openai.com/api/docs/guides/rate-limits */
const longestGapMs = 20_000

/** @param slots requests at the same time */
export function createPace(options: {
  readonly now: () => number
  readonly pause: Pause
  readonly slots: number
}): Pace {
  const { now, pause } = options
  let free = options.slots
  const waiting: (() => void)[] = []
  let gapMs = 0
  let nextAt = Number.NEGATIVE_INFINITY

  return {
    async run(work) {
      if (free > 0) free -= 1
      else await new Promise<void>((turn) => waiting.push(turn))
      try {
        while (nextAt > now()) await pause(nextAt - now())
        nextAt = now() + gapMs
        const result = await work()
        gapMs = gapMs > firstGapMs / 4 ? gapMs * 0.8 : 0
        return result
      } finally {
        const turn = waiting.shift()
        if (turn) turn()
        else free += 1
      }
    },
    limited(waitMs) {
      gapMs = Math.min(Math.max(gapMs * 2, firstGapMs), longestGapMs)
      nextAt = Math.max(nextAt, now() + waitMs)
    },
  }
}
