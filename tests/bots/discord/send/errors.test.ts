// What Discord's refusals mean, of those that the stand-in does not make.
import { DiscordAPIError } from 'discord.js'
import { expect, it } from 'vitest'
import { rateLimited, toAppError } from '../../../../src/bots/discord/send/errors.ts'

it('a limit is waited for as long as Discord asks, and some seconds where it does not say', () => {
  expect(rateLimited(1_200.4).retryAfterMs).toBe(1_201)
  expect(rateLimited(0).retryAfterMs).toBe(5_000)
})

it('what Discord is too busy for is tried again', () => {
  const raw = { code: 130000, message: 'API resource is currently overloaded.' }
  const busy = new DiscordAPIError(raw, 130000, 400, 'POST', 'https://discord.com/api/v10/x', {})
  expect(toAppError(busy, 'write')).toMatchObject({ code: 'discord-130000', retry: 'later' })
})
