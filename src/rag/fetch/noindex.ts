// Whether a page asks not to be indexed: in a header, or in its head.
// https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag
import { Parser } from 'htmlparser2'

// A head with its styles inside may be long; a body is never looked at.
const maxHeadBytes = 1_000_000
const sliceBytes = 16_384
const maxDepth = 32
// Any other element begins the body: https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhead
const headElements = new Set('base head html link meta noscript script style template title'.split(' '))

/** @param rawHeaders name and value by turns: two X-Robots-Tag lines may be for two crawlers */
export function isNoindexHeader(rawHeaders: readonly string[]): boolean {
  return rawHeaders.some(
    (name, index) => index % 2 === 0 && /^x-robots-tag$/i.test(name) && forbids(forUs(rawHeaders[index + 1] ?? '')),
  )
}

/** @param bytes of an HTML page */
export function isNoindexPage(bytes: Uint8Array): boolean {
  let isFound = false
  let isOver = false
  let depth = 0
  const parser = new Parser({
    onopentag(name, { name: of, content }) {
      if (isOver) return
      // The parser takes quadratic time on deep nesting.
      if (!headElements.has(name) || ++depth > maxDepth) isOver = true
      else if (name === 'meta' && /^\s*(?:robots|ragbot)\s*$/i.test(of ?? '') && forbids(content ?? '')) isFound = true
    },
    onclosetag(name) {
      depth--
      if (name === 'head') isOver = true
    },
  })
  const head = bytes.subarray(0, maxHeadBytes)
  // The words looked for are ASCII in every encoding but UTF-16.
  const text = new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'latin1').decode(head)
  for (let at = 0; at < text.length && !isOver && !isFound; at += sliceBytes)
    parser.write(text.slice(at, at + sliceBytes))
  return isFound
}

function forbids(directives: string): boolean {
  return /(?:^|[\s,])(?:noindex|none)(?:$|[\s,])/i.test(directives)
}

/** "otherbot: noindex" is not for us; "unavailable_after: …" and "max-snippet: …" name no crawler. */
function forUs(value: string): string {
  const [, crawler, directives] = /^\s*([\w-]+)\s*:(.*)$/s.exec(value) ?? []
  if (crawler === undefined || /^(?:unavailable_after|max-[\w-]+)$/i.test(crawler)) return value
  return /^ragbot$/i.test(crawler) ? directives! : ''
}
