// Markdown, as it is: `text` is a verbatim slice of the file (all of it after YAML front matter), so that quotes are.
// Headings follow CommonMark but for a `---` under several lines, which people mean as a rule.
import type { Layout } from '../types.ts'
import { decodeText } from './decode.ts'
import type { Format } from './format.ts'

export const markdown: Format = {
  id: 'markdown',
  mediaType: 'text/markdown',
  extensions: ['.md', '.markdown', '.mdown', '.mkd', '.mdx'],
  jailAboveBytes: Number.POSITIVE_INFINITY,
  read(bytes) {
    const { frontMatter, body } = splitFrontMatter(decodeText(bytes))
    const headings = findHeadings(body)
    const title = frontMatterTitle(frontMatter) ?? (headings.find(({ level }) => level === 1) ?? headings[0])?.text
    return {
      text: body,
      layout: { pages: [], headings },
      ...(title === undefined ? {} : { title }),
      mediaType: 'text/markdown',
    }
  },
}

/** Front matter counts only when every line between the `---` looks like YAML and text follows it. */
function splitFrontMatter(text: string): { frontMatter: string; body: string } {
  const found = /^---[ \t]*\n([\s\S]*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text)
  const yaml = found?.[1]?.split('\n')
  const isYaml = yaml?.every((line) => /^\s*$|^\s|^#|^-\s|^[^\s:#][^:]*:(?:\s|$)/.test(line)) ?? false
  const body = text.slice(found?.[0].length ?? 0)
  if (found === null || !isYaml || !/^[^\s:#-][^:]*:/m.test(found[1] ?? '') || body.trim() === '')
    return { frontMatter: '', body: text }
  return { frontMatter: found[1] ?? '', body }
}

function frontMatterTitle(frontMatter: string): string | undefined {
  const value = /^title:[ \t]*(\S.*)$/m.exec(frontMatter)?.[1]?.trim()
  if (value === undefined || /^[|>[{]/.test(value)) return undefined
  const quoted = /^(["'])(.*)\1$/.exec(value)?.[2]
  return (quoted ?? value).trim() || undefined
}

// A longer line is no heading anyone wrote, and the patterns below take quadratic time on hostile ones.
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
    const atx = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$/.exec(line)
    if (atx) {
      const shown = asShown(atx[2] ?? '')
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
    .replaceAll(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, '$1')
    .replaceAll(/\s*\{[#.:][^}]*\}\s*$/g, '')
    .replaceAll(/<\/?[a-z][^<>]*>/gi, '')
    .replaceAll(/\*\*|__|~~|`/g, '')
    .replaceAll(/(?<![\p{L}\p{N}\\])([*_])(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replaceAll(/\\([!-/:-@[-`{-~])/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
}
