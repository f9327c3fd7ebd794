// Reads the API's query parameters. Each throws AppError `bad-request` that names the parameter and what it takes.
import { AppError } from '../errors.ts'
import type { DocumentQuery } from '../store/documents/listing.ts'
import type { ConversationSummary } from '../store/transcripts/conversations.ts'
import type { ConversationQuery } from './types.ts'

interface CountBounds {
  /** Taken when the parameter is absent; without it the parameter is required. */
  readonly fallback?: number
  readonly min: number
  readonly max: number
}

export function readCount(query: URLSearchParams, name: string, bounds: CountBounds): number {
  const text = query.get(name)
  if (text === null && bounds.fallback !== undefined) return bounds.fallback
  const value = /^\d{1,16}$/.test(text ?? '') ? Number(text) : Number.NaN
  if (value >= bounds.min && value <= bounds.max) return value
  const range =
    bounds.max === Number.MAX_SAFE_INTEGER ? `of ${bounds.min} or more` : `from ${bounds.min} to ${bounds.max}`
  throw bad(`${name} must be a whole number ${range}`)
}

export function readDate(query: URLSearchParams, name: string): Date | null {
  const text = query.get(name)
  if (text === null) return null
  // A "+" of a time zone that was not percent-encoded arrives as a space.
  const date = isTime(text.replace(' ', '+')) ? new Date(text.replace(' ', '+')) : new Date(Number.NaN)
  if (Number.isNaN(date.getTime())) throw bad(`${name} must be a time like 2026-11-21T08:00:00Z`)
  return date
}

/** ISO 8601 alone: JavaScript reads more than that ("1", "May 5 (about)"), and Postgres reads something else in it. */
function isTime(text: string): boolean {
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(text)
  // Postgres knows no year 0, and refuses the 30th of February that JavaScript makes the 2nd of March.
  if (!isIso || text.startsWith('0000')) return false
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number)
  const days = new Date(Date.UTC(2000, month - 1, day))
  days.setUTCFullYear(year, month - 1, day)
  return days.getUTCMonth() === month - 1 && days.getUTCDate() === day && !Number.isNaN(Date.parse(text))
}

/** The file's own name without folders, since it is shown and decides the format. */
export function readFileName(query: URLSearchParams, name: string): string {
  const fileName =
    query
      .get(name)
      ?.toWellFormed()
      .split(/[/\\]/)
      .at(-1)
      ?.replace(/\p{Cc}/gu, '')
      .trim() ?? ''
  if (fileName === '' || fileName.length > 255) throw bad(`${name} must be a file name of up to 255 characters`)
  return fileName
}

/** Words to look for, ten at most; none when the parameter is absent. */
export function readWords(query: URLSearchParams, name: string): readonly string[] {
  const text = query.get(name)?.toWellFormed().replaceAll('\0', ' ').trim() ?? ''
  if (text.length > 200) throw bad(`${name} must have 200 characters at most`)
  return text === '' ? [] : text.split(/\s+/).slice(0, 10)
}

/** One of the values that there are; undefined when the parameter is absent. */
export function readOneOf<Value extends string>(
  query: URLSearchParams,
  name: string,
  values: readonly Value[],
): Value | undefined {
  const text = query.get(name)
  const found = values.find((value) => value === text)
  if (text !== null && found === undefined) throw bad(`${name} must be one of ${values.join(', ')}`)
  return found
}

/** A title from a body of JSON: one line of up to 200 characters. */
export function readTitle(body: Uint8Array): string {
  const { title } = parseObject(Buffer.from(body).toString())
  const text =
    typeof title === 'string'
      ? title
          .toWellFormed()
          .replace(/[\p{Cc}\s]+/gu, ' ')
          .trim()
      : ''
  if (text === '' || text.length > 200) throw bad('title must be a text of 1 to 200 characters')
  return text
}

/** `next` of a list of documents, like that of conversations. */
export function writeDocumentCursor({ title, uri, id }: NonNullable<DocumentQuery['after']>): string {
  return Buffer.from(JSON.stringify([title, uri, id])).toString('base64url')
}

export function readDocumentCursor(query: URLSearchParams, name: string): DocumentQuery['after'] | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const [title, uri, id] = parseArray(Buffer.from(text, 'base64url').toString())
  const isStorable = [title, uri].every((one) => typeof one === 'string' && !one.includes('\0') && one.isWellFormed())
  if (!isStorable || !isUuid(id)) throw bad(`${name} must be the "next" of an earlier answer`)
  return { title: String(title), uri: String(uri), id }
}

/** `next` of a list of conversations: opaque to clients, given back as `cursor`. */
export function writeConversationCursor({ updatedAt, id }: Pick<ConversationSummary, 'updatedAt' | 'id'>): string {
  return Buffer.from(JSON.stringify([updatedAt, id])).toString('base64url')
}

export function readConversationCursor(query: URLSearchParams, name: string): ConversationQuery['after'] | null {
  const text = query.get(name)
  if (text === null) return null
  const [updatedAt, id] = parseArray(Buffer.from(text, 'base64url').toString())
  if (typeof updatedAt !== 'string' || !isTime(updatedAt) || !isUuid(id)) {
    throw bad(`${name} must be the "next" of an earlier answer`)
  }
  return { updatedAt, id }
}

/** Ids are compared with a column of UUIDs, which refuses anything else. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)
}

function parseArray(text: string): readonly unknown[] {
  const value = parse(text)
  return Array.isArray(value) ? value : []
}

/** `{}` for what is no object of JSON. */
export function parseObject(text: string): Readonly<Record<string, unknown>> {
  const value = parse(text)
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function bad(message: string): AppError {
  return new AppError('bad-request', message)
}
