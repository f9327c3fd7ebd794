// A table of any format to lines: "| a | b |", with a rule below its header. A cell counts for each row and column that it
// spans, a header of several rows becomes one, and what spans the whole table stands above it or in each row of its group.
import { namesOf, rowOf, ruleOf, sampleRows } from '../text/table.ts'
import { headerRows } from '../text/table-header.ts'

export interface GridCell {
  readonly text: string
  /** From 1; the next free one where it is not said. */
  readonly column?: number
  /** What it spans, 1 where it is not said. */
  readonly columns?: number
  readonly rows?: number
  /** Whether it is the same cell as the one above. */
  readonly isContinued?: boolean
  /** Whether all of it is in bold. */
  readonly isStrong?: boolean
}

export interface TableLine {
  readonly text: string
  /** The row it is of, as they were numbered, of a header the first; none of a rule and of an empty line. */
  readonly row?: number
}

/** A cell is told again for each row and column it spans up to this long, in UTF-16 units. */
const maxRepeatedChars = 300
/** And so much in all, beside as much as the cells themselves say: rows cost a hostile file four bytes each. */
const maxRepeatedTotal = 200_000
/** No cell of a table spans more columns, and none to the right of these spans rows: that is formatting. */
const maxColumns = 200
const maxHeaderRows = 4
/** Empty cells between two values keep their place in the row, up to here: sparse sheets reach far to the right. */
const maxGap = 20
/** Over the whole table, a longer line says something of it and names no group. */
const maxGroupChars = 80

/** Column → text. */
type Cells = ReadonlyMap<number, string>

interface Row {
  readonly number: number
  readonly isHeader: boolean
  /** Whether all of it is in bold. */
  readonly isStrong: boolean
  readonly cells: Cells
  /** How many cells of its own it has, and how many of them say something. */
  readonly given: number
  readonly filled: number
  /** The last column with text, and the last one that a cell of its own covers. */
  readonly last: number
  readonly end: number
  /** Whether its first cell is one that begins in a row above. */
  readonly isInGroup: boolean
  /** How many columns its first cell spans, and whether any spans several. */
  readonly spanOfFirst: number
  readonly isSpanned: boolean
  /** How many rows its cells reach down to, itself included. */
  readonly depth: number
}

interface Line {
  readonly kind: 'header' | 'row' | 'text' | 'blank'
  readonly first: number
  readonly cells: readonly string[]
  readonly row?: number
}

export class TableGrid {
  readonly #lines: Line[] = []
  /** The first rows wait here until it is known which of them are the header. */
  #head: Row[] = []
  #inBody = false
  #leftmost = 1
  #rightmost = 1
  /** In a table of groups, the name over the rows to come. */
  #group: { readonly name: string; readonly row: number; isTold: boolean } | null = null
  /** By column: a cell that reaches down to the row `last`. */
  readonly #reaching = new Map<number, { readonly last: number; readonly text: string }>()
  #above: Cells = new Map()
  #number = 0
  #ownChars = 0
  #repeatedChars = 0

