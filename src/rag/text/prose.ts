// A slice of a document as clean prose: what Markdown, HTML, links and footnote numbers add is taken away, so that a
// document can neither place a link, an image or a mark like [3] in an answer, nor break its layout.
import { image, link, reference, spaceForTag, tag } from './markdown-patterns.ts'
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

/**
 * Plain text without markup, links, images and bracketed numbers: one paragraph, and a line for each item of a list
 * ("- item", "1. item"). May be empty.
 */
export function prose(source: string): string {
  const lines = source
    .replace(/<!--[\s\S]*?(?:-->|$)/g, ' ')
    .replace(/<script\b[\s\S]*?(?:<\/script\s*>|$)|<style\b[\s\S]*?(?:<\/style\s*>|$)/gi, ' ')
    .replace(/\{%(?:(?!\{%)[\s\S])*?%\}|\{\{(?:(?!\{\{)[\s\S])*?\}\}/g, ' ')
    .replace(/^[^\S\n\r\u2028\u2029]*(?:```+|~~~+).*$/gm, '')
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
  const unquoted = line.replace(/^\s*(?:>\s?)+/, '')
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

/** What stands between as many backticks as end it, without them. */
function replaceCode(text: string, by: (code: string) => string): string {
  const [first = '', ...rest] = text.split(/(`+)/)
  let said = first
  let open = 0
  for (let i = 0; i < rest.length; i += 2) {
    const [marks = '', between = ''] = [rest[i], rest[i + 1]]
    open = open || marks.length
    const closing = rest[i + 2]?.length ?? 0
    if (closing === 0 || between === '') {
      said += '`'.repeat(open) + between
      open = 0
    } else {
      said += '`'.repeat(Math.max(0, open - closing)) + by(between)
      // What closed is used up; what is left of it opens the next.
      open = Math.max(0, closing - open)
      if (open === 0) {
        said += rest[i + 3] ?? ''
        i += 2
      }
    }
  }
  return said
}

function inline(text: string): string {
  return (
    // What stands between angle brackets in code is a name to fill in, not HTML.
    replaceCode(text, (code) => code.replace(/</g, '‹').replace(/>/g, '›'))
      // Footnote and citation marks, which would read as ours.
      .replace(/(?<!\])(?:\[(?:\^[^[\]]*|\d+(?:\s*[,–-]\s*\d+)*|citation needed|note \d+)\])+(?![([])/gi, '')
      .replace(image, '')
      .replace(link, '$1')
      .replace(reference, '$1')
      .replace(tag, spaceForTag)
      .replace(/&(amp|nbsp|quot|apos|#39|ndash|mdash);/g, (_, name: string) => entities[name] ?? ' ')
      .replace(
        /\b(?:[a-z][a-z0-9+.-]{0,40}:\/\/|www\.|mailto:|javascript:|data:(?=\S{0,100}[,;]))(?:[^\s<>()[\]]|\([^\s()]*\))*(?:[^\s<>()[\].,;:!?'"]|\([^\s()]*\))/gi,
        '(link)',
      )
      .replace(/\(\(link\)\)/g, '(link)')
      .replace(/(\*\*\*|\*\*|__|~~)(?=\S)(.{0,500}?\S)\1/g, '$2')
      .replace(/(?<![\p{L}\p{N}_*])([*_])(?=\S)([^*_]*\S)\1(?![\p{L}\p{N}_*])/gu, '$2')
      .replace(/\*\*+|`+/g, '')
      .replace(/\\(?=[^\p{L}\p{N}\s])/gu, '')
      .replace(/\[/g, '(')
      .replace(/\]/g, ')')
      .replace(/[<>]/g, (mark) => (mark === '<' ? '‹' : '›'))
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
  if (text === '' || text.includes('\n')) return text
  const cut = withCapital(text.replace(/(?<![;,\s])[;,\s]+$/, ''))
  if (cut.endsWith(':')) return `${cut.slice(0, -1)} …`
  return /[.!?…。！？](?:["'”’»)])*$/.test(cut) ? cut : `${cut}.`
}

/** "we are collecting offers": a sentence cut out of a line. Only function words: "npm" and "iPhone" stay as they are. */
function withCapital(text: string): string {
  const [first = ''] = /^\p{Ll}+(?=\s)/u.exec(text) ?? []
  return stopWords.has(first) ? first.charAt(0).toUpperCase() + text.slice(1) : text
}
