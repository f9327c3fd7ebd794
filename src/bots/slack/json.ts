// JSON of Slack's, narrowed. Pure.
import { storable } from '../storable.ts'

export type Json = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Empty where there is none. */
export function record(parent: Json, name: string): Json {
  const value = parent[name]
  return isRecord(value) ? value : {}
}

/** A non-empty string, else undefined: Slack sends blank fields for what is not there. */
export function text(record: Json, name: string): string | undefined {
  const value = record[name]
  return typeof value === 'string' && value !== '' ? storable(value) : undefined
}
