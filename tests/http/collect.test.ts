import { constants, type NodeGCPerformanceDetail, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { expect, onTestFinished, test } from 'vitest'
import { createCollector } from '../../src/http/collect.ts'

/** How often each part of the heap is looked through while `work` runs. */
async function collections(work: () => void): Promise<{ minor: number; major: number }> {
  const kinds: unknown[] = []
  const observer = new PerformanceObserver((list) => {
    const entries = list.getEntries() as (PerformanceEntry & { detail: NodeGCPerformanceDetail })[]
    for (const { detail } of entries) kinds.push(detail.kind)
  })
  observer.observe({ entryTypes: ['gc'] })
  onTestFinished(() => observer.disconnect())
  work()
  await new Promise((resolve) => setTimeout(resolve, 50))
  observer.disconnect()
  const count = (kind: number) => kinds.filter((one) => one === kind).length
  return { minor: count(constants.NODE_PERFORMANCE_GC_MINOR), major: count(constants.NODE_PERFORMANCE_GC_MAJOR) }
}

test('young objects are looked through after each 16 MB of pieces', async () => {
  const collector = createCollector()
  const pieces = (count: number) => () => {
    for (let i = 0; i < count; i += 1) collector.countPiece(64 * 1024)
  }
  const { minor, major } = await collections(pieces(1_024))
  expect([minor >= 4, major]).toEqual([true, 0])
  expect((await collections(pieces(255))).minor).toBeLessThan(4)
})

test('all objects are after each 4,000 strangers', async () => {
  const collector = createCollector()
  let kept: object | undefined = { since: 'long' }
  const weak = new WeakRef(kept)
  // What was just referred to is kept until the turn ends.
  await new Promise(setImmediate)
  kept = undefined
  for (let i = 0; i < 3_999; i += 1) collector.countStranger()
  await new Promise(setImmediate)
  const { major } = await collections(() => collector.countStranger())
  expect([major, weak.deref()]).toEqual([1, undefined])
})
