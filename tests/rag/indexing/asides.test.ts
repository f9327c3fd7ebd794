// What goes on by itself is taken when it is done, and waited for only where it has to be.
import { expect, test } from 'vitest'
import { createAsides } from '../../../src/rag/indexing/asides.ts'
import { collect } from '../engine.ts'

test('what is done first is taken first; the rest is left until it is wanted', async () => {
  const asides = createAsides<string>()
  const slow = Promise.withResolvers<string>()
  asides.add(slow.promise)
  asides.add(Promise.resolve('fast'))
  await new Promise((resolve) => setImmediate(resolve))
  expect(asides.isAnyDone()).toBe(true)
  expect(await collect(asides.take(1))).toEqual(['fast'])
  expect(asides.count()).toBe(1)
  slow.resolve('slow')
  expect(await collect(asides.take(0))).toEqual(['slow'])
  expect(asides.count()).toBe(0)
})

test('what fails, fails where it is taken', async () => {
  const asides = createAsides<string>()
  asides.add(Promise.reject(new Error('gone')))
  await expect(collect(asides.take(0))).rejects.toThrow('gone')
})
