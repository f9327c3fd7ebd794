// Keys of Discord's threads, and what is none.
import { describe, expect, it } from 'vitest'
import { decodeThreadKey, encodeThreadKey } from '../../../src/bots/discord/thread-key.ts'

describe('thread keys', () => {
  it.each([
    { guild: '200', thread: '310' },
    { guild: '@me', thread: '8200' },
  ])('round trip %o', (thread) => expect(decodeThreadKey(encodeThreadKey(thread))).toEqual(thread))

  it.each(['', 'discord:200', 'discord:200:', 'slack:200:310', 'discord:200:310:1'])('%j is none', (key) =>
    expect(() => decodeThreadKey(key)).toThrow('not the key of a Discord thread'),
  )
})
