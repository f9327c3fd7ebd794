// An artifact to chunks: exact slices along its sections and paragraphs. Never crosses a page; refuses nothing, and a
// text without any letter or digit simply has no chunk.

import type { Chunk, Layout, Mark } from '../../layout.ts'
import { type Block, blocks } from '../text/blocks.ts'
import { cutTo, lengths } from '../text/lengths.ts'
import { sentences } from '../text/sentences.ts'
import { cellsOf, headerOf, isParted, namesOf, sampleRows, withColumns } from '../text/table.ts'
import type { Extracted } from '../types.ts'

/** Recorded with each index version: chunks of two chunkers never mix. */
export const chunker = 'sections-2000-4'

/** Longest chunk in UTF-16 units: about 330 English words, so that a typical abstract stays whole. */
const maxChars = 2000

interface Span {
  readonly start: number
  readonly end: number
}

/** Chunks in order; offsets are into `extracted.text`, outer white space excluded. */
export function chunk({ text, layout }: Pick<Extracted, 'text' | 'layout'>): Chunk[] {
  const chunks: Chunk[] = []
  const paths = headingPaths(layout)
  // Sections come in order, so page and heading are followed, not looked for: a long document has thousands of each.
  let headings = 0
  let pages = 0
  let marks = 0
  let line = 1
  let counted = 0
  for (const section of sections(text, layout)) {
    while ((layout.pages[pages]?.offset ?? Number.POSITIVE_INFINITY) <= section.start) pages += 1
    while ((layout.headings[headings]?.offset ?? Number.POSITIVE_INFINITY) < section.end) headings += 1
    const page = layout.pages[pages - 1]?.page
    const path = paths[headings - 1] ?? ''
    const spans = pack(text, section)
    const tables = spans.length > 1 ? tablesOf(text, section) : []
    let at = 0
    for (const span of spans) {
      const slice = text.slice(span.start, span.end)
      const trimmed = slice.trim()
      if (!/[\p{L}\p{N}]/u.test(trimmed)) continue
      const start = span.start + (slice.length - slice.trimStart().length)
      const end = start + trimmed.length
      while ((tables[at]?.end ?? Number.POSITIVE_INFINITY) <= start) at += 1
      const next = tables[at]
      const table = next && next.rows < start ? next : undefined
      const heading = table ? withColumns(path, table.columns) : path
      while ((layout.marks?.[marks]?.offset ?? Number.POSITIVE_INFINITY) <= start) marks += 1
      const marked = marksOf(layout, marks, start, end)
      for (; counted < start; counted++) if (text.charCodeAt(counted) === 10) line += 1
      chunks.push({
        ordinal: chunks.length,
        start,
        end,
        text: trimmed,
        ...(page === undefined ? {} : { page }),
        ...(heading === '' ? {} : { heading }),
        ...(marked.length === 0 ? {} : { marks: marked }),
        ...(layout.isByLine === true ? { line } : {}),
      })
    }
  }
  return chunks
}

/** The mark in force where a slice begins and those inside it, by offsets into the slice. @param next the first mark after its start */
function marksOf({ marks = [] }: Layout, next: number, start: number, end: number): Mark[] {
  const found: Mark[] = []
  const inForce = marks[next - 1]
  if (inForce) found.push({ ...inForce, offset: 0 })
  for (let i = next; i < marks.length && (marks[i]?.offset ?? end) < end; i++) {
    const mark = marks[i]
    if (mark) found.push({ ...mark, offset: mark.offset - start })
  }
  return found
}

/** Cuts at headings and page breaks; a heading without text of its own goes with the section below it. */
function sections(text: string, layout: Layout): Span[] {
  const pageStarts = new Set(layout.pages.map(({ offset }) => offset))
  const cuts = [...new Set([0, ...pageStarts, ...layout.headings.map(({ offset }) => offset), text.length])]
    .filter((offset) => offset >= 0 && offset <= text.length)
    .sort((a, b) => a - b)
  const headingAt = new Map(layout.headings.map((heading) => [heading.offset, heading.text]))
  const found: Span[] = []
  let start = cuts[0] ?? 0
  let from = start
  for (const end of cuts.slice(1)) {
    const isBare = isOnlyHeading(text.slice(from, end), headingAt.get(from))
    from = end
    if (isBare && end < text.length && !pageStarts.has(end)) continue
    found.push({ start, end })
    start = end
  }
  return found
}

function isOnlyHeading(slice: string, heading: string | undefined): boolean {
  return heading !== undefined && !/[\p{L}\p{N}]/u.test(slice.replace(heading, ''))
}

/** The path from the top to each heading. */
function headingPaths({ headings }: Layout): string[] {
  const open: Layout['headings'][number][] = []
  return headings.map((heading) => {
    while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop()
    open.push(heading)
    return pathOf(open)
  })
}

