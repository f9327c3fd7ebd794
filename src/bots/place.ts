// Where in a document a passage stands, as people read it. Pure.
import type { DocumentRef, Locator } from '../model.ts'

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()

/**
 * The place in words, plain text in parts that are never empty: "page 3", "slide 4", "Budget!B2:D7", "line 12" or
 * "at 0:05:12", then the path of headings.
 */
export function placeParts(document: Pick<DocumentRef, 'title'>, locator: Omit<Locator, 'start' | 'end'>): string[] {
  return [position(locator), headingBelowTitle(document, locator)].filter((part) => part !== '')
}

function position({ page, slide, sheet, cells, line, time }: Omit<Locator, 'start' | 'end'>): string {
  if (page !== undefined) return `page ${page}`
  if (slide !== undefined) return `slide ${slide}`
  if (sheet !== undefined) return [oneLine(sheet), cells ?? ''].filter((part) => part !== '').join('!')
  if (line !== undefined) return `line ${line}`
  return time === undefined ? '' : `at ${time}`
}

/** The headings above a place on one line, without a first one that repeats the document's title or its sheet's name. */
function headingBelowTitle({ title }: Pick<DocumentRef, 'title'>, { heading = '', sheet }: Partial<Locator>): string {
  let below = oneLine(heading)
  for (const known of [title, ...(sheet === undefined ? [] : [sheet])].map(oneLine)) {
    if (below === known) return ''
    if (below.startsWith(`${known} › `)) below = below.slice(known.length + 3)
  }
  return below
}
