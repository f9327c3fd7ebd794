// Codes that a question names: E-205, HH-K 187, INC-4411, ISO 27001, § 3. What documents say of another code is no answer, so
// evidence has to hold the code as a unit, however its parts are joined. Pure.
import { compatible } from '../text/fold.ts'

// Letters joined to digits by a mark ("inc-4411"), capitals before digits ("HH-K 187", "E205"), a few letters ("e205").
const code =
  /(?<![\p{L}\p{N}-])(?:\p{L}{1,8}(?:[-_./]\p{L}{1,4}){0,4}[-_]\d+\p{L}?|\p{Lu}{1,6}(?:[-/]\p{Lu}{1,4}){0,4} ?\d+\p{L}?|\p{L}{1,4}-\p{L}{1,3} ?\d{2,}|(?!v\d)\p{Ll}{1,3}\d{2,})(?![\p{L}\p{N}])/gu
// "Pre-1990", "top-10": no codes.
const counting =
  /^(?:pre|post|mid|top|under|over|sub|non|early|late|up|plus|minus|about|circa|of|in|at|to|by|or|and)[- ]?\d/i
const year = / (?:1[5-9]|20)\d\d$/
// § 3, § 12a, § 4.2: the label of a part, which other parts have numbers of their own inside.
const section = /§ ?(\d{1,4}[a-z]?(?:\.\d{1,4}){0,4})(?![\p{L}\p{N}])/gu
const joint = '[\\s\\-‐‑–._/]{0,2}'

export interface Code {
  /** Finds the code, however its parts are joined. */
  readonly itself: RegExp
  /** Finds any code of its kind: the same letters before digits. */
  readonly kind: RegExp
}

/** The codes of a text that is not all in capitals. */
export function codesIn(asked: string): readonly Code[] {
  const text = compatible(asked)
  if (!/\p{Ll}/u.test(text)) return []
  const sections = Array.from(text.matchAll(section), ([, label = '']) => ({
    itself: new RegExp(`§ ?${label.replaceAll('.', '\\.')}(?![\\p{L}\\p{N}]|\\.\\d)`, 'u'),
    kind: /§ ?\d/,
  }))
  const named = [...text.matchAll(code)].flatMap(([raw]) => {
    if (counting.test(raw) || year.test(raw)) return []
    const parts = raw.match(/\p{L}+|\d+/gu) ?? []
    const digitsAt = parts.findIndex((part) => /\d/.test(part))
    const letters = parts.slice(0, digitsAt).join(joint)
    // "ISO/IEC 27001" is ISO 27001.
    const before = `(?<![\\p{L}\\p{N}])${letters}(?:/\\p{L}{1,5})?${joint}`
    const after = '(?![\\p{L}\\p{N}])'
    return [
      {
        itself: new RegExp(`${before}${parts.slice(digitsAt).join(joint)}${after}`, 'iu'),
        kind: new RegExp(`${before}\\d+`, 'iu'),
      },
    ]
  })
  return [...named, ...sections]
}

/**
 * Whether a quote speaks of one of the codes: it holds it, or stands under a heading or in a passage that does and names
 * no other of the kind. True where no code is asked for.
 */
export function isOfCodes(codes: readonly Code[], quote: string, head: string, passage: string): boolean {
  if (codes.length === 0) return true
  // H₂O is H2O.
  const said = compatible(quote)
  return codes.some(({ itself, kind }) => {
    if (itself.test(said)) return true
    return !kind.test(said) && (itself.test(compatible(head)) || itself.test(compatible(passage)))
  })
}
