// The links that `ragbot sign-in` prints: once, for ten minutes, for the process that runs.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSignInLinks, mintSignInToken } from '../../src/portal/sign-in-links.ts'

const key = randomBytes(32)
const start = Date.UTC(2026, 10, 21)
const later = (minutes: number) => new Date(start + minutes * 60_000)
const mint = (minutes: number, by = key) => mintSignInToken(by, later(minutes), randomBytes)

test('a link works once, in its time, and for nobody who made it with another key', () => {
  let now = later(0)
  const spend = createSignInLinks(key, () => now)
  const token = mint(1)
  now = later(2)
  expect([spend(token), spend(token)]).toEqual([true, false])
  const [early, old] = [mint(2), mint(2)]
  now = later(11.9)
  expect(spend(early)).toBe(true)
  now = later(12.1)
  expect(spend(old)).toBe(false)
  for (const forged of [mint(12, randomBytes(32)), mint(20), `${mint(12)}x`, mint(12).slice(1), '', 'a.b.c'])
    expect([forged, spend(forged)]).toEqual([forged, false])
})

test('what a process before this one gave out or took is over', () => {
  const before = createSignInLinks(key, () => later(0))
  const [used, unused] = [mint(0), mint(0)]
  expect(before(used)).toBe(true)
  const after = createSignInLinks(key, () => later(1))
  expect([after(used), after(unused), after(mint(1))]).toEqual([false, false, true])
})
