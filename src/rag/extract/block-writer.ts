// Builds readable text from a stream of blocks and words: white space collapsed, paragraphs a blank line apart.
// Breaks are written only when text follows, so empty blocks leave no trace. Tables are written at their end, by rows.
import { withoutHidden } from '../../unseen.ts'
import { type GridCell, TableGrid } from './table-grid.ts'

const collapsible = /[ \t\n\r\f\u00a0]+/

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
  #heading: { offset: number; level: number; text: string } | null = null

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

  openItem(): void {
    this.#owe(1)
    if (this.#cellDepth === 0) this.#owedMarker = `${'  '.repeat(Math.min(8, Math.max(0, this.#listDepth - 1)))}- `
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

  openPreformatted(): void {
    this.#owe(2)
    this.#preformattedDepth++
  }

  closePreformatted(): void {
    this.#preformattedDepth--
    this.#owedPreformatted = ''
    this.#owe(2)
  }

  #owe(breaks: number): void {
    // Inside a table's cell everything stays on the row's line.
    if (this.#cellDepth > 0) this.#owesSpace = true
    // A list stays together, whatever its items hold.
    else this.#owedBreaks = Math.max(this.#owedBreaks, this.#listDepth > 0 ? 1 : breaks)
  }

  #append(word: string): void {
    if (this.#cellDepth > 0) {
      this.#cell.push(this.#owesSpace && this.#cell.length > 0 ? ` ${word}` : word)
      this.#owesSpace = false
      return
    }
    if (this.#heading) {
      const isApart = this.#owesSpace || this.#owedBreaks > 0
      this.#heading.text += this.#heading.text !== '' && isApart ? ` ${word}` : word
    }
    this.#writeOwed()
    if (this.#heading && this.#heading.offset < 0) this.#heading.offset = this.text.length
    this.text += word
  }

  #writeOwed(): void {
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
    const body = startsBlock ? value.replace(/^(?:[ \t]*\n)+/, '') : this.#owedPreformatted + value
    const end = body.trimEnd()
    this.#owedPreformatted = body.slice(end.length)
    if (end === '') return
    if (startsBlock) this.#owesSpace = false
    this.#writeOwed()
    this.text += end
  }
}
