import { describe, expect, it } from 'vitest'
import { languageOf, readerIn } from '../../../../src/rag/answer/extractive/term-reader.ts'

const termsOf = (question: string, language: string, text: string) =>
  readerIn(question, language)(text).map(({ term }) => term)

describe('a text in another language', () => {
  it('has the terms of the question where the stems of its language agree', () => {
    const [term] = termsOf('', 'en', 'Abteilung')
    expect(termsOf('Wo ist die Abteilung?', 'de', 'Die Abteilungen der Werke')).toEqual([term, expect.any(String)])
    expect(termsOf('Wo ist die Abteilung?', 'en', 'Abteilungen')).not.toContain(term)
  })

  it('keeps offsets into what is read', () => {
    const text = 'In den Abteilungen'
    const [token] = readerIn('Abteilung', 'de')(text)
    expect(text.slice(token?.start, token?.end)).toBe('Abteilungen')
  })

  it('is told by its function words', () => {
    expect(
      languageOf({
        title: 'Urlaub',
        text: 'Nicht genommene Tage verfallen, und das ist so mit der Leitung vereinbart.',
      }),
    ).toBe('de')
    expect(languageOf({ title: 'Leave', text: 'Days that are not taken expire at the end of March.' })).toBe('en')
  })
})
