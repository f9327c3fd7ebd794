// The language that somebody asks in, for what is said besides the documents' own words. Pure.
import { detectLanguage } from '../text/language.ts'

const letters = /\p{L}/gu
const scripts = [
  ['ja', /[\p{sc=Hiragana}\p{sc=Katakana}]/u],
  ['ko', /\p{sc=Hangul}/u],
  ['zh', /\p{sc=Han}/u],
] as const
const eastAsian = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Han}]/gu

/**
 * By its script or its function words. A name in another script does not decide: a third of the letters have to be of it.
 * @returns ISO 639-1; 'en' where no language stands out
 */
export function askedIn(question: string): string {
  const all = question.match(letters)?.length ?? 0
  const some = question.match(eastAsian)?.length ?? 0
  if (some > 0 && 3 * some >= all) return scripts.find(([, script]) => script.test(question))?.[0] ?? 'en'
  return detectLanguage(question)
}
