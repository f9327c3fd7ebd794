// A slice of a document as clean prose: what Markdown, HTML, links and footnote numbers add is taken away, so that a
// document can neither place a link, an image or a mark like [3] in an answer, nor break its layout. Code stays as it is: in it
// nothing is markup but what ends it.
import { fenced, inBackticks, splitCode, splitFences } from './code.ts'
import { image, link, reference, spaceForTag, tag, template, wikiLink } from './markdown-patterns.ts'
import { stopWords } from './stop-words.ts'
import { cellsOf, isTableRule } from './table.ts'

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  nbsp: ' ',
  quot: '"',
  apos: "'",
  '#39': "'",
  ndash: '–',
  mdash: '—',
}

// Stand in for code while its surroundings are read; characters that no text is left with.
const [open, close] = ['\u{e010}', '\u{e011}']
const standIns = /\u{e010}([\u{e100}-\u{e4ff}]{2})\u{e011}/gu
const digits = 1024

/**
 * Plain text without markup, links, images and bracketed numbers: one paragraph, a line for each item of a list ("- item",
 * "1. item"), and code as it is written, in backticks or, several lines of it, between fences. May be empty.
 */
export function prose(source: string): string {
  return splitFences(source)
    .map((part) => (part.isCode ? block(part.text) : paragraph(part.text)))
    .reduce((said, part) => {
      if (said === '' || part === '') return said + part
      // A command of one line ends the sentence that leads to it.
      return said.endsWith(':') && part.startsWith('`') && !part.includes('\n') ? `${said} ${part}` : `${said}\n${part}`
    }, '')
}

/** Without the indentation that all lines share, and the blank lines around them. */
function block(code: string): string {
  const lines = code.replaceAll('\t', '    ').split('\n')
  while (lines[0]?.trim() === '') lines.shift()
  while (lines.at(-1)?.trim() === '') lines.pop()
  const indents = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const shared = indents.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY)
  const shown = lines.map((line) => line.slice(Math.min(shared, line.length)).trimEnd())
  if (shown.length < 2) return shown[0] === undefined ? '' : inBackticks(shown[0])
  return fenced(shown.join('\n'))
}

function paragraph(source: string): string {
  const codes: string[] = []
  const text = splitCode(source.replace(/[\u{e010}\u{e011}\u{e100}-\u{e4ff}]/gu, ' '))
    .map((part) => {
      const code = part.isCode ? part.text.replaceAll('\n', ' ').trim() : ''
      if (!part.isCode || code === '') return part.isCode ? ' ' : part.text
      codes.push(code)
      const at = codes.length - 1
      return `${open}${String.fromCharCode(0xe100 + (Math.floor(at / digits) % digits), 0xe100 + (at % digits))}${close}`
    })
    .join('')
  return lined(text).replace(standIns, (_, at: string) =>
    inBackticks(codes[(at.charCodeAt(0) - 0xe100) * digits + at.charCodeAt(1) - 0xe100] ?? ''),
  )
}

function lined(source: string): string {
  const lines = source
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<script\b[\s\S]*?(?:<\/script\s*>|$)|<style\b[\s\S]*?(?:<\/style\s*>|$)/gi, ' ')
    .replace(template, ' ')
    .split('\n')
    .map(withoutLineMarkup)
    .filter((line) => line.text !== '')
  const isList = lines.filter(({ marker }) => marker !== '').length > 1
  const said: { marker: string; text: string }[] = []
  for (const { marker, text } of lines) {
    const last = said.at(-1)
    if (last && (marker === '' || !isList)) last.text += ` ${text}`
    else said.push({ marker: isList ? marker : '', text })
  }
  return said
    .map(({ marker, text }) => ({ marker, text: inline(text) }))
    .filter(({ text }) => text !== '')
    .map(({ marker, text }) => marker + text)
    .join('\n')
}

