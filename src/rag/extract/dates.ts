// The dates that documents carry about themselves, in the spellings of their formats, as ISO 8601.

// Before it nobody dated a file, and after it nobody has yet: such a year is a default or a typing error.
const firstYear = 1970
const lastYear = 2100

/** @returns ISO 8601 in UTC, a date without a time as its midnight; undefined for what is no date */
export function toIsoDate(value: string | undefined): string | undefined {
  const text = value?.trim() ?? ''
  if (!/\d{4}/.test(text) || text.length > 60) return undefined
  const hasZone = /(?:Z|[A-Z]{3,4}|[+-]\d{2}:?\d{2})\s*(?:\([^()]*\))?$/.test(text)
  // Without a zone Date.parse takes the machine's, but for a lone ISO date.
  const isIsoDay = /^\d{4}(?:-\d{2}(?:-\d{2})?)?$/.test(text)
  const isIsoTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)
  const zoned = hasZone || isIsoDay ? text : isIsoTime ? `${text.replace(' ', 'T')}Z` : `${text} UTC`
  const date = new Date(zoned)
  const year = date.getUTCFullYear()
  return year >= firstYear && year <= lastYear ? date.toISOString() : undefined
}
