// Of a document's text the part that is shown around a passage. Pure; what looks at a whole text gives way to others.
import { createSlices } from '../give-way.ts'
import type { Layout, LongText } from '../layout.ts'
import type { PassageWindow } from './types.ts'

interface Shown {
  readonly text: LongText
  readonly layout: Layout
  readonly mediaType: string
}

const fence = /^ {0,3}(?:`{3,}|~{3,})/gm
/** UTF-16 code units of code above a passage that are shown with it. */
const mostCode = 100_000
/** UTF-16 code units that are searched in one piece. */
const searched = 100_000

/** How a text is to be read: `document` is Markdown, `plain` has lists and tables, `lines` is shown as it is. */
function formatOf({ mediaType, layout }: Omit<Shown, 'text'>): PassageWindow['format'] {
  if (mediaType === 'text/markdown') return 'document'
  const isData = layout.isByLine || /csv|json|tab-separated/.test(mediaType)
  return isData ? 'lines' : 'plain'
}

/** @param around UTF-16 code units on either side, as far as the text goes; it begins with a line where it can. */
export async function windowOf(document: Shown, start: number, end: number, around: number) {
  const { text, layout } = document
  const format = formatOf(document)
  const textStart = await startOf(text, format, Math.max(0, start - around), start)
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
async function startOf(
  text: LongText,
  format: PassageWindow['format'],
  from: number,
  passage: number,
): Promise<number> {
  if (from === 0) return 0
  const first = lineAfter(text, from - 1, passage) ?? from
  if (format !== 'document') return first
  const { open, close } = await findFences(text, first, passage)
  if (open === undefined) return first
  if (close !== undefined) return lineAfter(text, close, passage) ?? first
  return first - open > mostCode ? first : open
}

/** Where the block of code begins that is open at `first`, if one is, and where it ends, if that is above the passage. */
async function findFences(text: LongText, first: number, passage: number): Promise<{ open?: number; close?: number }> {
  const slice = createSlices()
  let open: number | undefined
  for (let from = 0, to = 0; from < passage; from = to) {
    await slice()
    // Whole lines: a fence stands at the beginning of one.
    to = from + searched < passage ? (lineAfter(text, from + searched, passage) ?? passage) : passage
    for (const { index } of text.slice(from, to).matchAll(fence)) {
      const at = from + index
      if (at < first) open = open === undefined ? at : undefined
      else return open === undefined ? {} : { open, close: at }
    }
  }
  return open === undefined ? {} : { open }
}

/** Where the next line begins, if one does by `end`. */
function lineAfter(text: LongText, from: number, end: number): number | undefined {
  for (let at = from; at < end; at += searched) {
    const found = text.slice(at, Math.min(at + searched, end)).indexOf('\n')
    if (found >= 0) return at + found + 1
  }
  return undefined
}
