// Text to index terms, the same way for documents and questions. Pure; refuses nothing: what is no letter or digit
// is a gap between terms.
import { withoutIgnorable } from '../../unseen.ts'
import { withoutAsking } from './east/asking.ts'
import { segmentsOf, unspaced } from './east/unspaced.ts'
import { fold } from './fold.ts'
import { foreignWords, functionWords, isLanguage, type Language } from './foreign-words.ts'
import { cutTo, lengths } from './lengths.ts'
import { numberTerms, withPlainDigits } from './numbers.ts'
import { stem } from './stemming.ts'
import { askingWords, purelyAsking, stopWords } from './stop-words.ts'

/** Recorded with each index version: terms of two analyzers never mix. */
export const analyzer = 'stems-13-cjk2-5'

/** An index term and where it stood: UTF-16 offsets into the analyzed text, `end` exclusive. */
export interface Token {
  readonly term: string
  readonly start: number
  readonly end: number
}

// In order: a power (10⁶ · 10^6 · m^3), a number in groups of three (250 000 · 250'000), one with its separators (1,000 · 2.3 · v2.3.1), an acronym with dots (U.S.), C++ and C#, a word that
// a hyphen makes of a lone letter or half a name (e-mail, wi-fi), a word.
const lexeme =
  /\d+(?:[.,]\d+)*(?:\^\{?[-+−]?\d{1,4}\}?|[⁺⁻]?[⁰¹²³⁴-⁹]+)|(?<![\p{L}\p{N}])\p{L}{1,2}\^\{?[-+−]?\d{1,4}\}?|(?<![\p{L}\p{N}+])[1-9]\d{0,2}(?:(?:[ \u00A0\u2007\u2009\u202F]\d{3})+(?!\d| \d)|(?:['’]\d{3})+(?!\d))(?:[.,]\d+)?|[vV]?\d+(?:[.,]\d+)+|(?:\p{L}\.){2,}|(?<![\p{L}\p{N}])[A-Za-z](?:\+\+|#)|(?<![\p{L}\p{N}-])(?:e|wi)[-‐‑]\p{L}[\p{L}\p{M}]*(?![-\p{L}\p{N}])|[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:⁻[⁰¹²³⁴-⁹]+)?/giu
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]+/gu
const hasCjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u
const ascii = /^[\x20-\x7e]*$/
// What follows an apostrophe in "company's", "we'll": no word of its own.
const contracted = /^(?:s|t|d|m|ll|re|ve)$/
// A unit is short (m², km²); behind a longer word stands a note's mark.
const noteMark = /(?<=\p{L}{3})[⁰¹²³⁴-⁹]+$/u
const numberWithUnit = /^(\d+)(?:am|pm|[kmgt]b|ms|km|kg|th|st|nd|rd)$/
// Departments and countries that read like pronouns, written in capitals.
const capitalWords = new Set(['IT', 'US'])

interface Reading {
  /** A word is read in each: its stems may differ, and where they agree it is one term. */
  readonly languages: readonly Language[]
  readonly dropped: readonly ReadonlySet<string>[]
}

function terms(raw: string, { languages, dropped }: Reading): readonly string[] {
  const folded = fold(cutTo(raw, lengths.word).replace(noteMark, ''))
  if (/^v?\d/.test(folded)) {
    if (folded.includes('^')) return [folded.replaceAll(/[{}+,]/g, '').replace('−', '-')]
    // v2.3 and 2.3 are one version; 9am and "9 am" one hour.
    if (/^v?\d+(?:[., '’]\d+)+$/.test(folded)) return numberTerms(folded.replace(/^v/, ''), languages[0] ?? 'en')
    return [numberWithUnit.exec(folded)?.[1] ?? folded]
  }
  const word = folded.replace(/[.‐‑^{}-]|−(?=\d)/g, '')
  if (capitalWords.has(raw) || raw.includes('.')) return [word]
  if (word === '' || dropped.some((list) => list.has(word))) return []
  const [first = 'en', ...others] = languages
  if (others.length === 0) return [stem(word, first)]
  return [...new Set(languages.map((language) => stem(word, language)))]
}

/** What nobody sees, and how digits are drawn, tells no words apart. */
function analyzeWith(text: string, reading: Reading): Token[] {
  if (ascii.test(text)) return tokensOf(text, reading)
  const seen = withoutIgnorable(text)
  const tokens = tokensOf(withPlainDigits(seen.text), reading)
  if (seen.text.length === text.length) return tokens
  return tokens.map(({ term, start, end }) => ({ term, start: seen.at(start), end: seen.at(end - 1) + 1 }))
}

function tokensOf(text: string, reading: Reading): Token[] {
  const tokens: Token[] = []
  const add = (raw: string, start: number) => {
    for (const term of terms(raw, reading)) tokens.push({ term, start, end: start + raw.length })
  }
  const plain = ascii.test(text)
  const words = !plain && unspaced.test(text)
  for (const { 0: raw, index } of text.matchAll(lexeme)) {
    if (!plain && hasCjk.test(raw)) {
      let last = 0
      for (const run of raw.matchAll(cjk)) {
        // "VPNの設定", "3階": what is no CJK is a word of its own.
        if (run.index > last) add(raw.slice(last, run.index), index + last)
        last = run.index + run[0].length
        const characters = [...run[0].normalize('NFKC')]
        let at = index + run.index
        for (let i = 0; i < Math.max(1, characters.length - 1); i++) {
          const bigram = characters.slice(i, i + 2).join('')
          tokens.push({ term: bigram, start: at, end: Math.min(at + bigram.length, index + last) })
          at += characters[i]?.length ?? 1
        }
      }
      if (last < raw.length) add(raw.slice(last), index + last)
      continue
    }
    if (words && unspaced.test(raw)) {
      for (const part of raw.matchAll(/\d+|\D+/g))
        for (const { word, index: at } of segmentsOf(part[0])) add(word, index + part.index + at)
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
    add(raw, index)
  }
  return tokens
}

const english: readonly Language[] = ['en']

/**
 * A document's terms in order, stop words dropped. Words are folded (NFKC, lower case, no diacritics) and stemmed;
 * numbers, versions and the parts of codes such as INC-4411 stay as they are; CJK runs become overlapping bigrams, Thai, Lao, Khmer and Burmese words of their dictionaries.
 * @param language ISO 639-1; one that is not stemmed is read as English, the default
 */
export function analyze(text: string, language = 'en'): readonly Token[] {
  const key = `${language} ${text}`
  const before = recent.get(key)
  if (before) return before
  const languages = stemmed([language])
  const words = functionWords.get(languages[0] ?? 'en')
  const tokens = analyzeWith(text, { languages, dropped: words ? [stopWords, words] : [stopWords] })
  if (text.length <= longestRecent) recent.set(key, tokens)
  if (recent.size > maxRecent) recent.delete(recent.keys().next().value ?? '')
  return tokens
}

// A question is answered by looking at the same passages and sentences several times.
const recent = new Map<string, readonly Token[]>()
const maxRecent = 500
const longestRecent = 5_000

/**
 * A question's terms: as `analyze`, and words that only ask are dropped, unless that would leave nothing.
 * @param languages of the documents; a word whose stems differ between them stands there once for each
 */
export function analyzeQuery(text: string, languages: readonly string[] = english): Token[] {
  const tokens = analyzeTopic(text, languages)
  return tokens.length > 0 ? tokens : analyzeWith(text, { languages: stemmed(languages), dropped: [stopWords] })
}

/** A question's terms without those that only ask: none for "when is it?". */
export function analyzeTopic(text: string, languages: readonly string[] = english): Token[] {
  return analyzeWith(
    withoutAsking(text).replace(standsFor, (words) => ' '.repeat(words.length)),
    { languages: stemmed(languages), dropped: [stopWords, askingWords, foreignWords(text, isEnglish)] },
  )
}

/** What a word weighs that may only ask, but may be the topic too ("list", "type", "information"), beside others. */
const faintWeight = 0.5

/**
 * What to search for: analyzed terms, each with its own weight, the more the oftener it is said. Only words that can be
 * no topic at all are dropped, unless that would leave nothing.
 * @param languages of the documents
 */
export function queryTerms(text: string, languages: readonly string[] = english): Map<string, number> {
  const dropped = [stopWords, purelyAsking, foreignWords(text, isEnglish)]
  const tokens = analyzeWith(withoutAsking(text), { languages: stemmed(languages), dropped })
  const strong = new Set(analyzeTopic(text, languages).map(({ term }) => term))
  const weights = new Map<string, number>()
  for (const { term } of tokens.length > 0 ? tokens : analyzeQuery(text, languages))
    weights.set(term, (weights.get(term) ?? 0) + (strong.size === 0 || strong.has(term) ? 1 : faintWeight))
  return weights
}

function stemmed(languages: readonly string[]): readonly Language[] {
  const known = languages.map((language) => (isLanguage(language) ? language : 'en'))
  return known.length > 0 ? [...new Set(known)] : english
}

// Blanked out with as many spaces, so that offsets hold.
const standsFor =
  /(?<=\bdo(?:es)?\b.{1,60})\bstand for\b|(?<=\bwho(?:['’]s| is| are) )(?:responsible for|in charge of)\b/i
const isEnglish = (word: string) => stopWords.has(word) || askingWords.has(word)
