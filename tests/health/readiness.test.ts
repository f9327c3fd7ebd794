// What a load balancer is told: whether this process can answer now.
import { expect, test } from 'vitest'
import type { Check } from '../../src/health/findings.ts'
import { readiness } from '../../src/health/readiness.ts'

const fine = async () => {}
const broken = async () => {
  throw new Error('connection refused')
}
const silent = () => new Promise<never>(() => {})
const rows = { inbox: {}, outbox: {}, uploads: {} }
const storeThat = (countRows: () => Promise<unknown>) => ({
  within: <T>(_ms: number, work: () => Promise<T>) => work(),
  countRows: () => countRows().then(() => rows),
})
const full: Check = { about: 'disk', look: () => [{ about: 'disk', level: 'warning', message: 'is nearly full' }] }
const well: Check = { about: 'key', look: () => [{ about: 'key', level: 'ok', message: 'is the one' }] }

test('it is ready when database and queues answer, and says what is wrong besides', async () => {
  expect(await readiness(storeThat(fine), fine, [well])).toEqual({ status: 200, body: 'ready\n' })
  const { status, body } = await readiness(storeThat(fine), fine, [well, full])
  expect(status).toBe(200)
  expect(body).toMatch(/^ready\nwarning disk.* is nearly full\n$/)
})

test('it is not while one of them fails, which is named', async () => {
  expect(await readiness(storeThat(broken), fine, [])).toEqual({ status: 503, body: 'database: connection refused\n' })
  expect(await readiness(storeThat(fine), broken, [])).toEqual({ status: 503, body: 'queues: connection refused\n' })
})

test('it is not while one of them says nothing, and whoever asks is answered all the same', async () => {
  for (const [store, ping, name] of [
    [storeThat(silent), fine, 'database'],
    [storeThat(fine), silent, 'queues'],
  ] as const)
    expect(await readiness(store, ping, [], 20)).toEqual({ status: 503, body: `${name}: it does not answer\n` })
})
