// Builds readable text from a stream of blocks and words: white space collapsed, paragraphs a blank line apart.
// Breaks are written only when text follows, so empty blocks leave no trace. Tables are written at their end, by rows.
import { withoutHidden } from '../../unseen.ts'
import { type GridCell, TableGrid } from './table-grid.ts'

const collapsible = /[ \t\n\r\f\u00a0]+/
/** UTF-16 units of a word that something may be attached to. */
const maxAttached = 24

export class BlockWriter {
  text = ''
  readonly headings: { offset: number; level: number; text: string }[] = []
  /** Line breaks owed before the next word: 0, 1, or 2 for a blank line. */
  #owedBreaks = 0
  #owesSpace = false
  #owedMarker = ''
  #listDepth = 0
  #cellDepth = 0
  #grid: TableGrid | null = null
  #row: GridCell[] = []
  /** The words of the open cell. */
  #cell: string[] = []
  #owedPreformatted = ''
  #preformattedDepth = 0
  /** Whether what is preformatted stands in a fence of its own: 'owed' until its first line is written. */
  #fence: 'owed' | 'open' | null = null
  /** A backtick that stands before the next word. */
  #code: 'owed' | 'open' | null = null
  #owesColon = false
  #termEnd = ''
  #lastWord = ''
  #heading: { offset: number; level: number; text: string } | null = null

  /** What the next word would be attached to; '' after white space. */
  get attached(): string {
    const isApart = this.#owesSpace || (this.#cellDepth === 0 && this.#owedBreaks > 0)
    return isApart ? '' : this.#lastWord
  }

  write(value: string): void {
    // A cell or a paragraph of nothing else is empty.
    const shown = withoutHidden(value).text
    if (this.#preformattedDepth > 0 && this.#cellDepth === 0) {
      this.#writePreformatted(shown)
      return
    }
    const words = shown.split(collapsible)
    words.forEach((word, index) => {
      if (index > 0) this.#owesSpace = true
      if (word !== '') this.#append(word)
    })
  }

  breakLine(): void {
    this.#owe(1)
  }

  breakParagraph(): void {
    this.#owe(2)
  }

  openHeading(level: number): void {
    this.breakParagraph()
    this.#heading = { offset: -1, level, text: '' }
  }

  closeHeading(): void {
    const heading = this.#heading
    this.#heading = null
    if (heading && heading.offset >= 0) this.headings.push(heading)
    this.breakParagraph()
  }

  openList(): void {
    this.#owe(2)
    this.#listDepth++
  }

  closeList(): void {
    this.#listDepth--
    this.#owe(2)
  }

