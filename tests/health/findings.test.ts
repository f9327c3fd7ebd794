// The checks of the rooms, collected: what throws, hangs or costs a call must never keep anyone waiting.
import { expect, test } from 'vitest'
import { inBackground, lookAt, warningLines } from '../../src/health/findings.ts'
import type { Finding } from '../../src/model.ts'

const disk: Finding = { about: 'disk', level: 'warning', message: '12 MB are free: make room' }

test('findings come in the order of their checks, and one that throws or hangs is a finding itself', async () => {
  const found = await lookAt(
    [
      { about: 'queues', look: () => new Promise<never>(() => {}) },
      { about: 'slack', look: () => Promise.reject(new Error('no token')) },
      { about: 'disk', look: () => [disk] },
    ],
    20,
  )
  expect(found.map(({ about, level }) => [about, level])).toEqual([
    ['queues', 'error'],
    ['slack', 'error'],
    ['disk', 'warning'],
  ])
  expect(warningLines([...found, { about: 'x', level: 'ok', message: 'fine' }])).toEqual([
    'queues: did not answer within 0.02 s: look whether it is overloaded or cut off',
    'slack: no token',
    'disk: 12 MB are free: make room',
  ])
})

test('a check in the background holds its last finding until it is due again', async () => {
  let now = 0
  let looked = 0
  const check = inBackground(
    { about: 'slack', look: async () => [{ ...disk, message: String(++looked) }] },
    60,
    () => now,
  )
  const read = async () => {
    const found = await check.look()
    await new Promise((resolve) => setImmediate(resolve))
    return found.map(({ message }) => message)
  }
  expect(await read()).toEqual([])
  now = 59
  expect(await read()).toEqual(['1'])
  now = 60
  expect(await read()).toEqual(['1'])
  expect(await read()).toEqual(['2'])
  expect(looked).toBe(2)
})
