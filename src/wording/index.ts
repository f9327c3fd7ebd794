// The fixed sentences of answers, by language. What a document or a model says stays as it is.
import { de } from './de.ts'
import { en, type Wording } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { it } from './it.ts'
import { ja } from './ja.ts'
import { ko } from './ko.ts'
import { nl } from './nl.ts'
import { pt } from './pt.ts'
import { sv } from './sv.ts'
import { zh } from './zh.ts'

export type { Wording }

export const wordings: Readonly<Record<string, Wording>> = { de, en, es, fr, it, ja, ko, nl, pt, sv, zh }

/** @param language ISO 639-1; English for those that are not there, and without one */
export function wordingIn(language: string | undefined): Wording {
  return (language !== undefined && Object.hasOwn(wordings, language) && wordings[language]) || en
}

/** Texts in the language's quotation marks, one after the other. */
export function listed({ quotes: [open, close] }: Wording, texts: readonly string[], between: string): string {
  return texts.map((text) => `${open}${text}${close}`).join(between)
}
