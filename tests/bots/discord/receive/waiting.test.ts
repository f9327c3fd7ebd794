import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createWaiting } from '../../../../src/bots/discord/receive/waiting.ts'
import { databaseAway } from '../../../../src/errors.ts'

function setUp() {
  const done: number[] = []
  const warnings: string[] = []
  const state = { isAway: true }
  const waiting = createWaiting({ warn: (message, fields) => warnings.push(`${message} ${JSON.stringify(fields)}`) }, 5)
  const take = (number: number) =>
    waiting.take(async () => {
      if (state.isAway) throw databaseAway('refused')
      done.push(number)
    })
  return { done, warnings, state, take, waiting }
}

async function until(check: () => boolean): Promise<void> {
  while (!check()) await pause(5)
}

test('what comes while the database is away is taken in its order once it is back', async () => {
  const { done, state, take } = setUp()
  for (const number of [1, 2, 3]) await take(number)
  expect(done).toEqual([])
  state.isAway = false
  // Comes behind those that wait.
  await take(4)
  await until(() => done.length === 4)
  expect(done).toEqual([1, 2, 3, 4])
  await take(5)
  expect(done).toEqual([1, 2, 3, 4, 5])
})

test('a thousand wait; the newest beyond are dropped, and counted in the log', async () => {
  const { done, warnings, state, take } = setUp()
  for (let number = 1; number <= 1_007; number += 1) await take(number)
  state.isAway = false
  await until(() => warnings.length === 2)
  expect(done).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1))
  expect(warnings.join()).toContain('{"dropped":7}')
})

test('what fails for another reason is told at once, and holds up nobody who waits', async () => {
  const { done, state, take, waiting } = setUp()
  state.isAway = false
  await expect(waiting.take(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  state.isAway = true
  let tries = 0
  await waiting.take(async () => {
    tries += 1
    throw tries === 1 ? databaseAway('refused') : new Error('broken')
  })
  await take(1)
  state.isAway = false
  await until(() => done.length === 1)
})
