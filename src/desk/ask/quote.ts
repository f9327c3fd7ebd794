// Quotes as they are shown: the words, without the markup of the document they stand in. Pure. What is stored and what the
// APIs say stays letter for letter what the document says.
import type { Part } from '../../card.ts'

export type Table = Extract<Part, { kind: 'table' }>

const isFence = (line: string) => /^\s{0,12}(?:```[^`]*$|~~~)/.test(line)
const isRow = (line: string) => line.length > 2 && line.startsWith('|') && line.endsWith('|')
const isRule = (line: string) => line.includes('---') && !/[^\s:|-]/.test(line)

/** Of `| a | b \| c |`: `a`, `b | c`. */
const cellsOf = (row: string): string[] =>
  row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => inline(cell.replaceAll('\\|', '|').trim()))

/** Without the marks of bold runs and code: marks inside of words are none, as in `x**2`. */
const inline = (text: string): string =>
  text
    .replace(/(?<![\p{L}\p{N}*])\*\*([^\s*][^*\n]*)\*\*(?![\p{L}\p{N}*])/gu, '$1')
    .replace(/(?<!`)`([^`\n]+)`(?!`)/g, '$1')

/** A quote in words, a line for each of its lines: rows of a table with their cells apart, and all of them on one. */
export function quoteText(quote: string): string {
  const lines: string[] = []
  let isCode = false
  let rows: string[] = []
  const endTable = () => {
    if (rows.length > 0) lines.push(rows.join('; '))
    rows = []
  }
  for (const line of quote.split('\n')) {
    const trimmed = line.trim()
    if (isRow(trimmed) && !isCode) {
      const cells = cellsOf(trimmed).filter((cell) => cell !== '')
      if (!isRule(trimmed) && cells.length > 0) rows.push(cells.join(' · '))
      continue
    }
    endTable()
    if (isFence(line)) isCode = !isCode
    else if (isCode) lines.push(line)
    else if (!isRule(trimmed)) lines.push(inline(line.replace(/^\s{0,3}(?:#{1,6} |> )/, '')))
  }
  endTable()
  return lines.join('\n')
}

/**
 * The rows of a quoted table that an answer speaks of, below the names of its columns; null where the quote is none, or
 * they are fewer than two: what a sentence says is said already.
 * @param said the answer, with the first cell of each such row in it
 */
export function quotedTable(quote: string, said: string): Table | null {
  const [header, rule, ...rows] = quote.split('\n').map((line) => line.trim())
  if (header === undefined || rule === undefined || !isRow(header) || !isRule(rule)) return null
  const told = rows
    .filter(isRow)
    .map(cellsOf)
    .filter(([first = '']) => first !== '' && speaksOf(said, first))
  return told.length < 2 ? null : { kind: 'table', header: cellsOf(header), rows: told }
}

/** `Plan 1` is not spoken of where `Plan 12` is. */
function speaksOf(said: string, name: string): boolean {
  for (let at = said.indexOf(name); at >= 0; at = said.indexOf(name, at + 1)) {
    const isWithin = /^[\p{L}\p{N}]/u.test(said.slice(at + name.length)) || /[\p{L}\p{N}]$/u.test(said.slice(0, at))
    if (!isWithin) return true
  }
  return false
}
