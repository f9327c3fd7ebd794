// Pure: a page's lines to paragraphs, and a sentence that a page break cuts to one. What is joined here is joined by place,
// size and the words seen elsewhere in the same document.
import { sentences } from '../../text/sentences.ts'
import { listMarker, medianLeading, type PdfLine, usualSize } from './lines.ts'
import type { PageLines } from './running-heads.ts'

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

/** Lines that belong together, as text. */
interface Paragraph {
  readonly text: string
  readonly first: PdfLine
  readonly last: PdfLine
}

/** One page's paragraphs; lines of a table or list stay lines of theirs. */
function toParagraphs(lines: readonly PdfLine[], words: ReadonlySet<string>): Paragraph[] {
  const leading = medianLeading(lines)
  const paragraphs: [PdfLine, ...PdfLine[]][] = []
  let previous: PdfLine | undefined
  for (const line of lines) {
    const open = paragraphs.at(-1)
    if (open === undefined || previous === undefined || startsParagraph(previous, line, leading))
      paragraphs.push([line])
    else open.push(line)
    previous = line
  }
  return paragraphs.map((paragraph) => ({
    text: joinLines(paragraph, words),
    first: paragraph[0],
    last: paragraph.at(-1) ?? paragraph[0],
  }))
}

/** Each page's text, its paragraphs a blank line apart. A sentence that goes on overleaf stands where it begins. */
export function toTexts(pages: readonly PageLines[], words: ReadonlySet<string>): string[] {
  const read = pages.map(({ body }) => toParagraphs(body, words))
  const filled = read.flatMap((paragraphs, page) => (paragraphs.length > 0 ? [page] : []))
  for (const [index, page] of filled.slice(1).entries()) joinOverleaf(read, pages, filled[index]!, page, words)
  const outer = (lines: readonly PdfLine[]) => lines.map((line) => joinLines([line], words))
  return pages.map(({ head, foot }, page) =>
    [...outer(head), ...read[page]!.map(({ text }) => text), ...outer(foot)].join('\n\n'),
  )
}

function joinOverleaf(
  read: readonly Paragraph[][],
  pages: readonly PageLines[],
  page: number,
  next: number,
  words: ReadonlySet<string>,
): void {
  // Notes and captions in another size are no part of the running text.
  const [size, nextSize] = [usualSize(pages[page]!.body), usualSize(pages[next]!.body)]
  const at = read[page]!.findLastIndex(({ last }) => isSize(last.fontSize, size))
  const from = read[next]!.findIndex(({ first }) => !first.isRow && isSize(first.fontSize, nextSize))
  const [open, rest] = [read[page]![at], read[next]![from]]
  if (!open || !rest || !goesOn(open.last, rest, pages[page]!.body)) return
  const joined = joinWords(open.text, rest.text, words)
  const end = sentences(joined).find((sentence) => sentence.end > open.text.length)?.end ?? joined.length
  if (end - open.text.length > longestRest) return
  read[page]![at] = { ...open, text: joined.slice(0, end) }
  const left = joined.slice(end).trimStart()
  read[next]!.splice(from, 1, ...(left === '' ? [] : [{ ...rest, text: left }]))
}

/** Characters: what is longer than that is no rest of a sentence. */
const longestRest = 1000

function goesOn(last: PdfLine, { first, last: end }: Paragraph, lines: readonly PdfLine[]): boolean {
  if (last.isRow || sentenceEnd.test(last.text) || listMarker.test(first.text)) return false
  if (!isSize(first.fontSize, last.fontSize)) return false
  // A line that stops well before the margin was ended on purpose: a caption, a title.
  const column = lines.filter(
    ({ left, fontSize }) => Math.abs(left - last.left) < last.fontSize * 3 && isSize(fontSize, last.fontSize),
  )
  const right = column.reduce((most, line) => Math.max(most, line.right), last.right)
  const share = (last.right - last.left) / (right - last.left)
  if (/^\p{Ll}/u.test(first.text)) return share > 0.6
  // A name or a number may begin the next page too, but so does what is not of the text: a figure, a table.
  const words = first.text.split(' ')
  const isProse =
    unspaced.test(first.text[0] ?? '') || words.filter((word) => /^\p{Ll}/u.test(word)).length > words.length * 0.3
  return share > 0.85 && column.length > 2 && first !== end && isProse
}

function isSize(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(one, other) * 0.12
}

export const sentenceEnd = /[.!?:;。！？]["'”’)\]]*$/

function startsParagraph(previous: PdfLine, line: PdfLine, leading: number): boolean {
  const step = previous.y - line.y
  const size = Math.max(previous.fontSize, line.fontSize)
  const goesOn = !sentenceEnd.test(previous.text) && /^\p{Ll}/u.test(line.text)
  const sameSize = isSize(previous.fontSize, line.fontSize)
  // Up the page: the next column. A sentence may run on there.
  if (step < -size) return !(goesOn && sameSize)
  if (step > Math.min(Math.max(leading, size), size * 3) * 1.35) return true
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
