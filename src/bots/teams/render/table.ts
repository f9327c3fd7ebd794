// Rows and columns. Pure. https://adaptivecards.io/explorer/Table.html
import { type Part, tableLines } from '../../../card.ts'
import { ours } from '../limits.ts'
import { type Block, counted, type Element, richText } from './card.ts'
import { escapeMarkdown, short, sizeOf, textRun } from './prose.ts'

type Table = Extract<Part, { kind: 'table' }>

/** A plain line; null for a blank one. */
export function lineBlock(text: string): Block | null {
  const line = short(text, ours.line)
  if (line === '') return null
  return { elements: [richText([textRun(line)], { spacing: 'Small' })], markdown: escapeMarkdown(line) }
}

function rowOf(cells: readonly string[], columns: number, style: Readonly<Record<string, unknown>> = {}): Element {
  const shown = Array.from({ length: columns }, (_, column) => short(cells[column] ?? '', ours.cell))
  return {
    type: 'TableRow',
    cells: shown.map((text) => ({
      type: 'TableCell',
      items: text === '' ? [] : [richText([textRun(text, style)])],
    })),
  }
}

/** As a table where that is readable, else a line for each row. */
export function tableBlocks(table: Table, budgetBytes: number): readonly Block[] {
  const { header, rows } = table
  const columns = rows.reduce((most, { length }) => Math.max(most, length), header.length)
  if (columns === 0) return []
  const lineOf = (row: readonly string[]) => lineBlock(tableLines({ ...table, rows: [row] }).join(''))
  const head = rowOf(header, columns, { weight: 'Bolder' })
  const whole = {
    type: 'Table',
    columns: Array.from({ length: columns }, () => ({ width: 1 })),
    ...(header.length === 0 && { firstRowAsHeader: false }),
  }
  const room = budgetBytes - sizeOf({ ...whole, rows: [head] })
  if (columns > ours.columns || room < ours.tableBytes) {
    const { shown, rest } = counted(rows, budgetBytes, lineOf, { noun: 'row' })
    return [...shown, ...rest]
  }
  const { shown, rest } = counted(
    rows,
    room,
    (row) => ({ elements: [rowOf(row, columns)], markdown: lineOf(row)?.markdown ?? '' }),
    { most: ours.rows, noun: 'row' },
  )
  const all = [...(header.length > 0 ? [head] : []), ...shown.flatMap(({ elements }) => elements)]
  const titles = header.map((name) => escapeMarkdown(short(name, ours.cell))).join(' · ')
  const lines = shown.flatMap(({ markdown }) => (markdown === '' ? [] : [`- ${markdown}`]))
  return [{ elements: [{ ...whole, rows: all }], markdown: lines.length === 0 ? titles : lines.join('\n') }, ...rest]
}
