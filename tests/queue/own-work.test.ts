// Work without a queue: done at once, tried again, and finished before the end with all that it wakes.
import { expect, test, vi } from 'vitest'
import { createLog } from '../../src/log.ts'
import type { InstallId, ThreadKey, WorkspaceId } from '../../src/model.ts'
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

test('replies and files wait as they are told to, and nothing is tried again once it stops', async () => {
  vi.useFakeTimers()
  try {
    const done: string[] = []
    const held = Promise.withResolvers<void>()
    const { work } = open({
      async answer() {
        done.push('answer')
        await held.promise
      },
      deliver: async () => void done.push('deliver'),
      index: async () => void done.push('index'),
    })
    work.wake.outgoing(thread, 1_000)
    work.wake.upload({ installId: null, workspaceId: 'w' as WorkspaceId, uploadId: 'u' }, 2_000)
    await vi.advanceTimersByTimeAsync(999)
    expect(done).toEqual([])
    await vi.advanceTimersByTimeAsync(1_000)
    expect(done).toEqual(['deliver'])
    await vi.advanceTimersByTimeAsync(1)
    expect(done).toEqual(['deliver', 'index'])
    work.wake.incoming(thread)
    const stopped = work.stop()
    held.reject(new Error('away'))
    await stopped
    await vi.advanceTimersByTimeAsync(60_000)
    expect(done).toEqual(['deliver', 'index', 'answer'])
  } finally {
    vi.useRealTimers()
  }
})
