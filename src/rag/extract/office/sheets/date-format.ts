// Pure: a spreadsheet's day number as its date format shows it, in English month and day names.

/** A piece of a format's section: `code` is meant, `literal` is shown. */
export type FormatToken = { readonly code: string } | { readonly literal: string }

const months = 'January February March April May June July August September October November December'.split(' ')
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const dayMs = 86_400_000
// The year 10000, where spreadsheets end.
const maxSerial = 2_958_466

export function isDateSection(tokens: readonly FormatToken[]): boolean {
  return tokens.some((token) => 'code' in token && /^(?:[ymdhs]+|\[[hms]+\]|AM\/PM|A\/P)$/i.test(token.code))
}

/** Null for a number that is no date. */
export function formatDate(serial: number, tokens: readonly FormatToken[], is1904: boolean): string | null {
  if (serial < 0 || serial >= maxSerial) return null
  const codes = tokens.map((token) => ('code' in token ? token.code.toLowerCase() : ''))
  const fraction = countFraction(codes)
  const unit = 1000 / 10 ** fraction
  const rounded = Math.round((serial * dayMs) / unit) * unit
  // Day 60 of the 1900 calendar never was: https://learn.microsoft.com/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30)
  const date = new Date(epoch + rounded)
  const isHalfDay = codes.some((code) => code === 'am/pm' || code === 'a/p')
  let text = ''
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!
    if ('literal' in token) text += token.literal
    else if (codes[index] === '.' && /^s+$|^\[s+\]$/.test(codes[index - 1] ?? '') && fraction > 0) {
      text += `.${String(date.getUTCMilliseconds()).padStart(3, '0').slice(0, fraction)}`
      index += fraction
    } else
      text +=
        /^m{1,2}$/.test(codes[index]!) && isMinutes(codes, index)
          ? pad(date.getUTCMinutes(), codes[index]!)
          : show(codes[index]!, date, rounded, isHalfDay)
  }
  return text.trim()
}

/** Zeros after the seconds' point, 3 at most. */
function countFraction(codes: readonly string[]): number {
  const point = codes.findIndex((code, index) => code === '.' && /^s+$|^\[s+\]$/.test(codes[index - 1] ?? ''))
  if (point < 0) return 0
  let count = 0
  while (count < 3 && codes[point + 1 + count] === '0') count++
  return count
}

/** "m" means minutes after hours and before seconds, else months. */
function isMinutes(codes: readonly string[], index: number): boolean {
  const isTimePart = (code: string) => /^(?:[ymdhs]+|\[[hms]+\])$/.test(code)
  const before = codes.slice(0, index).findLast(isTimePart) ?? ''
  const after = codes.slice(index + 1).find(isTimePart) ?? ''
  return /h/.test(before) || /s/.test(after)
}

function show(code: string, date: Date, ms: number, isHalfDay: boolean): string {
  const hours = date.getUTCHours()
  const letter = code.replaceAll(/[[\]]/g, '')[0]
  if (code.startsWith('[')) {
    const total = Math.floor(ms / (letter === 'h' ? 3_600_000 : letter === 'm' ? 60_000 : 1000))
    return String(total).padStart(code.length - 2, '0')
  }
  if (code === 'am/pm') return hours < 12 ? 'AM' : 'PM'
  if (code === 'a/p') return hours < 12 ? 'A' : 'P'
  if (letter === 'y') return code.length > 2 ? String(date.getUTCFullYear()) : pad(date.getUTCFullYear() % 100, 'yy')
  if (letter === 'e') return String(date.getUTCFullYear())
  if (letter === 'm') {
    const name = months[date.getUTCMonth()]!
    if (code.length === 3) return name.slice(0, 3)
    if (code.length > 3) return code.length === 5 ? name[0]! : name
    return pad(date.getUTCMonth() + 1, code)
  }
  if (letter === 'd') {
    const name = days[date.getUTCDay()]!
    return code.length > 2 ? (code.length === 3 ? name.slice(0, 3) : name) : pad(date.getUTCDate(), code)
  }
  if (letter === 'h') return pad(isHalfDay ? hours % 12 || 12 : hours, code)
  if (letter === 's') return pad(date.getUTCSeconds(), code)
  return /^[.,/]$/.test(code) ? code : ''
}

function pad(number: number, code: string): string {
  return String(number).padStart(Math.min(2, code.length), '0')
}
