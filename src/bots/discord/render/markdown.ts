// Text and answer Markdown as Discord shows it, in pieces that may be cut apart. Pure. Refuses to let a text act: no
// mention, emoji, timestamp, heading, spoiler or link in it works, and only links minted by the server are written.
import { codeOf } from '../../../card.ts'
import { unseen } from '../../../unseen.ts'
import { ours } from '../limits.ts'

const inline = /(`[^`\n]+`(?!`)|``(?!`) (?:[^`\n]|`(?!`))+ ``(?!`)|\*\*[^*\n]+\*\*|\[\d+\])/

/** Text without what cannot be seen; line ends are `\n`, two in a row at most. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(unseen, '')
    .replace(/(?<! ) +\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
}

/** Text as it was typed, so that lines stay aligned; without what cannot be seen, and empty lines around it. */
export function cleanCode(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replaceAll('\t', '    ')
    .replace(unseen, '')
    .replace(/^(?:[^\S\n]*\n)+/, '')
    .trimEnd()
}

export function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim()
}

/**
 * Plain text as Markdown that shows it literally. An address in it is no link: its `://` is broken up.
 * https://support.discord.com/hc/en-us/articles/210298617
 */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`|<>[\]#@]|:(?=\/\/)/g, '\\$&')
}

// So long a piece of a word may be: shorter than the smallest limit that is packed into.
const pieceLength = 64
// A longer bold run is shown plain, so that it can be cut.
const boldLength = 200

function cutWord(word: string): string[] {
  const parts: string[] = []
  let rest = word
  while (rest.length > pieceLength) {
    let at = pieceLength
    if (/[\uD800-\uDBFF]/.test(rest[at - 1] ?? '')) at -= 1
    // Never between a backslash and what it escapes.
    if ((/(?<!\\)\\+$/.exec(rest.slice(0, at))?.[0].length ?? 0) % 2 === 1) at -= 1
    parts.push(rest.slice(0, at))
    rest = rest.slice(at)
  }
  return [...parts, rest]
}

/** The words of a text, each with the white space behind it. Very long ones are cut. */
export function words(text: string): string[] {
  return (text.match(/\S+\s*|\s+/g) ?? []).flatMap(cutWord)
}

/** Plain text in pieces. */
export const plain = (text: string): string[] => words(escapeMarkdown(clean(text).trim()))

/** Plain text on one line, in bold while it is short enough not to be cut. */
export function bold(text: string): string[] {
  const line = oneLine(text)
  return line === '' || line.length > boldLength ? plain(line) : [`**${escapeMarkdown(line)}**`]
}

/** Answer Markdown in pieces: bold runs, code, bullets, and `[n]` marks that lead to `urls`. All else is literal. */
export function prose(markdown: string, urls: ReadonlyMap<number, string> = new Map()): string[] {
  return clean(markdown)
    .trim()
    .replace(/^([^\S\n\r\u2028\u2029]*)[-*+] /gm, '$1• ')
    .split(inline)
    .flatMap((part) => {
      const code = codeOf(part)
      if (code !== null && code.length <= boldLength && !code.includes('`')) return [`\`${code}\``]
      const url = urls.get(Number(/^\[(\d+)\]$/.exec(part)?.[1]))
      if (url !== undefined && url.length <= ours.markUrl) return [`[${part}](${url})`]
      const bold = /^\*\*(\S|\S[^*]*\S)\*\*$/.exec(part)?.[1]
      if (bold === undefined || bold.length > boldLength) return words(escapeMarkdown(code ?? part))
      return [`**${escapeMarkdown(bold)}**`]
    })
}

/** Puts pieces together to texts of at most `limit` characters, none of them blank. Only white space between is lost. */
export function pack(pieces: readonly string[], limit: number): string[] {
  const texts: string[] = []
  let text = ''
  for (const piece of pieces) {
    if (text.length + piece.trimEnd().length > limit) {
      texts.push(text.trim())
      text = ''
    }
    text += piece
  }
  return [...texts, text.trim()].filter((one) => one !== '')
}

/** The beginning of a text, with a mark where it was cut. */
export function clip(pieces: readonly string[], limit: number): string {
  const [head = '', ...rest] = pack(pieces, limit - 1)
  return rest.length === 0 ? head : `${head}…`
}

/** The address if a link to it may be written: http or https, without a password, short enough; else undefined. */
export function linkable(url: string | undefined, limit: number = ours.url): string | undefined {
  const parsed = URL.parse(url ?? '')
  if (parsed === null || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '')
    return undefined
  // An IPv6 address stands in brackets, which are Markdown's.
  if (parsed.hostname.startsWith('[')) return undefined
  // Discord jumps to a message of its own only by its bare address; with a text fragment a browser would open.
  if (parsed.origin === 'https://discord.com' && parsed.pathname.startsWith('/channels/')) parsed.hash = ''
  const path = parsed.href.slice(parsed.origin.length)
  // What is left of the characters that would end a Markdown link, or that no address may hold.
  const safe = path
    .replace(/[^\w\-.~:/?#@!$&'+,;=%]/g, (character) => `%${character.codePointAt(0)?.toString(16).toUpperCase()}`)
    .replace(/%(?![0-9a-f]{2})/gi, '%25')
  const href = parsed.origin + safe
  return href.length > limit ? undefined : href
}
