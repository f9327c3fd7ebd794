// The body of an OpenDocument text, presentation or drawing to blocks, by events: documents outgrow a tree in memory.

import { Runs } from '../raised.ts'
import { readXml, type XmlAttributes } from '../xml.ts'
import type { Block, TableCell, TableRow } from './blocks.ts'
import type { TextLook, TextLooks } from './opendocument-styles.ts'

interface OpenParagraph {
  readonly runs: Runs
  /** Its own, and those of the spans that are open in it. */
  readonly looks: (TextLook | undefined)[]
  readonly heading: number | undefined
  readonly item: number | undefined
  /** How many containers were open: a paragraph in a text box inside it knows that it is inside. */
  readonly depth: number
  /** What stands inside it but is read after it: text boxes, notes. */
  readonly after: Block[]
}

/** What readers of the body do not see: comments, deletions, styles, forms, marks of notes, the recipes of indexes. */
const skipped =
  /^(?:office:(?:annotation|annotation-end|forms|styles|automatic-styles|master-styles|meta|settings|scripts|font-face-decls|event-listeners)|text:(?:tracked-changes|ruby-text|note-citation|footnote-citation|endnote-citation|[\w-]+-source|sequence-decls|variable-decls|user-field-decls)|svg:(?:title|desc)|config:.*)$/
const lists = /^text:(?:list|ordered-list|unordered-list)$/
const noteBodies = /^text:(?:note-body|footnote-body|endnote-body)$/
// What every slide repeats.
const furniture = /^(?:page-number|header|footer|date-time)$/
// No table of a text is wider; what repeats beyond it is formatting.
const maxRepeats = 64
const maxSpans = 20

/** The slides or pages in order; of a text, all of it as one. */
export function readPages(part: Uint8Array, looks: TextLooks): Block[][] {
  const pages: Block[][] = [[]]
  const containers: Block[][] = [pages[0]!]
  const tables: TableRow[][] = []
  const rows: TableCell[][] = []
  const cells: { readonly repeats: number; readonly columns: number; readonly rows: number }[] = []
  let headerDepth = 0
  const paragraphs: OpenParagraph[] = []
  let skipDepth = 0
  let listDepth = 0
  let startsItem = false
  let titleDepth = 0
  let isFirstPage = true
  const put = (blocks: readonly Block[]) => {
    const host = paragraphs.at(-1)
    const target = host && host.depth === containers.length ? host.after : containers.at(-1)!
    for (const block of blocks) target.push(block)
  }
  const write = (value: string) => {
    const paragraph = paragraphs.at(-1)
    if (!paragraph) return
    // Spans in spans are few, but for those of an attack.
    const { isStruck, baseline }: TextLook = Object.assign({}, ...paragraph.looks.slice(-maxSpans))
    if (!isStruck) paragraph.runs.write(value, baseline ?? undefined)
  }

  readXml(part, {
    open(name, attributes) {
      if (skipDepth > 0 || skipped.test(name) || furniture.test(attributes['presentation:class'] ?? '')) {
        skipDepth++
        return
      }
      if (titleDepth > 0 || attributes['presentation:class'] === 'title') titleDepth++
      if (name === 'text:p' || name === 'text:h') {
        paragraphs.push({
          runs: new Runs(),
          looks: [looks.get(`paragraph ${attributes['text:style-name'] ?? ''}`)],
          heading: name === 'text:h' ? headingLevel(attributes) : titleDepth > 0 ? 1 : undefined,
          item: startsItem ? listDepth : undefined,
          depth: containers.length,
          after: [],
        })
        startsItem = false
      } else if (name === 'text:span')
        paragraphs.at(-1)?.looks.push(looks.get(`text ${attributes['text:style-name'] ?? ''}`))
      else if (name === 'text:list-item') startsItem = true
      else if (name === 'text:s') write(' ')
      else if (name === 'text:tab' || name === 'text:tab-stop') write('\t')
      else if (name === 'text:line-break') write('\n')
      else if (lists.test(name)) listDepth++
      else if (noteBodies.test(name) || name === 'presentation:notes') containers.push([])
      else if (name === 'draw:page') {
        if (!isFirstPage) pages.push([])
        isFirstPage = false
        containers.splice(0, containers.length, pages.at(-1)!)
      } else if (name === 'table:table') tables.push([])
      else if (name === 'table:table-row') rows.push([])
      else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
        const count = (what: string) => Number(attributes[`table:number-${what}`] ?? 1) || 1
        const repeats = name === 'table:table-cell' ? Math.min(maxRepeats, count('columns-repeated')) : 0
        cells.push({ repeats, columns: count('columns-spanned'), rows: count('rows-spanned') })
        containers.push([])
      } else if (name === 'table:table-header-rows') headerDepth++
    },
    close(name) {
      if (skipDepth > 0) {
        skipDepth--
        return
      }
      if (titleDepth > 0) titleDepth--
      if (name === 'text:p' || name === 'text:h') {
        const paragraph = paragraphs.pop()
        if (paragraph) put([toBlock(paragraph), ...paragraph.after])
      } else if (name === 'text:span') paragraphs.at(-1)?.looks.pop()
      else if (lists.test(name)) listDepth--
      else if (noteBodies.test(name)) put(containers.length > 1 ? containers.pop()! : [])
      else if (name === 'presentation:notes') {
        const notes = containers.length > 1 ? containers.pop()! : []
        if (notes.some((block) => block.kind === 'table' || block.text.trim() !== ''))
          put([{ kind: 'paragraph', text: 'Notes:' }, ...notes.map(withoutHeading)])
      } else if (name === 'table:table-cell' || name === 'table:covered-table-cell') {
        const blocks = containers.length > 1 ? containers.pop()! : []
        // What another cell covers is that cell's.
        const { repeats, columns, rows: spanned } = cells.pop() ?? { repeats: 0, columns: 1, rows: 1 }
        for (let index = 0; index < repeats; index++) rows.at(-1)?.push({ blocks, columns, rows: spanned })
      } else if (name === 'table:table-row') {
        const row = rows.pop()
        if (row) tables.at(-1)?.push({ cells: row, isHeader: headerDepth > 0 })
      } else if (name === 'table:table-header-rows') headerDepth--
      else if (name === 'table:table') {
        const table = tables.pop()
        if (table) put([{ kind: 'table', rows: table }])
      }
    },
    text(value) {
      if (skipDepth === 0) write(value)
    },
  })
  return pages
}

function headingLevel(attributes: XmlAttributes): number {
  const level = Number(attributes['text:outline-level'] ?? attributes['text:level'] ?? 1)
  return Number.isInteger(level) && level > 0 ? Math.min(9, level) : 1
}

function toBlock({ runs, heading, item }: OpenParagraph): Block {
  const { text } = runs
  if (heading !== undefined && text.trim() !== '')
    return { kind: 'paragraph', text: text.replaceAll(/\s+/g, ' '), heading }
  return item === undefined ? { kind: 'paragraph', text } : { kind: 'paragraph', text, item }
}

function withoutHeading(block: Block): Block {
  return block.kind === 'paragraph' ? { kind: 'paragraph', text: block.text } : block
}
