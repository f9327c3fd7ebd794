// Reads what came as JSON and may be anything. Pure; refuses nothing, but what is not there or not of its type is undefined.
import { storable } from '../storable.ts'

export type Json = Readonly<Record<string, unknown>>

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object under `name`, empty when there is none. */
export function record(value: unknown, name: string): Json {
  const found = isRecord(value) ? value[name] : undefined
  return isRecord(found) ? found : {}
}

/** The objects in the list under `name`. */
export function records(value: unknown, name: string): readonly Json[] {
  const found = isRecord(value) ? value[name] : undefined
  return Array.isArray(found) ? found.filter(isRecord) : []
}

/** A string that is not empty, else undefined. */
export function text(value: unknown, name: string): string | undefined {
  const found = isRecord(value) ? value[name] : undefined
  return typeof found === 'string' && found !== '' ? storable(found) : undefined
}
