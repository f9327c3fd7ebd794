// The pages of a site, by its sitemap and one level of index. What is left out is told by failures; a sitemap of an index
// that cannot be read does not stop the others.
import { AppError } from '../../errors.ts'
import type { SourceFailure } from '../types.ts'
import { gunzip } from './body.ts'
import type { Fetched } from './fetcher.ts'
import type { WebPage } from './page.ts'
import { createPageList, failureOf } from './page-list.ts'
import { isSitemap, parseSitemap, type Sitemap } from './sitemap.ts'

// Of one index; those of large sites have thousands.
const maxSitemaps = 50

/**
 * @returns null when the answer is an ordinary page or file
 * @throws AppError `http-error` when it is named sitemap.xml and is none, or is damaged; `too-large`
 */
export async function readSitemap({ url, bytes }: Fetched, maxBytes: number): Promise<Sitemap | null> {
  const name = url.pathname.slice(url.pathname.lastIndexOf('/') + 1)
  const [, extension, packing] = (/sitemap/i.test(name) && /\.(xml|txt)(\.gz)?$/i.exec(name)) || []
  // Some servers name the packing in a header as well, and then it is undone by now.
  const isPacked = packing !== undefined && bytes[0] === 0x1f && bytes[1] === 0x8b
  const plain = isPacked ? await gunzip(bytes, maxBytes) : bytes
  if (isSitemap(plain)) return parseSitemap(plain, 'xml')
  if (extension?.toLowerCase() === 'xml')
    throw new AppError('http-error', `${url.href} holds no sitemap: check the address, or index its pages one by one.`)
  const list = extension === undefined ? null : await parseSitemap(plain, 'list')
  return list && list.entries.length > 0 ? list : null
}

interface SitePages {
  readonly pages: readonly WebPage[]
  readonly failures: readonly SourceFailure[]
  /** All that the site has is among `pages`, as far as its sitemaps say. */
  readonly isWhole: boolean
}

/**
 * @param asked the sitemap, `answer` what came for it, `sitemap` what it holds
 * @param readNext one that the index names; throws AppError
 */
export async function collectPages(
  { asked, answer, sitemap }: { readonly asked: WebPage; readonly answer: Fetched; readonly sitemap: Sitemap },
  maxPages: number,
  readNext: (page: WebPage) => Promise<Sitemap | null>,
): Promise<SitePages> {
  const list = createPageList(asked, answer.url, maxPages)
  let { isWhole } = sitemap
  if (sitemap.kind === 'pages') {
    list.add(sitemap.entries)
    const failures = [...list.failures(), ...cut(asked, list.beyond, 0)]
    return { pages: list.pages, failures, isWhole: isWhole && list.beyond === 0 }
  }
  const children = createPageList(asked, answer.url, maxSitemaps)
  children.add(sitemap.entries)
  const failures: SourceFailure[] = []
  let read = 0
  for (const child of children.pages) {
    if (list.pages.length === maxPages) break
    read++
    try {
      const next = await readNext(child)
      if (next?.kind !== 'pages')
        throw new AppError(
          'bad-url',
          'An index inside an index is not followed, nor is what is no sitemap: index it itself.',
        )
      list.add(next.entries)
      isWhole &&= next.isWhole
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      isWhole = false
      failures.push(failureOf(child.uri, error))
    }
  }
  const unread = children.pages.length - read + children.beyond
  failures.push(...children.failures(), ...list.failures(), ...cut(asked, list.beyond, unread))
  return { pages: list.pages, failures, isWhole: isWhole && unread === 0 && list.beyond === 0 }
}

function cut({ uri }: WebPage, pages: number, sitemaps: number): readonly SourceFailure[] {
  if (pages + sitemaps === 0) return []
  const rest = [...(pages > 0 ? [`${pages} pages`] : []), ...(sitemaps > 0 ? [`${sitemaps} sitemaps`] : [])].join(
    ' and ',
  )
  const message = `This sitemap is larger than one reading takes and ${rest} were left out: index them by their own addresses.`
  return [failureOf(uri, new AppError('too-large', message))]
}
