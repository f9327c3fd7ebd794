// Builds the paragraphs and tables of an RTF document from its words: properties come first, and \par ends what they mean.
import type { Block, Paragraph, TableCell, TableRow } from '../office/blocks.ts'
import { type Baseline, Runs } from '../raised.ts'

/** One flow of text: the body, a note, a text box. */
interface Flow {
  runs: Runs
  readonly blocks: Block[]
  cell: Block[]
  row: (readonly Block[])[]
  rows: TableRow[]
  /** Whether a bullet or number stands before the open paragraph; it may come before the paragraph's properties. */
  isItem: boolean
  /** Notes and text boxes of the open paragraph. */
  after: Block[]
}

interface ParagraphProperties {
  heading: number | undefined
  level: number
  isInTable: boolean
}

type Merge = '' | 'clvmrg' | 'clmrg'

interface RowDefinition {
  isHeader: boolean
  readonly cells: Merge[]
  next: Merge
}

const plainParagraph = { heading: undefined, level: 1, isInTable: false }

export class RtfBlocks {
  readonly #styles = new Map<number, number>()
  #style = { number: 0, name: '', heading: undefined as number | undefined }
  readonly #flows: Flow[] = [createFlow()]
  #paragraph: ParagraphProperties = { ...plainParagraph }
  readonly #outer: ParagraphProperties[] = []
  /** What the open row's cells span, as its definition says. */
  #row: RowDefinition = { isHeader: false, cells: [], next: '' }

  get #flow(): Flow {
    return this.#flows.at(-1)!
  }

  write(text: string, baseline?: Baseline): void {
    this.#flow.runs.write(text, baseline)
  }

  writeStyleName(text: string): void {
    this.#style.name += text
  }

  readStyle(word: string, value: number | null): void {
    if (word === 's') this.#style.number = value ?? 0
    else if (word === 'outlinelevel') this.#style.heading = outlineLevel(value)
  }

  closeStyle(): void {
    const { number, name, heading } = this.#style
    const named = /^\s*heading ([1-9])\b/i.exec(name)?.[1]
    const level = named === undefined ? (/^\s*title;/i.test(name) ? 1 : heading) : Number(named)
    if (level !== undefined && level <= 9) this.#styles.set(number, level)
    this.#style = { number: 0, name: '', heading: undefined }
  }

  markItem(): void {
    this.#flow.isItem = true
  }

  openApart(): void {
    this.#outer.push(this.#paragraph)
    this.#paragraph = { ...plainParagraph }
    this.#flows.push(createFlow())
  }

  closeApart(): void {
    const blocks = this.#finishFlow()
    if (this.#flows.length > 1) this.#flows.pop()
    this.#paragraph = this.#outer.pop() ?? this.#paragraph
    for (const block of blocks) this.#flow.after.push(block)
  }

  readWord(word: string, value: number | null): void {
    const paragraph = this.#paragraph
    if (word === 'par' || word === 'sect' || word === 'page') this.#endParagraph()
    else if (word === 'pard') Object.assign(paragraph, plainParagraph)
    else if (word === 's') paragraph.heading = this.#styles.get(value ?? 0)
    else if (word === 'outlinelevel') paragraph.heading = outlineLevel(value)
    else if (word === 'ilvl') paragraph.level = (value ?? 0) + 1
    else if (word === 'intbl') paragraph.isInTable = true
    else if (word === 'trowd') this.#row = { isHeader: false, cells: [], next: '' }
    else if (word === 'trhdr') this.#row.isHeader = true
    else if (word === 'clvmrg' || word === 'clmrg') this.#row.next = word
    else if (word === 'cellx') {
      this.#row.cells.push(this.#row.next)
      this.#row.next = ''
    } else if (word === 'nestcell') this.write('\t')
    else if (word === 'nestrow') this.write('\n')
    else if (word === 'cell') {
      this.#endParagraph(true)
      this.#flow.row.push(this.#flow.cell)
      this.#flow.cell = []
    } else if (word === 'row') {
      this.#endRow()
    }
  }

  finish(): readonly Block[] {
    while (this.#flows.length > 1) this.closeApart()
    return this.#finishFlow()
  }

  #finishFlow(): readonly Block[] {
    this.#endParagraph()
    const flow = this.#flow
    // A table that the file does not end is a table all the same.
    if (flow.cell.length > 0) flow.row.push(flow.cell)
    if (flow.row.length > 0) this.#endRow()
    this.#endTable()
    return flow.blocks
  }

  #endParagraph(isCell = false): void {
    const flow = this.#flow
    const { text } = flow.runs
    const blocks: Block[] = [this.#toParagraph(text), ...flow.after]
    const isBlank = text.trim() === '' && flow.after.length === 0
    flow.runs = new Runs()
    flow.after = []
    flow.isItem = false
    const isInCell = isCell || this.#paragraph.isInTable || flow.row.length > 0
    if (!isInCell && isBlank) return
    if (!isInCell) this.#endTable()
    for (const block of blocks) (isInCell ? flow.cell : flow.blocks).push(block)
  }

  #endRow(): void {
    const { isHeader, cells } = this.#row
    const row: TableCell[] = []
    for (const [i, blocks] of this.#flow.row.entries()) {
      const before = row.at(-1)
      if (cells[i] === 'clmrg' && before) row[row.length - 1] = { ...before, columns: (before.columns ?? 1) + 1 }
      else row.push({ blocks, isContinued: cells[i] === 'clvmrg' })
    }
    this.#flow.rows.push({ cells: row, isHeader })
    this.#flow.row = []
  }

  #endTable(): void {
    const flow = this.#flow
    if (flow.rows.length > 0) flow.blocks.push({ kind: 'table', rows: flow.rows })
    flow.rows = []
  }

  #toParagraph(text: string): Paragraph {
    const { heading, level } = this.#paragraph
    if (heading !== undefined && heading <= 9 && text.trim() !== '')
      return { kind: 'paragraph', text: text.replaceAll(/\s+/g, ' '), heading }
    return this.#flow.isItem ? { kind: 'paragraph', text, item: level } : { kind: 'paragraph', text }
  }
}

/** From 1; 10 is body text, and so is what is no level. */
function outlineLevel(value: number | null): number {
  return value === null || value < 0 ? 10 : value + 1
}

function createFlow(): Flow {
  return { runs: new Runs(), isItem: false, blocks: [], cell: [], row: [], rows: [], after: [] }
}
