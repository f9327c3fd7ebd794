// A part of a Word document (body, notes, header) to blocks, by events: documents outgrow a tree in memory.

import { readXml, type XmlAttributes } from '../xml.ts'
import type { Block, TableCell, TableRow } from './blocks.ts'
import { outlineLevel, type WordStyles } from './docx-styles.ts'

interface OpenParagraph {
  text: string
  styleId: string
  heading: number | undefined
  item: number | undefined
  isItem: boolean | undefined
  /** What stands inside it but is read after it: text boxes, notes. */
  readonly after: Block[]
}

/** Cells, text boxes, notes and the part itself: what takes blocks. */
interface Container {
  readonly blocks: Block[]
  /** Of a row. */
  readonly cells?: TableCell[]
  isHeader?: boolean
  /** Of a cell. */
  columns?: number
  isContinued?: boolean
  /** Whether some of it is not in bold. */
  isPlain?: boolean
}

// Moved and deleted text, what only old programs show, the reading aids of East Asian text, and graphics' names.
const skipped = new Set([
  'w:del',
  'w:moveFrom',
  'mc:Fallback',
  'w:rt',
  'w:instrText',
  'w:delText',
  'w:sectPr',
  'w:pPrChange',
  'w:rPrChange',
])
const isOn = (attributes: XmlAttributes) => !/^(?:0|false|off|none)$/i.test(attributes['w:val'] ?? '')

/** ECMA-376 part 1, 17.3.1.8: a string of bits, the first row's first, or an attribute each. */
const isFirstRow = (attributes: XmlAttributes) =>
  attributes['w:val']?.startsWith('1') || /^(?:1|true|on)$/.test(attributes['w:firstRow'] ?? '')

/**
 * @param notes read where they are referred to, by "footnote 3"
 * @param onNote given each note of a notes part instead
 */
