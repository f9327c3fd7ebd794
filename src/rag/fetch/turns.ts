// How many requests go to one site at a time, over everything that a reader reads: two, like a polite browser. And how
// soon the next one goes to a host that is read again, where nobody waits for it.
const atOnce = 2

interface Site {
  running: number
  readonly waiting: (() => void)[]
}

/** @returns waits for a turn at this site; what it gives back ends the turn */
export function createTurns(): (site: string) => Promise<() => void> {
  const sites = new Map<string, Site>()
  return async (name) => {
    const site = sites.get(name) ?? { running: 0, waiting: [] }
    sites.set(name, site)
    if (site.running < atOnce) site.running++
    // Whoever ends hands the turn over, so `running` stays as it is.
    else await new Promise<void>((resolve) => site.waiting.push(resolve))
    return () => {
      const next = site.waiting.shift()
      if (next) next()
      else if (--site.running === 0) sites.delete(name)
    }
  }
}

/**
 * @returns waits until `gapMs` have passed since the last one was done with this host; what it gives back says that this
 * one is: counted from the end, so that none comes too soon however long the way is
 */
export function createPace(
  gapMs: number,
  wait: (ms: number) => Promise<unknown>,
): (host: string) => Promise<() => void> {
  // No clock, which may be set back.
  const gaps = new Map<string, Promise<unknown>>()
  return async (host) => {
    const before = gaps.get(host)
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const gap = Promise.all([before, done]).then(() => wait(gapMs))
    gaps.set(host, gap)
    const forget = () => {
      if (gaps.get(host) === gap) gaps.delete(host)
    }
    gap.then(forget, forget)
    await before
    return resolve
  }
}
