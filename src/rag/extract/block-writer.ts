// Builds readable text from a stream of blocks and words: white space collapsed, paragraphs a blank line apart.
// Breaks are written only when text follows, so empty blocks leave no trace.
import { withoutHidden } from '../../unseen.ts'

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
  #cellsInRow = 0
  #rowStart = 0
  #owedSeparators = 0
  /** Columns of the rule that stands between a header and the first row with text. */
  #owedRule = 0
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

  openRow(): void {
    this.#owe(1)
    if (this.#cellDepth > 0) return
    this.#cellsInRow = 0
    this.#rowStart = this.text.length
  }

  /** @param isHeader whether a rule follows, which tells the names of columns from values, as in Markdown */
  closeRow(isHeader = false): void {
    const isWritten = this.text.length > this.#rowStart
    if (this.#cellDepth === 0 && isHeader && isWritten && this.#cellsInRow > 1) this.#owedRule = this.#cellsInRow
    this.breakLine()
  }

  openCell(): void {
    // An empty cell keeps its place in the row, but not at its end.
    if (this.#cellDepth === 0 && this.#cellsInRow++ > 0) this.#owedSeparators++
    this.#cellDepth++
    this.#owesSpace = true
  }

  closeCell(): void {
    this.#cellDepth--
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
    else {
      this.#owedSeparators = 0
      this.#owedBreaks = Math.max(this.#owedBreaks, this.#listDepth > 0 ? 1 : breaks)
    }
  }

  #append(word: string): void {
    if (this.#heading) {
      const isApart = this.#owesSpace || this.#owedBreaks > 0
      this.#heading.text += this.#heading.text !== '' && isApart ? ` ${word}` : word
    }
    this.#writeOwed()
    if (this.#heading && this.#heading.offset < 0) this.#heading.offset = this.text.length
    this.text += word
  }

  #writeOwed(): void {
    if (this.#owedRule > 0) {
      // A header alone, with a new paragraph below it, heads nothing.
      if (this.#owedBreaks === 1) this.text += `\n${Array(this.#owedRule).fill('---').join(' | ')}`
      this.#owedRule = 0
    }
    const startsLine = this.text === '' || this.#owedBreaks > 0
    if (this.text !== '') this.text += '\n'.repeat(this.#owedBreaks)
    if (this.#owedSeparators > 0) this.text += `${startsLine ? '' : ' '}${'| '.repeat(this.#owedSeparators)}`
    else if (this.#owesSpace && !startsLine) this.text += ' '
    this.text += this.#owedMarker
    this.#owedMarker = ''
    this.#owedBreaks = this.#owedSeparators = 0
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
