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
  szlig: 'ß',
  aelig: 'æ',
  oslash: 'ø',
}

/** What a name adds to its letter: `&uuml;`. */
const accents: Readonly<Record<string, string>> = {
  uml: '\u0308',
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  tilde: '\u0303',
  cedil: '\u0327',
  ring: '\u030a',
  caron: '\u030c',
}

function namedCharacter(name: string): string | undefined {
  const accent = accents[name.slice(1)]
  if (accent !== undefined) return (name.charAt(0) + accent).normalize('NFC')
  const character = named[name.toLowerCase()]
  return /^(?:AElig|Oslash)$/.test(name) ? character?.toUpperCase() : character
}

/** In one pass: `&amp;lt;` is the text `&lt;`. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return namedCharacter(name) ?? whole
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
 * Takes mentions out, with the comma or colon of an address ("@ragbot: who…"). A name is no word of the question: who is
 * copied in must not change what is found.
 */
export function withoutMentions(text: string): string {
  return text.replace(mention, (whole, tag: string, attributes: string) =>
    tag.toLowerCase() === 'span' && !attributes.includes('schema.skype.com/Mention') ? whole : ' ',
  )
}

/** What stands in a message's text for a card that a message extension inserted. */
const insertedCard =
  /<span\b(?=[^<>]*schema\.skype\.com\/InputExtension)[^<>]*>\s*(?:<span\b[^<>]*>\s*<\/span>\s*)*<\/span>/gi

/** The words of a message's plain text. */
export function plainWords(text: string): string {
  return tidy(decodeEntities(text.replace(insertedCard, ' ').replace(/<\/?at\b[^<>]*>/gi, '')))
}

/** Where the quote ends whose words begin at `start`: it may hold others. -1 when it does not end. */
function endOfQuote(html: string, start: number): number {
  let depth = 1
  for (const { 0: mark, index } of html.slice(start).matchAll(/<\/?blockquote\b/gi)) {
    depth += mark.startsWith('</') ? -1 : 1
    if (depth === 0) return start + index
  }
  return -1
}

/** Splits a reply or a forward in a chat into the message it quotes and what is new; null when it quotes none. */
export function splitQuote(html: string): { readonly quoted: string; readonly rest: string } | null {
  const open = [...html.matchAll(/<blockquote\b[^<>]*>/gi)].find(([tag]) =>
    /schema\.skype\.com\/(?:Reply|Forward)/.test(tag),
  )
  if (open === undefined) return null
  const start = open.index + open[0].length
  const end = endOfQuote(html, start)
  if (end < 0) return null
  const rest = html.slice(0, open.index) + html.slice(end + '</blockquote>'.length)
  // The first line of a reply's names who wrote it, its last may be an empty mark of time. A forward's is the message alone.
  const inner = html.slice(start, end)
  const quoted = open[0].includes('/Forward') ? inner : inner.replace(/<strong\b[^<>]*>[^<]*<\/strong>/i, '')
  return { quoted: htmlToText(quoted), rest }
}
