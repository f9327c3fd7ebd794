// Pure: words that were recognised in a picture to lines like those of any page.
import type { Word } from '../ocr/recogniser.ts'
import type { PdfItem } from './items.ts'
import { type PdfLine, toLines } from './lines.ts'

/** Lines of a paragraph differ in height by their letters, not by their size. */
const sameSize = 0.3

/** @param scale points a pixel */
export function toRecognisedLines(words: readonly Word[], scale: number): PdfLine[] {
  const lines = inLines(words)
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

function heightOf(line: Line): number {
  return median(line.map(({ top, bottom }) => bottom - top))
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
