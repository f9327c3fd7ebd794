// Markdown, as it is: `text` is a verbatim slice of the file (all of it after YAML front matter), so that quotes are.
// Headings follow CommonMark but for a `---` under several lines, which people mean as a rule.
import type { Layout } from '../../../layout.ts'
import type { Extracted } from '../../types.ts'
import { toIsoDate } from '../dates.ts'
import { decodeText } from '../decode.ts'
import { cleanProperties } from '../document-properties.ts'

/** @throws AppError `binary` */
export function readMarkdown(bytes: Uint8Array): Extracted {
  return { ...parseMarkdown(decodeText(bytes)), mediaType: 'text/markdown' }
}

/** @param source with \n line ends; all of it is the text but its front matter */
export function parseMarkdown(source: string): Omit<Extracted, 'mediaType'> {
  const { frontMatter, body } = splitFrontMatter(source)
  const headings = findHeadings(body)
  const field = (...keys: string[]) => keys.map((key) => frontMatterField(frontMatter, key)).find(Boolean)
  const title = field('title') ?? (headings.find(({ level }) => level === 1) ?? headings[0])?.text
  const author = field('author', 'authors')
  const modifiedAt = ['lastmod', 'last_modified_at', 'last_updated', 'updated', 'modified', 'date']
    .map((key) => toIsoDate(field(key)))
    .find(Boolean)
  const language = field('lang', 'language', 'locale')
  return { text: body, layout: { pages: [], headings }, ...cleanProperties({ title, author, modifiedAt, language }) }
}

/** Front matter counts only when every line between the `---` looks like YAML and text follows it. */
function splitFrontMatter(text: string): { frontMatter: string; body: string } {
  const found = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)
  const yaml = found?.[1]?.split('\n')
  const isYaml = yaml?.every((line) => /^\s*$|^\s|^#|^-\s|^[^\s:#][^:]*:(?:\s|$)/.test(line)) ?? false
  const body = text.slice(found?.[0].length ?? 0)
  if (found === null || !isYaml || !yaml?.some((line) => /^[^\s:#-][^:]*:/.test(line)) || body.trim() === '')
    return { frontMatter: '', body: text }
  return { frontMatter: found[1] ?? '', body }
}

/** A field's value on its own line; a list in brackets or below it counts as its items. */
function frontMatterField(frontMatter: string, key: string): string | undefined {
  const found = new RegExp(`^${key}:[ \\t]*(.*)((?:\\n[ \\t]*-[ \\t]+.*)*)`, 'im').exec(frontMatter)
  const value = found?.[1]?.trim() || (found?.[2] ?? '').replaceAll(/\n[ \t]*-[ \t]+/g, ', ').slice(2)
  if (/^[|>{]|^\[[^\]]*$/.test(value)) return undefined
  const items = /^\[(.*)\]$/.exec(value)?.[1] ?? value
  return (
    items
      .split(/,\s+(?=["'[])/)
      .map(unquoted)
      .join(', ')
      .trim() || undefined
  )
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value.trim())?.[2] ?? value.trim()
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
