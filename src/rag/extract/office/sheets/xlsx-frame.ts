// What a worksheet says of its cells beside them: which are merged, and which rows are headers: those of filters and
// tables, and the last one that stays when the sheet is scrolled. Pure.
import { readXml } from '../../xml.ts'

export interface SheetFrame {
  /** Row → column of the cell that is seen → what it spans; all count from 1. */
  readonly spans: ReadonlyMap<number, ReadonlyMap<number, { readonly columns: number; readonly rows: number }>>
  readonly headers: ReadonlySet<number>
}

interface Range {
  readonly row: number
  readonly column: number
  readonly rows: number
  readonly columns: number
}

/** @param tables parts of the tables that the sheet is related to */
export function readFrame(part: Uint8Array, tables: readonly Uint8Array[]): SheetFrame {
  const spans = new Map<number, Map<number, { columns: number; rows: number }>>()
  const headers = new Set<number>()
  readXml(withoutCells(part), {
    open(name, attributes) {
      if (name === 'x:mergeCell') {
        const range = rangeOf(attributes.ref)
        if (range === null) return
        const { row, column, rows, columns } = range
        const inRow = spans.get(row) ?? new Map()
        spans.set(row, inRow.set(column, { rows, columns }))
      } else if (name === 'x:autoFilter') addRow(rangeOf(attributes.ref)?.row)
      else if (name === 'x:pane' && /^frozen/.test(attributes.state ?? '')) addRow(Number(attributes.ySplit ?? 0))
    },
  })
  for (const table of tables)
    readXml(table, {
      open(name, attributes) {
        if (name === 'x:table' && attributes.headerRowCount !== '0') headers.add(rangeOf(attributes.ref)?.row ?? 0)
      },
    })
  for (const header of [...headers]) for (let row = header - 1; row > 0 && leadsTo(row, header); row--) headers.add(row)
  return { spans, headers }

  function addRow(row: number | undefined): void {
    if (row !== undefined && row > 0) headers.add(row)
  }

  /** Whether a row names columns together, or one that the rows below it name as well. */
  function leadsTo(row: number, header: number): boolean {
    if (header - row > 2) return false
    for (const { columns, rows } of spans.get(row)?.values() ?? []) if (columns > 1 || row + rows > header) return true
    return false
  }
}

/** Cells are most of a sheet, and are read by themselves. */
function withoutCells(part: Uint8Array): Uint8Array {
  const bytes = Buffer.from(part.buffer, part.byteOffset, part.length)
  const start = bytes.lastIndexOf('<', bytes.indexOf('sheetData'))
  const end = bytes.indexOf('>', bytes.lastIndexOf('sheetData'))
  return start < 0 || end < 0 ? part : Buffer.concat([bytes.subarray(0, start), bytes.subarray(end + 1)])
}

/** "B3:C4", or a cell. */
function rangeOf(reference = ''): Range | null {
  const [from = '', to = from] = reference.split(':')
  const [first, last] = [placeOf(from), placeOf(to)]
  if (first === null || last === null || last.row < first.row || last.column < first.column) return null
  return { ...first, rows: last.row - first.row + 1, columns: last.column - first.column + 1 }
}

/** "AB12" → 28. */
export function columnOf(reference: string | undefined): number | undefined {
  return placeOf(reference)?.column
}

function placeOf(reference = ''): { readonly row: number; readonly column: number } | null {
  const [, letters, row] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/i.exec(reference) ?? []
  if (letters === undefined) return null
  const column = [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
  return { row: Number(row), column }
}
