// Text as a terminal shows it: in lines of a width, with marks for what is bold or dim. Pure. Refuses whatever could move
// the cursor, hide text or turn its direction: control characters of a document or a message never get there.
import { unseen } from '../../unseen.ts'

/** As it was typed, so that lines stay aligned; without what cannot be seen. Line ends are `\n`. */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll('\t', '    ')
    .replace(unseen, '')
}

export const oneLine = (text: string) => clean(text).replace(/\s+/g, ' ').trim()

// What is bold or dim is marked by control characters, which nothing has that was cleaned.
const styles = { bold: '\u0001', dim: '\u0002', end: '\u0003' }
const ansi = { bold: '\u001B[1m', dim: '\u001B[2m', end: '\u001B[0m' }

/** @param text cleaned */
export const bold = (text: string) => (text === '' ? '' : `${styles.bold}${text}${styles.end}`)
export const dim = (text: string) => (text === '' ? '' : `${styles.dim}${text}${styles.end}`)

/** What was marked as the terminal's own styles (ECMA-48, SGR), or without any. */
export function paint(text: string, isStyled: boolean): string {
  return (['bold', 'dim', 'end'] as const).reduce(
    (painted, name) => painted.replaceAll(styles[name], isStyled ? ansi[name] : ''),
    text,
  )
}

const joined = /[\p{M}\p{Cc}\p{Cf}]/u
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u

function columnsOf(character: string): number {
  if (character >= ' ' && character <= '~') return 1
  return joined.test(character) ? 0 : wide.test(character) ? 2 : 1
}

/** In columns, about: a terminal has the last word on emoji of several characters. */
export function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

/** At most so many columns of one line, with `…` where something is left out. */
export function cut(text: string, columns: number): string {
  let width = 0
  let end = 0
  let room = 0
  for (const character of text) {
    width += columnsOf(character)
    if (width > columns) return `${text.slice(0, room).trimEnd()}…`
    end += character.length
    if (width < columns) room = end
  }
  return text
}

/** The same from the end. */
export function cutStart(text: string, columns: number): string {
  const tail = [...text.slice(-2 * columns)]
  if (tail.join('') === text && widthOf(text) <= columns) return text
  let width = 1
  let start = tail.length
  while (start > 0 && width + columnsOf(tail[start - 1]!) <= columns) {
    start -= 1
    width += columnsOf(tail[start]!)
  }
  return `…${tail.slice(start).join('')}`
}

/**
 * Lines of at most so many columns, but for a word that is longer: an address has to stay whole.
 * @param hang what the lines below the first begin with @param first what that begins with, as wide as `hang`
 */
export function wrap(text: string, columns: number, hang = '', first = hang): string {
  const room = columns - widthOf(hang)
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line: string[] = []
    let width = 0
    for (const word of paragraph.split(' ').filter((one) => one !== '')) {
      const added = widthOf(word)
      if (line.length > 0 && width + 1 + added > room) {
        lines.push(line.join(' '))
        line = []
        width = 0
      }
      width += added + (line.length > 0 ? 1 : 0)
      line.push(word)
    }
    lines.push(line.join(' '))
  }
  return lines.map((line, i) => ((i === 0 ? first : hang) + line).trimEnd()).join('\n')
}
