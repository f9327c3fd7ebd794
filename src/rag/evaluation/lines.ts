// Lines of test data: JSON with `_id` and `text`. Refuses one that cannot be read, by file and number.
import { readFile } from 'node:fs/promises'
import { AppError } from '../../errors.ts'
import type { Turn } from '../../model.ts'

export interface Line {
  readonly id: string
  readonly text: string
  /** File and line number. */
  readonly place: string
  readonly rest: Readonly<Record<string, unknown>>
}

/** @throws AppError `eval-line` for a line that is no JSON object with `_id` and `text`, or whose `_id` was used before */
export async function readLines(file: string): Promise<Line[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  const found = lines.flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(line, `${file}:${i + 1}`)]))
  const seen = new Set<string>()
  for (const { id, place } of found) {
    if (seen.has(id)) throw new AppError('eval-line', `${place}: the _id "${id}" was used before: make it unique`)
    seen.add(id)
  }
  return found
}

function parseLine(line: string, place: string): Line {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (cause) {
    throw new AppError('eval-line', `${place} is not JSON: mend or remove the line`, { cause })
  }
  const { _id: id, text, ...rest } = (value ?? {}) as Record<string, unknown>
  if ((typeof id !== 'string' && typeof id !== 'number') || typeof text !== 'string')
    throw new AppError('eval-line', `${place} needs "_id" and "text"`)
  return { id: String(id), text, place, rest }
}

/** Strings are what the asker said before; objects name the role. */
export function turnsOf(history: unknown, place: string): Turn[] {
  if (history === undefined || history === null) return []
  const turns = Array.isArray(history) ? history.map(turnOf) : [null]
  if (!turns.every((turn) => turn !== null))
    throw new AppError('eval-line', `${place}: "history" has to be texts, or objects with "role" and "text"`)
  return turns
}

function turnOf(value: unknown): Turn | null {
  if (typeof value === 'string') return { role: 'user', text: value }
  const { role, text } = (value ?? {}) as Record<string, unknown>
  if ((role !== 'user' && role !== 'assistant') || typeof text !== 'string') return null
  return { role, text }
}

/** The texts and numbers of a list; none where it is none. */
export function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((one) => typeof one === 'string' || typeof one === 'number').map(String)
    : []
}
