// Pure: strings as PDF.js places them, and as if the page were turned so that they run to the right.

/** A string as PDF.js places it; x grows to the right, y upwards, in points. */
export interface PdfItem {
  readonly str: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly fontSize: number
  readonly hasEOL: boolean
}

/** A string as the library gives it. */
export interface TextItem {
  readonly str: string
  readonly transform: readonly number[]
  readonly width: number
  readonly height: number
  readonly hasEOL: boolean
}

/** Which way text runs: to the right, up, to the left, down. */
export type Turn = 0 | 1 | 2 | 3

function turnOf([a = 0, b = 0]: readonly number[]): Turn {
  if (Math.abs(a) >= Math.abs(b)) return a < 0 ? 2 : 0
  return b > 0 ? 1 : 3
}

/** As if the page were turned so that text runs to the right. */
export function place(x: number, y: number, turn: Turn): { readonly x: number; readonly y: number } {
  return [
    { x, y },
    { x: y, y: -x },
    { x: -x, y: -y },
    { x: -y, y: x },
  ][turn]!
}

export function toItem(item: TextItem): PdfItem {
  const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = item.transform
  const fontSize = Math.hypot(c, d) || Math.hypot(a, b)
  const turn = turnOf(item.transform)
  const width = turn % 2 === 0 ? item.width : Math.max(item.width, item.height)
  return { str: item.str, ...place(x, y, turn), width, fontSize, hasEOL: item.hasEOL }
}

/** The one that most letters have. */
export function usualTurn(items: readonly TextItem[]): Turn {
  const letters = [0, 0, 0, 0]
  for (const { str, transform } of items) letters[turnOf(transform)]! += str.length
  return letters.indexOf(Math.max(...letters)) as Turn
}
