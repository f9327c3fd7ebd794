// The state of an installation: signed, of one browser, ten minutes good.
import { expect, test } from 'vitest'
import { makeState, newBrowser, readState } from '../../../../src/bots/slack/oauth/state.ts'

const key = Buffer.alloc(32, 1)
const now = Date.UTC(2026, 10, 30)

test('a state is read by the browser it was made for, for ten minutes, with who began it', () => {
  const browser = newBrowser()
  const state = makeState(key, browser, true, now)
  expect(readState(key, state, browser, now + 10 * 60_000 - 1)).toMatchObject({
    isOperator: true,
    expiresAt: new Date(now + 10 * 60_000),
  })
  expect(readState(key, makeState(key, browser, false, now), browser, now)).toMatchObject({ isOperator: false })
  expect(readState(key, state, browser, now + 10 * 60_000)).toBeNull()
  expect(readState(key, state, newBrowser(), now)).toBeNull()
  expect(readState(key, state, '', now)).toBeNull()
  expect(readState(Buffer.alloc(32, 2), state, browser, now)).toBeNull()
  expect(makeState(key, browser, true, now)).not.toBe(state)
})

test('no part of a state can be changed', () => {
  const browser = newBrowser()
  const state = makeState(key, browser, false, now)
  const [nonce, until, , signature] = state.split('.')
  const forged = [
    [nonce, until, '1', signature],
    [nonce, String(now + 86_400_000), '0', signature],
    ['A'.repeat(22), until, '0', signature],
    [nonce, until, '0', 'A'.repeat(43)],
  ].map((parts) => parts.join('.'))
  for (const one of [...forged, '', state.slice(0, -1), `${state}A`])
    expect(readState(key, one, browser, now)).toBeNull()
})
