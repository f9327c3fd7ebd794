// A text in parts is sliced like the whole.
import { expect, test } from 'vitest'
import { longText } from '../src/layout.ts'

test('a text in parts has the length and the slices of the whole', () => {
  const whole = 'abc🦊efghij'
  const text = longText(['abc', '🦊e', '', 'fghij'])
  expect(text.length).toBe(whole.length)
  for (let start = 0; start <= whole.length + 1; start++) {
    expect(text.slice(start)).toBe(whole.slice(start))
    for (let end = 0; end <= whole.length + 2; end++) expect(text.slice(start, end)).toBe(whole.slice(start, end))
  }
})

test('one part is a string as it is, and none is empty', () => {
  expect(longText(['abc'])).toBe('abc')
  expect(longText([])).toBe('')
})
