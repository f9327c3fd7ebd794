// A part of a Word document (body, notes, header) to blocks, by events: documents outgrow a tree in memory.

import { type Baseline, Runs } from '../raised.ts'
import { readXml, type XmlAttributes } from '../xml.ts'
import type { Block, TableCell, TableRow } from './blocks.ts'
import { Fields } from './word/fields.ts'
import type { Numbering } from './word/numbering.ts'
import { isOn, outlineLevel, type RunLook, readLook, type WordStyles } from './word/styles.ts'
import { symbolOf, withSymbols } from './word/symbols.ts'

interface OpenParagraph {
  readonly runs: Runs
  /** Counted over the part. */
  readonly number: number
  styleId: string
  heading: number | undefined
  /** Its list and the level in it, from 0. */
  list: string | undefined
  level: number | undefined
  /** Its end was deleted, and so was its number. */
  isDeleted: boolean
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

/** What a part of a document is read with. */
export interface WordContext {
  readonly styles: WordStyles
  readonly numbering: Numbering
  /** By "footnote 3": read where they are referred to. */
  readonly notes: ReadonlyMap<string, readonly Block[]>
  /** Files of other formats by the id of their relationship: each is read where it stands first. */
  readonly chunks?: ReadonlyMap<string, readonly Block[]>
}

// Moved and deleted text, what only old programs show, the reading aids of East Asian text, and graphics' names.
const skipped = new Set([
  'w:del',
  'w:moveFrom',
  'mc:Fallback',
  'w:rt',
  'w:delInstrText',
  'w:delText',
  'w:sectPr',
  'w:pPrChange',
  'w:rPrChange',
])
const formParts = new Set(['w:checked', 'w:result', 'w:default', 'w:listEntry'])

/** ECMA-376 part 1, 17.3.1.8: a string of bits, the first row's first, or an attribute each. */
const isFirstRow = (attributes: XmlAttributes) =>
  attributes['w:val']?.startsWith('1') || /^(?:1|true|on)$/.test(attributes['w:firstRow'] ?? '')

/** @param onNote given each note of a notes part instead */
export function readWordBlocks(
  part: Uint8Array,
  { styles, numbering, notes, chunks }: WordContext,
  onNote?: (id: string, blocks: readonly Block[]) => void,
): Block[] {
  const root: Container = { blocks: [] }
  const containers: Container[] = [root]
  const tables: TableRow[][] = []
  const paragraphs: OpenParagraph[] = []
  const fields = new Fields()
  const usedChunks = new Set<string>()
  /** Of formulas: inside an exponent or index. */
  const scripts: Baseline[] = []
  /** Of each open content control: whether it only says what to enter. */
  const controls: boolean[] = []
  let count = 0
  let look: RunLook = {}
  let font = ''
  let skipDepth = 0
  let isBold = false
  let collects: 'text' | 'code' | null = null
  let inTabs = false
  let inParagraphProperties = false
  let noteId = ''
  const write = (value: string) => {
    const paragraph = paragraphs.at(-1)
    if (!paragraph || fields.isCode || controls.includes(true)) return
    const style = styles.get(paragraph.styleId)
    const { isHidden, isStruck, isStruckTwice, baseline } = { ...style, ...look }
    if (isHidden) return
    fields.markResult()
    if (!isStruck && !isStruckTwice)
      paragraph.runs.write(withSymbols(value, font), scripts.at(-1) ?? baseline ?? undefined)
  }

  readXml(part, {
    open(name, attributes) {
      const paragraph = paragraphs.at(-1)
      if (skipDepth > 0 || skipped.has(name)) {
        if (name === 'w:del' && inParagraphProperties && paragraph) paragraph.isDeleted = true
        skipDepth++
        return
      }
      switch (name) {
        case 'w:p':
          paragraphs.push({
            runs: new Runs(),
            number: count++,
            styleId: '',
            heading: undefined,
            list: undefined,
            level: undefined,
            isDeleted: false,
            after: [],
          })
          break
        case 'w:pPr':
          inParagraphProperties = true
          break
        case 'w:pStyle':
          if (paragraph) paragraph.styleId = attributes['w:val'] ?? ''
          break
        case 'w:outlineLvl':
          if (paragraph) paragraph.heading = outlineLevel(attributes)
          break
        case 'w:ilvl':
          if (paragraph) paragraph.level = Number(attributes['w:val'] ?? 0)
          break
        case 'w:numId':
          if (paragraph) paragraph.list = attributes['w:val'] ?? ''
          break
        case 'w:r':
          look = {}
          font = ''
          isBold = false
          break
        case 'w:b':
          isBold = isOn(attributes)
          break
        case 'w:rStyle':
          if (!inParagraphProperties) {
            const { heading, list, level, ...own } = styles.get(attributes['w:val'] ?? '') ?? {}
            look = { ...own, ...look }
          }
          break
        case 'w:rFonts':
          font = attributes['w:ascii'] ?? attributes['w:hAnsi'] ?? ''
          break
        case 'w:vanish':
        case 'w:strike':
        case 'w:dstrike':
        case 'w:vertAlign':
          if (!inParagraphProperties) readLook(look, name, attributes)
          break
        case 'w:t':
        case 'm:t':
          collects = 'text'
          break
        case 'w:instrText':
          collects = 'code'
          break
        case 'w:fldChar': {
          const type = attributes['w:fldCharType']
          if (type === 'begin') fields.begin(paragraph?.number ?? -1)
          else if (type === 'separate') fields.separate()
          else if (type === 'end') write(fields.end())
          break
        }
        case 'w:fldSimple':
          fields.begin(paragraph?.number ?? -1, attributes['w:instr'] ?? '')
          break
        case 'w:sym':
          write(symbolOf(attributes['w:font'] ?? '', Number.parseInt(attributes['w:char'] ?? '', 16)))
          break
        case 'w:sdt':
          controls.push(false)
          break
        case 'w:showingPlcHdr':
          if (controls.length > 0) controls[controls.length - 1] = !/^(?:0|false|off)$/.test(attributes['w:val'] ?? '')
          break
        case 'w:altChunk': {
          const id = attributes['r:id'] ?? ''
          const blocks = usedChunks.has(id) ? [] : (chunks?.get(id) ?? [])
          usedChunks.add(id)
          for (const block of blocks) containers.at(-1)!.blocks.push(block)
          break
        }
        case 'm:sup':
          scripts.push('raised')
          break
        case 'm:sub':
          scripts.push('lowered')
          break
        case 'm:den':
          write('/')
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
        default:
          if (formParts.has(name)) fields.readForm(name, attributes['w:val'])
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
        case 'w:instrText':
          collects = null
          break
        case 'w:tabs':
          inTabs = false
          break
        case 'w:pPr':
          inParagraphProperties = false
          break
        case 'w:r':
          look = {}
          font = ''
          break
        case 'w:fldSimple':
          write(fields.end())
          break
        case 'w:sdt':
          controls.pop()
          break
        case 'm:sup':
        case 'm:sub':
          scripts.pop()
          break
        case 'w:p': {
          const paragraph = paragraphs.pop()
          if (!paragraph) break
          fields.endParagraph(paragraph.number)
          for (const block of [toBlock(paragraph, styles, numbering), ...paragraph.after])
            containers.at(-1)!.blocks.push(block)
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
      if (skipDepth > 0) return
      if (collects === 'code') fields.readCode(value)
      if (collects !== 'text') return
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

function toBlock(paragraph: OpenParagraph, styles: WordStyles, numbering: Numbering): Block {
  const { text } = paragraph.runs
  const style = styles.get(paragraph.styleId) ?? styleByName(paragraph.styleId)
  const list = paragraph.list ?? style?.list ?? '0'
  const level = paragraph.level ?? style?.level ?? numbering.levelOf(list, paragraph.styleId) ?? 0
  // An empty paragraph counts, too; one whose end was deleted does not.
  const label = list === '0' || (paragraph.isDeleted && text.trim() === '') ? '' : numbering.next(list, level)
  const numbered = label === '' ? {} : { label }
  const heading = paragraph.heading ?? style?.heading
  if (heading !== undefined && heading <= 9 && text.trim() !== '')
    return { kind: 'paragraph', text: text.replaceAll(/\s+/g, ' '), heading, ...numbered }
  return { kind: 'paragraph', text, ...numbered, ...(list === '0' ? {} : { item: level + 1 }) }
}

/** A document without its styles part still says "Heading2". */
function styleByName(id: string): { heading?: number; list?: string; level?: number } | undefined {
  const level = /^heading ?([1-9])$/i.exec(id)?.[1]
  return level === undefined ? undefined : { heading: Number(level) }
}
