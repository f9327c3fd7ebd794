// Long work in slices: what is put together is the same, and the event loop goes on meanwhile. By a clock of its own.
import { afterEach, expect, test, vi } from 'vitest'
import { joinBytes } from '../src/give-way.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const mega = 1_000_000
const numbered = (length: number, first = 0) => Uint8Array.from({ length }, (_, i) => (i + first) % 251)

test.each([
  [[numbered(3), numbered(5, 3)], 8],
  [[numbered(3), numbered(5, 3)], 4],
  [[numbered(3), numbered(5, 3)], 3],
  [[numbered(0), numbered(2 * mega + 7)], 2 * mega + 7],
  [[numbered(2 * mega + 7)], mega + 1],
  [[], 0],
])('parts are joined to a copy of the length that is asked for', async (parts, length) => {
  const joined = await joinBytes(parts, length)
  expect(joined.equals(Buffer.concat(parts, length))).toBe(true)
  expect(joined.buffer.byteLength).toBe(length)
})

test('whoever waits has a turn between two megabytes, where copying one takes its time', async () => {
  let ms = 0
  vi.spyOn(performance, 'now').mockImplementation(() => {
    ms += 11
    return ms
  })
  let turns = 0
  let isDone = false
  const count = () => {
    turns += 1
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  await joinBytes([numbered(2 * mega), numbered(3 * mega)], 5 * mega)
  isDone = true
  expect(turns).toBeGreaterThanOrEqual(5)
})
