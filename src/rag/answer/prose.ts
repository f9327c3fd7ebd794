// A slice of a document as clean prose: what Markdown, HTML, links and footnote numbers add is taken away, so that a
// document can neither place a link, an image or a mark like [3] in an answer, nor break its layout.
import { stopWords } from '../stop-words.ts'
import { isTableRule } from '../table.ts'

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
    .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, ' ')
    .replace(/\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/g, ' ')
    .replace(/^\s*(?:```+|~~~+).*$/gm, '')
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
  const content = unquoted
    .replace(/^\s*(?:[-*+•‣◦]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?/, '')
    .replace(/^\s*#{1,6}\s+(.*?)\s*#*\s*$/, '$1')
  const text = isTableRule(content) ? '' : content
  const cells =
    /^\s*\|.*\|\s*$/.test(text) || text.split('|').length > 2 ? text.split('|').map((cell) => cell.trim()) : null
  return { text: (cells ? cells.filter((cell) => cell !== '').join(' – ') : text).trim(), marker }
}

function inline(text: string): string {
  return (
    text
      // What stands between angle brackets in code is a name to fill in, not HTML.
      .replace(/(`+)([^`]+)\1/g, (_, _marks, code: string) => code.replace(/</g, '‹').replace(/>/g, '›'))
      // Footnote and citation marks, which would read as ours.
      .replace(/(?<!\])(?:\[(?:\^[^\]]*|\d+(?:\s*[,–-]\s*\d+)*|citation needed|note \d+)\])+(?![([])/gi, '')
      .replace(/!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])/g, '')
      .replace(/\[((?:[^[\]]|\[[^\]]*\])*)\]\((?:[^()]|\([^)]*\))*\)/g, '$1')
      .replace(/\[([^[\]]+)\]\[[^\]]*\]/g, '$1')
      .replace(/<(?=[a-z/!@#])[^>]*>/gi, ' ')
      .replace(/&(amp|nbsp|quot|apos|#39|ndash|mdash);/g, (_, name: string) => entities[name] ?? ' ')
      .replace(
        /\b(?:[a-z][a-z0-9+.-]*:\/\/|www\.|mailto:|javascript:|data:(?=\S*[,;]))(?:[^\s<>()[\]]|\([^\s()]*\))*(?:[^\s<>()[\].,;:!?'"]|\([^\s()]*\))/gi,
        '(link)',
      )
      .replace(/\(\(link\)\)/g, '(link)')
      .replace(/(\*\*\*|\*\*|__|~~)(?=\S)(.*?\S)\1/g, '$2')
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
  const cut = withCapital(text.replace(/[;,\s]+$/, ''))
  if (cut.endsWith(':')) return `${cut.slice(0, -1)} …`
  return /[.!?…。！？](?:["'”’»)])*$/.test(cut) ? cut : `${cut}.`
}

/** "we are collecting offers": a sentence cut out of a line. Only function words: "npm" and "iPhone" stay as they are. */
function withCapital(text: string): string {
  const [first = ''] = /^\p{Ll}+(?=\s)/u.exec(text) ?? []
  return stopWords.has(first) ? first.charAt(0).toUpperCase() + text.slice(1) : text
}
