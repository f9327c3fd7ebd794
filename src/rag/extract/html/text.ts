// A page's tree to readable text: blocks as paragraphs, list items as "- ", table rows as "| a | b |" with a rule below
// their header. What a reader does not see is left out, and the addresses of links are no text.
import type { Layout } from '../../../layout.ts'
import type { Extracted } from '../../types.ts'
import { BlockWriter } from '../block-writer.ts'
import { shift } from '../raised.ts'
import { baselineOf, isCode, isCodeBlock, isNoteMark, isStruck } from './inline.ts'
import { attribute, type Element, isElement, isUnseen, type Node, rawTextOf, shortTextOf, textOf } from './tree.ts'

const paragraphs = new Set(
  'address article aside blockquote details div fieldset figure footer form header main nav p section table'.split(' '),
)
const lines = new Set('caption figcaption legend option summary'.split(' '))
/** A term is told again before each further definition, up to this long. */
const maxRepeatedChars = 100
/** And so much on one page. */
const maxRepeatedTotal = 200_000
/** Longer texts, in UTF-16 units, are no exponents, and no code inside a line. */
const maxShifted = 200
const maxCode = 1_000

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
      if (isUnseen(next) || isStruck(next) || isNoteMark(next)) continue
      const baseline = baselineOf(next)
      if (baseline !== undefined) {
        const raw = shortTextOf(next, maxShifted)?.replaceAll(/\s+/g, ' ') ?? ''
        const shown = shift(raw, baseline, writer.attached)
        // What is as it was may hold more than words.
        if (shown !== raw) {
          writer.write(shown)
          continue
        }
      }
      const leave = walker.enter(next)
      if (leave) work.push(leave)
    }
    for (let index = next.childNodes.length - 1; index >= 0; index--) work.push(next.childNodes[index]!)
  }
  return { text: writer.text, headings: writer.headings }
}

class Walker {
  readonly #writer: BlockWriter
  readonly #layoutTables: ReadonlySet<Node>
  #repeatedChars = 0
  #preformatted = 0
  /** Of each open list of definitions, the last term. */
  readonly #terms: { text: string; isDefined: boolean }[] = []

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
      const isOuter = this.#preformatted++ === 0
      writer.openPreformatted(isOuter && isCodeBlock(element) && !rawTextOf(element).includes('```'))
      return () => {
        this.#preformatted--
        writer.closePreformatted()
      }
    } else if (isCode(element)) return this.#enterCode(element)
    else if (tag === 'dl' || tag === 'dt' || tag === 'dd') return this.#enterDefinitions(tag, element)
    else if (tag === 'td' || tag === 'th') return this.#enterCell(element)
    else if (tag === 'tr') return this.#enterRow(element)
    else if (tag === 'li') {
      writer.openItem()
      return () => writer.breakLine()
    } else if (tag === 'ul' || tag === 'ol') {
      writer.openList()
      return () => writer.closeList()
    } else if (tag === 'table') {
      if (this.#layoutTables.has(element)) return this.#enterParagraph()
      writer.openTable()
      return () => writer.closeTable()
    } else if (/^t(?:head|body|foot)$/.test(tag)) {
      return () => writer.endRowGroup()
    } else if (lines.has(tag)) {
      writer.breakLine()
      return () => writer.breakLine()
    } else if (paragraphs.has(tag)) return this.#enterParagraph()
    return null
  }

  #enterParagraph(): () => void {
    this.#writer.breakParagraph()
    return () => this.#writer.breakParagraph()
  }

  #enterCode(element: Element): (() => void) | null {
    const writer = this.#writer
    if (shortTextOf(element, maxCode)?.includes('`') !== false) return null
    // Lines of commands, each ended by hand.
    if (element.childNodes.some(({ nodeName }) => nodeName === 'br')) {
      writer.openPreformatted(true)
      return () => writer.closePreformatted()
    }
    writer.openCode()
    return () => writer.closeCode()
  }

  /** "Term: what it is", and the term again before each further definition. */
  #enterDefinitions(tag: 'dl' | 'dt' | 'dd', element: Element): () => void {
    const writer = this.#writer
    if (tag === 'dl') {
      this.#terms.push({ text: '', isDefined: false })
      writer.breakParagraph()
      return () => {
        this.#terms.pop()
        writer.closeDefinitions()
      }
    }
    const term = this.#terms.at(-1) ?? { text: '', isDefined: false }
    if (tag === 'dt') {
      writer.openTerm()
      return () => {
        const text = textOf(element)
        Object.assign(term, { text: text.length > maxRepeatedChars ? '' : text, isDefined: false })
        writer.closeTerm()
      }
    }
    if (term.isDefined && this.#repeatedChars + term.text.length <= maxRepeatedTotal) {
      writer.breakParagraph()
      if (term.text !== '') {
        this.#repeatedChars += term.text.length
        writer.write(term.text)
        writer.closeTerm()
      }
    }
    term.isDefined = true
    return () => writer.breakLine()
  }

  #enterRow(row: Element): () => void {
    this.#writer.openRow()
    return () => this.#writer.closeRow(isHeaderRow(row))
  }

  #enterCell(cell: Element): (() => void) | null {
    const writer = this.#writer
    if (this.#isInLayoutTable(cell.parentNode)) {
      writer.breakParagraph()
      return null
    }
    writer.openCell()
    const spans = { columns: spanOf(cell, 'colspan'), rows: spanOf(cell, 'rowspan'), isStrong: isStrong(cell) }
    return () => writer.closeCell(spans)
  }

  #isInLayoutTable(row: Node | null): boolean {
    // table > tbody > tr, as the parser always builds it.
    const body = row && 'parentNode' in row ? row.parentNode : null
    const table = body && 'parentNode' in body ? body.parentNode : null
    return table !== null && this.#layoutTables.has(table)
  }
}

/** https://html.spec.whatwg.org/multipage/tables.html#attributes-common-to-td-and-th-elements: 0 rows are all of the group. */
function spanOf(cell: Element, axis: 'colspan' | 'rowspan'): number {
  const stated = attribute(cell, axis)
  const span = stated === undefined ? 1 : Number.parseInt(stated, 10)
  return span === 0 && axis === 'rowspan' ? Number.POSITIVE_INFINITY : Math.max(1, span || 1)
}

/** Whether all of a cell is in bold, two elements deep. */
function isStrong(cell: Element, depth = 2): boolean {
  return cell.childNodes.every((child) => {
    if (!isElement(child)) return child.nodeName !== '#text' || !('value' in child) || child.value.trim() === ''
    return child.tagName === 'b' || child.tagName === 'strong' || (depth > 1 && isStrong(child, depth - 1))
  })
}

/** A row in its table's `thead`, or of `th` alone. */
function isHeaderRow(row: Element): boolean {
  if (row.parentNode?.nodeName === 'thead') return true
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