  /** @param marker its number, where it has one: "2." */
  openItem(marker = '-'): void {
    this.#owe(1)
    if (this.#cellDepth === 0)
      this.#owedMarker = `${'  '.repeat(Math.min(8, Math.max(0, this.#listDepth - 1)))}${marker} `
  }

  /** A table in a cell is words of that cell. */
  openTable(): void {
    this.breakParagraph()
    if (this.#cellDepth === 0) this.#grid = new TableGrid()
  }

  closeTable(): void {
    this.breakParagraph()
    if (this.#cellDepth > 0 || this.#grid === null) return
    const lines = this.#grid.finish()
    this.#grid = null
    this.#owedMarker = ''
    for (const { text } of lines) {
      if (text === '') this.breakParagraph()
      else {
        this.#writeOwed()
        this.text += text
        this.breakLine()
      }
    }
    this.breakParagraph()
  }

  /** What spans rows ends there. */
  endRowGroup(): void {
    if (this.#cellDepth === 0) this.#grid?.endGroup()
  }

  openRow(): void {
    this.#owe(1)
    if (this.#cellDepth === 0) this.#row = []
  }

  /** @param isHeader whether the format says that it names columns */
  closeRow(isHeader = false): void {
    if (this.#cellDepth === 0) this.#grid?.addRow(this.#row, isHeader)
    this.#owe(1)
  }

  openCell(): void {
    this.#cellDepth++
    this.#owesSpace = true
  }

  /** @param spans how far it reaches, and whether it is the one above */
  closeCell(spans: Omit<GridCell, 'text'> = {}): void {
    if (--this.#cellDepth > 0) return
    this.#row.push({ ...spans, text: this.#cell.join('') })
    this.#cell = []
    this.#owesSpace = false
  }

  /** @param isCode whether it stands in a fence, as in Markdown: its lines are no prose */
  openPreformatted(isCode = false): void {
    this.#owe(2)
    if (isCode && this.#preformattedDepth === 0 && this.#cellDepth === 0) this.#fence = 'owed'
    this.#preformattedDepth++
  }

  closePreformatted(): void {
    this.#preformattedDepth--
    this.#owedPreformatted = ''
    if (this.#fence === 'open') this.text += '\n```'
    this.#fence = null
    this.#owe(2)
  }

  /** Inside a line. A heading and what is preformatted are shown as they are. */
  openCode(): void {
    if (this.#heading === null && this.#preformattedDepth === 0 && this.#code === null) this.#code = 'owed'
  }

  closeCode(): void {
    if (this.#code === 'open') this.#put('`')
    this.#code = null
  }

  /** Terms before one definition stand side by side. */
  openTerm(): void {
    if (!this.#owesColon) {
      this.breakParagraph()
      return
    }
    this.#owesColon = false
    this.#put(',')
    if (this.#cellDepth === 0) this.#owedBreaks = 0
    this.#owesSpace = true
  }

  /** What it is defined as stands on its line. */
  closeTerm(): void {
    this.#owesColon = this.#lastWord !== ''
    this.#termEnd = this.#lastWord
  }

  closeDefinitions(): void {
    this.#owesColon = false
    this.breakParagraph()
  }

  #owe(breaks: number): void {
    // Inside a table's cell everything stays on the row's line.
    if (this.#cellDepth > 0) this.#owesSpace = true
    // A list stays together, whatever its items hold.
    else this.#owedBreaks = Math.max(this.#owedBreaks, this.#listDepth > 0 ? 1 : breaks)
  }

  #append(word: string): void {
    const shown = this.#code === 'owed' ? `\`${word}` : word
    if (this.#code === 'owed') this.#code = 'open'
    if (this.#cellDepth > 0) {
      this.#lastWord = (this.attached + word).slice(-maxAttached)
      if (this.#owesColon) this.#writeColon()
      this.#put(this.#owesSpace && this.#cell.length > 0 ? ` ${shown}` : shown)
      this.#owesSpace = false
      return
    }
    if (this.#heading) {
      const isApart = this.#owesSpace || this.#owedBreaks > 0
      this.#heading.text += this.#heading.text !== '' && isApart ? ` ${word}` : word
    }
    this.#lastWord = (this.attached + word).slice(-maxAttached)
    this.#writeOwed()
    if (this.#heading && this.#heading.offset < 0) this.#heading.offset = this.text.length
    this.text += shown
  }

  #put(value: string): void {
    if (this.#cellDepth > 0) this.#cell.push(value)
    else this.text += value
  }

  /** A question keeps its line, and so does what is no line itself. */
  #writeColon(): void {
    this.#owesColon = false
    const isSentence = /[?？!.…]$/.test(this.#termEnd)
    if (!isSentence && !/[:：]$/.test(this.#termEnd)) this.#put(':')
    this.#owesSpace = true
    if (this.#cellDepth > 0) return
    const isInline = this.#owedMarker === '' && this.#preformattedDepth === 0 && this.#heading === null
    this.#owedBreaks = isInline && !isSentence ? 0 : 1
  }

  #writeOwed(): void {
    if (this.#owesColon) this.#writeColon()
    const startsLine = this.text === '' || this.#owedBreaks > 0
    if (this.text !== '') this.text += '\n'.repeat(this.#owedBreaks)
    if (this.#owesSpace && !startsLine) this.text += ' '
    this.text += this.#owedMarker
    this.#owedMarker = ''
    this.#owedBreaks = 0
    this.#owesSpace = false
  }

  #writePreformatted(value: string): void {
    const startsBlock = this.#owedBreaks > 0 || this.text === ''
    // A fence begins its own line.
    if (this.#owedMarker !== '' && this.#fence === 'owed') this.#fence = null
    const body = startsBlock ? value.replace(/^(?:[ \t]*\n)+/, '') : this.#owedPreformatted + value
    const end = body.trimEnd()
    this.#owedPreformatted = body.slice(end.length)
    if (end === '') return
    if (startsBlock) this.#owesSpace = false
    this.#writeOwed()
    this.text += this.#fence === 'owed' ? `\`\`\`\n${end}` : end
    if (this.#fence === 'owed') this.#fence = 'open'
  }
}
