// Of a document's text the part that is shown around a passage. Pure.
import type { Layout } from '../layout.ts'
import type { PassageWindow } from './types.ts'

interface Shown {
  readonly text: string
  readonly layout: Layout
  readonly mediaType: string
}

const fence = /^ {0,3}(?:`{3,}|~{3,})/gm

/** How a text is to be read: `document` is Markdown, `plain` has lists and tables, `lines` is shown as it is. */
function formatOf({ mediaType, layout }: Omit<Shown, 'text'>): PassageWindow['format'] {
  if (mediaType === 'text/markdown') return 'document'
  const isData = layout.isByLine || /csv|json|tab-separated/.test(mediaType)
  return isData ? 'lines' : 'plain'
}

/** @param around UTF-16 code units on either side, as far as the text goes; it begins with a line where it can. */
export function windowOf(document: Shown, start: number, end: number, around: number) {
  const { text, layout } = document
  const format = formatOf(document)
  const textStart = startOf(text, format, Math.max(0, start - around), start)
  const textEnd = Math.min(text.length, end + around)
  const inWindow = ({ offset }: { readonly offset: number }) => offset >= textStart && offset < textEnd
  return {
    text: text.slice(textStart, textEnd),
    textStart,
    format,
    headings:
      format === 'plain' ? layout.headings.filter(inWindow).map(({ offset, level }) => ({ offset, level })) : [],
  }
}

/** From `start` on, at most `limit` UTF-16 code units that end between paragraphs where they can; `next` where more follows. */
export function pageOf(document: Shown, start: number, limit: number) {
  const { text, layout } = document
  const format = formatOf(document)
  const whole = text.slice(start, start + limit)
  const isLast = start + whole.length >= text.length
  const breaks = isLast
    ? -1
    : Math.max(whole.lastIndexOf('\n\n'), whole.lastIndexOf('\n', whole.length - 1 - limit / 8))
  // A block of code is not parted, unless it is longer than a page.
  const fences = isLast || format !== 'document' ? [] : [...whole.matchAll(fence)].map(({ index }) => index)
  const open = fences.length % 2 === 1 ? (fences.at(-1) ?? -1) : -1
  const cut = open > limit / 4 ? open : breaks > limit / 4 ? breaks + 1 : whole.length
  const shown = isLast ? whole : whole.slice(0, cut)
  const end = start + shown.length
  const inPage = ({ offset }: { readonly offset: number }) => offset >= start && offset < end
  return {
    text: shown,
    textStart: start,
    format,
    headings: format === 'plain' ? layout.headings.filter(inPage).map(({ offset, level }) => ({ offset, level })) : [],
    ...(isLast ? {} : { next: end }),
  }
}

/** The first line from `from` on, and never inside a block of code that begins above and ends before the passage. */
function startOf(text: string, format: PassageWindow['format'], from: number, passage: number): number {
  if (from === 0) return 0
  const line = text.indexOf('\n', from - 1) + 1
  const first = line === 0 || line > passage ? from : line
  if (format !== 'document') return first
  const fences = [...text.slice(0, passage).matchAll(fence)].map(({ index }) => index)
  const above = fences.filter((at) => at < first)
  if (above.length % 2 === 0) return first
  const close = fences[above.length]
  return close === undefined ? (above.at(-1) ?? first) : text.indexOf('\n', close) + 1 || first
}
