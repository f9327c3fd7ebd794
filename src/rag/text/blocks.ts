// Lines to blocks: paragraphs, list items, table rows, headings, code. Markdown is recognised and plain text is read
// the same way; nothing is refused, and what is no text (rules, lone tags) is marked as `none`.
import { isTableRule } from './table.ts'

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
// Rules, lone HTML tags and comments, template directives, link definitions, images alone on a line.
const nothing = /^(?:[-=*_]{3,}|<\/?[a-z][^>]*>|<!--.*|\{%.*%\}|\[[^\]]+\]:\s*\S.*|!\[[^\]]*\]\([^)]*\))$/is
/** A longer line, in UTF-16 units, is text. */
const maxRow = 10_000
/** A line this short ends its paragraph when the next starts like a new one: addresses, titles, "Key: value" lines. */
const shortLine = 50

function kindOf(line: string): BlockKind {
  if (heading.test(line)) return 'heading'
  if (isTableRule(line) || nothing.test(line.trim())) return 'none'
  if (item.test(line)) return 'item'
  return line.length <= maxRow && row.test(line) ? 'row' : 'paragraph'
}

/** The blocks of a text in order. Blank lines belong to none. */
export function blocks(text: string): Block[] {
  const found: { kind: BlockKind; start: number; end: number }[] = []
  let open: { kind: BlockKind; start: number; end: number } | undefined
  let fenceMark: string | undefined
  let at = 0
  for (const line of text.split('\n')) {
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
      continue
    }
    if (mark) {
      fenceMark = mark
      open = { kind: 'code', start, end }
      found.push(open)
      continue
    }
    const kind = kindOf(line)
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
