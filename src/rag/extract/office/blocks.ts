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
  /** The number that its program makes: "2.1", "a)", "§ 3". */
  readonly label?: string
}

interface Table {
  readonly kind: 'table'
  readonly rows: readonly TableRow[]
}

export type Block = Paragraph | Table
/** What it spans is 1 where it is not said. */
export interface TableCell {
  readonly blocks: readonly Block[]
  readonly columns?: number
  readonly rows?: number
  /** Whether it is the same cell as the one above. */
  readonly isContinued?: boolean
  /** Whether all of it is in bold. */
  readonly isStrong?: boolean
}

export interface TableRow {
  readonly cells: readonly TableCell[]
  /** Whether the document says that it names columns. */
  readonly isHeader?: boolean
}

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
    const { heading, label = '' } = block
    // Clauses are paragraphs that are referred to by their number.
    const isItem = heading === undefined && block.item !== undefined && !isClause.test(label)
    const isMarker = isItem && marker.test(label)
    goTo(isItem ? Math.max(0, Math.min(8, block.item ?? 0)) : 0)
    if (heading !== undefined) writer.openHeading(heading)
    else if (isItem) writer.openItem(isMarker ? label : undefined)
    else writer.breakParagraph()
    writeLines(writer, label === '' || isMarker ? block.text : `${label} ${block.text}`)
    if (heading !== undefined) writer.closeHeading()
    else if (isItem) writer.breakLine()
    else writer.breakParagraph()
  }
  goTo(0)
}

/** As it begins an item in Markdown. */
const marker = /^(?:\d{1,3}[.)]|[a-zA-Z]\))$/
const isClause = /\d\.\d|^\P{ASCII}|\p{L}{2} ?\d/u

function writeLines(writer: BlockWriter, text: string): void {
  text.split('\n').forEach((line, index) => {
    if (index > 0) writer.breakLine()
    writer.write(line)
  })
}

function writeTable(writer: BlockWriter, table: Table): void {
  if (arrangesPage(table)) {
    writer.breakParagraph()
    for (const { cells } of table.rows) for (const { blocks } of cells) writeBlocks(writer, blocks)
    writer.breakParagraph()
    return
  }
  writer.openTable()
  for (const { cells, isHeader } of table.rows) {
    writer.openRow()
    for (const { blocks, ...spans } of cells) {
      writer.openCell()
      writeBlocks(writer, blocks)
      writer.closeCell(spans)
    }
    writer.closeRow(isHeader)
  }
  writer.closeTable()
}

// A cell of a table holds a value or a few sentences; what is longer is a column of a page.
const maxCellLength = 1500

/** Frames, columns of a form, a letter's head: its cells hold what a page holds, not values. */
function arrangesPage({ rows }: Table): boolean {
  return rows.every(({ cells }) => cells.length <= 1) || rows.some(({ cells }) => cells.some(isPage))
}

function isPage({ blocks }: TableCell): boolean {
  let length = 0
  for (const block of blocks) {
    if (block.kind === 'table') continue
    if (block.heading !== undefined) return true
    length += block.text.length
  }
  return length > maxCellLength
}
