// Text to index terms, the same way for documents and questions. Pure; refuses nothing: what is no letter or digit
// is a gap between terms.
import { stemmer } from 'stemmer'
import { foreignWords } from './foreign-words.ts'
import { irregular } from './irregular.ts'
import { askingWords, stopWords } from './stop-words.ts'

/** Recorded with each index version: terms of two analyzers never mix. */
export const analyzer = 'porter-en-cjk2-3'

/** An index term and where it stood: UTF-16 offsets into the analyzed text, `end` exclusive. */
export interface Token {
  readonly term: string
  readonly start: number
  readonly end: number
}

// In order: a number with its separators (1,000 · 2.3 · v2.3.1), an acronym with dots (U.S.), C++ and C#, a word that
// a hyphen makes of a lone letter or half a name (e-mail, wi-fi), a word.
const lexeme =
  /[vV]?\d+(?:[.,]\d+)+|(?:\p{L}\.){2,}|(?<![\p{L}\p{N}])[A-Za-z](?:\+\+|#)|(?<![\p{L}\p{N}-])(?:e|wi)[-‐‑]\p{L}[\p{L}\p{M}]*(?![-\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/giu
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu
const hasCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const ascii = /^[\x20-\x7e]*$/
// What follows an apostrophe in "company's", "we'll": no word of its own.
const contracted = /^(?:s|t|d|m|ll|re|ve)$/
const numberWithUnit = /^(\d+)(?:am|pm|[kmgt]b|ms|km|kg|th|st|nd|rd)$/
// Departments and countries that read like pronouns, written in capitals.
const capitalWords = new Set(['IT', 'US'])

const stems = new Map<string, string>()
// A vocabulary outgrows memory only through junk; then starting over costs less than keeping it all.
const maxStems = 200_000

function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const base = irregular.get(word) ?? word
  // British and American spelling meet: organisation/organization, behaviour/behavior.
  const spelled =
    base.length > 5
      ? base.replace(/is(?=(?:e|es|ed|ing|ation|ations)$)/, 'iz').replace(/our(?=s|ed|ing|al|able|$)/, 'or')
      : base
  const result = stemmer(spelled)
  if (stems.size >= maxStems) stems.clear()
  stems.set(word, result)
  return result
}

/** Lower case without diacritics. Only marks on Latin, Greek and Cyrillic letters go: elsewhere they are letters. */
function fold(text: string): string {
  const lower = text.normalize('NFKC').toLowerCase()
  if (ascii.test(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]\p{M}*)\p{M}/gu, '')
    .normalize('NFC')
    .replace(/ß/g, 'ss')
    .replace(/[øđłæœ]/g, (c) => letters[c] ?? c)
}
const letters: Readonly<Record<string, string>> = { ø: 'o', đ: 'd', ł: 'l', æ: 'ae', œ: 'oe' }

function term(raw: string, dropped: readonly ReadonlySet<string>[]): string | undefined {
  const folded = fold(raw)
  if (/^v?\d/.test(folded)) {
    // 1,000 and 1000 are one number; v2.3 and 2.3 one version; 9am and "9 am" one hour.
    if (/^\d{1,3}(?:,\d{3})+$/.test(folded)) return folded.replaceAll(',', '')
    return (numberWithUnit.exec(folded)?.[1] ?? folded).replace(/^v(?=\d+[.,])/, '')
  }
  const word = folded.replace(/[.‐‑-]/g, '')
  if (capitalWords.has(raw) || raw.includes('.')) return word
  if (dropped.some((list) => list.has(word))) return undefined
  return word.length > 2 && /^[a-z]+$/.test(word) ? stem(word) : word
}

function analyzeWith(text: string, dropped: readonly ReadonlySet<string>[]): Token[] {
  const tokens: Token[] = []
  const plain = ascii.test(text)
  for (const { 0: raw, index } of text.matchAll(lexeme)) {
    if (!plain && hasCjk.test(raw)) {
      for (const run of raw.matchAll(cjk)) {
        const characters = [...run[0].normalize('NFKC')]
        let at = index + run.index
        for (let i = 0; i < Math.max(1, characters.length - 1); i++) {
          const bigram = characters.slice(i, i + 2).join('')
          tokens.push({ term: bigram, start: at, end: Math.min(at + bigram.length, index + run.index + run[0].length) })
          at += characters[i]?.length ?? 1
        }
      }
      for (const rest of raw.matchAll(/[\p{L}\p{N}]+/gu)) {
        if (hasCjk.test(rest[0])) continue
        const found = term(rest[0], dropped)
        if (found) tokens.push({ term: found, start: index + rest.index, end: index + rest.index + rest[0].length })
      }
      continue
    }
    const before = text[index - 1]
    if (
      (before === "'" || before === '’') &&
      raw.length < 3 &&
      contracted.test(raw) &&
      /\p{L}/u.test(text[index - 2] ?? '')
    )
      continue
    const found = term(raw, dropped)
    if (found) tokens.push({ term: found, start: index, end: index + raw.length })
  }
  return tokens
}

/**
 * A document's terms in order, stop words dropped. Words are folded (NFKC, lower case, no diacritics) and stemmed;
 * numbers, versions and the parts of codes such as INC-4411 stay as they are; CJK runs become overlapping bigrams.
 */
export function analyze(text: string): Token[] {
  return analyzeWith(text, [stopWords])
}

/** A question's terms: as `analyze`, and words that only ask are dropped, unless that would leave nothing. */
export function analyzeQuery(text: string): Token[] {
  const tokens = analyzeTopic(text)
  return tokens.length > 0 ? tokens : analyze(text)
}

/** A question's terms without those that only ask: none for "when is it?". */
export function analyzeTopic(text: string): Token[] {
  return analyzeWith(
    text.replace(standsFor, (words) => ' '.repeat(words.length)),
    [stopWords, askingWords, foreignWords(text, isEnglish)],
  )
}

// Blanked out with as many spaces, so that offsets hold.
const standsFor =
  /(?<=\bdo(?:es)?\b.{1,60})\bstand for\b|(?<=\bwho(?:['’]s| is| are) )(?:responsible for|in charge of)\b/i
const isEnglish = (word: string) => stopWords.has(word) || askingWords.has(word)
