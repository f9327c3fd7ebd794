// The language that a text is written in, by its function words: quick enough for every document, and not misled by
// names, formulas and code. Pure. Refuses to guess: what is none of the stemmed languages for sure counts as English.
import { fold } from './fold.ts'
import { functionWords, type Language } from './foreign-words.ts'
import { stopWords } from './stop-words.ts'

/** UTF-16 units looked at: of a long text more from its middle than from its beginning, past a cover page or a licence. */
const beginningChars = 500
const middleChars = 2000
/** The language's function words must make up this share of the words, and outnumber the English ones this many times. */
const minShare = 0.15
const margin = 1.3

/**
 * The language of a document. Short texts (under about ten words) are English unless nearly all of them says otherwise.
 * @returns 'en' where no language stands out, and for languages that are not stemmed
 */
export function detectLanguage(text: string): Language {
  const middle = Math.floor(text.length / 2)
  const isLong = text.length > 2 * (beginningChars + middleChars)
  const sample = isLong
    ? `${text.slice(0, beginningChars)} ${text.slice(middle, middle + middleChars)}`
    : text.slice(0, beginningChars + middleChars)
  const words = fold(sample).match(/\p{L}+/gu) ?? []
  const counts = new Map<Language, number>()
  for (const word of words)
    for (const language of speakFor.get(word) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1)
  const enough = Math.max(2, minShare * words.length, margin * (counts.get('en') ?? 0))
  let best: Language = 'en'
  let most = 0
  for (const [language, count] of counts) {
    if (language === 'en' || count <= most || count < enough) continue
    best = language
    most = count
  }
  return best
}

/** Function word → the languages it speaks for. */
const speakFor = new Map<string, Language[]>()
for (const [language, words] of [['en', stopWords] as const, ...functionWords])
  for (const word of words) speakFor.set(word, [...(speakFor.get(word) ?? []), language])
