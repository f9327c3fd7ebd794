// The fixed sentences: each language has all of them, says each its own way, and leaves no count or name out.
import { describe, expect, test } from 'vitest'
import { listed, type Wording, wordingIn, wordings } from '../../src/wording/index.ts'

/** All sentences of a language, made with these. */
function said(wording: Wording): Readonly<Record<string, string>> {
  const { locale: _, quotes, and: __, model, ...own } = wording
  const args: Readonly<Record<string, readonly unknown[]>> = {
    nothingMentions: ['1,234', false],
    nothingAnswers: ['1,234', false],
    notForSure: ['1,234', false, listed(wording, ['zebra'], ', ')],
    noAnswerTo: [listed(wording, ['zebra'], ', ')],
    nothingAbout: [listed(wording, ['zebra'], ', ')],
    longQuestion: ['1,234'],
    longMessage: ['1,234'],
    soQuoted: [model.down],
    soSearched: [model.down],
    leftOut: ['1,234', false],
  }
  const make = ([name, value]: [string, unknown]) =>
    [name, typeof value === 'function' ? (value(...(args[name] ?? [])) as string) : String(value)] as const
  return Object.fromEntries([...Object.entries(own), ...Object.entries(model)].map(make))
}

const english = said(wordingIn('en'))

describe.each(Object.keys(wordings))('%s', (language) => {
  const sentences = said(wordings[language]!)

  test('has every sentence, with what it is made of', () => {
    expect(Object.keys(sentences)).toEqual(Object.keys(english))
    for (const [name, sentence] of Object.entries(sentences)) {
      expect(sentence, name).toMatch(/\S/)
      expect(sentence, name).not.toMatch(/undefined|\[object|\s{2}|^\s|\s$/)
      expect(sentence.includes('1,234'), name).toBe(english[name]!.includes('1,234'))
      expect(sentence.includes('zebra'), name).toBe(english[name]!.includes('zebra'))
      expect(sentence.includes('ragbot index'), name).toBe(english[name]!.includes('ragbot index'))
    }
    for (const name of ['soQuoted', 'soSearched']) expect(sentences[name]).toContain(wordings[language]!.model.down)
  })

  test('says none in English, and no two alike', () => {
    const ownWords = Object.entries(sentences).filter(([name]) => name !== 'sources')
    if (language !== 'en') expect(ownWords.filter(([name, sentence]) => sentence === english[name])).toEqual([])
    expect(new Set(ownWords.map(([, sentence]) => sentence)).size).toBe(ownWords.length)
  })

  test('is written as its digits are', () => {
    expect(Intl.getCanonicalLocales(wordings[language]!.locale)).toEqual([language])
  })
})

test('one document is not told as many', () => {
  for (const language of ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl'])
    expect(wordingIn(language).nothingAnswers('1', true)).not.toBe(wordingIn(language).nothingAnswers('1', false))
  expect(wordingIn('en').model.leftOut('1', true)).toBe(
    "1 sentence of the model's answer was left out: no passage supports it.",
  )
})

test('what is missing is left out of the sentence where nothing is', () => {
  for (const [language, wording] of Object.entries(wordings))
    expect(wording.notForSure('2', false, ''), language).not.toMatch(/[:：] ?\.|: $|について|다음에/)
})

test.each([undefined, 'fi', 'constructor', '__proto__', ''])('%s is English', (language) => {
  expect(wordingIn(language)).toBe(wordings.en)
})
