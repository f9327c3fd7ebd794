// How often a platform is asked for what it did not tell.
import { expect, it } from 'vitest'
import { lookUp } from '../../src/bots/look-up.ts'
import { AppError } from '../../src/errors.ts'

/** Fails so often, then tells. */
async function ask(times: number, error: () => unknown) {
  let asked = 0
  const answer = await lookUp(async () => {
    asked += 1
    if (asked <= times) throw error()
    return 'told'
  }).catch((failed: unknown) => failed)
  return { asked, answer }
}
const passing = (retryAfterMs: number) => new AppError('slack-unavailable', 'away', { retry: 'later', retryAfterMs })

it('what passes is asked for three times, and no more', async () => {
  expect(await ask(2, () => passing(0))).toEqual({ asked: 3, answer: 'told' })
  expect(await ask(9, () => passing(0))).toMatchObject({ asked: 3, answer: { code: 'slack-unavailable' } })
})

it('what was refused, and what asks to wait for long, is asked for once', async () => {
  expect(await ask(9, () => passing(2_001))).toMatchObject({ asked: 1, answer: { code: 'slack-unavailable' } })
  const refused = new AppError('slack-missing-scope', 'no', { retry: 'never', retryAfterMs: 0 })
  expect(await ask(9, () => refused)).toEqual({ asked: 1, answer: refused })
})
