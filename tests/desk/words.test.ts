// Words as they are cut, and addresses as they are told from other words.
import { expect, test } from 'vitest'
import { addressIn, addressLimit, cutAtWord } from '../../src/desk/words.ts'

test('a text is cut at its last word, and a word that ends at the limit stays whole', () => {
  expect(cutAtWord('first two three', 9)).toBe('first two')
  expect(cutAtWord('first two three', 8)).toBe('first')
})

test('one endless word is cut at the limit, and not before it', () => {
  expect(cutAtWord(`key ${'x'.repeat(100)}`, 50)).toBe(`key ${'x'.repeat(46)}`)
})

test('an address of the longest length is one, in angle brackets too; a longer one is none', () => {
  const longest = `https://a.example/${'a'.repeat(addressLimit)}`.slice(0, addressLimit)
  expect(addressIn(longest)).toBe(longest)
  expect(addressIn(`<${longest}>`)).toBe(longest)
  expect(addressIn(`${longest}a`)).toBeNull()
})

test('what no browser could open is no address', () => {
  for (const text of ['https://[', 'https://a.example:99999999/', 'file:///etc/passwd', 'https://a.example/ and more'])
    expect(addressIn(text), text).toBeNull()
})
