// Words as people type them, before they mean something. Pure.

/** What commands begin with. */
export const commandName = '/rag'

/** Longest question that is looked up, in UTF-16 code units; what is over is cut at a word and said. */
export const questionLimit = 2000

/** Longest address, in UTF-16 code units: https://www.sitemaps.org/protocol.html */
export const addressLimit = 2048

/** White space collapsed; control characters and halved characters, which a database refuses to store, taken out. */
export function tidy(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
}

/** Cuts at the last white space before `limit`, so that no word and no surrogate pair is halved. */
export function cutAtWord(text: string, limit: number): string {
  const head = text.slice(0, limit + 1)
  const space = head.search(/\s\S*$/)
  // One endless word (a pasted key, base64) has no better place than the limit itself.
  const cut = space > limit / 2 ? head.slice(0, space) : text.slice(0, limit)
  return cut.replace(/[\uD800-\uDBFF]$/, '').trimEnd()
}

/** The one http(s) address that a text is; null for anything else. */
export function addressIn(text: string): string | null {
  // Slack and Discord let people wrap an address in <> so that it is not unfurled.
  const url = text.replace(/^<(.*)>$/s, '$1')
  return url.length <= addressLimit && /^https?:\/\/\S+$/i.test(url) && URL.canParse(url) ? url : null
}
