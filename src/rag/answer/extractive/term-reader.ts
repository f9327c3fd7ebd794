// Reads a document's text, in the language it is written in, to the terms of a question: these come stemmed as English
// words, whatever the question is written in. Pure.
import { analyze, type Token } from '../../text/analyze.ts'
import { detectLanguage } from '../../text/language.ts'
import type { Passage } from '../writer.ts'

/** Reads texts of one language. Offsets are into the text that is read. */
export type Read = (text: string) => readonly Token[]

/** ISO 639-1. */
export function languageOf({ title, heading = '', text }: Pick<Passage, 'title' | 'heading' | 'text'>): string {
  return detectLanguage(`${title}\n${heading}\n${text}`)
}

/**
 * @param question in words
 * @param language of the texts to be read
 */
export function readerIn(question: string, language: string): Read {
  if (language === 'en') return analyze
  const terms = new Map([...variants(question, language)].map(([term, own]) => [own, term]))
  return (text) => analyze(text, language).map((token) => ({ ...token, term: terms.get(token.term) ?? token.term }))
}

/** The question's terms → what they are in a language; words without a term there are left out. */
export function variants(question: string, language: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const { term, start, end } of analyze(question)) {
    const [own] = analyze(question.slice(start, end), language)
    if (own) found.set(term, own.term)
  }
  return found
}
