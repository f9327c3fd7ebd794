// What is looked for beside answers waits until nobody waits for one.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBesides } from '../../../src/queue/jobs/besides.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('it is begun once nobody waits for an answer, one at a time', async () => {
  const besides = createBesides()
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  const answering = Promise.withResolvers<void>()
  const answered = besides.whileAnswering(() => answering.promise)
  besides.add(async () => {
    done.push('first')
    await first.promise
  })
  besides.add(async () => void done.push('second'))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(done).toEqual([])
  answering.resolve()
  await answered
  await vi.advanceTimersByTimeAsync(299)
  expect(done).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(done).toEqual(['first'])
  await vi.advanceTimersByTimeAsync(10_000)
  expect(done).toEqual(['first'])
  first.resolve()
  await vi.advanceTimersByTimeAsync(300)
  expect(done).toEqual(['first', 'second'])
})

test('a question that comes meanwhile goes first, also one that fails', async () => {
  const besides = createBesides()
  let done = 0
  besides.add(async () => {
    done += 1
  })
  await vi.advanceTimersByTimeAsync(200)
  await expect(besides.whileAnswering(() => Promise.reject(new Error('away')))).rejects.toThrow('away')
  await vi.advanceTimersByTimeAsync(299)
  expect(done).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(done).toBe(1)
})

test('what is too much is left out', async () => {
  const besides = createBesides()
  let done = 0
  const count = async () => {
    done += 1
  }
  const added = Array.from({ length: 60 }, () => besides.add(count))
  expect(added.filter(Boolean)).toHaveLength(50)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(done).toBe(50)
})