function withoutLineMarkup(line: string): { text: string; marker: string } {
  // "> [!NOTE] Title", "::: tip", ":::tip[Title]", "!!! warning": what a box is drawn by; and attributes on a line of their own.
  const unquoted = line
    .replace(/^\s*(?:>\s?)+/, '')
    .replace(/^\s*:::+\s*[\w-]{1,30}\[([^[\]]{0,200})\](?:\{[^{}]{0,200}\})?\s*$/, '$1')
    .replace(/^\s*(?:\[![\w-]{1,30}\][+-]?|:::+(?:\s*[\w-]{1,30})?(?=\s|$)|[!?]{3}\+?\s+[\w-]{1,30}(?=\s|$))/, '')
    .replace(/^\s*\{:[^{}]*\}\s*$/, '')
  const item = /^\s*(?:[-*+•‣◦]|(\d{1,3})[.)])\s+/.exec(unquoted)
  const marker = item === null ? '' : item[1] === undefined ? '- ' : `${item[1]}. `
  const content = withoutHashes(unquoted.replace(/^\s*(?:[-*+•‣◦]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?/, ''))
  const text = isTableRule(content) ? '' : content
  const cells = text.split('|').length > 2 ? cellsOf(text) : null
  return { text: (cells ? cells.filter((cell) => cell !== '').join(' – ') : text).trim(), marker }
}

/** "## Title ##" is "Title". */
function withoutHashes(line: string): string {
  const mark = /^\s*#{1,6}\s+/.exec(line)?.[0]
  return mark === undefined
    ? line
    : line
        .slice(mark.length)
        .trimEnd()
        .replace(/(?<!#)#+$/, '')
        .trimEnd()
}

function inline(text: string): string {
  return (
    text
      // What was struck out no longer holds.
      .replace(/~~(?=\S)(?:[^~]|~(?!~)){1,500}~~/g, ' ')
      // Footnote and citation marks, which would read as ours.
      .replace(/(?<!\])(?:\[(?:\^[^[\]]*|\d+(?:\s*[,–-]\s*\d+)*|citation needed|note \d+)\])+(?![([])/gi, '')
      .replace(image, '')
      .replace(wikiLink, (whole, page: string, label?: string) => (whole.startsWith('!') ? '' : (label ?? page)))
      .replace(link, '$1')
      .replace(reference, '$1')
      .replace(tag, spaceForTag)
      .replace(/&(amp|nbsp|quot|apos|#39|ndash|mdash);/g, (_, name: string) => entities[name] ?? ' ')
      .replace(
        /\b(?:[a-z][a-z0-9+.-]{0,40}:\/\/|www\.|mailto:|javascript:|data:(?=\S{0,100}[,;]))(?:[^\s<>()[\]]|\([^\s()]*\))*(?:[^\s<>()[\].,;:!?'"]|\([^\s()]*\))/gi,
        '(link)',
      )
      .replace(/\(\(link\)\)/g, '(link)')
      .replace(/(\*\*\*|\*\*|__)(?=\S)(.{0,500}?\S)\1/g, '$2')
      .replace(/(?<![\p{L}\p{N}_*])([*_])(?=\S)([^*_]*\S)\1(?![\p{L}\p{N}_*])/gu, '$2')
      .replace(/\*\*+|`+/g, '')
      .replace(/\\(?=[^\p{L}\p{N}\s])/gu, '')
      .replace(/\[/g, '(')
      .replace(/\]/g, ')')
      // What compares two things opens nothing.
      .replace(/<(?![\s\d=])/g, '‹')
      .replace(/(?<![\s=-])>/g, '›')
      .replace(/\s+/g, ' ')
      .replace(/ ([.,;:!?](?:\s|$))/g, '$1')
      .replace(/\(\s*\)/g, '')
      .trim()
      .replace(/^[\s.,;:!?)–-]+(?=\s)/, '')
      .trim()
  )
}

/** Ends a claim like a sentence, but a list as it is. A lead-in whose list was left behind says so with an ellipsis. */
export function asSentence(text: string): string {
  if (text === '' || text.includes('\n') || /^`[^`]*`$/.test(text)) return text
  const cut = withCapital(text.replace(/(?<![;,\s])[;,\s]+$/, ''))
  if (cut.endsWith(':')) return `${cut.slice(0, -1)} …`
  return /[.!?…。！？](?:["'”’»)])*$/.test(cut) ? cut : `${cut}.`
}

/** "we are collecting offers": a sentence cut out of a line. Only function words: "npm" and "iPhone" stay as they are. */
function withCapital(text: string): string {
  const [first = ''] = /^\p{Ll}+(?=\s)/u.exec(text) ?? []
  return stopWords.has(first) ? first.charAt(0).toUpperCase() + text.slice(1) : text
}
