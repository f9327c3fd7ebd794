// Lines to blocks: paragraphs, list items, table rows, headings, code. Markdown is recognised and plain text is read
// the same way; nothing is refused, and what is no text (rules, lone tags) is marked as `none`.
import { arePairs, cellsOf, isTableRule } from './table.ts'

export type BlockKind = 'paragraph' | 'item' | 'row' | 'heading' | 'code' | 'none'

/** A run of lines; offsets into the given text, outer line breaks excluded. */
export interface Block {
  readonly kind: BlockKind
  readonly start: number
  readonly end: number
}

const heading = /^ {0,3}#{1,6}\s/
const fence = /^\s*(`{3,}|~{3,})/
const item = /^\s*(?:[-*+•‣◦]|\d{1,3}[.)]|[a-zA-Z]\))\s+\S/
const row = /^\s*\|.*\||^[^|]+\|[^|]+\|/
const pair = /^[^|]*[^|\s]\s+\|\s+[^|\s][^|]*$/
// Rules, lone HTML tags and comments, template directives, link definitions, images alone on a line.
const nothing = /^(?:[-=*_]{3,}|<\/?[a-z][^>]*>|<!--.*|\{%.*%\}|\[(?!\^)[^\]]+\]:\s*\S.*|!\[[^\]]*\]\([^)]*\))$/is
/** A longer line, in UTF-16 units, is text. */
const maxRow = 10_000
/** So many lines with a single bar say whether they are a table, each this long at most. */
const pairs = 4
const maxPair = 200
/** A line this short ends its paragraph when the next starts like a new one: addresses, titles, "Key: value" lines. */
const shortLine = 50

function kindOf(line: string): BlockKind {
  if (heading.test(line)) return 'heading'
  if (isTableRule(line) || nothing.test(line.trim())) return 'none'
  if (item.test(line)) return 'item'
  return line.length <= maxRow && row.test(line) ? 'row' : 'paragraph'
}

/** https://github.github.com/gfm/#tables-extension-: a rule with as many cells stands below it. */
function isHeaderOf(line: string, next = ''): boolean {
  if (line.length > maxRow || next.length > maxRow || !line.includes('|') || !next.includes('|')) return false
  return isTableRule(next) && cellsOf(next).length === cellsOf(line).length
}

function startsPairs(lines: readonly string[], at: number): boolean {
  let end = at
  while (end < at + pairs && (lines[end]?.length ?? 0) <= maxPair && pair.test(lines[end] ?? '')) end += 1
  return arePairs(lines.slice(at, end))
}

/** The blocks of a text in order. Blank lines belong to none. */
export function blocks(text: string): Block[] {
  const found: { kind: BlockKind; start: number; end: number }[] = []
  let open: { kind: BlockKind; start: number; end: number } | undefined
  let fenceMark: string | undefined
  let isTable = false
  let at = 0
  const lines = text.split('\n')
  for (const [i, line] of lines.entries()) {
    const start = at
    const end = at + line.trimEnd().length
    at += line.length + 1
    const mark = fence.exec(line)?.[1]
    if (fenceMark !== undefined) {
      if (open && end > start) open.end = end
      if (mark?.startsWith(fenceMark)) fenceMark = open = undefined
      continue
    }
    if (line.trim() === '') {
      open = undefined
      isTable = false
      continue
    }
    if (mark) {
      fenceMark = mark
      open = { kind: 'code', start, end }
      found.push(open)
      continue
    }
    // GitHub's tables need no bars around their rows, so that one of two columns is known by its rule alone.
    if (isTable) isTable = line.includes('|') && line.length <= maxRow
    else isTable = isHeaderOf(line, lines[i + 1]) || startsPairs(lines, i)
    const own = kindOf(line)
    const kind = isTable && own === 'paragraph' ? 'row' : own
    const indent = line.length - line.trimStart().length
    const continues: boolean =
      kind === 'paragraph' &&
      open !== undefined &&
      (open.kind === 'item' || (open.kind === 'paragraph' && !endsShort(text.slice(open.start, open.end), line)))
    if (continues && open) open.end = end
    else {
      // Offsets of an item include its marker, so that a quote of it reads as in the document.
      open = { kind, start: start + indent, end }
      found.push(open)
      if (kind === 'heading' || kind === 'none' || kind === 'row') open = undefined
    }
  }
  return found
}

function endsShort(paragraph: string, next: string): boolean {
  const last = paragraph.slice(paragraph.lastIndexOf('\n') + 1)
  return (
    last.length < shortLine &&
    !/[,;\-–(]$/.test(last) &&
    /^[\p{Lu}\p{N}*_"“]/u.test(next) &&
    /[\p{L}\p{N}:.!?)*_"”]$/u.test(last) &&
    !/\b(?:the|an?|of|to|and|or|in|for|with|by|at|on|is|are)$/i.test(last)
  )
}
