// The one form of a word's spellings: width, case, diacritics and what nobody sees aside. Pure; refuses nothing.
import { ignorable } from '../../unseen.ts'

const ascii = /^[\x20-\x7e]*$/
// The letter is part of the match, so that a run of marks is read once and not again from each of its marks.
const marked = /([\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])(\p{M}+)/gu
const letters: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ł: 'l', æ: 'ae', œ: 'oe', ı: 'i' }

/**
 * Lower case without diacritics. Only marks on Latin, Greek and Cyrillic letters go, й aside: elsewhere they are letters.
 * The four i of Turkish are one: nothing tells whether "I" is written for ı or for i.
 */
export function fold(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase()
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
