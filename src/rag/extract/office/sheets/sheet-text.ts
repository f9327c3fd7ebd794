// Rows of sheets to text: each sheet's name a heading, each row a line "| a | b | c |" that knows its cells.
// Refuses more text than one document may hold: shared strings can repeat without end.
import { AppError } from '../../../../errors.ts'
import type { Layout, Mark } from '../../../../layout.ts'
import { type GridCell, TableGrid } from '../../table-grid.ts'

// Characters.
const maxText = 32 * 1024 * 1024

export type SheetCell = GridCell & { readonly column: number }

interface SheetRow {
  readonly number: number
  readonly first: number
  readonly last: number
}

export class SheetText {
  readonly headings: Layout['headings'][number][] = []
  readonly marks: Mark[] = []
  readonly #lines: string[] = []
  #offset = 0
  #length = 0
  #sheet = ''
  #isNamed = false
  #grid: TableGrid | null = null
  #rows: SheetRow[] = []

  /** A sheet without any value leaves no trace. */
  openSheet(name: string): void {
    this.#endTable()
    this.#sheet = name.replaceAll(/\s+/g, ' ').trim()
    this.#isNamed = false
  }

  /**
   * @param number of the row, from 1
   * @param cells in order
   * @param isHeader whether the file says that it names columns
   */
  addRow(number: number, cells: readonly SheetCell[], isHeader = false): void {
    const shown: SheetCell[] = []
    for (const cell of cells) {
      const text = cell.text.replaceAll(/\s+/g, ' ').trim()
      if (text === '') continue
      shown.push({ ...cell, text })
      this.#length += text.length + 3
    }
    if (this.#length > maxText)
      throw new AppError('too-large', 'This workbook holds more text than one document may: split it.')
    if (shown.length === 0) return
    // Rows left empty part one table from the next.
    if (number > (this.#rows.at(-1)?.number ?? number) + 1 && !this.#grid?.reaches(number)) this.#endTable()
    this.#grid ??= new TableGrid()
    const extent = this.#grid.addRow(shown, isHeader, number)
    if (extent) this.#rows.push({ number, ...extent })
  }

  /** Call once, at the end. */
  finish(): { readonly text: string; readonly layout: Layout } {
    this.#endTable()
    const text = this.#lines.join('\n')
    return { text, layout: { pages: [], headings: this.headings, marks: this.marks } }
  }

  #endTable(): void {
    const lines = this.#grid?.finish() ?? []
    const rows = this.#rows
    this.#grid = null
    this.#rows = []
    if (lines.length === 0) return
    if (this.#lines.length > 0) this.#push('')
    // The sheet's name belongs to its first row: whoever quotes it is not in the sheet before.
    let offset: number | null = this.#offset
    if (!this.#isNamed && this.#sheet !== '') {
      this.headings.push({ offset, level: 1, text: this.#sheet })
      this.#push(this.#sheet)
      this.#push('')
    }
    this.#isNamed = true
    let at = 0
    for (const { text, row } of lines) {
      while (row !== undefined && (rows[at]?.number ?? row) < row) at += 1
      const place = row === undefined ? undefined : rows[at]
      if (place) {
        const [from, to] = [columnName(place.first), columnName(place.last)]
        this.marks.push({ offset: offset ?? this.#offset, sheet: this.#sheet, row: place.number, from, to })
        offset = null
      }
      this.#push(text)
    }
  }

  #push(line: string): void {
    this.#lines.push(line)
    this.#offset += line.length + 1
  }
}

/** 1 → "A", 28 → "AB". */
function columnName(column: number): string {
  let name = ''
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}
