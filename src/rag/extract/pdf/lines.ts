// Pure: a PDF's placed strings to lines. A PDF knows neither words nor lines; what is drawn in a row is one until the
// library says that the pen moved on, and its wide gaps are kept as what parts its runs.

import { type Baseline, Runs } from '../raised.ts'
import type { PdfItem } from './items.ts'
import { withoutDoubledLetters, withoutDoubledWords, withoutSecondStroke } from './overprint.ts'

/** A piece of a line without a gap wider than a space. */
export interface PdfRun {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly y: number
  readonly fontSize: number
}

export interface PdfLine extends PdfRun {
  /** Holds a gap that no space between words is, or a field of a form: it stays a line. */
  readonly isRow: boolean
  /** From left to right as drawn; one where there is no gap. */
  readonly runs: readonly [PdfRun, ...PdfRun[]]
}

export const listMarker = /^(?:[•◦▪●■‣·–—*]|\(?(?:\d{1,3}|[a-z])[.)])\s/
// In font sizes: a space of justified text is narrower, a gap between columns or cells is not.
const runGap = 0.8
const cellGap = 1.5
// In font sizes of the line: from where letters are small, and how far off its baseline they are raised and lowered.
const smaller = 0.9
const leastRise = 0.2
const leastFall = 0.08

export function toLines(items: readonly PdfItem[]): PdfLine[] {
  const lines: PdfLine[] = []
  let parts: PdfItem[] = []
  for (const item of items) {
    parts.push(item)
    if (!item.hasEOL) continue
    lines.push(...toLine(parts))
    parts = []
  }
  return [...lines, ...toLine(parts)]
}

function toLine(drawn: readonly PdfItem[]): readonly PdfLine[] {
  const parts = withoutSecondStroke(withoutDoubledLetters(withoutDoubledWords(drawn)))
  const pieces: PdfItem[][] = []
  let previous: PdfItem | undefined
  for (const part of parts) {
    const isBlank = part.str.trim() === ''
    const gap = previous === undefined || isBlank ? 0 : part.x - (previous.x + previous.width)
    if (previous === undefined || gap > runGap * part.fontSize) pieces.push([part])
    else pieces.at(-1)?.push(part)
    if (!isBlank) previous = part
  }
  const [first, ...others] = pieces.flatMap(toRun)
  return first === undefined ? [] : [lineOf([first, ...others])]
}

function toRun(parts: readonly PdfItem[]): readonly PdfRun[] {
  const inked = parts.filter(({ str }) => str.trim() !== '')
  const first = inked[0]
  if (first === undefined) return []
  const main = inked.reduce((longest, item) => (item.str.length > longest.str.length ? item : longest))
  const written = new Runs()
  for (const part of parts) written.write(part.str, part.str.trim() === '' ? undefined : baselineOf(part, main))
  const text = cleanLine(written.text)
  if (text === '') return []
  const left = inked.reduce((least, { x }) => Math.min(least, x), first.x)
  const right = inked.reduce((most, { x, width }) => Math.max(most, x + width), first.x)
  return [{ text, left, right, y: main.y, fontSize: main.fontSize }]
}

/** Off the baseline of its line and smaller than it: an exponent, an index, the mark of a note. */
function baselineOf({ y, fontSize }: PdfItem, main: PdfItem): Baseline | undefined {
  if (fontSize > main.fontSize * smaller) return undefined
  const rise = (y - main.y) / main.fontSize
  if (rise > leastRise && rise < 1) return 'raised'
  return rise < -leastFall && rise > -1 ? 'lowered' : undefined
}

/** @param isRow whether it stays a line however small its gaps are */
export function lineOf(runs: PdfLine['runs'], isRow = false): PdfLine {
  const text = runs.map((run) => run.text).join(' ')
  const main = runs.reduce((longest, run) => (run.text.length > longest.text.length ? run : longest))
  const left = runs.reduce((least, run) => Math.min(least, run.left), runs[0].left)
  const right = runs.reduce((most, run) => Math.max(most, run.right), runs[0].right)
  const hasCells =
    !listMarker.test(text) &&
    runs.some((run, index) => index > 0 && run.left - runs[index - 1]!.right > main.fontSize * cellGap)
  return { text, left, right, y: main.y, fontSize: main.fontSize, isRow: isRow || hasCells, runs }
}

/** Texts without a place on the page: each a paragraph of its own. */
export function toLooseLines(texts: readonly string[]): PdfLine[] {
  return texts.flatMap((loose, index) => {
    const text = cleanLine(loose)
    const run = { text, left: 0, right: 0, y: -1000 * (index + 1), fontSize: 1 }
    return text === '' ? [] : [lineOf([run])]
  })
}

export function cleanLine(text: string): string {
  // A soft hyphen means something only at the end of a line.
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/\u00ad(?!\s*$)/g, '')
    .trim()
}

/** The size that most letters have, in points; 0 where there are none. */
export function usualSize(lines: readonly PdfRun[]): number {
  const letters = new Map<number, number>()
  for (const { fontSize, text } of lines) {
    const size = Math.round(fontSize * 2) / 2
    letters.set(size, (letters.get(size) ?? 0) + text.length)
  }
  return [...letters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0] as const)[0]
}

/** The usual distance between two lines that follow each other, in points; double-spaced pages have their own. */
export function medianLeading(lines: readonly PdfRun[]): number {
  const steps = lines
    .slice(1)
    .map((line, index) => lines[index]!.y - line.y)
    .filter((step) => step > 1)
    .sort((a, b) => a - b)
  return steps[Math.floor((steps.length - 1) / 2)] ?? 0
}
