// The paragraphs and tables that office documents are made of, and how they become text.
import type { BlockWriter } from '../block-writer.ts'

export interface Paragraph {
  readonly kind: 'paragraph'
  /** Lines are a \n apart. */
  readonly text: string
  /** Of a heading, from 1. */
  readonly heading?: number
  /** Depth of a list item, from 1. */
  readonly item?: number
}

interface Table {
  readonly kind: 'table'
  readonly rows: readonly TableRow[]
}

export type Block = Paragraph | Table
export type TableRow = readonly (readonly Block[])[]

export function writeBlocks(writer: BlockWriter, blocks: Iterable<Block>): void {
  let depth = 0
  const goTo = (wanted: number) => {
    for (; depth < wanted; depth++) writer.openList()
    for (; depth > wanted; depth--) writer.closeList()
  }
  for (const block of blocks) {
    if (block.kind === 'table') {
      goTo(0)
      writeTable(writer, block)
      continue
    }
    if (block.text.trim() === '') continue
    goTo(block.heading === undefined ? Math.max(0, Math.min(8, block.item ?? 0)) : 0)
    if (block.heading !== undefined) writer.openHeading(block.heading)
    else if (block.item !== undefined) writer.openItem()
    else writer.breakParagraph()
    writeLines(writer, block.text)
    if (block.heading !== undefined) writer.closeHeading()
    else if (block.item !== undefined) writer.breakLine()
    else writer.breakParagraph()
  }
  goTo(0)
}

function writeLines(writer: BlockWriter, text: string): void {
  text.split('\n').forEach((line, index) => {
    if (index > 0) writer.breakLine()
    writer.write(line)
  })
}

function writeTable(writer: BlockWriter, table: Table): void {
  writer.breakParagraph()
  const isLayout = arrangesPage(table)
  for (const row of table.rows) {
    if (isLayout) {
      for (const cell of row) writeBlocks(writer, cell)
      continue
    }
    writer.openRow()
    for (const cell of row) {
      writer.openCell()
      writeBlocks(writer, cell)
      writer.closeCell()
    }
    writer.breakLine()
  }
  writer.breakParagraph()
}

// A cell of a table holds a value or a few sentences; what is longer is a column of a page.
const maxCellLength = 1500

/** Frames, columns of a form, a letter's head: its cells hold what a page holds, not values. */
function arrangesPage({ rows }: Table): boolean {
  return rows.every((row) => row.length <= 1) || rows.some((row) => row.some(isPage))
}

function isPage(cell: readonly Block[]): boolean {
  let length = 0
  for (const block of cell) {
    if (block.kind === 'table') continue
    if (block.heading !== undefined) return true
    length += block.text.length
  }
  return length > maxCellLength
}
