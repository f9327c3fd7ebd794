// Pure: running heads and feet, which stand at the same place of several pages, are taken out of the text that goes on from
// page to page. What they say is kept where it is said first, and wherever it changes; only the pages' own numbers go.
import { medianLeading, type PdfLine, usualSize } from './lines.ts'

export interface PageLines {
  readonly head: readonly PdfLine[]
  readonly body: readonly PdfLine[]
  readonly foot: readonly PdfLine[]
}

/** How many lines a head or a foot has at most. */
const maxLines = 3
/** Points: where a line stands may differ that much from page to page. */
const sameHeight = 3
/** Left and right pages may have heads of their own. */
const maxPagesApart = 2

interface Candidate {
  readonly page: number
  readonly line: PdfLine
  readonly isHead: boolean
  /** What it says beside the page's number. */
  readonly label: string
}

/** @param pages each one's lines in their order */
export function partRunningHeads(pages: readonly (readonly PdfLine[])[]): PageLines[] {
  const least = pages.length < 5 ? 2 : 3
  const aside = new Map<PdfLine, 'head' | 'foot' | 'gone'>()
  for (const series of inSeries(pages.flatMap(candidatesOf))) {
    if (series.length < least) continue
    const isSame = series.every(({ label }) => label === series[0]?.label)
    for (const [index, { line, isHead, label }] of series.entries())
      aside.set(line, label === '' || (isSame && index > 0) ? 'gone' : isHead ? 'head' : 'foot')
  }
  return pages.map((lines) => ({
    head: lines.filter((line) => aside.get(line) === 'head'),
    body: lines.filter((line) => !aside.has(line)),
    foot: lines.filter((line) => aside.get(line) === 'foot'),
  }))
}

/** Lines that say the same but for numbers, at the same height of pages that follow each other. */
function inSeries(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const found: Candidate[][] = []
  const open = new Map<string, Candidate[]>()
  for (const candidate of candidates) {
    const key = `${candidate.isHead} ${candidate.label.replaceAll(/\d+/g, '#')}`
    const series = open.get(key)
    const last = series?.at(-1)
    if (
      series &&
      last &&
      candidate.page > last.page &&
      candidate.page - last.page <= maxPagesApart &&
      Math.abs(candidate.line.y - last.line.y) <= sameHeight
    )
      series.push(candidate)
    else {
      const begun = [candidate]
      open.set(key, begun)
      found.push(begun)
    }
  }
  return found
}

/** The lines at a page's upper and lower edge that may be a head or a foot. */
function candidatesOf(lines: readonly PdfLine[], page: number): Candidate[] {
  const sorted = lines.toSorted((a, b) => b.y - a.y)
  const leading = medianLeading(sorted)
  const size = usualSize(lines)
  const isApart = (edge: readonly PdfLine[], index: number) => {
    const [line, next] = [edge[index], edge[index + 1]]
    return (
      line !== undefined && next !== undefined && Math.abs(line.y - next.y) > Math.max(leading, line.fontSize) * 1.4
    )
  }
  return [sorted, sorted.toReversed()].flatMap((edge, side) => {
    const block = edge.slice(0, maxLines)
    const end = block.findIndex((_, index) => isApart(edge, index))
    // The header of a table, close to its rows, is needed on each page.
    const firstRow = block.findIndex(({ isRow }) => isRow)
    const count = end >= 0 ? end + 1 : firstRow >= 0 ? firstRow : maxLines
    return block.slice(0, count).flatMap((line) =>
      // A larger line is a title, as slides have it in the same place.
      line.fontSize > size * 1.2 ? [] : [{ page, line, isHead: side === 0, label: labelOf(line) }],
    )
  })
}

const pageNumber =
  /(?<!\p{L})(?:page|pg|seite|página|pagina|pág|sida|side|sivu|strona|strana|стр|страница|第)\.?\s?\d{1,5}(?:\s?(?:of|von|sur|de|di|af|av|z|из|\/)\s?\d{1,5})?(?:\s?[页頁])?(?!\p{L})/giu
const onlyNumber =
  /^[-–—|\s]{0,3}(?:\d{1,5}(?:\s?(?:of|von|sur|de|di|af|av|z|из|\/)\s?\d{1,5})?|[ivxlc]{1,8})[-–—|\s]{0,3}$/i

function labelOf({ runs }: PdfLine): string {
  return runs
    .map(({ text }) => (onlyNumber.test(text) ? '' : text.replaceAll(pageNumber, '').trim()))
    .filter((text) => /[\p{L}\p{N}]/u.test(text))
    .join(' ')
}
