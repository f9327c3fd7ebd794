// Threads that do as they are asked, and what becomes of those that do not.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, expect, test } from 'vitest'
import { createPool, type Pool } from '../../src/rag/pool.ts'
import type { tasks } from './pool-tasks.ts'

const pools: Pool<typeof tasks>[] = []
const poolOf = (threads = 1) => {
  const pool = createPool<typeof tasks>({
    module: new URL('./pool-tasks.ts', import.meta.url),
    threads,
    memoryMb: 32,
    doing: 'Doing this',
    instead: 'do less',
  })
  pools.push(pool)
  return pool
}
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())))

const longMs = 60_000

test('a task is done in a thread, and what it throws is thrown by the same name', async () => {
  const pool = poolOf()
  expect(await pool.run('double', 21, longMs)).toBe(42)
  await expect(pool.run('refuse', null, longMs)).rejects.toMatchObject({
    code: 'empty',
    message: 'There is no text in it',
  })
  await expect(pool.run('fail', null, longMs)).rejects.toMatchObject({ code: 'broken', message: 'of nothing' })
  expect(await pool.run('double', 1, longMs)).toBe(2)
})

test('bytes are cloned, or handed over where that is asked for', async () => {
  const pool = poolOf()
  const bytes = new Uint8Array(5)
  expect(await pool.run('count', bytes, longMs)).toBe(5)
  expect(bytes.length).toBe(5)
  expect(await pool.turn(longMs, (run) => run('count', bytes, [bytes.buffer]))).toBe(5)
  expect(bytes.length).toBe(0)
})

test('a turn that is over while no task is under way is named all the same', async () => {
  const late = poolOf().turn(50, async (run) => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    return run('double', 1)
  })
  await expect(late).rejects.toMatchObject({ code: 'too-slow', retry: 'never' })
})

test.each([
  [
    'forever',
    100,
    { code: 'too-slow', message: 'Doing this took more than 1 s and was stopped: do less.', retry: 'never' },
  ],
  ['everything', longMs, { code: 'too-large', message: 'Doing this takes more than 32 MB of memory: do less.' }],
  ['exit', longMs, { code: 'reading-stopped', retry: 'later' }],
] as const)('a task that runs into its end (%s) is named, and the next one is done', async (task, timeMs, error) => {
  const pool = poolOf()
  const next = pool.run(task, null, timeMs).catch((thrown: unknown) => thrown)
  // Waits for the only thread, and gets another.
  const after = pool.run('double', 4, longMs)
  expect(await next).toMatchObject(error)
  expect(await after).toBe(8)
})

test('a thread ends by itself when it is told to', async () => {
  const module = new URL('./pool-tasks.ts', import.meta.url).href
  const thread = new Worker(new URL('../../src/rag/pool-thread.ts', import.meta.url), { workerData: module })
  await once(thread, 'message')
  thread.postMessage(null)
  expect(await once(thread, 'exit')).toEqual([0])
})

test('a turn keeps its thread, and others wait for it', async () => {
  const pool = poolOf()
  let open = 0
  let most = 0
  const recalled = await Promise.all(
    ['a', 'b', 'c'].map((text) =>
      pool.turn(longMs, async (run) => {
        most = Math.max(most, ++open)
        await run('remember', text)
        await run('slowly', 5)
        const told = await run('recall', undefined)
        open -= 1
        return told
      }),
    ),
  )
  expect({ recalled, most }).toEqual({ recalled: ['a', 'b', 'c'], most: 1 })
})

test('a task that takes for ever holds up none in another thread', async () => {
  const pool = poolOf(2)
  const stuck = pool.run('forever', null, longMs).catch((thrown: unknown) => thrown)
  expect(await Promise.all([1, 2, 3].map((n) => pool.run('double', n, longMs)))).toEqual([2, 4, 6])
  await pool.close()
  expect(await stuck).toMatchObject({ code: 'reading-stopped' })
})

test('a pool that closes ends what is under way and what waits, and takes no more', async () => {
  const pool = poolOf()
  await pool.run('double', 1, longMs)
  const all = Promise.allSettled([pool.run('forever', null, longMs), pool.run('double', 1, longMs)])
  await pool.close()
  for (const one of await all) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'reading-stopped' } })
  await expect(pool.run('double', 1, longMs)).rejects.toMatchObject({ code: 'reading-stopped' })
})
