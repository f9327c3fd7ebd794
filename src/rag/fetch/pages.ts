// Reads a web page, or every page of a sitemap, as documents to index. What cannot be read comes out as a failure by
// name and the rest goes on.
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors.ts'
import type { SourceDocument, Validators } from '../../model.ts'
import type { FoundPages, SourceFailure, SourceUnchanged } from '../types.ts'
import { createFetcher, type FetcherOptions } from './fetcher.ts'
import { toSource, type WebPage } from './page.ts'
import { failureOf, webPage } from './page-list.ts'
import { collectPages, readSitemap } from './site-pages.ts'

export interface WebOptions extends FetcherOptions {
  /** Of one sitemap; 2,000 by default. */
  readonly maxPages?: number
}

type Source = SourceDocument | SourceUnchanged | SourceFailure

interface PageRequest {
  /** What was indexed from an address before: asked by source key, null for nothing. */
  readonly validatorsOf: (sourceKey: string) => Promise<Validators | null>
  /** Hears once what the address stands for, unless it cannot be read. */
  readonly onFound?: ((found: FoundPages) => void) | undefined
  /** Pages that are asked for; all by default. */
  readonly isWanted?: (sourceKey: string) => boolean
  /** Ends it early: what is under way comes out as a failure. */
  readonly signal?: AbortSignal | undefined
}

export type ReadPages = (url: string, request: PageRequest) => AsyncGenerator<Source>

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
 * @param options `gapMs`: for reading again, where nobody waits; one page at a time then
 * @throws AppError `config` for an entry of `allowedHosts` that is no host
 */
export function createPageReader(options: WebOptions): ReadPages {
  const { maxPages = 2_000, maxBytes, wait = sleep, now, gapMs } = options
  const fetchPage = createFetcher(options)

  return async function* readPages(address, { validatorsOf, onFound, isWanted = () => true, signal }) {
    const stop = new AbortController()
    const stopEarly = () => stop.abort(signal?.reason)
    if (signal?.aborted) stopEarly()
    signal?.addEventListener('abort', stopEarly)
    const read = async (page: WebPage) =>
      toSource(page, await fetchPage(page.url, await validatorsOf(page.sourceKey), stop.signal), now())
    try {
      const first = await orFailure(address, keyOf(address), async () => {
        const asked = webPage({ address })
        const answer = await fetchPage(asked.url, await validatorsOf(asked.sourceKey), stop.signal)
        const sitemap = answer.status === 304 ? null : await readSitemap(answer, maxBytes)
        return sitemap ? { asked, answer, sitemap } : toSource(asked, answer, now())
      })
      if (!('sitemap' in first)) {
        if (!('error' in first)) onFound?.({ isSitemap: false, isWhole: true, sourceKeys: new Set([first.sourceKey]) })
        yield first
        return
      }
      const delayMs = Math.min(first.answer.crawlDelayMs, maxCrawlDelayMs)
      const paced = async () => delayMs > 0 && (await wait(delayMs))
      const { pages, failures, isWhole } = await collectPages(first, maxPages, async ({ url }) => {
        await paced()
        return readSitemap(await fetchPage(url, null, stop.signal), maxBytes)
      })
      onFound?.({ isSitemap: true, isWhole, sourceKeys: new Set(pages.map(({ sourceKey }) => sourceKey)) })
      const wanted = pages.filter(({ sourceKey }) => isWanted(sourceKey))
      yield* inOrder(wanted, delayMs > 0 || gapMs !== undefined ? 1 : atOnce, async (page) => {
        await paced()
        return orFailure(page.uri, page.sourceKey, () => read(page))
      })
      yield* failures
    } finally {
      signal?.removeEventListener('abort', stopEarly)
      stop.abort(new AppError('stopped', 'Nobody waits for this page any more.'))
    }
  }
}

async function orFailure<T>(
  uri: string,
  sourceKey: string | undefined,
  work: () => Promise<T>,
): Promise<T | SourceFailure> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError) return failureOf(uri, error, sourceKey)
    throw error
  }
}

/** Undefined for what is no address. */
function keyOf(address: string): string | undefined {
  try {
    return webPage({ address }).sourceKey
  } catch {
    return undefined
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
