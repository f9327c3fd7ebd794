// Sitemaps to addresses: urlset, sitemapindex and plain lists, https://www.sitemaps.org/protocol.html. Expands no entity
// that the document declares; refuses what nests deeper than any sitemap.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Parser } from 'htmlparser2'
import { AppError } from '../../errors.ts'
import { rootOf } from '../text/markup.ts'
import { maxUrlLength } from './web-url.ts'

export interface SitemapEntry {
  /** As it is written there. */
  readonly address: string
  /** ISO 8601: `lastmod`. */
  readonly modifiedAt?: string
}

export interface Sitemap {
  /** `sitemaps`: the entries are sitemaps themselves. */
  readonly kind: 'pages' | 'sitemaps'
  readonly entries: readonly SitemapEntry[]
  /** To its end, and nothing was left out. */
  readonly isWhole: boolean
}

// The protocol's own limit of one file.
const maxEntries = 50_000
const maxDepth = 32
const sliceBytes = 65_536

/** By its root element, whatever the server calls it. */
export function isSitemap(bytes: Uint8Array): boolean {
  const root = rootOf(bytes)
  return root === 'urlset' || root === 'sitemapindex'
}

/**
 * XML, or one address a line. Entries without an address, and those beyond the first 50,000, are left out.
 * @throws AppError `http-error` when it is no sitemap
 */
export async function parseSitemap(bytes: Uint8Array, format: 'xml' | 'list'): Promise<Sitemap> {
  if (format === 'xml') return parseXml(bytes)
  const entries = parseList(bytes)
  return { kind: 'pages', entries, isWhole: entries.length < maxEntries }
}

function parseList(bytes: Uint8Array): readonly SitemapEntry[] {
  const lines = new TextDecoder().decode(bytes).split(/\r\n?|\n/, maxEntries)
  return lines
    .map((line) => ({ address: line.trim() }))
    .filter(({ address }) => /^https?:/i.test(address) && address.length <= maxUrlLength)
}

async function parseXml(bytes: Uint8Array): Promise<Sitemap> {
  const entries: SitemapEntry[] = []
  let kind: Sitemap['kind'] = 'pages'
  let depth = 0
  let field = ''
  let values: { loc?: string; lastmod?: string } = {}
  const parser = new Parser(
    {
      onopentag(name) {
        depth++
        if (depth === 1 && localName(name) === 'sitemapindex') kind = 'sitemaps'
        // <image:loc> lies deeper than an entry's own <loc>.
        field = depth === 3 ? localName(name) : ''
      },
      ontext(text) {
        if (field === 'loc' || field === 'lastmod')
          values[field] = ((values[field] ?? '') + text).slice(0, maxUrlLength + 1)
      },
      onclosetag() {
        depth--
        field = ''
        if (depth !== 1) return
        const address = values.loc?.trim()
        const modified = Date.parse(values.lastmod?.trim() ?? '')
        values = {}
        if (address && address.length <= maxUrlLength && entries.length < maxEntries)
          entries.push({ address, ...(modified > 0 && { modifiedAt: new Date(modified).toISOString() }) })
      },
    },
    { xmlMode: true },
  )
  const decoder = new TextDecoder()
  for (let at = 0; at < bytes.length && entries.length < maxEntries; at += sliceBytes) {
    parser.write(decoder.decode(bytes.subarray(at, at + sliceBytes), { stream: true }))
    if (depth > maxDepth) throw new AppError('http-error', 'This sitemap is broken: its elements are never closed.')
    await nextTurn()
  }
  // What a connection that broke off left open is closed by the parser's end.
  const isWhole = depth === 0 && entries.length < maxEntries
  parser.end()
  return { kind, entries, isWhole }
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
