// Addresses that a sitemap names, gathered: each once, of its own site only, up to a limit; what is left out is counted.
// Pure.
import { AppError } from '../../errors.ts'
import type { SourceFailure } from '../types.ts'
import type { WebPage } from './page.ts'
import type { SitemapEntry } from './sitemap.ts'
import { hostOf, normaliseUrl, parseWebUrl, portOf, shown } from './web-url.ts'

export interface PageList {
  add(entries: readonly SitemapEntry[]): void
  readonly pages: readonly WebPage[]
  /** How many more there would be. */
  readonly beyond: number
  /** Addresses that are none, and those of other sites. */
  failures(): readonly SourceFailure[]
}

// A sitemap full of nonsense is told by its first lines.
const maxBroken = 10

/**
 * @param asked the sitemap: its site and `redirectedTo`'s are the ones whose pages are taken
 * @param limit how many pages at most
 */
export function createPageList(asked: WebPage, redirectedTo: URL, limit: number): PageList {
  const sites = [asked.url, redirectedTo].map(siteOf)
  const pages = new Map<string, WebPage>()
  const broken: SourceFailure[] = []
  const foreign = new Set<string>()
  let beyond = 0

  function addOne(entry: SitemapEntry): void {
    const page = webPage(entry)
    if (!sites.includes(siteOf(page.url))) foreign.add(page.url.host)
    else if (pages.has(page.sourceKey)) return
    else if (pages.size < limit) pages.set(page.sourceKey, page)
    else beyond++
  }

  return {
    add(entries) {
      for (const entry of entries) {
        try {
          addOne(entry)
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          if (broken.length < maxBroken) broken.push(failureOf(entry.address, error))
        }
      }
    },
    get pages() {
      return [...pages.values()]
    },
    get beyond() {
      return beyond
    },
    failures() {
      if (foreign.size === 0) return broken
      const names = [...foreign].slice(0, 3).join(', ')
      const message = `This sitemap names pages of other sites (${names}): index them by their own addresses.`
      return [...broken, failureOf(asked.uri, new AppError('bad-url', message))]
    },
  }
}

/** @throws AppError `bad-url` */
export function webPage({ address, modifiedAt }: SitemapEntry): WebPage {
  const url = parseWebUrl(address)
  return { uri: address.trim(), url, sourceKey: normaliseUrl(url), ...(modifiedAt !== undefined && { modifiedAt }) }
}

/** @param sourceKey of what would be a document */
export function failureOf(uri: string, error: AppError, sourceKey?: string): SourceFailure {
  const { code, message, retry, retryAfterMs } = error
  const isGone = (code === 'not-found' || code === 'robots') && retry === 'never'
  return {
    uri: shown(uri),
    error: { code, message },
    ...(sourceKey !== undefined && { sourceKey }),
    ...(isGone && { verdict: 'gone' }),
    ...(retry === 'later' && { verdict: 'later' }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  }
}

/** http and https of one host are one site; another port is another. */
function siteOf(url: URL): string {
  const port = portOf(url)
  return port === 80 || port === 443 ? hostOf(url) : `${hostOf(url)}:${port}`
}
