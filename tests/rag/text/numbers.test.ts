import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/rag/text/analyze.ts'
import { digitsOf, inWords } from '../../../src/rag/text/numbers.ts'

describe('numbers in words', () => {
  it.each([
    [1, 'one'],
    [20, 'twenty'],
    [21, 'twenty-one'],
    [40, 'forty'],
    [99, 'ninety-nine'],
    [100, 'many'],
  ])('%i: %s', (number, word) => {
    expect(inWords(number)).toBe(word)
    if (number <= 20) expect(digitsOf(word)).toBe(String(number))
  })
})

const termsOf = (text: string, language?: string) => analyze(text, language).map(({ term }) => term)

describe('numbers in digits', () => {
  it.each([
    [
      '250000',
      '250,000',
      '250 000',
      '250.000',
      "250'000",
      '250’000',
      '250\u00a0000',
      '250\u202f000',
      '２５０，０００',
      '٢٥٠٬٠٠٠',
      '২৫০০০০',
    ],
    ['1234567.89', '1,234,567.89', '1.234.567,89', '1 234 567,89', "1'234'567.89", '12,34,567.89'],
    ['2.5', '2,5', '٢٫٥', '２．５'],
    ['5300', '5,300', '5 300'],
    ['0.250', '0,250'],
  ])('%s however it is grouped', (number, ...spellings) => {
    for (const spelling of spellings) expect([spelling, ...termsOf(`a ${spelling} b`)]).toEqual([spelling, number, 'b'])
  })

  it.each([
    ['1,5', '15'],
    ['1.234', '1234'],
    ['5.000', '5000'],
    ['0.250', '250'],
    ['2.10', '2.1'],
    ['192.168.100.200', '192168100200'],
    ['31.12.2024', '31122024'],
    ['1,2,3', '123'],
    ['555 123 4567', '555123 4567'],
    ['+420 600 123 456', '420600123456'],
  ])('%s is not %s', (one, other) => {
    expect(termsOf(one)).not.toEqual(termsOf(other))
  })

  it('may be a thousand or not in languages that group with full stops', () => {
    expect(termsOf('1.234 Euro', 'de')).toEqual(['1.234', '1234', 'euro'])
    expect(termsOf('1.234 Euro', 'fr')).toEqual(['1.234', 'euro'])
  })

  it('keep where they stand in the text', () => {
    const text = 'x\u200b\u00ad ٢٥٠\u2060٬٠٠٠ y\u200dz'
    expect(analyze(text).map(({ start, end }) => text.slice(start, end))).toEqual(['x', '٢٥٠\u2060٬٠٠٠', 'y\u200dz'])
  })
})
