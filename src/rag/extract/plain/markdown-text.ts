// Markdown without what its reader does not see: struck-out text, comments, directives of templates, the targets of wiki links; raised and lowered text
// as characters, a term with its definition, indented code in a fence. All else, and code, stays as it is written. Pure.
import { type CodePart, inBackticks, splitCode } from '../../text/code.ts'
import { template, wikiLink } from '../../text/markdown-patterns.ts'
import { shift } from '../raised.ts'

const fence = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/
const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s/
const isIndented = (line: string) => /^(?: {4}|\t)/.test(line)
const isBlank = (line: string) => line.trim() === ''

/** @param source with \n line ends, without front matter */
export function readableMarkdown(source: string): string {
  const written: string[] = []
  let prose: string[] = []
  let open: string | null = null
  const flush = () => {
    if (prose.length > 0) written.push(readable(prose.join('\n')))
    prose = []
  }
  const lines = withoutComments(source).split('\n')
  // Indented lines below an item are the item's.
  let isInList = false
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    const mark = fence.exec(line)?.[1]
    if (open !== null || mark !== undefined) {
      flush()
      written.push(line)
      if (open === null) open = mark ?? null
      else if (mark?.startsWith(open) && line.trim() === mark) open = null
      continue
    }
    if (item.test(line)) isInList = true
    else if (!isBlank(line) && !/^\s/.test(line)) isInList = false
    if (!isInList && isIndented(line) && !isBlank(line) && isBlank(lines[i - 1] ?? '')) {
      let end = i
      for (let next = i; next < lines.length && (isIndented(lines[next] ?? '') || isBlank(lines[next] ?? '')); next++)
        if (!isBlank(lines[next] ?? '')) end = next
      flush()
      const code = lines.slice(i, end + 1).map((one) => one.replace(/^(?: {1,4}|\t)/, ''))
      const holdsFence = code.some((one) => one.includes('```'))
      written.push(holdsFence ? lines.slice(i, end + 1).join('\n') : ['```', ...code, '```'].join('\n'))
      i = end
    } else prose.push(line)
  }
  flush()
  return written.join('\n')
}

/** Comments outside of code; one that never ends stays. */
function withoutComments(source: string): string {
  if (!source.includes('<!--')) return source
  const lines = source.split('\n')
  const kept: string[] = []
  let open: string | null = null
  let inComment = false
  // Past the last one, what begins never ends.
  const last = lines.findLastIndex((line) => line.includes('-->'))
  for (const [i, line] of lines.entries()) {
    const mark = inComment ? undefined : fence.exec(line)?.[1]
    if (!inComment && (open !== null || mark !== undefined)) {
      kept.push(line)
      if (open === null) open = mark ?? null
      else if (mark?.startsWith(open) && line.trim() === mark) open = null
      continue
    }
    let rest = line
    let shown = ''
    while (rest !== '') {
      const at = inComment ? rest.indexOf('-->') : beginning(rest)
      if (at < 0 || (!inComment && i === last && !rest.includes('-->', at)) || (!inComment && i > last)) break
      if (!inComment) shown += rest.slice(0, at)
      rest = rest.slice(at + (inComment ? 3 : 4))
      inComment = !inComment
    }
    if (!inComment) shown += rest
    if (shown.trim() !== '' || line.trim() === '') kept.push(shown)
  }
  return kept.join('\n')
}

