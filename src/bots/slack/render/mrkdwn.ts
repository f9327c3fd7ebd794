// Answer Markdown as Slack's mrkdwn, cut into blocks that fit. Pure. Refuses to let a text act: `&`, `<` and `>` are
// escaped, so no mention, channel or link in it works, and only links minted by the server are written.
import { codeOf } from '../../../card.ts'
import { ours } from '../limits.ts'

const inline = /(`[^`\n]+`(?!`)|``(?!`) (?:[^`\n]|`(?!`))+ ``(?!`)|\*\*[^*\n]+\*\*|\[\d+\])/

interface Span {
  readonly text: string
  readonly bold?: true
  /** Shown as it is written. */
  readonly code?: true
  /** Where a `[n]` mark leads. */
  readonly href?: string
}

/** https://docs.slack.dev/messaging/formatting-message-text/#escaping */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The address if Slack may link to it: http or https, and short enough; else undefined. */
export function linkable(url: string | undefined): string | undefined {
  const parsed = URL.parse(url ?? '')
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return undefined
  const href = parsed.href.replaceAll('|', '%7C').replaceAll('<', '%3C').replaceAll('>', '%3E')
  return href.length > ours.url ? undefined : href
}

/** @param href what `linkable` let pass */
export const linkTo = (href: string, text: string): string => `<${escapeText(href)}|${escapeText(text)}>`

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Cuts after `limit` UTF-16 units at white space where there is some, never through a surrogate pair. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text
  const [head] = splitAt(text, limit - 1)
  return `${head.trimEnd()}…`
}

function splitAt(text: string, limit: number): [string, string] {
  const space = text.slice(0, limit + 1).search(/\s\S*$/)
  let at = space > limit / 2 ? space : limit
  if (/[\uD800-\uDBFF]/.test(text[at - 1] ?? '')) at -= 1
  return [text.slice(0, at), text.slice(at)]
}

/** Bold runs, code, `[n]` marks and the text between, in order. Bullets become `•`, which mrkdwn cannot mistake for bold. */
export function toSpans(markdown: string, urls: ReadonlyMap<number, string>): Span[] {
  return markdown
    .replace(/^([^\S\n\r\u2028\u2029]*)[-*+] /gm, '$1• ')
    .split(inline)
    .filter((part) => part !== '')
    .map((part) => {
      const code = codeOf(part)
      // A backtick would end it, and cannot be escaped.
      if (code !== null) return code.includes('`') ? { text: code } : { text: code, code: true }
      if (part.startsWith('**') && part.endsWith('**') && part.length > 4)
        return { text: part.slice(2, -2), bold: true }
      const mark = /^\[(\d+)\]$/.exec(part)
      const href = mark && urls.get(Number(mark[1]))
      return href ? { text: part, href } : { text: part }
    })
}

function renderSpan({ text, bold, code, href }: Span): string {
  if (code) return `\`${escapeText(text)}\``
  if (href !== undefined) return linkTo(href, text)
  if (!bold || text.trim() === '') return escapeText(text)
  // Slack shows the asterisks themselves when white space follows the first or precedes the last.
  const before = text.slice(0, text.length - text.trimStart().length)
  const after = text.slice(text.trimEnd().length)
  return `${before}*${escapeText(text.trim())}*${after}`
}

function sourceOf({ text, bold, code }: Span): string {
  if (code) return `\`${text}\``
  return bold ? `**${text}**` : text
}

interface LaidOut {
  /** mrkdwn texts of at most `chunkLimit` characters, none empty. */
  readonly chunks: readonly string[]
  /** The Markdown that the chunks show: all of it, or its beginning. */
  readonly shown: string
  readonly cut: boolean
}

/** Lays spans into chunks until `byteBudget` (UTF-8 bytes of the chunks as JSON) is used up. */
export function layOut(spans: readonly Span[], chunkLimit: number, byteBudget: number): LaidOut {
  const chunks: string[] = []
  let chunk = ''
  let shown = ''
  let bytes = 0
  const queue = [...spans]
  for (let span = queue.shift(); span !== undefined; span = queue.shift()) {
    const rendered = renderSpan(span)
    const size = Buffer.byteLength(JSON.stringify(rendered))
    const isTooLong = rendered.length > chunkLimit || bytes + size > byteBudget
    if (isTooLong && span.href === undefined && span.text.length > 16) {
      const [head, tail] = splitAt(span.text, Math.floor(span.text.length / 2))
      queue.unshift({ ...span, text: head }, { ...span, text: tail })
      continue
    }
    if (bytes + size > byteBudget) {
      if (chunk.trim() !== '') chunks.push(chunk)
      return { chunks, shown: shown.trimEnd(), cut: true }
    }
    if (chunk.length + rendered.length > chunkLimit) {
      if (chunk.trim() !== '') chunks.push(chunk)
      chunk = ''
    }
    chunk += rendered
    shown += sourceOf(span)
    bytes += size
  }
  if (chunk.trim() !== '') chunks.push(chunk)
  return { chunks, shown, cut: false }
}

/** Plain text as Markdown that shows it literally. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*[\]<>]/g, '\\$&')
}
