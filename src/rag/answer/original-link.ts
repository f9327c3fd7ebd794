// Links into the original of a document that has an address of its own.
import type { Position } from '../../model.ts'
import type { ChunkHit } from '../../store/search/search.ts'

/** An address that people can open, else undefined. */
export const originalOf = (url: string | null): string | undefined =>
  url !== null && /^https?:$/.test(URL.parse(url)?.protocol ?? '') ? url : undefined

/** Words at either end of a text fragment: enough to be found once, few enough to survive small edits. */
const fragmentWords = 5

/**
 * The document's address with the place in it: the page of a PDF (RFC 8118), else a text fragment that browsers
 * scroll to (https://wicg.github.io/scroll-to-text-fragment/). Undefined when the document has no http(s) address.
 */
export function linkToOriginal(
  { url }: Pick<ChunkHit['document'], 'url'>,
  position: Position,
  quote: string,
): string | undefined {
  if (url === undefined || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return undefined
  const link = new URL(url)
  if ('page' in position) link.hash = `page=${position.page}`
  else link.hash = `${link.hash.slice(1)}:~:text=${textFragment(quote)}`
  return link.href
}

function textFragment(quote: string): string {
  const words = quote.trim().split(/\s+/)
  const encode = (part: readonly string[]) => encodeURIComponent(part.join(' ')).replaceAll('-', '%2D')
  if (words.length <= 2 * fragmentWords) return encode(words)
  return `${encode(words.slice(0, fragmentWords))},${encode(words.slice(-fragmentWords))}`
}
