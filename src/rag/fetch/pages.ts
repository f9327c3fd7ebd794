// Reads a web page, or every page of a sitemap, as documents to index. What cannot be read comes out as a failure by
// name and the rest goes on.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import type { SourceDocument, Validators } from '../../model.ts'
import type { SourceFailure, SourceUnchanged } from '../types.ts'
import { createFetcher, type FetcherOptions } from './fetcher.ts'
import { toSource, type WebPage } from './page.ts'
import { failureOf, webPage } from './page-list.ts'
import { collectPages, readSitemap } from './site-pages.ts'

export interface WebOptions extends FetcherOptions {
  /** Of one sitemap; 500 by default. */
  readonly maxPages?: number
  /** Waits between two requests where a robots.txt asks for it; the real clock by default. */
  readonly wait?: (ms: number) => Promise<unknown>
}

type Source = SourceDocument | SourceUnchanged | SourceFailure

/** What was indexed from an address before: asked by source key, null for nothing. */
type ValidatorsOf = (sourceKey: string) => Promise<Validators | null>

// Two at a time and one in the hands of who indexes: so much is in memory.
const atOnce = 2
const maxCrawlDelayMs = 10_000

/**
 * One page or file, or every page of a sitemap: an address that ends in sitemap.xml, or serves one. Sitemaps are read
 * in their order, failures for what they left out come last. A failure's code is `bad-url`, `forbidden-address`,
 * `robots`, `not-found`, `http-error`, `too-large`, `too-slow`, `too-many-redirects` or `unreachable`.
 *
 * Public addresses are read on the ports 80, 443, 8080 and 8443. A host of `allowedHosts` that is not public is reached
 * when the address names it, or another such host sends on to it; never by way of a public page.
 * @returns reads one address; `onTotal` hears once how many pages there are
 * @throws AppError `config` for an entry of `allowedHosts` that is no host
 */
export function createPageReader(
  options: WebOptions,
): (url: string, validatorsOf: ValidatorsOf, onTotal?: (pages: number) => void) => AsyncGenerator<Source> {
  const { maxPages = 500, maxBytes, wait = sleep, now } = options
  const fetchPage = createFetcher(options)

  return async function* readPages(address, validatorsOf, onTotal) {
    const stop = new AbortController()
    const read = async (page: WebPage) =>
      toSource(page, await fetchPage(page.url, await validatorsOf(page.sourceKey), stop.signal), now())
    try {
      const first = await orFailure(address, async () => {
        const asked = webPage({ address })
        const answer = await fetchPage(asked.url, await validatorsOf(asked.sourceKey), stop.signal)
        const sitemap = answer.status === 304 ? null : await readSitemap(answer, maxBytes)
        return sitemap ? { asked, answer, sitemap } : toSource(asked, answer, now())
      })
      if (!('sitemap' in first)) {
        onTotal?.(1)
        yield first
        return
      }
      const delayMs = Math.min(first.answer.crawlDelayMs, maxCrawlDelayMs)
      const paced = async () => delayMs > 0 && (await wait(delayMs))
      const { pages, failures } = await collectPages(first, maxPages, async ({ url }) => {
        await paced()
        return readSitemap(await fetchPage(url, null, stop.signal), maxBytes)
      })
      onTotal?.(pages.length)
      yield* inOrder(pages, delayMs > 0 ? 1 : atOnce, async (page) => {
        await paced()
        return orFailure(page.uri, () => read(page))
      })
      yield* failures
    } finally {
      stop.abort(new AppError('stopped', 'Nobody waits for this page any more.'))
    }
  }
}

async function orFailure<T>(uri: string, work: () => Promise<T>): Promise<T | SourceFailure> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) return failureOf(uri, error)
    throw error
  }
}

/** Works on `atOnce` items at a time, ahead of who takes the results. */
async function* inOrder<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): AsyncGenerator<R> {
  const running: Promise<R>[] = []
  for (const item of items) {
    const result = work(item)
    // Whoever stops taking never hears of it.
    result.catch(() => {})
    running.push(result)
    if (running.length >= atOnce) yield await running.shift()!
  }
  for (const result of running) yield await result
}
