// Rows of tables: their cells, which row is the header, and how a chunk that begins inside a table carries the header
// along: as the last part of its path of headings. Pure.

const separator = ' › '
/** A header longer than this, in UTF-16 units, is a row of prose and names no columns. */
const maxHeader = 300

/** `|---|:--:|`: the line between a table's header and its rows, or a bare rule of three dashes and more. */
export function isTableRule(line: string): boolean {
  return line.includes('---') && !/[^\s:|-]/.test(line)
}

/** The cells of a line, outer white space excluded. Empty ones keep their place. */
export function cellsOf(line: string): string[] {
  return line
    .replace(/^\s*\||\|\s*$/g, '')
    .split('|')
    .map((cell) => cell.trim())
}

/**
 * A first row above a rule, or one of three and more cells without a number above one with.
 * @param between what stands between the two rows
 */
export function isHeader(row: string, between: string, next: string): boolean {
  if (between.split(/[\n\r\u2028\u2029]/).some(isTableRule)) return true
  return cellsOf(row).length > 2 && !/\d/.test(row) && /\d/.test(next)
}

/** The path with the names of the columns: "Fleet › Plate | Driver"; as it is when the header names none. */
export function withColumns(path: string, header: string): string {
  const names = cellsOf(header).map((name) => name.replaceAll(/\s+/g, ' '))
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
