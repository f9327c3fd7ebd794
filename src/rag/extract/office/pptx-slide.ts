// One slide, its notes or a diagram's texts to blocks, by events: the title first, then shapes in their order.

import { type Baseline, Runs } from '../raised.ts'
import { readXml } from '../xml.ts'
import type { Block, TableCell, TableRow } from './blocks.ts'

interface Shape {
  /** The kind of placeholder: "title", "body", "sldNum"; empty for one that takes anything, null for no placeholder. */
  placeholder: string | null
  readonly blocks: Block[]
}

const titles = new Set(['title', 'ctrTitle'])
// What every slide repeats, and on a page of notes the picture of its slide.
const repeated = new Set(['sldNum', 'dt', 'ftr', 'hdr', 'sldImg'])
const listed = new Set(['body', 'obj', ''])

interface OpenParagraph {
  readonly runs: Runs
  level: number
  hasBullet: boolean | undefined
}

/** @param onlyBody of a page of notes: what the speaker wrote, without the page's furniture */
export function readSlide(part: Uint8Array, onlyBody = false): Block[] {
  const shapes: Shape[] = []
  // Texts outside any shape: a diagram's.
  let shape: Shape = { placeholder: null, blocks: [] }
  shapes.push(shape)
  let table: (TableRow & { readonly cells: TableCell[] })[] | null = null
  let hasHeader = false
  let cell: (TableCell & { readonly blocks: Block[]; readonly isCovered: boolean }) | null = null
  let paragraph: OpenParagraph | null = null
  let isText = false
  let baseline: Baseline | undefined
  let isStruck = false
  /** Of formulas: inside an exponent or index. */
  const scripts: Baseline[] = []
  let skipDepth = 0

  readXml(part, {
    open(name, attributes) {
      if (skipDepth > 0 || name === 'mc:Fallback') {
        skipDepth++
        return
      }
      switch (name) {
        case 'p:sp':
        case 'p:graphicFrame':
          shape = { placeholder: null, blocks: [] }
          shapes.push(shape)
          break
        case 'p:ph':
          shape.placeholder = attributes.type ?? ''
          break
        case 'a:tbl':
          table = []
          hasHeader = false
          break
        case 'a:tblPr':
          hasHeader = /^(?:1|true)$/.test(attributes.firstRow ?? '')
          break
        case 'a:tr':
          table?.push({ cells: [], isHeader: hasHeader && table.length === 0 })
          break
        case 'a:tc':
          cell = {
            blocks: [],
            columns: Number(attributes.gridSpan ?? 1) || 1,
            rows: Number(attributes.rowSpan ?? 1) || 1,
            isCovered: /^(?:1|true)$/.test(attributes.hMerge ?? attributes.vMerge ?? ''),
          }
          break
        case 'a:p':
          paragraph = { runs: new Runs(), level: 1, hasBullet: undefined }
          break
        case 'a:pPr':
          if (paragraph) paragraph.level = Number(attributes.lvl ?? 0) + 1
          break
        case 'a:buNone':
          if (paragraph) paragraph.hasBullet = false
          break
        case 'a:buChar':
        case 'a:buAutoNum':
        case 'a:buBlip':
          if (paragraph) paragraph.hasBullet = true
          break
        case 'a:br':
          paragraph?.runs.write('\n')
          break
        case 'a:r':
        case 'a:fld':
          baseline = undefined
          isStruck = false
          break
        case 'a:rPr': {
          const raised = Number.parseFloat(attributes.baseline ?? '0')
          baseline = raised > 0 ? 'raised' : raised < 0 ? 'lowered' : undefined
          isStruck = /^(?:sng|dbl)Strike$/.test(attributes.strike ?? '')
          break
        }
        case 'm:sup':
          scripts.push('raised')
          break
        case 'm:sub':
          scripts.push('lowered')
          break
        case 'm:den':
          paragraph?.runs.write('/')
          break
        case 'a:t':
        case 'm:t':
          isText = true
          break
      }
    },
    close(name) {
      if (skipDepth > 0) {
        skipDepth--
        return
      }
      switch (name) {
        case 'a:t':
        case 'm:t':
          isText = false
          break
        case 'm:sup':
        case 'm:sub':
          scripts.pop()
          break
        case 'a:p':
          if (paragraph)
            (cell?.blocks ?? shape.blocks).push(toBlock(paragraph, cell === null ? shape.placeholder : null))
          paragraph = null
          break
        case 'a:tc': {
          if (cell && !cell.isCovered) table?.at(-1)?.cells.push(cell)
          cell = null
          break
        }
        case 'a:tbl':
          if (table) shape.blocks.push({ kind: 'table', rows: table })
          table = null
          break
      }
    },
    text(value) {
      if (isText && skipDepth === 0 && !isStruck) paragraph?.runs.write(value, scripts.at(-1) ?? baseline)
    },
  })
  if (onlyBody)
    return shapes.filter(({ placeholder }) => placeholder === 'body').flatMap(({ blocks }) => blocks.map(asProse))
  const isTitle = ({ placeholder }: Shape) => titles.has(placeholder ?? '')
  return [
    ...shapes.filter(isTitle).flatMap(({ blocks }) => toHeading(blocks)),
    ...shapes
      .filter((one) => !isTitle(one) && !repeated.has(one.placeholder ?? ''))
      .flatMap(({ blocks }) => asList(blocks)),
  ]
}

function toBlock({ runs, level, hasBullet }: OpenParagraph, placeholder: string | null): Block {
  const { text } = runs
  const isItem = hasBullet ?? (placeholder !== null && listed.has(placeholder))
  return isItem ? { kind: 'paragraph', text, item: level } : { kind: 'paragraph', text }
}

/** Placeholders of notes list nothing. */
function asProse(block: Block): Block {
  return block.kind === 'paragraph' ? { kind: 'paragraph', text: block.text } : block
}

/** One paragraph alone is no list, whatever its placeholder would make of several. */
function asList(blocks: readonly Block[]): readonly Block[] {
  const shown = blocks.filter((block) => block.kind === 'table' || block.text.trim() !== '')
  const [only] = shown
  return shown.length === 1 && only?.kind === 'paragraph' ? [asProse(only)] : shown
}

/** All lines of a title are one heading. */
function toHeading(blocks: readonly Block[]): Block[] {
  const text = blocks.map((block) => (block.kind === 'paragraph' ? block.text : '')).join(' ')
  return [{ kind: 'paragraph', text: text.replaceAll(/\s+/g, ' ').trim(), heading: 1 }]
}
