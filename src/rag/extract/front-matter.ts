// What stands before a text about it, as site generators write it: YAML between `---`, TOML between `+++`, or an object in
// JSON. It counts only where every line looks like it; else it is text.
import { toIsoDate } from './dates.ts'
import { cleanProperties, type Properties } from './document-properties.ts'

export interface FrontMatter extends Properties {
  /** What the text is about, in its author's words. */
  readonly description?: string
}

// No one writes longer ones.
const maxChars = 64 * 1024

/** @param source with \n line ends. @returns all of it as `body`, and no properties, where it begins with a text */
export function splitFrontMatter(source: string): { readonly properties: FrontMatter; readonly body: string } {
  const found = readYaml(source) ?? readToml(source) ?? readJson(source)
  if (found === null || found.fields.size === 0) return { properties: {}, body: source }
  const field = (...keys: string[]) => keys.map((key) => found.fields.get(key)?.trim()).find(Boolean)
  const description = field('description', 'summary', 'abstract', 'excerpt')?.replaceAll(/\s+/g, ' ')
  const modifiedAt = ['lastmod', 'last_modified_at', 'last_updated', 'updated', 'modified', 'date']
    .map((key) => toIsoDate(field(key)))
    .find(Boolean)
  const properties = cleanProperties({
    title: field('title'),
    author: field('author', 'authors'),
    modifiedAt,
    language: field('lang', 'language', 'locale'),
  })
  return { properties: { ...properties, ...(description && { description }) }, body: source.slice(found.end) }
}

interface Found {
  /** By name, in lower case. */
  readonly fields: ReadonlyMap<string, string>
  readonly end: number
}

/** The lines between two marks that each stand alone on one, the first at the very beginning. */
function between(source: string, begin: RegExp, end: RegExp): { lines: string[]; end: number } | null {
  const lines = source.slice(0, maxChars).split('\n')
  if (!begin.test(lines[0] ?? '')) return null
  const last = lines.findIndex((line, i) => i > 0 && end.test(line))
  if (last < 0) return null
  const length = lines.slice(0, last + 1).reduce((sum, line) => sum + line.length + 1, 0)
  return { lines: lines.slice(1, last), end: Math.min(length, source.length) }
}

function readYaml(source: string): Found | null {
  const found = between(source, /^---[ \t]*$/, /^(?:---|\.\.\.)[ \t]*$/)
  if (!found?.lines.every((line) => /^\s*$|^\s|^#|^-\s|^[^\s:#][^:]*:(?:\s|$)/.test(line))) return null
  const fields = new Map<string, string>()
  let key = ''
  let isBlock = false
  for (const line of found.lines) {
    const [, name, value = ''] = /^([^\s:#-][^:]*):(.*)$/.exec(line) ?? []
    const before = fields.get(key)
    if (name !== undefined) {
      key = name.trim().toLowerCase()
      isBlock = /^\s*[|>][-+\d]*\s*$/.test(value)
      if (!fields.has(key)) fields.set(key, isBlock || isOpen(value) ? '' : listed(value))
    } else if (before === undefined || line.trim() === '') continue
    else if (isBlock) fields.set(key, `${before} ${line.trim()}`)
    else {
      const item = /^\s*-\s+(\S.*)$/.exec(line)?.[1]
      if (item !== undefined) fields.set(key, [before, unquoted(item)].filter(Boolean).join(', '))
    }
  }
  return { fields, end: found.end }
}

function readToml(source: string): Found | null {
  const found = between(source, /^\+\+\+[ \t]*$/, /^\+\+\+[ \t]*$/)
  if (found === null) return null
  const lines = withLongTexts(found.lines)
  if (!lines.every((line) => /^\s*$|^\s|^[#\]]|^\[|^[\w."'-]+\s*=/.test(line))) return null
  const fields = new Map<string, string>()
  for (const line of lines) {
    // What follows is a table's.
    if (line.startsWith('[')) break
    const [, key, value = ''] = /^([\w-]+)\s*=(.*)$/.exec(line) ?? []
    if (key !== undefined) fields.set(key.toLowerCase(), isOpen(value) ? '' : listed(value))
  }
  return { fields, end: found.end }
}

/** A text between three quotation marks may go on for lines: on one, between one mark each. */
function withLongTexts(lines: readonly string[]): string[] {
  const written: string[] = []
  let open: string | null = null
  let parts: string[] = []
  for (const line of lines) {
    const mark: string | undefined = open ?? /^[\w-]+\s*=\s*("{3}|'{3})/.exec(line)?.[1]
    if (mark === undefined) {
      written.push(line)
      continue
    }
    parts.push(line.trim())
    const isClosed: boolean = line.trimEnd().endsWith(mark) && (open !== null || line.split(mark).length > 2)
    open = isClosed ? null : mark
    if (!isClosed) continue
    written.push(
      parts
        .join(' ')
        .replaceAll(mark, mark.charAt(0))
        .replace(/(=\s*["'])\s+/, '$1'),
    )
    parts = []
  }
  return [...written, ...parts]
}

function readJson(source: string): Found | null {
  const found = between(source, /^\{[ \t]*$/, /^\}[ \t]*$/)
  if (found === null || source.slice(found.end).trim() === '') return null
  try {
    const value = JSON.parse(source.slice(0, found.end)) as Readonly<Record<string, unknown>>
    const texts = Object.entries(value).map(([key, one]) => [key.toLowerCase(), textOf(one)] as const)
    return { fields: new Map(texts), end: found.end }
  } catch {
    return null
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').join(', ') : ''
}

/** It goes on below, as an object or a list. */
function isOpen(value: string): boolean {
  return /^\s*(?:\{|\[[^\]]*$)/.test(value)
}

/** A value on its line; a list in brackets is its items. */
function listed(value: string): string {
  const items = /^\[(.*)\]$/.exec(value.trim())?.[1] ?? value
  return items
    .split(/,\s+(?=["'[])/)
    .map(unquoted)
    .join(', ')
    .trim()
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value.trim())?.[2] ?? value.trim()
}
