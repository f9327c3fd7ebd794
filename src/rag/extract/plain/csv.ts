// Tables as text: CSV, TSV and their kin, RFC 4180 and what spreadsheets make of it. Each record becomes one line
// "- Name: Ada; Role: Engineer", so that a passage from the middle of a long table still says what its values are.

import { groupsOf, namesOf, sampleRows } from '../../text/table.ts'
import { headerRows } from '../../text/table-header.ts'
import type { Extracted } from '../../types.ts'
import { decodeText } from '../decode.ts'

// The comma last: it also stands within numbers.
const delimiters = ['\t', ';', '|', ','] as const
const sampleChars = 65_536
/** A longer cell in the first row is a value and not the name of a column. */
const maxNameChars = 80

/** One column is no table: such a text stays as it is. @throws AppError `binary` */
export function readCsv(bytes: Uint8Array): Extracted {
  const source = decodeText(bytes)
  const declared = /^sep=(.)\n/i.exec(source)
  const text = declared ? source.slice(declared[0].length) : source
  const delimiter = declared?.[1] ?? sniffDelimiter(text.slice(0, sampleChars))
  const plain = { layout: { pages: [], headings: [], isByLine: true }, mediaType: 'text/csv' } as const
  if (delimiter === null) return { ...plain, text: source }
  const { records, spansLines } = parseRecords(text, delimiter)
  const cells = records.map((record) => record.map((cell) => cell.replaceAll(/\s+/g, ' ').trim()))
  const widest = cells.reduce((most, record) => Math.max(most, filled(record)), 0)
  // Reports put their name above the table.
  const start = Math.max(
    0,
    cells.findIndex((record) => filled(record) > 1 && filled(record) >= widest / 2),
  )
  const said = headerRows(cells.slice(start, start + sampleRows))
  const header = said > 1 ? said : isHeader(cells, start) ? 1 : 0
  const names = header === 0 ? undefined : namesOf(cells.slice(start, start + header))
  const body = start + header
  const groups = names ? groupsOf(cells.slice(body)) : []
  const lines = cells.map((record, index) => {
    if (index < start) return record.filter(Boolean).join(' ')
    if (index < body) return record.filter(Boolean).join('; ')
    const group = groups[index - body]
    const told = group === undefined ? record : [cells[body + group]?.[0] ?? '', ...record.slice(1)]
    const shown = told.flatMap((cell, column) => {
      const name = names?.[column] ?? ''
      return cell === '' ? [] : [name === '' ? cell : `${name}: ${cell}`]
    })
    return shown.length === 0 ? '' : `- ${shown.join('; ')}`
  })
  // A line of this text is a line of the file only where no record takes several.
  const { isByLine, ...layout } = plain.layout
  return { ...plain, text: lines.join('\n'), layout: spansLines || declared ? layout : { ...layout, isByLine } }
}

function filled(record: readonly string[]): number {
  return record.filter((cell) => cell !== '').length
}

/** The one that cuts most lines into the same number of cells, and into more than one. */
function sniffDelimiter(sample: string): string | null {
  let best: { delimiter: string; score: number } | null = null
  for (const delimiter of delimiters) {
    // The last line may be cut by the sample.
    const widths = parseRecords(sample, delimiter).records.filter((record) => filled(record) > 0)
    const counts = new Map<number, number>()
    for (const { length } of widths) counts.set(length, (counts.get(length) ?? 0) + 1)
    for (const [width, count] of counts) {
      const score = (count / widths.length) * (1 + Math.log(width))
      if (width > 1 && count >= widths.length / 3 && score > (best?.score ?? 0)) best = { delimiter, score }
    }
  }
  return best?.delimiter ?? null
}

/** https://www.rfc-editor.org/rfc/rfc4180 and leniently: a quote inside an unquoted cell is a character like any. */
function parseRecords(text: string, delimiter: string): { records: string[][]; spansLines: boolean } {
  const records: string[][] = []
  let record: string[] = []
  let spansLines = false
  let at = 0
  while (at < text.length) {
    let cell = ''
    if (text[at] === '"') {
      const end = endOfQuoted(text, at + 1)
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      spansLines ||= cell.includes('\n')
      at = text[end] === '"' ? end + 1 : end
    }
    const next = nextBreak(text, at, delimiter)
    cell += text.slice(at, next)
    record.push(cell)
    at = next + 1
    if (text[next] !== delimiter) {
      records.push(record)
      record = []
    } else if (at === text.length) record.push('')
  }
  if (record.length > 0) records.push(record)
  return { records, spansLines }
}

/** Where the closing quote stands. One that is never closed closes with its line: all below would be one cell. */
function endOfQuoted(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  const line = text.indexOf('\n', from)
  return line < 0 ? text.length : line
}

function nextBreak(text: string, from: number, delimiter: string): number {
  let at = from
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n') at++
  return at
}

/** Names are words, each its own, above at least one record. */
function isHeader(cells: readonly (readonly string[])[], start: number): boolean {
  const names = cells[start]
  if (names === undefined || !cells.slice(start + 1).some((record) => filled(record) > 0)) return false
  const given = names.filter((name) => name !== '')
  const areWords = given.every((name) => name.length <= maxNameChars && /\p{L}/u.test(name) && !isValue(name))
  return areWords && given.length >= names.length / 2 && new Set(given).size === given.length
}

function isValue(cell: string): boolean {
  return /^[-+(]?\p{Sc}?\s*\d[\d.,\s]*%?\)?$|\d{4}-\d{2}-\d{2}|^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$|^https?:/iu.test(cell)
}
