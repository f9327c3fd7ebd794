import { describe, expect, it } from 'vitest'
import { fold } from '../../../src/rag/text/fold.ts'

describe('fold', () => {
  it.each([
    ['Élan', 'elan'],
    ['Ａｂｃ', 'abc'],
    ['Straße', 'strasse'],
    ['Søren Đỗ', 'soren do'],
    ['ЙОГА Ёлка', 'йога елка'],
    ['ISPARTA Isparta ısparta İSPARTA', 'isparta isparta isparta isparta'],
    ['con\u200bfig\u00ad\u2060ur\u200dation\ufe0f', 'configuration'],
    ['10⁶ 10⁻⁶ 2ⁿ', '10^6 10^-6 2^n'],
    ['95¹ m³ H₂O 10₂', '95 m3 h2o 10_2'],
    ['и\u0301\u0306', 'и'],
    ['ก่ と\u3099', 'ก่ ど'],
    ['\u0301a\u0301\u0308 中\u0301', '\u0301a 中\u0301'],
  ])('%s', (text, folded) => expect(fold(text)).toBe(folded))

  it('reads a run of marks once', () => {
    expect(fold(`a${'\u0301'.repeat(300_000)}`)).toBe('a')
  })
})
