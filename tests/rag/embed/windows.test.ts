import { expect, test } from 'vitest'
import { windowsOf } from '../../../src/rag/embed/windows.ts'

const one = () => 1

test('a short text is one window, white space is none', () => {
  expect(windowsOf(' How do\nI  leave? ', one)).toEqual(['How do I leave?'])
  expect(windowsOf(' \n ', one)).toEqual([])
})

test('a window ends before the word that would be its 129th token', () => {
  const words = Array.from({ length: 129 }, (_, i) => `w${i}`)
  expect(windowsOf(words.join(' '), one)).toEqual([words.slice(0, 128).join(' '), 'w128'])
  expect(windowsOf('a b c', (word) => (word === 'b' ? 127 : 2))).toEqual(['a', 'b', 'c'])
})

test('a word of 100,000 letters is read in pieces of 100, and a book to its 16th window', () => {
  const windows = windowsOf('x'.repeat(100_000), () => 50)
  expect(windows).toHaveLength(16)
  expect(windows[0]).toBe(`${'x'.repeat(100)} ${'x'.repeat(100)}`)
})
