// Pure: text that is drawn over itself (bold made by a second stroke, shadows) is one text.
import type { PdfItem } from './items.ts'

/** In font sizes, and at least a point: how far a copy may lie from what it repeats. */
const farthest = 0.15

interface DrawnLine {
  readonly text: string
  readonly left: number
  readonly y: number
  readonly fontSize: number
}

/** Without items that repeat one at nearly the same place; where a repeated one ended a line, the line still ends. */
export function withoutCopies(items: readonly PdfItem[]): PdfItem[] {
  const isCopy = createMemory()
  return items.flatMap((item) => {
    const { str, x, y, width, fontSize } = item
    // Narrow letters may follow each other that closely.
    const reach = Math.min(Math.max(1, fontSize * farthest), width / 2)
    if (str.trim() === '' || !isCopy(str, x, y, reach)) return [item]
    return item.hasEOL ? [{ ...item, str: '' }] : []
  })
}

/** The same of whole lines that were drawn again in other pieces, once the pen had been elsewhere. */
export function withoutRepeatedLines<Line extends DrawnLine>(lines: readonly Line[]): Line[] {
  const isCopy = createMemory()
  return lines.filter(
    ({ text, left, y, fontSize }) => !isCopy(text.replaceAll(' ', ''), left, y, Math.max(1, fontSize * farthest)),
  )
}

/** The same within a line: the pen goes back and draws in other pieces what stands there already. */
export function withoutSecondStroke(parts: readonly PdfItem[]): PdfItem[] {
  const strokes: PdfItem[][] = []
  let right = Number.POSITIVE_INFINITY
  for (const part of parts) {
    if (part.x < right - part.fontSize / 2) strokes.push([])
    strokes.at(-1)!.push(part)
    right = part.x + part.width
  }
  if (strokes.length < 2) return [...parts]
  const drawn: { readonly text: string; readonly left: number; readonly right: number }[] = []
  return strokes.flatMap((stroke) => {
    const text = stroke
      .map(({ str }) => str)
      .join('')
      .replaceAll(/\s/g, '')
    const [first, last] = [stroke[0]!, stroke.at(-1)!]
    const [left, end, reach] = [first.x, last.x + last.width, Math.max(1, first.fontSize * farthest)]
    const isIn = (one: (typeof drawn)[number]) =>
      left > one.left - reach && end < one.right + reach && one.text.includes(text)
    if (drawn.slice(-maxStrokes).some(isIn)) return []
    drawn.push({ text, left, right: end })
    return stroke
  })
}

/** Of one line, so that a hostile page does not have each compared with all. */
const maxStrokes = 8

/**
 * Bold made word by word. The library gives the last copy of a word together with what follows it, so that a piece begins with
 * what the one before it ended with, and lies over that.
 */
export function withoutDoubledWords(parts: readonly PdfItem[]): PdfItem[] {
  return parts.map((part, index) => {
    const before = parts[index - 1]
    if (before === undefined) return part
    const length = repeatedLength(before, part)
    return length === 0 ? part : { ...part, str: part.str.slice(length) }
  })
}

/** No word that is made bold is longer. */
const maxWord = 100

/** Of the text that ends the one and begins the other, where the other lies over the one by as much; of two letters or more. */
function repeatedLength(before: PdfItem, part: PdfItem): number {
  const over = before.x + before.width - part.x
  if (over < part.fontSize / 2 || part.x < before.x - part.fontSize / 8) return 0
  const longest = Math.min(before.str.length, part.str.length, maxWord)
  for (let length = longest; length > 1; length--) {
    if (!before.str.endsWith(part.str.slice(0, length))) continue
    const whole = [before, part].find(({ str }) => str.length === length) ?? part
    const width = (whole.width * length) / whole.str.length
    return Math.abs(width - over) < Math.max(width * 0.3, part.fontSize / 2) ? length : 0
  }
  return 0
}

/**
 * Bold made letter by letter. The library gives such a line as pieces of a letter or two, each of which begins with the
 * copy of the letter that the one before ended with; narrow letters stay twice in one piece.
 */
export function withoutDoubledLetters(parts: readonly PdfItem[]): PdfItem[] {
  const repeats = parts.map((part, index) => {
    const before = parts[index - 1]
    return (
      before !== undefined && before.x + before.width - part.x > part.fontSize / 8 && before.str.at(-1) === part.str[0]
    )
  })
  const count = repeats.filter(Boolean).length
  if (count < 3 || count < (parts.length - 1) * 0.6) return [...parts]
  // Drawn three times, every other piece is the copy of a letter alone.
  const copies = parts.filter(({ str }, index) => repeats[index] && str.length === 1).length
  const doubled = copies > count * 0.3 ? /(\S)\1{1,2}/gu : /(\S)\1/gu
  return parts.map((part, index) => ({
    ...part,
    str: (repeats[index] ? part.str.slice(1) : part.str).replaceAll(doubled, '$1'),
  }))
}

/** Tells whether a text was met within `reach` points of a place; one that was not is remembered there. */
function createMemory(): (text: string, x: number, y: number, reach: number) => boolean {
  const met = new Map<string, { readonly x: number; readonly y: number }[]>()
  return (text, x, y, reach) => {
    if (reach <= 0) return false
    // A grid of the reach: what lies near is in the same cell or in one beside it.
    const cell = Math.max(1, Math.ceil(reach))
    const key = (dx: number, dy: number) => `${cell} ${Math.floor(x / cell) + dx} ${Math.floor(y / cell) + dy} ${text}`
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const one of met.get(key(dx, dy)) ?? [])
          if (Math.abs(one.x - x) <= reach && Math.abs(one.y - y) <= reach) return true
    const here = met.get(key(0, 0))
    if (here) here.push({ x, y })
    else met.set(key(0, 0), [{ x, y }])
    return false
  }
}
