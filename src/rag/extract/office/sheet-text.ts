// Rows of sheets to text: each sheet's name a heading, each row a line "a | b | c" that knows its cells.
// Refuses more text than one document may hold: shared strings can repeat without end.
import { AppError } from '../../../errors.ts'
import type { Layout, Mark } from '../../../layout.ts'

// Characters.
const maxText = 32 * 1024 * 1024
// Empty cells between two values keep their place in the row, up to here: sparse sheets reach far to the right.
const maxGap = 20

/** Columns count from 1. */
export type Row = ReadonlyMap<number, string>

interface SheetRow {
  readonly number: number
  readonly first: number
  readonly last: number
  readonly line: string
}

export class SheetText {
  readonly headings: Layout['headings'][number][] = []
  readonly marks: Mark[] = []
  readonly #lines: string[] = []
  #length = 0
  #sheet = ''
  #rows: SheetRow[] = []

  /** A sheet without any value leaves no trace. */
  openSheet(name: string): void {
    this.#flush()
    this.#sheet = name.replaceAll(/\s+/g, ' ').trim()
  }

  /** @param number of the row, from 1 */
  addRow(number: number, cells: Row): void {
    const shown: [number, string][] = []
    for (const [column, value] of cells) {
      const text = value.replaceAll(/\s+/g, ' ').trim()
      if (text === '') continue
      shown.push([column, text])
      this.#length += text.length + 3
    }
    if (this.#length > maxText)
      throw new AppError('too-large', 'This workbook holds more text than one document may: split it.')
    if (shown.length === 0) return
    shown.sort(([a], [b]) => a - b)
    const [first, last] = [shown[0]![0], shown.at(-1)![0]]
    this.#rows.push({ number, first, last, line: toLine(shown) })
  }

  /** Call once, at the end. */
  finish(): { readonly text: string; readonly layout: Layout } {
    this.#flush()
    const text = this.#lines.join('\n')
    return { text, layout: { pages: [], headings: this.headings, marks: this.marks } }
  }

  #flush(): void {
    const rows = this.#rows
    this.#rows = []
    if (rows.length === 0) return
    // A table may start anywhere in its sheet: its first column is what lines are even with.
    const leftmost = rows.reduce((least, row) => Math.min(least, row.first), Number.POSITIVE_INFINITY)
    let offset = this.#lines.reduce((sum, line) => sum + line.length + 1, 0)
    const push = (line: string) => {
      this.#lines.push(line)
      offset += line.length + 1
    }
    if (this.#lines.length > 0) push('')
    // The sheet's name belongs to its first row: whoever quotes it is not in the sheet before.
    let at: number | null = offset
    if (this.#sheet !== '') {
      this.headings.push({ offset, level: 1, text: this.#sheet })
      push(this.#sheet)
      push('')
    }
    let previous = rows[0]!.number
    for (const { number, first, last, line } of rows) {
      // Rows left empty part one table from the next.
      if (number > previous + 1) push('')
      previous = number
      this.marks.push({
        offset: at ?? offset,
        sheet: this.#sheet,
        row: number,
        from: columnName(first),
        to: columnName(last),
      })
      at = null
      push('| '.repeat(Math.min(maxGap, first - leftmost)) + line)
    }
  }
}

function toLine(cells: readonly (readonly [number, string])[]): string {
  let last = cells[0]![0]
  const pieces: string[] = []
  for (const [column, value] of cells) {
    pieces.push('| '.repeat(Math.min(maxGap, column - last)) + value)
    last = column
  }
  // Joined and not added up: sums keep the pieces of the file alive that they were cut from.
  return pieces.join(' ')
}

/** 1 → "A", 28 → "AB". */
function columnName(column: number): string {
  let name = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}
