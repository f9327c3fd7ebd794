// Work without a queue: done at once, tried again, and finished before the end with all that it wakes.
import { expect, test, vi } from 'vitest'
import { createLog } from '../../src/log.ts'
import type { InstallId, ThreadKey } from '../../src/model.ts'
import { createOwnWork } from '../../src/queue/own-work.ts'
import type { Jobs } from '../../src/queue/workers.ts'

const thread = { installId: 'i' as InstallId, platform: 'console', threadKey: 'console:1' as ThreadKey } as const

function open(jobs: Partial<Jobs>) {
  const lines: string[] = []
  const nothing = async () => {}
  const log = createLog('warn', (line) => void lines.push(line))
  return { lines, work: createOwnWork(log, () => ({ answer: nothing, deliver: nothing, index: nothing, ...jobs })) }
}

test('what is under way wakes the next, and both are finished before it stops', async () => {
  const done: string[] = []
  const release = Promise.withResolvers<void>()
  const { work } = open({
    async answer() {
      await release.promise
      done.push('answered')
      work.wake.outgoing(thread)
    },
    async deliver() {
      await new Promise((resolve) => setImmediate(resolve))
      done.push('sent')
    },
  })
  work.wake.incoming(thread)
  const stopped = work.stop()
  release.resolve()
  await stopped
  expect(done).toEqual(['answered', 'sent'])
})

test('what fails is tried again, each time later; what waits is left when it stops', async () => {
  vi.useFakeTimers()
  try {
    let tries = 0
    const { work, lines } = open({
      async answer() {
        tries += 1
        if (tries < 3) throw new Error('away')
      },
    })
    work.wake.incoming(thread, 500)
    await vi.advanceTimersByTimeAsync(499)
    expect(tries).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(tries).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.advanceTimersByTimeAsync(1_999)
    expect(tries).toBe(2)
    await vi.advanceTimersByTimeAsync(1)
    expect(tries).toBe(3)
    expect(lines).toHaveLength(2)
    work.wake.incoming(thread, 10)
    await work.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(tries).toBe(3)
  } finally {
    vi.useRealTimers()
  }
})
