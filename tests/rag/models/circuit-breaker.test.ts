import { expect, test } from 'vitest'
import { AppError } from '../../../src/errors.ts'
import { createCircuitBreaker } from '../../../src/rag/models/circuit-breaker.ts'

const down = async () => {
  throw new Error('down')
}
const up = async () => 'up'

function circuit() {
  let time = 1_000
  let calls = 0
  const breaker = createCircuitBreaker({ now: () => time, failures: 3, openMs: 10_000 })
  return {
    pass: (ms: number) => {
      time += ms
    },
    calls: () => calls,
    run: <T>(work: () => Promise<T>) =>
      breaker.run(() => {
        calls += 1
        return work()
      }),
    async fail(times: number) {
      for (let i = 0; i < times; i += 1) await expect(breaker.run(down)).rejects.toThrow('down')
    },
  }
}

test('opens after failures in a row, and then refuses at once', async () => {
  const { run, fail, calls } = circuit()
  await fail(2)
  expect(await run(up)).toBe('up')
  await fail(3)
  await expect(run(up)).rejects.toMatchObject({ code: 'circuit-open', retry: 'later', retryAfterMs: 10_000 })
  expect(calls()).toBe(1)
})

test('lets one call through after a while: it closes the circuit, or opens it again', async () => {
  const { run, fail, pass } = circuit()
  await fail(3)
  pass(10_000)
  await fail(1)
  await expect(run(up)).rejects.toMatchObject({ code: 'circuit-open' })
  pass(10_000)
  expect(await run(up)).toBe('up')
  expect(await run(up)).toBe('up')
})

test('only one call tries, others are refused while it runs', async () => {
  const { run, fail, pass } = circuit()
  await fail(3)
  pass(10_000)
  let finish = (_: string) => {}
  const trial = run(() => new Promise<string>((resolve) => (finish = resolve)))
  await expect(run(up)).rejects.toMatchObject({ code: 'circuit-open' })
  finish('back')
  expect(await trial).toBe('back')
  expect(await run(up)).toBe('up')
})

test('a server that names a longer wait is given it, up to five minutes', async () => {
  const { run, fail, pass } = circuit()
  await fail(2)
  const limited = new AppError('embedding-rate-limited', 'Too many', { retry: 'later', retryAfterMs: 3_600_000 })
  await expect(run(() => Promise.reject(limited))).rejects.toBe(limited)
  pass(299_999)
  await expect(run(up)).rejects.toMatchObject({ code: 'circuit-open' })
  pass(1)
  expect(await run(up)).toBe('up')
})
