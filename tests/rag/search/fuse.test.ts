import { expect, test } from 'vitest'
import { fuse } from '../../../src/rag/search/fuse.ts'

const scored = (scores: Record<string, number>) => Object.entries(scores).map(([item, score]) => ({ item, score }))
const keyOf = (item: string) => item
const order = (hits: readonly { readonly item: string }[]) => hits.map(({ item }) => item).join(' ')

test('averages min-max scores, whatever the scales of the lists', () => {
  const fused = fuse(scored({ a: 30, b: 20, c: 10 }), scored({ b: 0.9, d: 0.8, a: 0.7 }), keyOf, 0.5)
  expect(fused).toEqual([
    { item: 'b', score: 0.75 },
    { item: 'a', score: 0.5 },
    { item: 'd', score: expect.closeTo(0.25) },
    { item: 'c', score: 0 },
  ])
})

test('weights 0 and 1 give the lists themselves', () => {
  const lexical = scored({ a: 3, b: 2, c: 1 })
  const dense = scored({ c: 3, b: 2, a: 1 })
  expect(order(fuse(lexical, dense, keyOf, 0))).toBe('a b c')
  expect(order(fuse(lexical, dense, keyOf, 1))).toBe('c b a')
})

test('with one list empty the order and the scores are those of the other', () => {
  expect(fuse([], scored({ a: -1, b: -3 }), keyOf, 0.5)).toEqual([
    { item: 'a', score: 0.5 },
    { item: 'b', score: 0 },
  ])
  expect(fuse([], [], keyOf)).toEqual([])
})

test('a list of equals, or of one, counts in full', () => {
  expect(fuse(scored({ a: 7 }), scored({ b: 0.4 }), keyOf, 0.5).map(({ score }) => score)).toEqual([0.5, 0.5])
})

test('keeps the lexical order among equals, however the lists were sorted', () => {
  const lexical = scored({ c: 1, b: 1, a: 1 })
  expect(order(fuse(lexical, [], keyOf))).toBe('c b a')
  expect(order(fuse(scored({ low: 1, high: 2 }), [], keyOf))).toBe('high low')
})

test('two of one key in a list count once, and the lexical item is kept', () => {
  const lexical = [{ item: { id: '1', from: 'lexical' }, score: 2 }]
  const dense = [
    { item: { id: '1', from: 'dense' }, score: 2 },
    { item: { id: '1', from: 'dense' }, score: 1 },
  ]
  const fused = fuse(lexical, dense, ({ id }) => id)
  expect(fused).toEqual([{ item: { id: '1', from: 'lexical' }, score: 1 }])
})
