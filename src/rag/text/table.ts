// Rows of tables: their cells, which of them are the header, what its columns are called, and how a chunk that begins
// inside a table carries the names along: as the last part of its path of headings. Pure.
import { headerRows } from './table-header.ts'

const separator = ' › '
/** A header longer than this, in UTF-16 units, is a row of prose and names no columns. */
const maxHeader = 300
/** So many rows say whether the first ones are a header. */
export const sampleRows = 8

/** Of a table with groups, these rows are about all of them. */
const total =
  /^(?:(?:grand |sub-?)?totals?|sums?|overall|averages?|all|(?:gesamt|zwischen)?summe|gesamt|insgesamt|total général|totale?s?)\b/i

/** `|---|:--:|`: the line between a table's header and its rows, or a bare rule of three dashes and more. */
export function isTableRule(line: string): boolean {
  return line.includes('---') && !/[^\s:|-]/.test(line)
}

/** Whether a blank line stands between two rows: they are of two tables. */
export function isParted(between: string): boolean {
  return /\n[^\S\n]*\n/.test(between)
}

/** The cells of a line, outer white space excluded. Empty ones keep their place; `\|` is a character of a cell. */
export function cellsOf(line: string): string[] {
  return line
    .replace(/^\s*\||(?<!\\)\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim().replaceAll('\\|', '|'))
}

/** The line of a row, as in GitHub's Markdown; nothing of it can be taken for the end of a cell. */
export function rowOf(cells: readonly string[]): string {
  return `|${cells.map((cell) => (cell === '' ? ' |' : ` ${cell.replaceAll('|', '\\|')} |`)).join('')}`
}

/** What stands between a header and its rows. */
export function ruleOf(columns: number): string {
  return `|${' --- |'.repeat(columns)}`
}

/**
 * How many of a table's first rows are its header: the first one above a rule, and those whose cells say it.
 * @param rows the first ones, `sampleRows` or all there are
 * @param between what stands between the first two
 */
export function headerOf(rows: readonly string[], between: string): number {
  const isRuled = between.split(/[\n\r\u2028\u2029]/).some(isTableRule)
  const said = headerRows(rows.map(cellsOf))
  return isRuled ? Math.max(1, said) : said
}

/** Whether lines with a single bar between two cells, which might be anything, are things and values below their names. */
export function arePairs(lines: readonly string[]): boolean {
  const rows = lines.map(cellsOf)
  return rows.length > 2 && rows.every(({ length }) => length === 2) && headerRows(rows) > 0
}

/** One name a column: those of all rows, a group's with each of its columns: "Allowance, City". */
export function namesOf(rows: readonly (readonly string[])[]): string[] {
  const names: string[][] = []
  for (const [i, row] of rows.entries()) {
    let group = ''
    const below = rows[i + 1] ?? []
    for (let column = 0; column < Math.max(row.length, below.length); column++) {
      const own = row[column] ?? ''
      if (column > 0 && own !== '') group = own
      // An empty cell above a name belongs to the group on its left, which never is the rows' own column.
      const name = own === '' && (below[column] ?? '') !== '' ? group : own
      const found = names[column] ?? []
      if (name !== '' && found.at(-1) !== name) found.push(name)
      names[column] = found
    }
  }
  return Array.from(names, (parts = []) => parts.join(', '))
}

/**
 * By row the one above that names its group: where the name stands in the first row of each group and the cells below it
 * are empty. A single empty cell among names is one.
 */
export function groupsOf(rows: readonly (readonly string[])[]): (number | undefined)[] {
  let named: number | undefined
  const names = new Set<number>()
  let count = 0
  const found = rows.map(([label = '', next = ''], i) => {
    if (label !== '') {
      named = i
      count += 1
      return undefined
    }
    if (named === undefined || next === '' || total.test(next)) return undefined
    names.add(named)
    return named
  })
  const below = found.filter((group) => group !== undefined).length
  const areGroups = (names.size > 1 || count === 1) && below > 1 && 2 * below >= count
  return areGroups ? found : []
}

/** The path with the names of the columns: "Fleet › Plate | Driver"; as it is when the header names none. */
export function withColumns(path: string, header: readonly string[]): string {
  const names = header.map((name) => name.replaceAll(/\s+/g, ' '))
  const columns = names.join(' | ')
  if (names.length < 2 || columns.length > maxHeader || !/\p{L}/u.test(columns)) return path
  return path === '' ? columns : `${path}${separator}${columns}`
}

/**
 * Takes apart what `withColumns` joined.
 * @param text of the chunk: only one that begins with a row of a table has columns
 * @returns no columns where the path is one of headings alone
 */
export function splitColumns(
  path: string,
  text: string,
): { readonly path: string; readonly columns: readonly string[] } {
  const at = path.lastIndexOf(separator)
  const columns = path.slice(at < 0 ? 0 : at + separator.length).split(' | ')
  const [line = ''] = text.split('\n', 1)
  if (columns.length < 2 || !line.includes('|') || cellsOf(line).length > columns.length) return { path, columns: [] }
  return { path: at < 0 ? '' : path.slice(0, at), columns }
}
