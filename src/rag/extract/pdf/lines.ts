// Pure: a PDF's placed strings to lines, and lines to paragraphs. A PDF knows neither words nor paragraphs; what is
// joined here is joined by place, size and the words seen elsewhere in the same document.

/** A string as PDF.js places it; x grows to the right, y upwards, in points. */
export interface PdfItem {
  readonly str: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly fontSize: number
  readonly hasEOL: boolean
}

export interface PdfLine {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly y: number
  readonly fontSize: number
  /** Holds a gap that no space between words is: a row of a table. */
  readonly isRow: boolean
}

export function toLines(items: readonly PdfItem[]): PdfLine[] {
  const lines: PdfLine[] = []
  let parts: PdfItem[] = []
  const close = () => {
    const text = cleanLine(parts.map(({ str }) => str).join(''))
    const inked = parts.filter(({ str }) => str.trim() !== '')
    const first = inked[0]
    parts = []
    if (first === undefined || text === '') return
    const main = inked.reduce((longest, item) => (item.str.length > longest.str.length ? item : longest))
    const left = inked.reduce((least, { x }) => Math.min(least, x), first.x)
    const right = inked.reduce((most, { x, width }) => Math.max(most, x + width), first.x)
    const isRow =
      !listMarker.test(text) && inked.some((item, index) => gapBefore(item, inked[index - 1]) > main.fontSize * 1.5)
    lines.push({ text, left, right, y: main.y, fontSize: main.fontSize, isRow })
  }
  for (const item of items) {
    parts.push(item)
    if (item.hasEOL) close()
  }
  close()
  return lines
}

/** Texts without a place on the page: each a paragraph of its own. */
export function toLooseLines(texts: readonly string[]): PdfLine[] {
  return texts.flatMap((text, index) => {
    const line = cleanLine(text)
    return line === '' ? [] : [{ text: line, left: 0, right: 0, y: -1000 * (index + 1), fontSize: 1, isRow: false }]
  })
}

function gapBefore(item: PdfItem, previous: PdfItem | undefined): number {
  return previous === undefined ? 0 : item.x - (previous.x + previous.width)
}

function cleanLine(text: string): string {
  // A soft hyphen means something only at the end of a line.
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/\u00ad(?!\s*$)/g, '')
    .trim()
}

/** Lower-case words of the whole document, with hyphens inside lines but without the halves at line ends. */
export function collectWords(lines: readonly PdfLine[]): ReadonlySet<string> {
  const words = new Set<string>()
  let followsHyphen = false
  for (const { text } of lines) {
    const start = followsHyphen ? text.replace(/^\S+/, '') : text
    followsHyphen = lineEndHyphen.test(text)
    const whole = followsHyphen ? start.replace(/(?<!\S)\S+$/, '') : start
    for (const [word] of whole.toLowerCase().matchAll(/\p{L}+(?:-\p{L}+)*/gu)) words.add(word)
  }
  return words
}

/** One page's lines as paragraphs a blank line apart; lines of a table or list stay lines. */
export function toText(lines: readonly PdfLine[], words: ReadonlySet<string>): string {
  const leading = medianLeading(lines)
  const paragraphs: PdfLine[][] = []
  let previous: PdfLine | undefined
  for (const line of lines) {
    const open = paragraphs.at(-1)
    if (open === undefined || previous === undefined || startsParagraph(previous, line, leading))
      paragraphs.push([line])
    else open.push(line)
    previous = line
  }
  return paragraphs.map((paragraph) => joinLines(paragraph, words)).join('\n\n')
}

/** The usual distance between two lines of this page, in points; double-spaced pages have their own. */
function medianLeading(lines: readonly PdfLine[]): number {
  const steps = lines
    .slice(1)
    .map((line, index) => lines[index]!.y - line.y)
    .filter((step) => step > 1)
    .sort((a, b) => a - b)
  return steps[Math.floor((steps.length - 1) / 2)] ?? 0
}

const sentenceEnd = /[.!?:;。！？]["'”’)\]]*$/
const listMarker = /^(?:[•◦▪●■‣·–—*]|\(?(?:\d{1,3}|[a-z])[.)])\s/

function startsParagraph(previous: PdfLine, line: PdfLine, leading: number): boolean {
  const step = previous.y - line.y
  const size = Math.max(previous.fontSize, line.fontSize)
  const goesOn = !sentenceEnd.test(previous.text) && /^\p{Ll}/u.test(line.text)
  const sameSize = Math.abs(previous.fontSize - line.fontSize) <= size * 0.12
  // Up the page: the next column. A sentence may run on there.
  if (step < -size) return !(goesOn && sameSize)
  if (step > Math.max(leading, size) * 1.35) return true
  if (!sameSize) return !goesOn
  const indent = line.left - previous.left
  return indent > size * 0.6 && indent < size * 4 && sentenceEnd.test(previous.text) && !listMarker.test(previous.text)
}

function joinLines(paragraph: readonly PdfLine[], words: ReadonlySet<string>): string {
  const columns: PdfLine[][] = []
  for (const line of paragraph) {
    const column = columns.at(-1)
    if (column === undefined || line.y > column.at(-1)!.y + line.fontSize) columns.push([line])
    else column.push(line)
  }
  const joined = columns.map((lines) => {
    const left = lines.reduce((least, line) => Math.min(least, line.left), Number.POSITIVE_INFINITY)
    const right = lines.reduce((most, line) => Math.max(most, line.right), 0)
    return lines.reduce((text, line, index) => {
      const previous = lines[index - 1]
      if (previous === undefined) return line.text
      // A line that stops well before the margin was ended on purpose.
      const wasEnded = previous.right < right - (right - left) * 0.25 || previous.isRow || line.isRow
      return listMarker.test(line.text) || wasEnded ? `${text}\n${line.text}` : joinWords(text, line.text, words)
    }, '')
  })
  return joined.reduce((text, column) => joinWords(text, column, words)).replaceAll('\u00ad', '')
}

// A longer word is none, and a long paragraph is not read again for each of its lines.
const maxWord = 100
const lineEndHyphen = /\p{L}[-\u2010\u00ad]$/u
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}、。，]/u

/** Two halves become one word when the document, or failing that their look, says that they are one. */
function joinWords(text: string, next: string, words: ReadonlySet<string>): string {
  if (text.endsWith('\u00ad')) return text.slice(0, -1) + next
  const end = text.slice(-maxWord)
  if (lineEndHyphen.test(end)) {
    const head = /(?<![\p{L}\p{M}])[\p{L}\p{M}]+(?=.$)/u.exec(end)?.[0].toLowerCase() ?? ''
    const tail = /^[\p{L}\p{M}]+/u.exec(next)?.[0] ?? ''
    // "Anglo-\nSaxon", "non-\n5G", "pre-\nand post-": the hyphen is the writer's.
    if (!/^\p{Ll}/u.test(tail)) return tail === '' ? `${text} ${next}` : text + next
    if (words.has(head + tail)) return text.slice(0, -1) + next
    const isCompound = words.has(`${head}-${tail}`) || (head.length > 2 && words.has(head) && words.has(tail))
    return isCompound ? text + next : text.slice(0, -1) + next
  }
  return text + (unspaced.test(text.at(-1) ?? '') && unspaced.test(next[0] ?? '') ? '' : ' ') + next
}
