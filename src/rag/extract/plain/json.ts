// JSON and JSON Lines as lines that people can read: "- path: value" for settings, one line for each record of a list,
// long texts as paragraphs. What does not parse is read as the plain text it is.
import { AppError } from '../../../errors.ts'
import type { Extracted } from '../../types.ts'
import { toIsoDate } from '../dates.ts'
import { decodeText } from '../decode.ts'

/** @throws AppError `binary`, `too-large` */
export function readJson(bytes: Uint8Array): Extracted {
  const source = decodeText(bytes)
  const value = parseJson(source) ?? parseJsonLines(source)
  if (value === undefined)
    return { text: source, layout: { pages: [], headings: [], isByLine: true }, mediaType: 'text/plain' }
  const text = toLines(value)
  return { text, layout: { pages: [], headings: [] }, ...ownWords(value), mediaType: 'application/json' }
}

// Deeper ones are generated and hold no words; each level costs a stack frame.
const maxDepth = 64
/** A text from here on is read as a paragraph, not as a value. */
const paragraphChars = 200
/** A longer text is no name of a column. */
const maxName = 80
/** A record with more than this is told line by line. */
const recordChars = 1000
// UTF-16 units.
const maxText = 32 * 1024 * 1024

/** @returns undefined for what is no JSON, and for a lone value, which is plain text */
function parseJson(source: string): unknown {
  try {
    const value: unknown = JSON.parse(source)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** A line that is cut or broken does not take the others along, while most are whole. */
function parseJsonLines(source: string): unknown[] | undefined {
  const lines = source.split('\n').filter((line) => line.trim() !== '')
  if (!/^\s*[{[]/.test(lines[0] ?? '')) return undefined
  const values = lines.map((line) => parseJson(line) ?? line)
  const broken = values.filter((value) => typeof value === 'string').length
  return lines.length > 1 && broken <= lines.length / 10 ? values : undefined
}

/** What a document that is one object says of itself. */
function ownWords(value: unknown): Pick<Extracted, 'title' | 'author' | 'modifiedAt'> {
  if (!isRecord(value)) return {}
  const text = (...keys: string[]) => keys.map((key) => value[key]).find((item) => typeof item === 'string' && item)
  const title = text('title', 'name')
  const author = text('author')
  const modifiedAt = toIsoDate(String(text('modified', 'updatedAt', 'updated_at', 'updated', 'date') ?? ''))
  return {
    ...(typeof title === 'string' && title.length < 200 ? { title } : {}),
    ...(typeof author === 'string' && author.length < 100 ? { author } : {}),
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
  }
}

interface Output {
  readonly blocks: string[]
  chars: number
}

function toLines(value: unknown): string {
  const output: Output = { blocks: [], chars: 0 }
  tell(output, '', value, 0)
  return output.blocks.join('').trim()
}

function push(output: Output, block: string): void {
  output.blocks.push(block)
  output.chars += block.length
  if (output.chars > maxText)
    throw new AppError('too-large', 'This file holds more text than one document may: split it and index the parts.')
}

function tell(output: Output, path: string, value: unknown, depth: number): void {
  if (value === null || value === undefined || value === '' || depth > maxDepth) return
  if (Array.isArray(value)) tellList(output, path, value, depth)
  else if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) tell(output, path === '' ? key : `${path}.${key}`, item, depth + 1)
  } else if (isParagraph(value)) push(output, `\n\n${path === '' ? '' : `${path}:\n\n`}${String(value).trim()}\n\n`)
  else push(output, `- ${path === '' ? '' : `${path}: `}${oneLine(value)}\n`)
}

function tellList(output: Output, path: string, list: readonly unknown[], depth: number): void {
  const items = asTable(list) ?? list
  const simple = items.filter((item) => !isParagraph(item) && (typeof item !== 'object' || item === null))
  if (simple.length === items.length) {
    const line = items.map(oneLine).filter(Boolean).join(', ')
    if (line.length <= recordChars) {
      if (line !== '') push(output, `- ${path === '' ? '' : `${path}: `}${line}\n`)
      return
    }
  }
  for (const item of items) {
    const record = isRecord(item) ? asRecord(item) : null
    if (record !== null && record !== '') push(output, `- ${path === '' ? '' : `${path}: `}${record}\n`)
    else if (record === null) {
      // Records of several lines stand apart.
      push(output, '\n')
      tell(output, path, item, depth + 1)
    }
  }
}

/** A list of rows whose first one names the columns: names above numbers. */
function asTable(rows: readonly unknown[]): readonly unknown[] | null {
  const [names, ...others] = rows
  if (!Array.isArray(names) || names.length < 2 || others.length === 0) return null
  const isName = (one: unknown) => typeof one === 'string' && /\D/.test(one) && one.length <= maxName
  if (!names.every(isName) || new Set(names).size < names.length) return null
  const isRow = (row: unknown): row is readonly unknown[] =>
    Array.isArray(row) && row.length === names.length && row.every((cell) => typeof cell !== 'object' || cell === null)
  if (!others.every(isRow)) return null
  const isNumeric = names.some((_, column) => others.every((row) => typeof row[column] === 'number'))
  return isNumeric ? others.map((row) => Object.fromEntries(row.map((cell, i) => [names[i], cell]))) : null
}

/** "name: Ada; address.city: London", or null for what takes more than a line. */
function asRecord(value: Readonly<Record<string, unknown>>, path = '', depth = 0): string | null {
  if (depth > maxDepth) return null
  const parts: string[] = []
  for (const [key, item] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`
    if (item === null || item === '') continue
    if (isRecord(item)) parts.push(asRecord(item, name, depth + 1) ?? '\n')
    else if (isParagraph(item) || (Array.isArray(item) && item.some((one) => typeof one === 'object'))) return null
    else parts.push(`${name}: ${Array.isArray(item) ? item.map(oneLine).join(', ') : oneLine(item)}`)
  }
  const line = parts.filter(Boolean).join('; ')
  return line.length > recordChars || line.includes('\n') ? null : line
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isParagraph(value: unknown): boolean {
  return typeof value === 'string' && (value.length > paragraphChars || value.trim().includes('\n'))
}

function oneLine(value: unknown): string {
  return value === null || value === undefined ? '' : String(value).replaceAll(/\s+/g, ' ').trim()
}
