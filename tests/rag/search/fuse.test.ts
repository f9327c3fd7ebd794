import { expect, test } from 'vitest'
import { fuse } from '../../../src/rag/search/fuse.ts'

const listed = (list: Record<string, number>) => Object.entries(list).map(([item, strength]) => ({ item, strength }))
const keyOf = (item: string) => item
const order = (hits: readonly { readonly item: string }[]) => hits.map(({ item }) => item).join(' ')

test('averages min-max strengths, whatever the scales of the lists', () => {
  const fused = fuse(listed({ a: 30, b: 20, c: 10 }), listed({ b: 0.9, d: 0.8, a: 0.7 }), keyOf, 0.5)
  expect(fused).toEqual([
    { item: 'b', fused: 0.75 },
    { item: 'a', fused: 0.5 },
    { item: 'd', fused: expect.closeTo(0.25) },
    { item: 'c', fused: 0 },
  ])
})

test('weights 0 and 1 give the lists themselves', () => {
  const lexical = listed({ a: 3, b: 2, c: 1 })
  const dense = listed({ c: 3, b: 2, a: 1 })
  expect(order(fuse(lexical, dense, keyOf, 0))).toBe('a b c')
  expect(order(fuse(lexical, dense, keyOf, 1))).toBe('c b a')
})

test('with one list empty the order and the strengths are those of the other', () => {
  expect(fuse([], listed({ a: -1, b: -3 }), keyOf, 0.5)).toEqual([
    { item: 'a', fused: 0.5 },
    { item: 'b', fused: 0 },
  ])
  expect(fuse([], [], keyOf)).toEqual([])
})

test('a list of equals, or of one, counts in full', () => {
  expect(fuse(listed({ a: 7 }), listed({ b: 0.4 }), keyOf, 0.5).map(({ fused }) => fused)).toEqual([0.5, 0.5])
})

test('keeps the lexical order among equals, however the lists were sorted', () => {
  const lexical = listed({ c: 1, b: 1, a: 1 })
  expect(order(fuse(lexical, [], keyOf))).toBe('c b a')
  expect(order(fuse(listed({ low: 1, high: 2 }), [], keyOf))).toBe('high low')
})

test('two of one key in a list count once, and the lexical item is kept', () => {
  const lexical = [{ item: { id: '1', from: 'lexical' }, strength: 2 }]
  const dense = [
    { item: { id: '1', from: 'dense' }, strength: 2 },
    { item: { id: '1', from: 'dense' }, strength: 1 },
  ]
  const fused = fuse(lexical, dense, ({ id }) => id)
  expect(fused).toEqual([{ item: { id: '1', from: 'lexical' }, fused: 1 }])
})

test('what one list has twice counts for its better place', () => {
  const [twice, once] = [
    { item: 'a', strength: 3 },
    { item: 'c', strength: 1 },
  ]
  const fused = fuse([twice, { item: 'a', strength: 2 }, once], [], keyOf, 0.5)
  expect(fused.map(({ fused }) => fused)).toEqual([0.5, 0])
})

test('words and meaning count alike where a model says nothing else', () => {
  const [first] = fuse(listed({ a: 2, b: 1 }), listed({ b: 2, a: 1 }), keyOf)
  expect(first).toEqual({ item: 'a', fused: 0.5 })
})