export function readWordBlocks(
  part: Uint8Array,
  styles: WordStyles,
  notes: ReadonlyMap<string, readonly Block[]>,
  onNote?: (id: string, blocks: readonly Block[]) => void,
): Block[] {
  const root: Container = { blocks: [] }
  const containers: Container[] = [root]
  const tables: TableRow[][] = []
  const paragraphs: OpenParagraph[] = []
  let skipDepth = 0
  let isText = false
  let isHidden = false
  let isBold = false
  let inTabs = false
  let noteId = ''
  const write = (value: string) => {
    const paragraph = paragraphs.at(-1)
    if (paragraph && !isHidden) paragraph.text += value
  }

  readXml(part, {
    open(name, attributes) {
      if (skipDepth > 0 || skipped.has(name)) {
        skipDepth++
        return
      }
      const paragraph = paragraphs.at(-1)
      switch (name) {
        case 'w:p':
          paragraphs.push({ text: '', styleId: '', heading: undefined, item: undefined, isItem: undefined, after: [] })
          break
        case 'w:pStyle':
          if (paragraph) paragraph.styleId = attributes['w:val'] ?? ''
          break
        case 'w:outlineLvl':
          if (paragraph) paragraph.heading = outlineLevel(attributes)
          break
        case 'w:ilvl':
          if (paragraph) paragraph.item = Number(attributes['w:val'] ?? 0) + 1
          break
        case 'w:numId':
          if (paragraph) paragraph.isItem = attributes['w:val'] !== '0'
          break
        case 'w:r':
          isHidden = isBold = false
          break
        case 'w:b':
          isBold = isOn(attributes)
          break
        case 'w:vanish':
          isHidden = isOn(attributes)
          break
        case 'w:t':
        case 'm:t':
          isText = true
          break
        case 'w:tabs':
          inTabs = true
          break
        case 'w:tab':
        case 'w:ptab':
          if (!inTabs) write('\t')
          break
        case 'w:br':
        case 'w:cr':
          write('\n')
          break
        case 'w:noBreakHyphen':
          write('-')
          break
        case 'w:footnoteReference':
        case 'w:endnoteReference': {
          const kind = name === 'w:footnoteReference' ? 'footnote' : 'endnote'
          for (const block of notes.get(`${kind} ${attributes['w:id']}`) ?? []) paragraph?.after.push(block)
          break
        }
        case 'w:footnote':
        case 'w:endnote':
          // Separators are notes too, of a type of their own.
          noteId = /^(?:normal)?$/.test(attributes['w:type'] ?? '') ? (attributes['w:id'] ?? '') : ''
          containers.push({ blocks: [] })
          break
        case 'w:txbxContent':
          containers.push({ blocks: [] })
          break
        case 'w:tbl':
          tables.push([])
          break
        case 'w:tr':
          containers.push({ blocks: [], cells: [] })
          break
        case 'w:tblHeader':
          containers.at(-1)!.isHeader = isOn(attributes)
          break
        case 'w:cnfStyle':
          // Of a row: the style of its table shows it as the first one, as headers are.
          if (containers.at(-1)!.cells && isFirstRow(attributes)) containers.at(-1)!.isHeader = true
          break
        case 'w:gridSpan':
          containers.at(-1)!.columns = Number(attributes['w:val'] ?? 1) || 1
          break
        case 'w:vMerge':
          // Only where a merged cell begins it says so.
          containers.at(-1)!.isContinued = attributes['w:val'] !== 'restart'
          break
        case 'w:tc':
          containers.push({ blocks: [] })
          break
      }
    },
    close(name) {
      if (skipDepth > 0) {
        skipDepth--
        return
      }
      switch (name) {
        case 'w:t':
        case 'm:t':
          isText = false
          break
        case 'w:tabs':
          inTabs = false
          break
        case 'w:r':
          isHidden = false
          break
        case 'w:p': {
          const paragraph = paragraphs.pop()
          if (paragraph)
            for (const block of [toBlock(paragraph, styles), ...paragraph.after]) containers.at(-1)!.blocks.push(block)
          break
        }
        case 'w:txbxContent': {
          const { blocks } = closeContainer(containers)
          const host = paragraphs.at(-1)?.after ?? containers.at(-1)!.blocks
          for (const block of blocks) host.push(block)
          break
        }
        case 'w:footnote':
        case 'w:endnote': {
          const { blocks } = closeContainer(containers)
          if (noteId !== '') onNote?.(noteId, blocks)
          break
        }
        case 'w:tc': {
          const { blocks, columns = 1, isContinued = false, isPlain = false } = closeContainer(containers)
          containers.at(-1)!.cells?.push({ blocks, columns, isContinued, isStrong: !isPlain })
          break
        }
        case 'w:tr': {
          const { cells = [], isHeader = false } = closeContainer(containers)
          tables.at(-1)?.push({ cells, isHeader })
          break
        }
        case 'w:tbl': {
          const rows = tables.pop()
          if (rows) containers.at(-1)!.blocks.push({ kind: 'table', rows })
          break
        }
      }
    },
    text(value) {
      if (!isText || skipDepth > 0) return
      write(value)
      if (!isBold && value.trim() !== '') containers.at(-1)!.isPlain = true
    },
  })
  return root.blocks
}

/** The outermost one stays: closing tags without an opening one must not take it away. */
function closeContainer(containers: Container[]): Container {
  return containers.length > 1 ? containers.pop()! : { blocks: [] }
}

function toBlock(paragraph: OpenParagraph, styles: WordStyles): Block {
  const { text } = paragraph
  const style = styles.get(paragraph.styleId) ?? styleByName(paragraph.styleId)
  const heading = paragraph.heading ?? style?.heading
  if (heading !== undefined && heading <= 9 && text.trim() !== '')
    return { kind: 'paragraph', text: text.replaceAll(/\s+/g, ' '), heading }
  const isItem = paragraph.isItem ?? style?.isItem ?? false
  return isItem ? { kind: 'paragraph', text, item: paragraph.item ?? 1 } : { kind: 'paragraph', text }
}

/** A document without its styles part still says "Heading2". */
function styleByName(id: string): { heading?: number; isItem?: boolean } | undefined {
  const level = /^heading ?([1-9])$/i.exec(id)?.[1]
  return level === undefined ? undefined : { heading: Number(level) }
}
