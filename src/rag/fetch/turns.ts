// How many requests go to one site at a time, over everything that this process reads: two, like a polite browser.
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
