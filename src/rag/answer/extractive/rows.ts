// The rows of a table as they are quoted: "Team – Requests per minute: 600; Burst: 100", with the header, and with the row
// above that names their group where their own first cell is empty. Pure.
import { analyze } from '../../text/analyze.ts'
import { prose } from '../../text/prose.ts'
import { cellsOf, groupsOf, headerOf, namesOf, sampleRows } from '../../text/table.ts'

interface Span {
  readonly start: number
  readonly end: number
}

export interface RowQuote {
  /** Which of the rows. */
  readonly row: number
  readonly said: string
  readonly evidence: readonly Span[]
  /** The names of the columns in which it says something; where it is not known, what may be their names. */
  readonly columns: readonly string[]
}

/** A row farther from its header, in UTF-16 units, is quoted in two places. */
const nearChars = 400
/** Of a row whose header is not in the passage so many columns are said by themselves. */
const maxSingle = 12
/**
 * @param spans of rows without a blank line between them
 * @param columns of the table that the passage begins in the middle of; none where it begins here
 */
export function rowsOf(text: string, spans: readonly Span[], columns: readonly string[]): RowQuote[] {
  const lines = spans.map(({ start, end }) => text.slice(start, end))
  const count =
    columns.length > 0 ? 0 : headerOf(lines.slice(0, sampleRows), text.slice(spans[0]?.end, spans[1]?.start))
  const isHeaded = count > 0 && count < spans.length
  const rows = lines.map((line) => cellsOf(line).map((cell) => prose(cell)))
  const names = isHeaded ? namesOf(rows.slice(0, count)) : columns
  const header = isHeaded ? { start: spans[0]!.start, end: spans[count - 1]!.end } : undefined
  const first = isHeaded ? count : 0
  const groups = names.length > 0 ? groupsOf(rows.slice(first)) : []
  return rows.slice(first).flatMap((own, i) => {
    const row = first + i
    const span = spans[row]!
    const group = groups[i] === undefined ? undefined : first + groups[i]
    const cells = group === undefined ? own : [rows[group]![0]!, ...own.slice(1)]
    const above = group === undefined ? [] : [spans[group]!]
    const quote = { row, evidence: evidenceOf(header, above, span), columns: filledNames(cells, names) }
    // Without names the first row may hold them.
    if (names.length === 0) return [{ ...quote, columns: row === 0 ? [] : rows[0]!, said: prose(lines[row]!) }]
    if (header || isOwn(cells, names)) return [{ ...quote, said: sayRow(cells, names) }]
    return [{ ...quote, said: sayRow(cells, []) }, ...singles(cells, names).map((said) => ({ ...quote, said }))]
  })
}

function sayRow([label = '', ...values]: readonly string[], [, ...names]: readonly string[]): string {
  const named = values.flatMap((value, i) => {
    const name = names[i] ?? ''
    return value === '' ? [] : [name === '' ? value : `${name}: ${value}`]
  })
  return [label, named.join('; ')].filter((part) => part !== '').join(' – ')
}

/** Without a header to quote, names are said only as long as the row itself says the greater part. */
function isOwn([label = '', ...values]: readonly string[], [, ...names]: readonly string[]): boolean {
  return !/\d/.test(names.join()) && analyze(names.join(' ')).length <= analyze([label, ...values].join(' ')).length
}

function singles([label = '', ...values]: readonly string[], names: readonly string[]): string[] {
  return values.slice(0, maxSingle).flatMap((value, i) => {
    const pair = [label, value]
    const name = names[i + 1] ?? ''
    return label === '' || value === '' || name === '' || !isOwn(pair, ['', name]) ? [] : [sayRow(pair, ['', name])]
  })
}

function filledNames(cells: readonly string[], names: readonly string[]): string[] {
  return names.filter((name, i) => name !== '' && (cells[i] ?? '') !== '')
}

function evidenceOf(header: Span | undefined, above: readonly Span[], row: Span): readonly Span[] {
  const parts = [...(header ? [header] : []), ...above, row]
  const start = parts[0]?.start ?? row.start
  return row.end - start <= nearChars ? [{ start, end: row.end }] : parts
}
