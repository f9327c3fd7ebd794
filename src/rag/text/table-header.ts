// How many of a table's first rows name its columns, where nothing but their cells says it. Pure, and strict: a row that is
// taken for a header is no answer any more, and names its columns wrongly.

type Cells = readonly string[]

const year = /^(?:19|20)\d\d$/
/** A longer one, in UTF-16 units, is text. */
const maxName = 60
/** What a thing has and not what it is: "Phone | 4410" is a name and its value, not a thing and its price. */
const attribute =
  /\b(?:address|amount|area|author|budget|capacity|contact|cost|date|deadline|deputy|duration|e?-?mail|fax|fee|floor|height|hours|length|limit|location|manager|mobile|name|number|opened|opening|owner|phone|price|quantity|rate|revision|room|size|start|status|telephone|time|title|type|updated|value|version|website|weight|width|year)s?:?$/i

/**
 * @param rows cells of the first ones, in order; what a cell spans but the first of it is empty or the same again
 * @param isSpanned whether a cell of the first row is known to span several columns
 */
export function headerRows(rows: readonly Cells[], isSpanned = false): number {
  const [first = [], second = [], third = []] = rows
  if (groups(first, second)) {
    if (groups(second, third) && isBody(rows.slice(3), isSpanned)) return 3
    if (isBody(rows.slice(2), isSpanned)) return 2
  }
  if (second.length === 0) return 0
  if (first.length > 2) return isNamed(first) && isOfValues(second) ? 1 : 0
  return first.length === 2 && isOfPairs(first, rows.slice(1)) ? 1 : 0
}

/** Names without a number; or years, each another, beside a name. */
function isNamed(row: Cells): boolean {
  const years = row.filter((cell) => year.test(cell))
  const isOnce = new Set(years).size === years.length
  return !/\d/.test(row.filter((cell) => !year.test(cell)).join()) && years.length !== 1 && isOnce
}

function isOfValues(row: Cells): boolean {
  return row.some((cell) => /\d/.test(cell) && !year.test(cell))
}

/** "Country | Allowance | | Meals" above " | City | Land | ": each row names what the other leaves open. */
function groups(upper: Cells, lower: Cells): boolean {
  const [corner = '', under = ''] = [upper[0], lower[0]]
  if (corner !== '' && under !== '' && corner !== under && corner !== upper[1]) return false
  const width = Math.max(upper.length, lower.length)
  // What spans several columns is there again in each.
  const names = upper.filter((cell, column) => cell !== upper[column - 1])
  if (width < 3 || !isNamed(names) || /\d/.test(lower.filter((cell) => !year.test(cell)).join())) return false
  let covered = 0
  for (let column = 1; column < width; column++) {
    const [above = '', below = ''] = [upper[column], lower[column]]
    if (above === '' && below === '') return false
    if (below !== '' && below !== above && (above === upper[column - 1] || (above === '' && column > 1))) covered += 1
  }
  return covered > 0
}

function isBody(rows: readonly Cells[], isSpanned: boolean): boolean {
  if (rows.length === 0 || (rows[0]?.[0] ?? '') === '') return false
  if (rows.every((row) => isOfValues(row.slice(1)))) return true
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0)
  return isSpanned && rows.length > 1 && rows.every((row) => row.length === width && !row.includes(''))
}

/** Things and one value each, below their names; facts of one thing have their names on the left. */
function isOfPairs([left = '', right = '']: Cells, body: readonly Cells[]): boolean {
  if (left === '' || right === '' || body.length < 2 || /\d/.test(left + right)) return false
  if (left.length > maxName || right.length > maxName) return false
  const isPair = ([name = '', value = '', ...rest]: Cells) =>
    name !== '' && name.length <= maxName && !attribute.test(name) && /\d/.test(value || '0') && rest.length === 0
  return body.every(isPair) && body.filter(([, value = '']) => value !== '').length > 1
}
