// Pure: columns of running text that were drawn line by line, across all columns, are read one after the other. Where a page
// draws each column as a whole its order is kept, and so are tables: rows of short cells.
import { lineOf, type PdfLine, type PdfRun } from './lines.ts'
import { sentenceEnd } from './paragraphs.ts'

// In font sizes.
const minGutter = 0.8
const closeBelow = 3
const rowGap = 1.75
// In lines.
const minLines = 3
const maxColumns = 8
/** Letters in the middle one of a column's lines: cells of tables are shorter. */
const minLetters = { spaced: 12, unspaced: 5 }

interface Placed extends PdfRun {
  /** The drawn line it is of. */
  readonly line: PdfLine
  /** Its turn among the page's runs as drawn. */
  readonly turn: number
}

type Row = readonly [Placed, ...Placed[]]

/** Nothing stands there, from top to bottom of a stretch of rows. */
interface White {
  readonly from: number
  readonly to: number
}

export function inReadingOrder(lines: readonly PdfLine[]): PdfLine[] {
  const runs = lines.flatMap((line) => line.runs.map((run) => ({ run, line })))
  const rows = toRows(runs.map(({ run, line }, turn) => ({ ...run, line, turn })))
  const read = new Map<PdfLine, readonly PdfLine[]>()
  for (const columns of findColumns(rows)) {
    const cells = isWoven(columns) ? orderOf(columns) : null
    if (!cells) continue
    const drawn = new Set(columns.flat().map(({ line }) => line))
    // All of them in the place of what was drawn first.
    const first = lines.find((line) => drawn.has(line))
    for (const line of drawn) read.set(line, line === first ? cells.flatMap(linesOf) : [])
  }
  return lines.flatMap((line) => read.get(line) ?? [line])
}

/** Runs with one baseline, downwards, each row from left to right. */
function toRows(runs: readonly Placed[]): Row[] {
  const rows: [Placed, ...Placed[]][] = []
  for (const run of runs.toSorted((a, b) => b.y - a.y)) {
    const row = rows.at(-1)
    if (row && row[0].y - run.y <= Math.min(row[0].fontSize, run.fontSize) * 0.3) row.push(run)
    else rows.push([run])
  }
  return rows.map((row) => row.sort((a, b) => a.left - b.left))
}

/** Stretches of rows that white runs through, parted there. */
function findColumns(rows: readonly Row[]): Placed[][][] {
  const found: Placed[][][] = []
  for (let start = 0, free = 0; start < rows.length; ) {
    let white = whiteOf(besides(rows, start))
    let end = start + 1
    for (; end < rows.length && gutters(white, rows[start]!).length > 0 && !isHeading(rows, end); end++) {
      const narrower = overlap(white, whiteOf(rows[end]!))
      if (gutters(narrower, rows[start]!).length === 0) break
      white = narrower
    }
    // What stands alone below belongs to the column above it only when it is close.
    while (end > start + 1 && besides(rows, end - 1).length === 1 && !isClose(rows, end - 1)) end--
    const parting = gutters(white, rows[start]!)
    if (end - start >= minLines && parting.length > 0 && parting.length < maxColumns) {
      // One column may begin above the others.
      let top = start
      while (top > free && isClose(rows, top) && overlapsAll(parting, whiteOf(rows[top - 1]!))) top--
      found.push(part(rows.slice(top, end).flat(), parting))
      free = end
    }
    start = end
  }
  return found
}

/** A row with what stands beside it on another baseline. */
function besides(rows: readonly Row[], index: number): readonly Placed[] {
  const row = rows[index]!
  const near = (other: Row | undefined) =>
    other && Math.abs(other[0].y - row[0].y) < row[0].fontSize * 0.8 ? other : []
  return [...row, ...near(rows[index - 1]), ...near(rows[index + 1])]
}

/** A larger line alone, which begins what stands below it in all columns. */
function isHeading(rows: readonly Row[], index: number): boolean {
  return besides(rows, index).length === 1 && rows[index]![0].fontSize > rows[index - 1]![0].fontSize * 1.12
}

/** Whether a row follows the one above like a line of its paragraph. */
function isClose(rows: readonly Row[], index: number): boolean {
  const [[run], [above]] = [rows[index]!, rows[index - 1]!]
  const size = Math.max(run.fontSize, above.fontSize)
  return above.y - run.y < size * closeBelow && Math.abs(above.fontSize - run.fontSize) < size * 0.12
}