  /**
   * @param isHeader whether the format says that it names columns
   * @param number ascending; the next one where it is not said
   * @returns the first and the last column with text; null where the row has none of its own
   */
  addRow(
    cells: readonly GridCell[],
    isHeader = false,
    number = this.#number + 1,
  ): { readonly first: number; readonly last: number } | null {
    this.#number = number
    const row = this.#place(cells, isHeader)
    if (row.filled === 0) return null
    const isBelow = this.#inBody || this.#head.some((one) => !one.isHeader && one.filled > 1)
    if (isHeader && row.filled > 1 && isBelow) this.#endTable()
    if (this.#inBody) this.#writeRow(row)
    else if (this.#head.push(row) >= sampleRows) this.#writeHead()
    return { first: firstOf(row.cells), last: row.last }
  }

  /** Whether a cell above reaches into that row. */
  reaches(number: number): boolean {
    for (const { last } of this.#reaching.values()) if (last >= number) return true
    return false
  }

  /** What spans rows ends with a group of rows. */
  endGroup(): void {
    this.#reaching.clear()
  }

  /** Call once, at the end. */
  finish(): TableLine[] {
    this.#endTable()
    while (this.#lines.at(-1)?.kind === 'blank') this.#lines.pop()
    const rows = this.#lines.filter(({ kind }) => kind === 'row' || kind === 'header')
    const leftmost = rows.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY)
    const isTable = rows.some(({ first, cells }) => first - leftmost + cells.length > 1)
    return this.#lines.flatMap(({ kind, first, cells, row }): TableLine[] => {
      const place = row === undefined ? {} : { row }
      if (!isTable || kind === 'text' || kind === 'blank') return [{ text: cells.join(' '), ...place }]
      const columns = [...Array<string>(Math.min(maxGap, first - leftmost)).fill(''), ...cells]
      const line = { text: rowOf(columns), ...place }
      return kind === 'header' ? [line, { text: ruleOf(columns.length) }] : [line]
    })
  }

  #place(given: readonly GridCell[], isHeader: boolean): Row {
    const cells = new Map<number, string>()
    const number = this.#number
    for (const [column, { last, text }] of this.#reaching) {
      if (last < number) this.#reaching.delete(column)
      else cells.set(column, this.#repeated(text))
    }
    let leftmost = Math.min(...cells.keys())
    let isInGroup = cells.size > 0
    let column = 0
    let filled = 0
    let [spanOfFirst, depth] = [1, 1]
    let isSpanned = false
    let isStrong = true
    for (const cell of given) {
      // What another cell covers is not seen.
      if (cell.column !== undefined && (cell.column <= column || this.#reaching.has(cell.column))) continue
      column = cell.column ?? column + 1
      if (cell.column === undefined) while (this.#reaching.has(column)) column += 1
      const columns = Math.max(1, Math.min(maxColumns, cell.columns ?? 1))
      const rows = Math.max(1, cell.rows ?? 1)
      const text = cell.isContinued ? this.#repeated(this.#above.get(column) ?? '') : cell.text
      if (text !== '' && !cell.isContinued) filled += 1
      if (text !== '' && !cell.isStrong) isStrong = false
      this.#ownChars += cell.text.length + 1
      const isFirst = cells.size === 0 || column < leftmost
      if (isFirst) isInGroup = false
      if (isFirst) [leftmost, spanOfFirst] = [column, columns]
      isInGroup ||= isFirst && cell.isContinued === true
      isSpanned ||= columns > 1
      depth = Math.max(depth, rows)
      for (let at = column; at < column + columns; at++) {
        // A label over several columns is said once: "Total".
        const told = at === column ? text : isFirst ? '' : this.#repeated(text)
        cells.set(at, told)
        if (rows > 1 && at <= maxColumns) this.#reaching.set(at, { last: number + rows - 1, text: told })
      }
      column += columns - 1
    }
    this.#above = cells
    const shown = [...cells].filter(([, text]) => text !== '').toSorted(([a], [b]) => a - b)
    return {
      number,
      isHeader,
      isStrong,
      cells: new Map(shown),
      given: given.length,
      filled,
      last: shown.at(-1)?.[0] ?? 1,
      end: column,
      isInGroup,
      spanOfFirst,
      isSpanned,
      depth,
    }
  }

  /** A text that is told again, as long as that stays within bounds. */
  #repeated(text: string): string {
    if (text.length > maxRepeatedChars) return ''
    this.#repeatedChars += text.length
    return this.#repeatedChars > maxRepeatedTotal + this.#ownChars ? '' : text
  }

  #endTable(): void {
    this.#writeHead()
    this.#tellGroup()
    if (this.#inBody) this.#write('blank', 1, [])
    this.#inBody = false
    this.#group = null
  }

  #writeHead(): void {
    const rows = this.#head
    if (rows.length === 0) return
    this.#head = []
    this.#inBody = true
    this.#leftmost = Math.min(...rows.map(({ cells }) => firstOf(cells)))
    this.#rightmost = Math.max(...rows.filter(({ filled }) => filled > 1).map(({ end }) => end), 1)
    let top = 0
    while (this.#isTitle(rows[top]) && rows.slice(top + 1).some(({ filled }) => filled > 1)) top += 1
    for (const { cells, number } of rows.slice(0, top)) this.#write('text', 1, [...cells.values()], number)
    if (top > 0) this.#write('blank', 1, [])
    const table = rows.slice(top)
    const count = this.#countHeader(table)
    const names = namesOf(table.slice(0, count).map((row) => this.#asHeader(row)))
    const header = new Map(names.flatMap((name, i) => (name === '' ? [] : [[this.#leftmost + i, name] as const])))
    const body = table.slice(count)
    const isHeader = header.size > 0 && names.length > 1
    if (isHeader && body[0] && this.#isGroup(body[0])) this.#group = { name: '', row: 0, isTold: true }
    if (header.size > 0) this.#writeCells(isHeader ? 'header' : 'row', header, table[0]!.number)
    for (const row of body) this.#writeRow(row)
  }

  /** A line over the whole table, or alone above it. */
  #isTitle(row: Row | undefined): boolean {
    if (row === undefined || row.filled !== 1 || firstOf(row.cells) !== this.#leftmost) return false
    return row.given === 1 || row.spanOfFirst > this.#rightmost - this.#leftmost
  }

  #isGroup({ cells, filled, spanOfFirst }: Row): boolean {
    const [name = ''] = cells.values()
    const isOver = filled === 1 && spanOfFirst > 1 && spanOfFirst > this.#rightmost - this.#leftmost
    return isOver && name.length <= maxGroupChars && !/^[*†‡(]|[.!?;]$/.test(name)
  }

  #countHeader(rows: readonly Row[]): number {
    let marked = rows.findIndex(({ isHeader }) => !isHeader)
    if (marked < 0) marked = rows.length > maxHeaderRows ? 1 : rows.length > 1 ? 1 : 0
    if (marked > maxHeaderRows) marked = 1
    for (let i = 0; i < marked; i++) {
      const { isSpanned, depth } = rows[i]!
      // Where one name stands over several, its neighbour reaches down to the last row of the header.
      if (isSpanned && depth > 1) marked = Math.max(marked, Math.min(i + depth, maxHeaderRows, rows.length - 1))
    }
    if (marked > 0 || rows.length < 2) return marked
    const sample = rows.map((row) => this.#asHeader(row).slice(0, maxColumns))
    const said = headerRows(sample, rows[0]?.isSpanned)
    const isShown = rows[0]!.isStrong && !rows[1]!.isStrong
    return said === 0 && (isShown || this.#isAboveGroups(rows)) ? 1 : said
  }

  /** Below it all rows belong to cells of the first column that span several: it is none of them. */
  #isAboveGroups([first, ...body]: readonly Row[]): boolean {
    if (!first || first.isSpanned || first.depth > 1 || first.filled <= this.#rightmost - this.#leftmost) return false
    return (
      body.length > 3 &&
      body.every((row, i) => row.isInGroup || (body[i + 1]?.isInGroup ?? body.length === sampleRows - 1))
    )
  }

  /** All columns from the first one, what its first cell spans included. */
  #asHeader({ cells, spanOfFirst, end }: Row): string[] {
    const names: string[] = []
    const first = firstOf(cells)
    for (let column = this.#leftmost; column <= Math.max(this.#rightmost, end); column++) {
      const isSpanned = column > first && column < first + spanOfFirst && !cells.has(column)
      names.push(cells.get(isSpanned ? first : column) ?? '')
    }
    return names
  }

  #writeRow(row: Row): void {
    if (this.#group !== null && this.#isGroup(row)) {
      this.#tellGroup()
      const [name = ''] = row.cells.values()
      this.#group = { name, row: row.number, isTold: false }
    } else this.#writeCells('row', row.cells, row.number)
  }

  #writeCells(kind: 'header' | 'row', cells: Cells, number: number): void {
    const first = firstOf(cells)
    const texts = denseOf(cells, first)
    if (this.#group === null) {
      this.#write(kind, first, texts, number)
      return
    }
    const before = Array<string>(Math.max(0, Math.min(maxGap, first - this.#leftmost))).fill('')
    const name = kind === 'header' ? '' : this.#group.name
    if (kind === 'row') this.#group.isTold = true
    this.#write(kind, this.#leftmost - 1, [name, ...before, ...texts], number)
  }

  /** A name over nothing is a line all the same. */
  #tellGroup(): void {
    if (this.#group === null || this.#group.isTold) return
    this.#write('row', this.#leftmost, [this.#group.name], this.#group.row)
    this.#group.isTold = true
  }

  #write(kind: Line['kind'], first: number, cells: readonly string[], row?: number): void {
    this.#lines.push({ kind, first, cells, ...(row !== undefined && { row }) })
  }
}

function firstOf(cells: Cells): number {
  for (const column of cells.keys()) return column
  return 1
}

function denseOf(cells: Cells, first: number): string[] {
  const texts: string[] = []
  let last = first - 1
  for (const [column, text] of cells) {
    for (let gap = Math.min(maxGap, column - last - 1); gap > 0; gap--) texts.push('')
    texts.push(text)
    last = column
  }
  return texts
}
