// Words in nested JSON, which whoever writes a message makes: no shape of it takes long to read.
import { expect, it } from 'vitest'
import { textsIn } from '../../src/bots/texts-in.ts'

it('are those of the fields that are shown, in their order', () => {
  const card = { body: [{ text: ' one ' }, { text: '', items: [{ text: 'two' }] }], hidden: 'three', 5: 'four' }
  expect(textsIn(card, ['body', 'text', 'items'])).toBe('one\ntwo')
  expect(textsIn(null, ['text'])).toBe('')
  expect(textsIn({ text: 'a\0b' }, ['text'])).toBe('ab')
})

it('are not read without end: neither many, nor deep, nor long', () => {
  expect(
    textsIn(
      Array.from({ length: 5_000 }, () => 'a'),
      [],
    ).split('\n'),
  ).toHaveLength(1_999)
  let deep: object = { text: 'deep' }
  for (let level = 0; level < 30; level += 1) deep = { items: deep }
  expect(textsIn(deep, ['items', 'text'])).toBe('')
  expect(textsIn({ text: 'x'.repeat(10_000) }, ['text'])).toHaveLength(4_000)
  expect(textsIn(['x'.repeat(3_000), 'y'.repeat(3_000), 'z'], []).replaceAll('\n', '')).toHaveLength(4_000)
})
