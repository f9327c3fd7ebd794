// Markdown, as it is written but for what its reader does not see: see markdown-text.ts. Its front matter is about it.
// Headings follow CommonMark but for a `---` under several lines, which people mean as a rule.
import type { Layout } from '../../../layout.ts'
import type { Extracted } from '../../types.ts'
import { decodeText } from '../decode.ts'
import { splitFrontMatter } from '../front-matter.ts'
import { readableMarkdown } from './markdown-text.ts'

/** @throws AppError `binary` */
export function readMarkdown(bytes: Uint8Array): Extracted {
  return { ...parseMarkdown(decodeText(bytes)), mediaType: 'text/markdown' }
}

/** @param source with \n line ends. Its front matter is no text but for its description, where the text does not say it. */
export function parseMarkdown(source: string): Omit<Extracted, 'mediaType'> {
  const { properties, body } = splitFrontMatter(source)
  const { description, ...stated } = properties
  const read = readableMarkdown(body)
  // A page without a text is what is said about it.
  const about = [isSaid(description, read) ? '' : description, read.trim() === '' ? stated.title : read]
    .filter(Boolean)
    .join('\n\n')
  const text = about === '' ? source : about
  const headings = findHeadings(text)
  const title = stated.title ?? (headings.find(({ level }) => level === 1) ?? headings[0])?.text
  return { text, layout: { pages: [], headings }, ...stated, ...(title === undefined ? {} : { title }) }
}

function isSaid(description: string | undefined, text: string): boolean {
  return description === undefined || text.replaceAll(/\s+/g, ' ').includes(description.replace(/[.…]$/, ''))
}

// A longer line is no heading anyone wrote.
const maxHeadingLength = 1000

function findHeadings(text: string): Layout['headings'] {
  const headings: { offset: number; level: number; text: string }[] = []
  let fence: string | null = null
  let inComment = false
  // The paragraph so far: only a paragraph of one line becomes a setext heading.
  let paragraph: { offset: number; line: string; lines: number } | null = null
  let offset = 0
  for (const line of text.split('\n')) {
    const start = offset
    offset += line.length + 1
    const marker = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/.exec(line)?.[1]
    if (fence !== null) {
      if (marker?.startsWith(fence) && line.trim() === marker) fence = null
      continue
    }
    if (inComment) {
      inComment = !line.includes('-->')
      continue
    }
    if (line.length > maxHeadingLength) {
      paragraph = null
      continue
    }
    if (marker !== undefined) {
      fence = marker
      paragraph = null
      continue
    }
    if (/^ {0,3}<!--/.test(line)) {
      inComment = !line.includes('-->')
      paragraph = null
      continue
    }
    const atx = /^ {0,3}(#{1,6})(?:[ \t]|$)/.exec(line)
    if (atx) {
      const shown = asShown(
        line
          .slice(atx[0].length)
          .trim()
          .replace(/(?<=^|[ \t])#+$/, ''),
      )
      if (shown !== '') headings.push({ offset: start, level: (atx[1] ?? '').length, text: shown })
      paragraph = null
      continue
    }
    const underline = /^ {0,3}(=+|-+)[ \t]*$/.exec(line)?.[1]
    if (underline !== undefined && paragraph !== null) {
      const shown = asShown(paragraph.line)
      if (paragraph.lines === 1 && shown !== '')
        headings.push({ offset: paragraph.offset, level: underline.startsWith('=') ? 1 : 2, text: shown })
      paragraph = null
      continue
    }
    if (paragraph !== null && line.trim() !== '') paragraph.lines++
    else paragraph = opensParagraph(line) ? { offset: start, line, lines: 1 } : null
  }
  return headings
}

/** Blank lines, quotes, list items, tables, HTML and indented code are not a paragraph that could be underlined. */
function opensParagraph(line: string): boolean {
  return !/^\s*$|^ {4}|^\t|^ {0,3}(?:[>|<]|[-*+][ \t]|\d{1,9}[.)][ \t]|(?:[-*_][ \t]*){3,}$)/.test(line)
}

/** Inline markup gone: what a reader sees of a heading. */
function asShown(markup: string): string {
  return markup
    .replaceAll(/!?\[([^[\]]*)\](?:\([^()]*\)|\[[^[\]]*\])/g, '$1')
    .replaceAll(/(?<!\s)\s*\{[#.:][^{}]*\}\s*$/g, '')
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    .replaceAll(/\*\*|__|~~|`/g, '')
    .replaceAll(/(?<![\p{L}\p{N}\\])([*_])(?=\S)(.{1,200}?)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
