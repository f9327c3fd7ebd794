// Reads Discord's JSON field by field, because nothing that comes over the wire is believed to have its documented shape.
import { storable } from '../storable.ts'

export type Json = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A non-empty string, else undefined. */
export function text(record: Json, name: string): string | undefined {
  const value = record[name]
  return typeof value === 'string' && value !== '' ? storable(value) : undefined
}

/** An id of Discord's: digits, so that it is one part of a path and stays where it is put. */
export function snowflake(record: Json, name: string): string | undefined {
  const value = text(record, name)
  return value !== undefined && /^\d{1,20}$/.test(value) ? value : undefined
}

/** A field that is an object; an empty one when it is not there. */
export function record(parent: Json, name: string): Json {
  const value = parent[name]
  return isRecord(value) ? value : {}
}

/** The objects of a field that is a list. */
export function records(parent: Json, name: string): readonly Json[] {
  const value = parent[name]
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** The strings of a field that is a list. */
export function strings(parent: Json, name: string): readonly string[] {
  const value = parent[name]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').map(storable) : []
}
