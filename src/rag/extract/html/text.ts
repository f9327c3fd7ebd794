// A page's tree to readable text: blocks as paragraphs, list items as "- ", table rows as "a | b" with a rule below
// their header. What a reader does not see is left out, and the addresses of links are no text.
import type { Layout } from '../../../layout.ts'
import type { Extracted } from '../../types.ts'
import { BlockWriter } from '../block-writer.ts'
import { attribute, type Element, isElement, isUnseen, type Node, textOf } from './tree.ts'

const paragraphs = new Set(
  'address article aside blockquote details div dl fieldset figure footer form header main nav p section table'.split(
    ' ',
  ),
)
const lines = new Set('caption dd dt figcaption legend option summary'.split(' '))
/** A cell over several rows is told again in each, up to this long. */
const maxRepeatedChars = 100
/** And so much on one page: rows cost a hostile one four bytes each. */
const maxRepeatedTotal = 200_000
/** https://html.spec.whatwg.org/multipage/tables.html#attributes-common-to-td-and-th-elements caps spans at 1,000. */
const maxColumns = 200

/** @param leftOut elements that are not read, with all that is in them */
export function treeToText(
  root: Node,
  leftOut: ReadonlySet<Node> = new Set(),
): Pick<Extracted, 'text'> & Pick<Layout, 'headings'> {
  const writer = new BlockWriter()
  const walker = new Walker(writer, findLayoutTables(root))
  const work: (Node | (() => void))[] = [root]
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    if (typeof next === 'function') {
      next()
      continue
    }
    if (next.nodeName === '#text' && 'value' in next) writer.write(next.value)
    if (!('childNodes' in next) || leftOut.has(next)) continue
    if (isElement(next)) {
      if (isUnseen(next)) continue
      const leave = walker.enter(next)
      if (leave) work.push(leave)
    }
    for (let index = next.childNodes.length - 1; index >= 0; index--) work.push(next.childNodes[index]!)
  }
  return { text: writer.text, headings: writer.headings }
}

interface OpenTable {
  column: number
  /** By column: a cell that reaches down into the rows to come. */
  readonly reaching: Map<number, { rows: number; text: string }>
}

class Walker {
  readonly #writer: BlockWriter
  readonly #layoutTables: ReadonlySet<Node>
  readonly #tables: OpenTable[] = []
  #repeatedChars = 0

  constructor(writer: BlockWriter, layoutTables: ReadonlySet<Node>) {
    this.#writer = writer
    this.#layoutTables = layoutTables
  }

  /** Writes what stands before the element's children; returns what stands after them. */
  enter(element: Element): (() => void) | null {
    const writer = this.#writer
    const tag = element.tagName
    if (tag === 'br') writer.breakLine()
    else if (tag === 'hr') writer.breakParagraph()
    else if (/^h[1-6]$/.test(tag)) {
      writer.openHeading(Number(tag[1]))
      return () => writer.closeHeading()
    } else if (tag === 'pre') {
      writer.openPreformatted()
      return () => writer.closePreformatted()
    } else if (tag === 'td' || tag === 'th') return this.#enterCell(element)
    else if (tag === 'tr') return this.#enterRow(element)
    else if (tag === 'li') {
      writer.openItem()
      return () => writer.breakLine()
    } else if (tag === 'ul' || tag === 'ol') {
      writer.openList()
      return () => writer.closeList()
    } else if (tag === 'table') {
      this.#tables.push({ column: 0, reaching: new Map() })
      writer.breakParagraph()
      return () => {
        this.#tables.pop()
        writer.breakParagraph()
      }
    } else if (lines.has(tag)) {
      writer.breakLine()
      return () => writer.breakLine()
    } else if (paragraphs.has(tag)) {
      writer.breakParagraph()
      return () => writer.breakParagraph()
    }
    return null
  }

  #enterRow(row: Element): () => void {
    const writer = this.#writer
    writer.openRow()
    const table = this.#tables.at(-1)
    if (table) table.column = 0
    return () => {
      this.#writeReaching()
      writer.closeRow(isHeaderRow(row) && !this.#isInLayoutTable(row))
    }
  }

  #enterCell(cell: Element): (() => void) | null {
    const writer = this.#writer
    if (this.#isInLayoutTable(cell.parentNode)) {
      writer.breakParagraph()
      return null
    }
    this.#writeReaching()
    writer.openCell()
    const table = this.#tables.at(-1)
    const columns = Math.min(maxColumns, Math.max(1, Number(attribute(cell, 'colspan')) || 1))
    const rows = Math.max(1, Number(attribute(cell, 'rowspan')) || 1)
    if (table && table.column + columns <= maxColumns) {
      if (rows > 1) {
        const text = textOf(cell)
        const repeated = text.length > maxRepeatedChars ? '' : text
        for (let column = 0; column < columns; column++)
          table.reaching.set(table.column + column, { rows: rows - 1, text: column === 0 ? repeated : '' })
      }
      table.column += columns
    }
    return () => {
      writer.closeCell()
      for (let column = 1; column < columns; column++) this.#writeCell('')
    }
  }

  /** The cells from rows above that reach into this row, here where they stand in it. */
  #writeReaching(): void {
    const table = this.#tables.at(-1)
    for (let cell = table?.reaching.get(table.column); table && cell; cell = table.reaching.get(table.column)) {
      this.#repeatedChars += cell.text.length
      this.#writeCell(this.#repeatedChars > maxRepeatedTotal ? '' : cell.text)
      if (--cell.rows === 0) table.reaching.delete(table.column)
      table.column++
    }
  }

  #writeCell(text: string): void {
    this.#writer.openCell()
    this.#writer.write(text)
    this.#writer.closeCell()
  }

  #isInLayoutTable(row: Node | null): boolean {
    // table > tbody > tr, as the parser always builds it.
    const body = row && 'parentNode' in row ? row.parentNode : null
    const table = body && 'parentNode' in body ? body.parentNode : null
    return table !== null && this.#layoutTables.has(table)
  }
}

/** The first row of its table, of `th` alone or in its `thead`. */
function isHeaderRow(row: Element): boolean {
  const group = row.parentNode
  if (group === null || !isElement(group)) return false
  const siblings = group.childNodes.filter(isElement)
  if (siblings[0] !== row) return false
  if (group.tagName === 'thead') return siblings.length === 1
  const before = group.parentNode?.childNodes.filter(isElement) ?? []
  if (before.find(({ tagName }) => /^t(?:head|body)$/.test(tagName)) !== group) return false
  const cells = row.childNodes.filter(isElement)
  return cells.length > 1 && cells.every(({ tagName }) => tagName === 'th')
}

/** Tables that hold headings or other tables arrange a page: their cells are blocks, not a row of values. */
function findLayoutTables(document: Node): ReadonlySet<Node> {
  const found = new Set<Element>()
  const work: { node: Node; table: Element | null }[] = [{ node: document, table: null }]
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { node, table } = next
    if (!('childNodes' in node)) continue
    const isTable = isElement(node) && node.tagName === 'table'
    const isPresentation = isElement(node) && isTable && attribute(node, 'role') === 'presentation'
    if (isPresentation) found.add(node)
    if (table && (isTable || /^h[1-6]$/.test(node.nodeName))) found.add(table)
    for (const child of node.childNodes) work.push({ node: child, table: isTable ? node : table })
  }
  return found
}
