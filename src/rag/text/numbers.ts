// Numbers however they are written: in words up to twenty ("two weeks" and "2 weeks" are one), in digits of any script, and
// however their digits are grouped. Pure. Refuses to guess: 1.234 is a thousand in some languages only, and 1,5 is never 15.
const words: ReadonlyMap<string, string> = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, i) => [word, String(i)]),
)

/** The digits of a number word; undefined for any other word. */
export function digitsOf(word: string): string | undefined {
  return words.get(word.toLowerCase())
}

const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ')

/** A whole number from 1 to 99 in words; "many" above: digits in an answer are those of documents. */
export function inWords(number: number): string {
  const small = [...words.keys()]
  if (number <= 20) return small[number] ?? 'many'
  const ten = tens[Math.floor(number / 10) - 2]
  if (ten === undefined) return 'many'
  return number % 10 === 0 ? ten : `${ten}-${small[number % 10]}`
}

// The zeros of scripts whose ten digits follow each other. Full-width ones come last.
const zeros = [
  0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0,
  0x1810, 0xff10,
]
const otherDigits = /(?![0-9])\p{Nd}|(?<=\p{Nd})[٫٬，．](?=\p{Nd})/gu
const separators: Readonly<Record<string, string>> = { '٫': '.', '٬': ',', '，': ',', '．': '.' }

/** Digits of other scripts, and the marks between them, as ASCII has them; every offset stays. */
export function withPlainDigits(text: string): string {
  return text.replace(otherDigits, (character) => {
    const code = character.charCodeAt(0)
    const zero = zeros.find((first) => code >= first && code < first + 10)
    return separators[character] ?? (zero === undefined ? character : String(code - zero))
  })
}

/** Where a full stop groups thousands and a comma begins decimals. */
const dotGroups: ReadonlySet<string> = new Set(['de', 'es', 'it', 'pt', 'nl', 'da'])

/**
 * A number with its marks as one term: 250,000 · 250 000 · 250'000 · 250.000 · 2,50,000 without those that group, and a
 * decimal point for a comma. A second term where the first may mean two things in this language.
 * @param written digits, with single marks or spaces between them
 * @param language ISO 639-1
 */
export function numberTerms(written: string, language: string): readonly string[] {
  const isGrouped = /[^\d.,]/.test(written)
  const number = isGrouped ? written.replace(/[^\d.,]/g, '').replace(',', '.') : written
  if (/^[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$|^[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?$/.test(number))
    return [number.replaceAll(',', '')]
  if (/^[1-9]\d{0,2}(?:\.\d{3})+,\d+$/.test(number)) return [number.replaceAll('.', '').replace(',', '.')]
  if (/^\d+,(?:\d\d?|\d{4,})$|^0,\d+$/.test(number)) return [number.replace(',', '.')]
  if (isGrouped || !/^[1-9]\d{0,2}(?:\.\d{3})+$/.test(number)) return [number]
  const groups = number.split('.')
  const isAddress = groups.length === 4 && groups.every((group) => Number(group) <= 255)
  if (isAddress) return [number]
  // Tens of thousands; 5.000 may be a measure.
  if (groups.length > 2 || /^\d{2,3}\.000$/.test(number)) return [groups.join('')]
  return dotGroups.has(language) ? [number, groups.join('')] : [number]
}

const written =
  /[1-9]\d{0,2}(?:(?:[ \u00A0\u2007\u2009\u202F]\d{3})+(?!\d| \d)|(?:['’]\d{3})+(?!\d))(?:[.,]\d+)?|(?<!\d)\d+(?:[.,]\d+)+/g

/** A text with each number written as its term is: so that equal ones are spelled alike. */
export function withPlainNumbers(text: string): string {
  return withPlainDigits(text).replace(written, (number) => numberTerms(number, 'en')[0] ?? number)
}
