// What values of the environment are read by: each error names the variable and the fix.
import { AppError } from '../errors.ts'

/** A variable's value, trimmed; undefined where it is empty or not set. */
export type Read = (name: string) => string | undefined

/** @throws AppError `config` */
export function fail(message: string): never {
  throw new AppError('config', message)
}

/** With the key, where there is a value. */
export function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [name in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { [name in Key]?: Value }
}

/** @throws AppError `config` for what is no address with one of these protocols */
export function readUrl(name: string, text: string | undefined, protocols: readonly string[]): string | undefined {
  if (text === undefined) return undefined
  const protocol = URL.canParse(text) ? new URL(text).protocol : ''
  if (!protocols.includes(protocol))
    fail(`${name} is no address: it has to begin with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  return text
}

export const withSlash = (url: string) => (url.endsWith('/') ? url : `${url}/`)
export const withoutSlash = (url: string) => url.replace(/(?<!\/)\/+$/, '')
export const web = ['http:', 'https:']
export const readList = (text = '') => text.split(/[\s,]+/).filter((item) => item !== '')
