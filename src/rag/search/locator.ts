// Where a slice of an extracted text stands, in the terms its readers go by, and in which document. Pure.

import type { Layout, LongText, Mark } from '../../layout.ts'
import type { DocumentRef, Locator, Position } from '../../model.ts'
import type { ChunkHit } from '../../store/search/search.ts'

/** Mints the address where a reader can open a place; undefined when there is none. */
export type LinkTo = (document: ChunkHit['document'], locator: Locator, quote: string) => string | undefined

/** The slide, the cells or the moment of a slice. @param marks ascending, offsets as `start` and `end` count */
function markedPosition(marks: readonly Mark[], start: number, end: number): Position | null {
  const first = marks.findLast(({ offset }) => offset <= start)
  if (!first) return null
  if ('slide' in first) return { slide: first.slide }
  if ('time' in first) return { time: first.time }
  if ('sure' in first) return null
  const { sheet, row } = first
  const rows = marks.filter(
    (mark) => 'sheet' in mark && mark.sheet === sheet && mark.offset >= first.offset && mark.offset < end,
  )
  const columns = rows.flatMap((mark) => ('sheet' in mark ? [mark.from, mark.to] : [])).toSorted(byColumn)
  const last = rows.at(-1)
  const from = `${columns[0]}${row}`
  const to = `${columns.at(-1)}${last && 'sheet' in last ? last.row : row}`
  return { sheet, cells: from === to ? from : `${from}:${to}` }
}

/** How sure recognition was where a slice begins. */
function sureOf(marks: readonly Mark[], start: number): { readonly sure?: number } {
  const mark = marks.findLast(({ offset }) => offset <= start)
  return mark && 'sure' in mark && mark.sure !== null ? { sure: mark.sure } : {}
}

/** A … Z, AA, AB … */
function byColumn(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}

function linesBefore(text: LongText, offset: number): number {
  let lines = 0
  for (let from = 0; from < offset; from += countedChars) {
    const piece = text.slice(from, Math.min(from + countedChars, offset))
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) lines += 1
  }
  return lines
}

/** At once. */
const countedChars = 100_000

/** The position of a slice of a whole text, and the nearest heading above it, without its path. */
export function placeIn(
  { pages, headings, marks = [], isByLine }: Layout,
  text: LongText,
  start: number,
  end: number,
): Omit<Locator, 'start' | 'end'> {
  const page = pages.findLast(({ offset }) => offset <= start)?.page
  const heading = headings.findLast(({ offset }) => offset <= start)?.text
  const line = isByLine === true ? linesBefore(text, start) + 1 : undefined
  return {
    ...positionOf(page, markedPosition(marks, start, end), line),
    ...(heading !== undefined && { heading }),
    ...sureOf(marks, start),
  }
}

/** A format has one of these at most. */
function positionOf(page: number | undefined, marked: Position | null, line: number | undefined): Position {
  if (page !== undefined) return { page }
  if (marked !== null) return marked
  return line === undefined ? {} : { line }
}

/** A hit's document without what only the engine needs. */
export function documentRef({ document: { id, externalId, title, uri, thumbnail, readAt } }: ChunkHit): DocumentRef {
  return {
    id,
    ...(externalId === undefined ? {} : { externalId }),
    title,
    uri,
    ...(thumbnail === undefined ? {} : { thumbnail }),
    ...(readAt === undefined ? {} : { readAt }),
  }
}

/** The place in the document of a slice of a chunk. */
export function locatorOf(hit: ChunkHit, start: number, end: number): Locator {
  const line = hit.line === undefined ? undefined : hit.line + linesBefore(hit.text, start)
  return {
    ...positionOf(hit.page, markedPosition(hit.marks ?? [], start, end), line),
    ...(hit.heading === undefined ? {} : { heading: hit.heading }),
    ...sureOf(hit.marks ?? [], start),
    start: hit.start + start,
    end: hit.start + end,
  }
}
