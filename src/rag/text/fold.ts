// The one form of a word's spellings: width, case, diacritics and what nobody sees aside. Pure; refuses nothing.
import { ignorable } from '../../unseen.ts'

const ascii = /^[\x20-\x7e]*$/
// The letter is part of the match, so that a run of marks is read once and not again from each of its marks.
const marked = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])(\p{M}+)/gu
const letters: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ł: 'l', æ: 'ae', œ: 'oe', ı: 'i' }

const isShifted = /[⁰¹²³⁴-⁹₀-₉ⁿ]/
// No power of one is ever written: a lone ¹ marks a note.
const noteMark = /(?<=\d)¹(?![⁰¹²³⁴-⁹])/g
const power = /(?<=\d)[⁺⁻]?[⁰¹²³⁴-⁹ⁿ]+/g
const base = /(?<=\d)[₀-₉]+/g

/** NFKC, but what is raised or lowered behind a digit stays apart from it: 10⁶ is "10^6", never "106". m³ is "m3". */
export function compatible(text: string): string {
  if (!isShifted.test(text)) return text.normalize('NFKC')
  return text
    .replace(noteMark, '')
    .replace(power, (run) => `^${run.replace('⁺', '').replace('⁻', '-')}`)
    .replace(base, '_$&')
    .normalize('NFKC')
}

/**
 * Lower case without diacritics. Only marks on Latin, Greek and Cyrillic letters go, й aside: elsewhere they are letters.
 * The four i of Turkish are one: nothing tells whether "I" is written for ı or for i.
 */
export function fold(text: string): string {
  const lower = compatible(text).toLowerCase()
  if (ascii.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(marked, (_, letter: string, marks: string) =>
      letter === 'и' && marks.startsWith('\u0306') ? 'и\u0306' : letter,
    )
    .normalize('NFC')
    .replace(ignorable, '')
    .replace(/ß/g, 'ss')
    .replace(/[øđłæœı]/g, (c) => letters[c] ?? c)
}
