// Teams' text and HTML as people read it: mentions, tags and entities decoded. Pure.

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  euro: '€',
}

/** In one pass: `&amp;lt;` is the text `&lt;`. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

const tidy = (text: string) => text.replace(/\s+/g, ' ').trim()

const blocks = /<\/?(?:p|div|br|li|ul|ol|tr|td|th|table|h[1-6]|blockquote|pre|hr)\b[^<>]*>/gi

/** The words of HTML: tags gone, blocks on lines of their own. */
export function htmlToText(html: string): string {
  const bare = html
    .replace(/<(?:script|style)\b[^<>]*>[^<]*/gi, ' ')
    .replace(blocks, '\n')
    .replace(/<!?\/?[a-z-][^<>]*>/gi, '')
  return decodeEntities(bare)
    .split('\n')
    .map(tidy)
    .filter((line) => line !== '')
    .join('\n')
}

/** A mention in a message: `<at>Name</at>` in its text, and in its HTML also a span that says so. */
const mention = /<(at|span)\b([^<>]*)>([^<>]*)<\/\1>([,:]?)/gi

/**
 * Takes the bot's own mentions out, with the comma or colon of an address ("@ragbot: who…"); of others the name stays.
 * @param own names that the bot is mentioned by
 */
export function withoutMentions(text: string, own: readonly string[]): string {
  return text.replace(mention, (whole, tag: string, attributes: string, name: string, mark: string) => {
    if (tag.toLowerCase() === 'span' && !attributes.includes('schema.skype.com/Mention')) return whole
    return own.includes(tidy(decodeEntities(name))) ? ' ' : `${name}${mark}`
  })
}

/** What stands in a message's text for a card that a message extension inserted. */
const insertedCard =
  /<span\b(?=[^<>]*schema\.skype\.com\/InputExtension)[^<>]*>\s*(?:<span\b[^<>]*>\s*<\/span>\s*)*<\/span>/gi

/** The words of a message's plain text. */
export function plainWords(text: string): string {
  return tidy(decodeEntities(text.replace(insertedCard, ' ').replace(/<\/?at\b[^<>]*>/gi, '')))
}

/** Splits a reply in a chat into the message it quotes and what is new; null when it quotes none. */
export function splitQuote(html: string): { readonly quoted: string; readonly rest: string } | null {
  const open = [...html.matchAll(/<blockquote\b[^<>]*>/gi)].find(([tag]) => tag.includes('schema.skype.com/Reply'))
  if (open === undefined) return null
  const start = open.index + open[0].length
  const end = html.toLowerCase().indexOf('</blockquote>', start)
  if (end < 0) return null
  const rest = html.slice(0, open.index) + html.slice(end + '</blockquote>'.length)
  // Its first line names who wrote it, its last may be an empty mark of time.
  const quoted = html.slice(start, end).replace(/<strong\b[^<>]*>[^<]*<\/strong>/i, '')
  return { quoted: htmlToText(quoted), rest }
}
