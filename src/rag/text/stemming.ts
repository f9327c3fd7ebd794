// Words to stems, by language. Words come folded (lower case, no diacritics), so that "conge" finds "congé". Pure.
import { stemmer as danish } from '@orama/stemmers/danish'
import { stemmer as dutch } from '@orama/stemmers/dutch'
import { stemmer as finnish } from '@orama/stemmers/finnish'
import { stemmer as french } from '@orama/stemmers/french'
import { stemmer as german } from '@orama/stemmers/german'
import { stemmer as italian } from '@orama/stemmers/italian'
import { stemmer as norwegian } from '@orama/stemmers/norwegian'
import { stemmer as portuguese } from '@orama/stemmers/portuguese'
import { stemmer as russian } from '@orama/stemmers/russian'
import { stemmer as spanish } from '@orama/stemmers/spanish'
import { stemmer as swedish } from '@orama/stemmers/swedish'
import { stemmer as porter } from 'stemmer'
import type { Language } from './foreign-words.ts'
import { irregular } from './irregular.ts'

/** Porter's stems for English, Snowball's for the others: https://snowballstem.org/algorithms/ */
const stemmers: Readonly<Record<Language, (word: string) => string>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  pt: portuguese,
  nl: dutch,
  sv: swedish,
  da: danish,
  no: norwegian,
  fi: finnish,
  ru: russian,
}

const known: Partial<Record<Language, Map<string, string>>> = {}
// A vocabulary outgrows memory only through junk; then starting over costs less than keeping it all.
const maxStems = 200_000

/** The stem of a folded word. What is too short, or not in the language's script, stays as it is. */
export function stem(word: string, language: Language): string {
  if (word.length <= 2 || !(language === 'ru' ? /^\p{Script=Cyrillic}+$/u : /^[a-z]+$/).test(word)) return word
  known[language] ??= new Map()
  const stems = known[language]
  const before = stems.get(word)
  if (before !== undefined) return before
  const result = stemmers[language](word)
  if (stems.size >= maxStems) stems.clear()
  stems.set(word, result)
  return result
}

function english(word: string): string {
  const base = irregular.get(word) ?? word
  // British and American spelling meet: organisation/organization, behaviour/behavior.
  const spelled =
    base.length > 5
      ? base.replace(/is(?=(?:e|es|ed|ing|ation|ations)$)/, 'iz').replace(/our(?=s|ed|ing|al|able|$)/, 'or')
      : base
  return porter(spelled)
}
