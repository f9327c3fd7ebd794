// Pure: a number as its spreadsheet format shows it (ECMA-376 part 1, 18.8.31): decimals, thousands, percent, currency.
// Fractions, fill characters and colours are not drawn; a format that cannot be read shows the number itself.
import { type FormatToken, formatDate, isDateSection } from './date-format.ts'

// Excel takes no longer one, and reading one takes as long as its square.
const longestFormat = 255

/**
 * @param value as the file holds it
 * @param is1904 whether days count from 1904, as on old Macintoshes
 */
export function formatNumber(value: string, format: string, is1904: boolean): string {
  const number = Number(value)
  if (value.trim() === '' || Number.isNaN(number)) return value
  if (format.length > longestFormat) return plain(number)
  const sections = splitSections(format)
  const isSigned = sections.length > 1 && number < 0
  const section = sections[isSigned ? 1 : number === 0 && sections.length > 2 ? 2 : 0] ?? ''
  if (/^(?:\[[^\]]*\])*(?:general|@|standard)?$/i.test(section)) return plain(number)
  const tokens = tokenize(section)
  if (isDateSection(tokens)) return formatDate(number, tokens, is1904) ?? plain(number)
  // A condition chooses by the value and not by the sign: the first section then shows any number.
  const isConditional = /\[[<>=]/.test(section)
  return formatDigits(isSigned && !isConditional ? -number : number, tokens)
}

/** At most 15 digits: beyond them a binary fraction shows (0.30000000000000004). */
function plain(number: number): string {
  return String(Number(number.toPrecision(15))).replace(/e([+-])/, 'E$1')
}

function splitSections(format: string): string[] {
  return format.match(/(?:"[^"]*"|\\.|\[[^[\]]*\]|[^;])+|(?<=;)(?=;|$)/gs) ?? []
}

function tokenize(section: string): FormatToken[] {
  const pieces =
    /"([^"]*)"?|\\(.)|[_*].|\[\$([^[\]-]*)(?:-[^[\]]*)?\]|(\[(?:h+|m+|s+)\])|\[[^[\]]*\]|(AM\/PM|A\/P|General|E[+-]|y+|e+|m+|d+|h+|s+|[0#?]|[.,%/@])|(.)/gis
  const tokens: FormatToken[] = []
  for (const [whole, quoted, escaped, currency, elapsed, code, other] of section.matchAll(pieces)) {
    const literal = quoted ?? escaped ?? currency ?? other
    if (literal !== undefined) tokens.push({ literal })
    else if (elapsed !== undefined || code !== undefined) tokens.push({ code: elapsed ?? code ?? '' })
    // The width of a character is a space to readers; a fill, a colour and a condition are nothing.
    else if (whole.startsWith('_')) tokens.push({ literal: ' ' })
  }
  return tokens
}

const isDigit = (token: FormatToken | undefined) => token !== undefined && 'code' in token && /^[0#?]$/.test(token.code)
const isCode = (token: FormatToken | undefined, code: string) =>
  token !== undefined && 'code' in token && token.code === code

function formatDigits(number: number, tokens: readonly FormatToken[]): string {
  const first = tokens.findIndex(isDigit)
  const last = tokens.findLastIndex(isDigit)
  if (first < 0)
    return (
      tokens
        .map((token) => ('literal' in token ? token.literal : token.code === '%' ? '%' : ''))
        .join('')
        .trim() || plain(number)
    )
  if (tokens.some((token) => isCode(token, '/'))) return plain(number)
  const exponent = tokens.findIndex((token) => 'code' in token && /^E[+-]$/i.test(token.code))
  const point = tokens.findIndex((token, index) => isCode(token, '.') && (exponent < 0 || index < exponent))
  const end = exponent < 0 ? last + 1 : exponent
  const whole = tokens.slice(first, point < 0 ? end : Math.max(first, point))
  const decimals =
    point < 0
      ? []
      : tokens
          .slice(point + 1, end)
          .filter(isDigit)
          .slice(0, 20)
  // Commas after the last digit scale by thousands each.
  let commas = 0
  while (isCode(tokens[end + commas], ',')) commas++
  const percents = tokens.filter((token) => isCode(token, '%')).length
  const scaled = (Math.abs(number) * 100 ** percents) / 1000 ** commas

  const shown = exponent < 0 ? toFixed(scaled, decimals.length) : scaled.toExponential(decimals.length)
  const [mantissa = '', power] = shown.split('e')
  const [integer = '', fraction = ''] = mantissa.split('.')
  const optional = decimals.toReversed().findIndex((token) => isCode(token, '0'))
  const required = optional < 0 ? 0 : decimals.length - optional
  const kept = fraction.slice(0, Math.max(required, fraction.replace(/(?<!0)0+$/, '').length))
  const literal = (token: FormatToken) => ('literal' in token ? token.literal : isCode(token, '%') ? '%' : '')
  const sign = number < 0 && /[1-9]/.test(mantissa) ? '-' : ''
  const exponentShown =
    power === undefined ? '' : `E${power.startsWith('-') ? '-' : '+'}${power.slice(1).padStart(2, '0')}`
  return [
    sign,
    ...tokens.slice(0, first).map(literal),
    placeDigits(integer, whole),
    kept === '' ? '' : `.${kept}`,
    exponentShown,
    ...tokens.slice(exponent < 0 ? end : last + 1).map(literal),
  ]
    .join('')
    .trim()
}

/** Rounded as people round what they see: 1.005 is stored as a little less. */
function toFixed(number: number, digits: number): string {
  const shifted = Number(`${number.toPrecision(15)}e${digits}`)
  // Powers of ten are beyond what can be shifted, and beyond what rounding changes.
  return Number.isSafeInteger(Math.round(shifted))
    ? (Math.round(shifted) / 10 ** digits).toFixed(digits)
    : number.toFixed(digits)
}

/** From the right, as the format's zeros, grouping and words between digits ("000-00-0000") ask. */
function placeDigits(integer: string, tokens: readonly FormatToken[]): string {
  const digits = integer === '0' ? [] : [...integer]
  const isGrouped = tokens.some((token, index) => isCode(token, ',') && isDigit(tokens[index - 1]))
  let placed = 0
  let text = ''
  const put = (digit: string) => {
    if (isGrouped && placed > 0 && placed % 3 === 0) text = `,${text}`
    text = digit + text
    placed++
  }
  for (const token of tokens.toReversed()) {
    if ('literal' in token) text = token.literal + text
    else if (!isDigit(token)) continue
    else if (digits.length > 0) put(digits.pop()!)
    else if (token.code === '0') put('0')
  }
  while (digits.length > 0) put(digits.pop()!)
  return text
}