/** The nearest headings, as many as fit; the nearest one in any case. */
function pathOf(open: readonly { readonly text: string }[]): string {
  let path = cutTo(open.at(-1)?.text ?? '', lengths.headings)
  for (let i = open.length - 2; i >= 0; i--) {
    const longer = `${open[i]?.text} › ${path}`
    if (longer.length > lengths.headings) break
    path = longer
  }
  return path
}

/** Packs a section's blocks into spans of at most `maxChars`, of about equal size when there are several. */
function pack(text: string, section: Span): Span[] {
  const size = section.end - section.start
  if (size <= maxChars) return [section]
  const target = size / Math.ceil(size / maxChars)
  const packed: { start: number; end: number }[] = []
  let open: { start: number; end: number } | undefined
  for (const piece of pieces(text, section)) {
    const fits = open && piece.end - open.start <= maxChars
    // Past the even share a piece starts the next chunk, unless most of it still belongs to this one.
    const isFull = (piece.start + piece.end) / 2 > section.start + packed.length * target
    if (open && fits && !isFull) open.end = piece.end
    else {
      open = { start: piece.start, end: piece.end }
      packed.push(open)
    }
  }
  return packed
}

/** The tables of a section that have a header, which ends where `rows` begin: a chunk further down needs its names. */
function tablesOf(
  text: string,
  section: Span,
): (Span & { readonly rows: number; readonly columns: readonly string[] })[] {
  const found: { start: number; rows: number; end: number; columns: readonly string[] }[] = []
  const rows = blocks(text.slice(section.start, section.end))
    .map(({ kind, start, end }) => ({ kind, start: section.start + start, end: section.start + end }))
    .filter(({ kind }) => kind !== 'none')
  for (const [i, row] of rows.entries()) {
    if (row.kind !== 'row') continue
    const open = found.at(-1)
    const before = rows[i - 1]
    if (before?.kind === 'row' && !isParted(text.slice(before.end, row.start))) {
      if (open?.end === before.end) open.end = row.end
      continue
    }
    const first = [row]
    for (const next of rows.slice(i + 1, i + sampleRows)) {
      if (next.kind !== 'row' || isParted(text.slice(first.at(-1)!.end, next.start))) break
      first.push(next)
    }
    const lines = first.map((one) => text.slice(one.start, one.end))
    const count = headerOf(lines, text.slice(row.end, first[1]?.start ?? row.end))
    if (first.length > count && count > 0)
      found.push({
        start: row.start,
        rows: first[count - 1]!.end,
        end: row.end,
        columns: namesOf(lines.slice(0, count).map(cellsOf)),
      })
  }
  return found
}

/** Pieces that should stay whole, each at most `maxChars`: a list or table with its lead-in, a code block, a paragraph. */
function pieces(text: string, section: Span): Span[] {
  const found: { start: number; end: number; last: Block['kind'] }[] = []
  for (const block of blocks(text.slice(section.start, section.end))) {
    const start = section.start + block.start
    const end = section.start + block.end
    const previous = found.at(-1)
    const belongs =
      previous &&
      end - previous.start <= maxChars &&
      (previous.last === 'heading' ||
        ((block.kind === 'item' || block.kind === 'row' || block.kind === 'code') &&
          (previous.last === block.kind || text.slice(previous.start, previous.end).endsWith(':'))) ||
        (block.kind === 'none' && previous.last === 'row'))
    if (belongs) Object.assign(previous, { end, last: block.kind === 'none' ? previous.last : block.kind })
    else if (end - start <= maxChars) found.push({ start, end, last: block.kind })
    else for (const piece of split(text, { start, end })) found.push({ ...piece, last: block.kind })
  }
  return found
}

/** Splits what is too long for one chunk at sentences, then at lines, then at spaces, then anywhere. */
function split(text: string, span: Span): Span[] {
  const slice = text.slice(span.start, span.end)
  const parts = sentences(slice).map(({ start, end }) => ({ start: span.start + start, end: span.start + end }))
  return parts.flatMap((part) => (part.end - part.start <= maxChars ? [part] : cut(text, part)))
}

function cut(text: string, span: Span): Span[] {
  const found: Span[] = []
  let start = span.start
  while (span.end - start > maxChars) {
    const window = text.slice(start, start + maxChars)
    const half = maxChars / 2
    const at = [window.lastIndexOf('\n'), window.lastIndexOf(' ')].find((position) => position > half) ?? maxChars
    // Never between the halves of a surrogate pair.
    const end = start + (/[\uD800-\uDBFF]/.test(text[start + at - 1] ?? '') ? at - 1 : at)
    found.push({ start, end })
    start = end
  }
  if (start < span.end) found.push({ start, end: span.end })
  return found
}
