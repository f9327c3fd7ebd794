// What Slack's refusals mean, of those that the stand-in does not make.
import { WebAPIPlatformError } from '@slack/web-api'
import { expect, it } from 'vitest'
import { toAppError } from '../../../../src/bots/slack/send/errors.ts'

it.each(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'])(
  '%s: the token is refused, and so is every reply',
  (error) => {
    const refused = toAppError(new WebAPIPlatformError({ ok: false, error }), 'write')
    expect(refused).toMatchObject({ retry: 'refused', message: expect.stringContaining('SLACK_BOT_TOKEN') })
  },
)

it('a limit that does not say how long is waited for half a minute: nothing was posted', () => {
  const unreadable = new Error('Retry header did not contain a valid timeout')
  expect(toAppError(unreadable, 'write')).toMatchObject({
    code: 'slack-rate-limited',
    retry: 'later',
    retryAfterMs: 30_000,
  })
})
