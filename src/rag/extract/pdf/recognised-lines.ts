// Pure: words that were recognised in a picture to lines like those of any page.
import type { Word } from '../ocr/recogniser.ts'
import type { PdfItem } from './items.ts'
import { type PdfLine, toLines } from './lines.ts'

/** Lines of a paragraph differ in height by their letters, not by their size. */
const sameSize = 0.3
/** Words of a row share so much of their height at least. */
const sameRow = 0.6

/** @param scale points a pixel */
export function toRecognisedLines(words: readonly Word[], scale: number): PdfLine[] {
  const lines = inRows(inLines(words))
  const heights = new Map<number, number[]>()
  for (const line of lines) {
    const paragraph = line[0].paragraph
    heights.set(paragraph, [...(heights.get(paragraph) ?? []), heightOf(line)])
  }
  const usual = median(lines.map(heightOf))
  const sizes = new Map([...heights].map(([paragraph, all]) => [paragraph, median(all)]))
  return lines.flatMap((line) => {
    const size = sizes.get(line[0].paragraph) ?? usual
    const fontSize = (Math.abs(size - usual) < usual * sameSize ? usual : size) * scale
    // In the middle: letters hang below the line or do not.
    const y = -scale * ((Math.min(...line.map(({ top }) => top)) + Math.max(...line.map(({ bottom }) => bottom))) / 2)
    const items = line.map(({ text, left, right }, index): PdfItem => {
      const str = index === 0 ? text : ` ${text}`
      return { str, x: left * scale, y, width: (right - left) * scale, fontSize, hasEOL: false }
    })
    return toLines(items)
  })
}

type Line = readonly [Word, ...Word[]]

function inLines(words: readonly Word[]): Line[] {
  const groups = new Map<number, [Word, ...Word[]]>()
  for (const word of words) {
    const group = groups.get(word.line)
    if (group) group.push(word)
    else groups.set(word.line, [word])
  }
  return [...groups.values()]
}

/** Recognition takes the cells of a ruled table for lines of their own: one that goes on to the right is the same row. */
function inRows(lines: readonly Line[]): Line[] {
  const rows: [Word, ...Word[]][] = []
  for (const line of lines) {
    const row = rows.at(-1)
    const last = row?.at(-1)
    if (row && last && last.right < line[0].left && overlap(last, line[0]) > sameRow) row.push(...line)
    else rows.push([...line])
  }
  return rows
}

/** How much of the lower of the two words' heights they share, 1 is all of it; less than 0 where they are apart. */
function overlap(one: Word, other: Word): number {
  const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  return shared / Math.max(1, Math.min(one.bottom - one.top, other.bottom - other.top))
}

function heightOf(line: Line): number {
  return median(line.map(({ top, bottom }) => bottom - top))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