function whiteOf(runs: readonly PdfRun[]): White[] {
  const white: White[] = []
  let from = Number.NEGATIVE_INFINITY
  for (const { left, right } of runs.toSorted((a, b) => a.left - b.left)) {
    if (left > from) white.push({ from, to: left })
    from = Math.max(from, right)
  }
  return [...white, { from, to: Number.POSITIVE_INFINITY }]
}

/** Both ascending. */
function overlap(some: readonly White[], others: readonly White[]): White[] {
  const found: White[] = []
  for (let i = 0, j = 0; i < some.length && j < others.length; ) {
    const [one, other] = [some[i]!, others[j]!]
    const [from, to] = [Math.max(one.from, other.from), Math.min(one.to, other.to)]
    if (from < to) found.push({ from, to })
    if (one.to < other.to) i++
    else j++
  }
  return found
}

function overlapsAll(parting: readonly White[], white: readonly White[]): boolean {
  return overlap(parting, white).length >= parting.length
}

/** White between text, wide enough to part columns. */
function gutters(white: readonly White[], [{ fontSize }]: Row): readonly White[] {
  return white.filter(
    ({ from, to }) => Number.isFinite(from) && Number.isFinite(to) && to - from > fontSize * minGutter,
  )
}

function part(runs: readonly Placed[], parting: readonly White[]): Placed[][] {
  const columns: Placed[][] = [[], ...parting.map(() => [])]
  for (const run of runs) columns[parting.filter(({ from }) => run.left > from).length]!.push(run)
  return columns
}

/** Whether the page goes from column to column with almost every line. */
function isWoven(columns: readonly (readonly Placed[])[]): boolean {
  const turns = columns.flatMap((runs, column) => runs.map(({ turn }) => ({ turn, column })))
  turns.sort((a, b) => a.turn - b.turn)
  const visits = turns.filter(({ column }, index) => column !== turns[index - 1]?.column).length
  return visits > columns.length && turns.length < visits * 2
}

function linesOf(runs: readonly Placed[]): PdfLine[] {
  return toRows(runs).map((row) => lineOf(row))
}

/** The columns in their order, or cell by cell where rows of a table hold more than a line; null for other tables. */
function orderOf(columns: readonly (readonly Placed[])[]): readonly (readonly Placed[])[] | null {
  const read = columns.map(linesOf)
  const long = read.filter((lines) => lines.length >= minLines)
  if (long.length === 0 || !long.every(isProse) || !read.every((lines) => long.includes(lines) || isTogether(lines)))
    return null
  const isRightToLeft = /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(long[0]![0]!.text)
  const ordered = isRightToLeft ? columns.toReversed() : columns
  const bands = toBands(columns)
  const cells = bands.flatMap((band) => ordered.map((column) => column.filter((run) => band.has(run))))
  const areCells = bands.length > 1 && cells.every(([run]) => run !== undefined && !/^\p{Ll}/u.test(run.text))
  return areCells ? cells : ordered
}

/** Parted where all columns have a gap at once. */
function toBands(columns: readonly (readonly Placed[])[]): ReadonlySet<Placed>[] {
  const bands: Set<Placed>[] = []
  let above: number | undefined
  for (const row of toRows(columns.flat())) {
    if (above === undefined || above - row[0].y > row[0].fontSize * rowGap) bands.push(new Set())
    for (const run of row) bands.at(-1)?.add(run)
    above = row[0].y
  }
  return bands
}

function isProse(lines: readonly PdfLine[]): boolean {
  const letters = lines.map(({ text }) => text.length).sort((a, b) => a - b)
  const all = lines.map(({ text }) => text).join(' ')
  const isUnspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{5}/u.test(all)
  if (letters[Math.floor(letters.length / 2)]! < (isUnspaced ? minLetters.unspaced : minLetters.spaced)) return false
  const left = lines.reduce((least, line) => Math.min(least, line.left), Number.POSITIVE_INFINITY)
  const right = lines.reduce((most, line) => Math.max(most, line.right), Number.NEGATIVE_INFINITY)
  const full = lines.filter((line) => line.right - line.left > (right - left) * 0.6)
  if (full.length < lines.length * 0.6) return false
  // Where a script has capitals, lines begin without one in the middle of a sentence.
  if (!/\p{Ll}/u.test(all)) return true
  const goingOn = lines.filter(
    ({ text }, index) => index > 0 && /^\p{Ll}/u.test(text) && !sentenceEnd.test(lines[index - 1]!.text),
  )
  return goingOn.length >= (lines.length - 1) * 0.3
}

function isTogether(lines: readonly PdfLine[]): boolean {
  return lines.every((line, index) => index === 0 || lines[index - 1]!.y - line.y < line.fontSize * rowGap)
}
