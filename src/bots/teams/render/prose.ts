// Answer Markdown as spans, and spans as text runs of a card or as the Markdown of a message. Pure. Refuses to let a text
// act: in a card it stands where there is no markup, in a message it is escaped, and only `[n]` marks lead anywhere.
import { codeOf } from '../../../card.ts'
import { unseen } from '../../../unseen.ts'
import { ours } from '../limits.ts'

const inline = /(`[^`\n]+`(?!`)|``(?!`) (?:[^`\n]|`(?!`))+ ``(?!`)|\*\*[^*]+\*\*|\[\d{1,4}\])/

interface Span {
  readonly text: string
  readonly bold?: true
  /** To be read letter by letter. */
  readonly code?: true
  /** Where a `[n]` mark leads. */
  readonly href?: string
}

export type Paragraph = readonly Span[]

// Nobody sees it either: between two characters it keeps them from being read as markup.
const wordJoiner = '\u2060'

/** Text without what cannot be seen; line ends are `\n`. */
function seen(text: string): string {
  return (
    text
      .toWellFormed()
      .replace(/\r\n?|[\u2028\u2029]/g, '\n')
      .replaceAll('\t', '  ')
      .replace(unseen, '')
      // A card would show a date instead: https://adaptivecards.io/explorer/TextBlock.html (text features)
      .replace(/\{\{(?=(?:DATE|TIME)\()/g, `{${wordJoiner}{`)
  )
}

const clean = (text: string) => seen(text).replace(/[^\S\n]+/g, ' ')

export function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim()
}

/** Cuts after `limit` UTF-16 units at white space where there is some, never through a surrogate pair. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  const space = text.slice(0, limit).search(/\s\S*$/)
  const head = text.slice(0, space > limit / 2 ? space : limit - 1)
  return `${head.replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`
}

/** One line of at most so many UTF-16 units. Of an endless text only the beginning is read. */
export function short(text: string, limit: number): string {
  const head = text.slice(0, 8 * limit)
  const line = oneLine(head)
  return clip(head.length < text.length ? `${line}…` : line, limit)
}

/** The address if a link to it may be written: http or https, without a password, short enough; else undefined. */
export function linkable(url: string | undefined): string | undefined {
  const parsed = URL.parse(url ?? '')
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '')
    return undefined
  // What would end a Markdown link, or what no address may hold.
  const path = parsed.href
    .slice(parsed.origin.length)
    .replace(/[^\w\-.~:/?#@!$&'+,;=%]/g, (one) => `%${one.codePointAt(0)?.toString(16).toUpperCase().padStart(2, '0')}`)
    .replace(/%(?![0-9a-f]{2})/gi, '%25')
  const href = parsed.origin + path
  return href.length > ours.url ? undefined : href
}

/** The size of a value in a message, as Teams may count it. */
export function sizeOf(value: unknown): number {
  const json = JSON.stringify(value) ?? ''
  return Math.max(json.length * 2, Buffer.byteLength(json))
}

/** The lines of an answer: bold runs, code, bullets and `[n]` marks; headings become bold. All else is literal. */
export function toParagraphs(markdown: string, urls: ReadonlyMap<number, string> = new Map()): Paragraph[] {
  return clean(markdown)
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) =>
      line
        .replace(/^[-*+] /, '• ')
        .replace(/^#{1,6} +(\S.*)/, (_, heading: string) => `**${heading.replaceAll('*', '')}**`)
        .split(inline)
        .filter((part) => part !== '')
        .map((part): Span => {
          const code = codeOf(part)
          if (code !== null) return { text: code, code: true }
          const bold = /^\*\*(\S|\S.*\S)\*\*$/.exec(part)?.[1]
          if (bold !== undefined) return { text: bold, bold: true }
          const href = urls.get(Number(/^\[(\d+)\]$/.exec(part)?.[1]))
          return href === undefined ? { text: part } : { text: part, href }
        }),
    )
}

/** Lines that are to be copied as they are. */
export const toCode = (text: string): Paragraph[] =>
  seen(text)
    .split('\n')
    .map((line) => (line.trim() === '' ? [] : [{ text: line.trimEnd(), code: true }]))

/** Lines in which nothing is bold, a bullet or a mark. */
export const toPlain = (text: string): Paragraph[] =>
  clean(text)
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => [{ text: line }])

export type TextRun = Readonly<Record<string, unknown>> & { readonly type: 'TextRun'; readonly text: string }

/** A run of text in a card, where nothing is markup: https://adaptivecards.io/explorer/TextRun.html */
export function textRun(text: string, style: Readonly<Record<string, unknown>> = {}, href?: string): TextRun {
  const link = href === undefined ? {} : { selectAction: { type: 'Action.OpenUrl', url: href } }
  return { type: 'TextRun', text, ...style, ...link }
}

const toRun = ({ text, bold, code, href }: Span) =>
  textRun(text, { ...(bold && { weight: 'Bolder' }), ...(code && { fontType: 'Monospace' }) }, href)

/** Plain text in a message: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages */
function escapeMessage(text: string): string {
  return (
    text
      .replace(/[\\`*_[\]#~|]/g, '\\$&')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // Teams makes links of bare addresses, so these are broken up where nobody sees it; so is what would be a link if
      // its escapes were not understood.
      .replace(/:(?=\/\/)|www(?=\.)|\](?=\()/gi, `$&${wordJoiner}`)
  )
}

function toMessageSpan({ text, bold, href }: Span): string {
  const escaped = escapeMessage(text)
  if (href !== undefined) return `[${escaped}](${href})`
  return bold ? `**${escaped}**` : escaped
}

/** What a span takes at most, in a card or in a message. */
const costOf = (span: Span) => Math.max(sizeOf(toRun(span)), sizeOf(toMessageSpan(span)))
const paragraphCost = sizeOf({ type: 'RichTextBlock', inlines: [], spacing: 'Small' })

/** The span if it fits, else as much of it as does; null when that is nothing. */
function cutSpan(span: Span, limit: number, budgetBytes: number): Span | null {
  let shown = span
  while (shown.text.length > limit || costOf(shown) > budgetBytes) {
    const { href: _, ...unlinked } = shown
    // A mark without its link still names its source; that is in the list.
    if (shown.href !== undefined) shown = unlinked
    else {
      const length = Math.min(limit, Math.floor(shown.text.length * Math.min(0.9, budgetBytes / costOf(shown))))
      if (length < 2) return null
      shown = { ...shown, text: clip(shown.text, length) }
    }
  }
  return shown
}

/** The first paragraphs that fit into so many characters and bytes; `cut` when that is not all. */
export function cutToFit(
  paragraphs: readonly Paragraph[],
  limit: number,
  budgetBytes: number,
): { readonly paragraphs: readonly Paragraph[]; readonly cut: boolean } {
  const fitting: Paragraph[] = []
  let characters = 0
  let bytes = 0
  for (const paragraph of paragraphs) {
    bytes += paragraphCost
    const spans: Span[] = []
    for (const span of paragraph) {
      const shown = cutSpan(span, limit - characters, budgetBytes - bytes)
      if (shown !== null) spans.push(shown)
      if (shown?.text !== span.text) return { paragraphs: end(fitting, spans), cut: true }
      characters += shown.text.length
      bytes += costOf(shown)
    }
    fitting.push(spans)
  }
  return { paragraphs: fitting, cut: false }
}

const end = (before: readonly Paragraph[], last: Paragraph) => (last.length === 0 ? before : [...before, last])

export const toRuns = (paragraph: Paragraph): TextRun[] => paragraph.map(toRun)

/** Plain text as the Markdown of a transcript, which shows it literally. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*[\]<>]/g, '\\$&')
}

const asCode = (text: string) => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``)

/** Paragraphs as the Markdown of a transcript. */
export function toMarkdown(paragraphs: readonly Paragraph[]): string {
  return paragraphs
    .map((spans) => spans.map(({ text, bold, code }) => (bold ? `**${text}**` : code ? asCode(text) : text)).join(''))
    .map((line) => line.replace(/^• /, '- '))
    .join('\n\n')
}

/** Paragraphs as the text of a message. */
export function toMessageText(paragraphs: readonly Paragraph[]): string {
  return paragraphs
    .map((spans) =>
      spans
        .map(toMessageSpan)
        .join('')
        // What would begin a list or a rule.
        .replace(/^(\d+)(?=[.)])|^(?=[-+=])/, '$1\\'),
    )
    .join('\n\n')
}
