// The robots.txt of each site, asked for once a day. While it cannot be read nothing of the site may be, as RFC 9309
// §2.3.1.4 wants it; without one everything may.
import { AppError } from '../../errors.ts'
import type { Followed } from './follow.ts'
import { parseRobots, type RobotsRules } from './robots.ts'
import type { Target } from './target.ts'

const dayMs = 24 * 60 * 60_000
// One that could not be read is asked for again as soon as a person would try again.
const failedMs = 60_000
const maxSites = 100
// The least that RFC 9309 §2.5 asks to parse; the rest is cut off.
export const maxRobotsBytes = 500 * 1024

interface Site {
  readonly until: number
  readonly rules: Promise<RobotsRules>
}

/** @param read one robots.txt, through the same checks and redirects as a page, cut at `maxRobotsBytes` */
export function createRobots(now: () => number, read: (target: Target) => Promise<Followed>) {
  const sites = new Map<string, Site>()

  function rulesOf(target: Target): Promise<RobotsRules> {
    const { origin } = target.url
    const known = sites.get(origin)
    if (known && now() < known.until) return known.rules
    const rules = fetchRules(target, read)
    remember(origin, { until: now() + dayMs, rules })
    rules.catch(() => remember(origin, { until: now() + failedMs, rules }))
    return rules
  }

  function remember(origin: string, site: Site): void {
    sites.delete(origin)
    sites.set(origin, site)
    if (sites.size > maxSites) sites.delete(sites.keys().next().value!)
  }

  /**
   * @returns how many milliseconds the site wants between two requests
   * @throws AppError `robots`; `unreachable` when the site itself is
   */
  return async function admit(target: Target): Promise<number> {
    const { isAllowed, crawlDelay } = await rulesOf(target)
    const { url } = target
    if (url.pathname !== '/robots.txt' && !isAllowed(url.pathname + url.search))
      throw new AppError(
        'robots',
        `${url.origin}/robots.txt does not let programs read this page: save it and index the file.`,
      )
    return crawlDelay * 1000
  }
}

async function fetchRules(target: Target, read: (target: Target) => Promise<Followed>): Promise<RobotsRules> {
  const url = new URL('/robots.txt', target.url)
  const { status, bytes } = await read({ ...target, url }).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error
    // A chain of redirects is no robots.txt (RFC 9309 §2.3.1.2), and a site that is down has a plainer reason.
    if (error.code === 'too-many-redirects') return { status: 404, bytes: new Uint8Array() }
    if (error.code === 'unreachable') throw error
    throw unread(url, error.message)
  })
  if (status >= 500 || status < 200) throw unread(url, `It answers ${status}.`)
  return parseRobots(status < 300 ? new TextDecoder().decode(bytes) : '')
}

function unread(url: URL, why: string): AppError {
  return new AppError(
    'robots',
    `${url.href} cannot be read, and until it can no page of that site may be: try again later, or save the page and index the file. (${why})`,
    { retry: 'later' },
  )
}
