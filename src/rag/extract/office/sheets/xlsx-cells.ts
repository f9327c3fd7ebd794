// A worksheet's cells, row by row, by events: sheets outgrow a tree in memory.

import { readXml } from '../../xml.ts'
import type { SheetCell } from './sheet-text.ts'
import { columnOf, type SheetFrame } from './xlsx-frame.ts'

export interface CellStyles {
  /** The text a person sees for a number in a cell of that style. */
  show(value: string, style: number): string
  isBold(style: number): boolean
}

const maxColumn = 16_384

export function readCells(
  part: Uint8Array,
  strings: readonly string[],
  styles: CellStyles,
  { spans, headers }: SheetFrame,
  onRow: (number: number, cells: readonly SheetCell[], isHeader: boolean) => void,
): void {
  let rowNumber = 0
  let row: SheetCell[] = []
  let column = 0
  let type = ''
  let style = 0
  let value = ''
  let isValue = false
  let inReading = false
  readXml(part, {
    open(name, attributes) {
      if (name === 'x:row') {
        // Both the row's number and the cell's place may be left out: the next one is meant.
        rowNumber = positive(attributes.r) ?? rowNumber + 1
        row = []
        column = 0
      } else if (name === 'x:c') {
        column = columnOf(attributes.r) ?? column + 1
        type = attributes.t ?? 'n'
        style = Number(attributes.s ?? 0)
        value = ''
      } else if (name === 'x:v' || name === 'x:t') isValue = true
      else if (name === 'x:rPh') inReading = true
    },
    close(name) {
      if (name === 'x:v' || name === 'x:t') isValue = false
      else if (name === 'x:rPh') inReading = false
      else if (name === 'x:c') {
        const text = shown()
        if (text !== '' && column <= maxColumn)
          row.push({ text, column, ...spans.get(rowNumber)?.get(column), isStrong: styles.isBold(style) })
      } else if (name === 'x:row' && row.length > 0)
        onRow(
          rowNumber,
          row.toSorted((a, b) => a.column - b.column),
          headers.has(rowNumber),
        )
    },
    text(text) {
      if (isValue && !inReading) value += text
    },
  })

  function shown(): string {
    if (value === '') return ''
    if (type === 's') return strings[Number(value)] ?? ''
    if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
    if (type === 'n') return styles.show(value, style)
    // ISO 8601, as strict files write dates: midnight is no time.
    if (type === 'd') return value.replace(/T00:00:00(?:\.0+)?Z?$/, '').replace('T', ' ')
    return value
  }
}

function positive(stated: string | undefined): number | undefined {
  const number = Number(stated)
  return Number.isInteger(number) && number > 0 ? number : undefined
}