/** Where a comment begins that stands in no code. */
function beginning(line: string): number {
  const at = line.indexOf('<!--')
  return at >= 0 && (line.slice(0, at).match(/`/g)?.length ?? 0) % 2 === 1 ? -1 : at
}

function readable(text: string): string {
  const parts = splitCode(text)
  return withDefinitions(parts.length === 1 && !parts[0]?.isCode ? plain(text) : joined(parts))
}

/** Code stands in while its surroundings are read. */
function joined(parts: readonly CodePart[]): string {
  const codes: string[] = []
  const text = parts
    .map((part) => {
      if (!part.isCode) return part.text.replaceAll(/[\u{e010}-\u{e012}]/gu, '')
      codes.push(part.text)
      return '\u{e010}'
    })
    .join('')
  // What is struck out takes its code along.
  const kept: string[] = []
  let at = 0
  const marked = text.replace(struckOut, (whole) => whole.replaceAll('\u{e010}', '\u{e011}'))
  for (const one of marked.match(/[\u{e010}\u{e011}]/gu) ?? []) {
    if (one === '\u{e010}') kept.push(codes[at] ?? '')
    at++
  }
  const shown = plain(text)
  let next = 0
  // Where code was lost in another way, nothing is certain.
  if ((shown.match(/\u{e010}/gu)?.length ?? 0) !== kept.length) {
    let each = 0
    return text.replaceAll('\u{e010}', () => inBackticks(codes[each++] ?? ''))
  }
  return shown.replaceAll('\u{e010}', () => inBackticks(kept[next++] ?? ''))
}

// In its paragraph: a blank line ends it.
const struckOut =
  /(?<![~\\])~~(?=[^\s~])(?:[^~\n]|~(?!~)|\n(?![ \t]*\n)){1,2000}~~(?!~)|<(del|s|strike)>(?:[^<]|<(?!\/?(?:del|s|strike)>)){0,2000}<\/\1>/gi
const tagged = /<(sup|sub)>([^<]{1,200})<\/\1>/gi
const noteMark = /<sup>\s*(?:<a\b[^<>]*>[^<]{1,12}<\/a>|\[\^?\w{1,8}\]\([^()\s]*\))\s*<\/sup>/gi
// Pandoc's: digits raised behind a letter or digit, digits lowered between letters.
const raised = /(?<=[\p{L}\p{N})])\^([-+−]?\d{1,4})\^(?!\^)/gu
const lowered = /(?<=\p{L})~(\d{1,3})~(?!~)/gu

/** `<ada@example.com>`, which reads like a tag. */
const mailAddress = /<([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})>/g

/**
 * Liquid, Jinja and ERB say when a text is shown, and not what it says; what stands between `comment` and `endcomment` is not
 * shown. Values stay as they are written.
 */
function withoutDirectives(text: string): string {
  if (!/\{[%#]|<%/.test(text)) return text
  let written = ''
  let at = 0
  let isComment = false
  const lastEnd = text.lastIndexOf('endcomment')
  for (const { 0: whole, index } of text.matchAll(template)) {
    const name = /^\{%-?\s*(\w+)/.exec(whole)?.[1]
    if (isComment ? name !== 'endcomment' : /^(?:\{\{|\{#\w|<%=|<\?)/.test(whole)) continue
    const inside = text.slice(at, index)
    // Code stands in by characters that are counted.
    if (!isComment || inside.includes('\u{e010}')) written += inside
    written += '\u{e012}'
    at = index + whole.length
    isComment = name === 'comment' && lastEnd > at
  }
  return (written + text.slice(at)).replace(/^[ \t]*(?:\u{e012}[ \t]*)+\n/gmu, '')
}

function plain(text: string): string {
  const shown = withoutDirectives(text)
    .replace(mailAddress, '$1')
    .replace(struckOut, (_: string, ...rest: unknown[]) => {
      const [offset, all] = rest.slice(-2) as [number, string]
      // Words around it stay apart; of two spaces one goes.
      const isApart = /\s/.test(all[offset - 1] ?? '\n')
      return isApart ? '\u{e012}' : ''
    })
    .replace(/\u{e012} ?/gu, '')
    .replace(noteMark, '')
    .replace(wikiLink, (whole, page: string, label?: string) => (whole.startsWith('!') ? '' : (label ?? page)))
    .replace(raised, (_, digits: string) => shift(digits, 'raised', '0'))
    .replace(lowered, (_, digits: string) => shift(digits, 'lowered', 'x'))
  if (!/<su[pb]>/i.test(shown)) return shown
  let at = 0
  let written = ''
  for (const match of shown.matchAll(tagged)) {
    const { 1: tag = '', 2: content = '', index } = match
    const before = shown.slice(Math.max(at, index - 24), index)
    written += shown.slice(at, index)
    written += shift(
      content,
      tag.toLowerCase() === 'sup' ? 'raised' : 'lowered',
      /(?<!\S)\S*$/.exec(before)?.[0] || 'x',
    )
    at = index + match[0].length
  }
  return written + shown.slice(at)
}

const maxTerms = 4
/** A longer line is one of the text above. */
const maxSharedTerm = 40

/** "Term", then ": what it is" on the next line or after a blank one: one line. */
function withDefinitions(text: string): string {
  if (!/^:[ \t]/m.test(text)) return text
  const written: string[] = []
  // Of the definition above, or null behind anything else.
  let term: string | null = null
  for (const line of text.split('\n')) {
    const definition = /^ {0,3}:[ \t]+(?=\S)/.exec(line)?.[0]
    const at = written.length - (written.at(-1) === '' ? 2 : 1)
    const before = written[at] ?? ''
    if (definition === undefined || (term === null && !isTermLine(before))) {
      written.push(line)
      // What is indented belongs to the definition above.
      if (/^\S/.test(line)) term = null
      continue
    }
    const said = line.slice(definition.length)
    // Terms may share a definition, a line each.
    const terms: readonly string[] = term === null ? termsAbove(written, at) : []
    written.length = term === null ? at + 1 - terms.length : at + 1
    // A further one says the term again.
    if (term !== null) written.push('')
    term ??= terms.join(', ').replace(/:$/, '')
    written.push(`${term}: ${said}`)
  }
  return written.join('\n')
}

function termsAbove(lines: readonly string[], at: number): string[] {
  const found = [lines[at]?.trim() ?? '']
  for (let above = at - 1; above > at - maxTerms; above--) {
    const line = lines[above] ?? ''
    if (!isTermLine(line) || line.length > maxSharedTerm || /: /.test(line)) break
    found.unshift(line.trim())
  }
  return found
}

function isTermLine(line: string): boolean {
  return line.trim() !== '' && line.length < 300 && !/^\s*(?:[#>|:]|[-*+] |\d{1,9}[.)] )|[.!?]$/.test(line)
}
