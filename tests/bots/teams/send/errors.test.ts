// How long Microsoft asks to wait.
import { expect, test } from 'vitest'
import { readRetryAfter } from '../../../../src/bots/teams/send/errors.ts'

test('a time to wait is so many seconds, or until a date; what is neither, or over, is none', () => {
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT'
  const now = Date.parse(date) - 7_000
  expect([readRetryAfter(' 5 ', now), readRetryAfter(date, now)]).toEqual([5_000, 7_000])
  for (const none of [null, '', 'soon', '0', '-1']) expect(readRetryAfter(none, now)).toBeUndefined()
  expect(readRetryAfter(date, now + 8_000)).toBeUndefined()
})
