// Calls to Discord: what a failure means, and how all processes together keep Discord's limits.
import { describe, expect, it } from 'vitest'
import { createRest, type DiscordRest } from '../../../../src/bots/discord/send/rest.ts'
import type { RateLimits } from '../../../../src/bots/types.ts'
import type { AppError } from '../../../../src/errors.ts'
import { createDiscordStandIn, type DiscordStandIn } from '../../../stand-ins/discord.ts'
import { token } from '../fixtures.ts'

interface CountingLimits extends RateLimits {
  readonly taken: string[]
  readonly blocked: Map<string, number>
}

/** What the processes of an installation share: here a map, and buckets that are full after so many turns. */
function createLimits(turns: Record<string, number> = {}): CountingLimits {
  const taken: string[] = []
  const blocked = new Map<string, number>()
  return {
    taken,
    blocked,
    take: async (...wanted) => {
      const waitMs = Math.max(0, ...wanted.map(({ bucket }) => blocked.get(bucket) ?? 0))
      if (waitMs > 0) return waitMs
      taken.push(...wanted.map(({ bucket }) => bucket))
      const isFull = (bucket: string) =>
        taken.filter((one) => one === bucket).length > (turns[bucket] ?? Number.POSITIVE_INFINITY)
      return wanted.some(({ bucket }) => isFull(bucket)) ? 900 : 0
    },
    block: async (bucket, forMs) => void blocked.set(bucket, forMs),
  }
}

interface Setup extends AsyncDisposable {
  readonly discord: DiscordStandIn
  readonly limits: CountingLimits
  readonly rest: DiscordRest
  /** Another process of the same installation. */
  readonly other: DiscordRest
}

async function setUp(
  options: { token?: string; turns?: Record<string, number>; timeoutMs?: number } = {},
): Promise<Setup> {
  const { timeoutMs = 10_000 } = options
  const discord = await createDiscordStandIn({ token })
  const limits = createLimits(options.turns)
  const make = () => createRest({ token: options.token ?? token, apiUrl: discord.apiUrl }, limits, { timeoutMs })
  return { discord, limits, rest: make(), other: make(), [Symbol.asyncDispose]: () => discord.close() }
}

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => Promise.reject(new Error('did not throw')),
    (error: AppError) => error,
  )
const messages = '/channels/300/messages'
const post = (rest: DiscordRest, path = messages) =>
  rest.request<{ id: string }>('POST', path, { body: { embeds: [] }, kind: 'write' })
const list = (rest: DiscordRest) => rest.request('GET', messages, { kind: 'read' })

describe('a call', () => {
  it('goes to version 10 with the bot’s token, and without it where there is another', async () => {
    await using setup = await setUp()
    const { id } = await post(setup.rest)
    expect(setup.discord.messages).toMatchObject([{ id, channelId: '300' }])
    await setup.rest.request('PATCH', '/webhooks/100/t0/messages/@original', { body: {}, kind: 'write', auth: false })
    expect(setup.discord.calls.map(({ headers }) => headers.authorization)).toEqual([`Bot ${token}`, undefined])
  })

  const cases: [Parameters<DiscordStandIn['next']>[1], Partial<AppError>, Partial<AppError>][] = [
    [{ kind: 'error', status: 503 }, { code: 'discord-unavailable', retry: 'unknown' }, { retry: 'later' }],
    [{ kind: 'drop' }, { code: 'discord-unreachable', retry: 'unknown' }, { retry: 'later' }],
    [{ kind: 'slow', ms: 600 }, { code: 'discord-unreachable', retry: 'unknown' }, { retry: 'later' }],
    [{ kind: 'error', status: 403, code: 50013 }, { code: 'discord-50013', retry: 'never' }, { retry: 'never' }],
    [{ kind: 'error', status: 404, code: 10003 }, { code: 'discord-10003', retry: 'never' }, { retry: 'never' }],
    [{ kind: 'error', status: 400, code: 50035 }, { code: 'discord-50035', retry: 'never' }, { retry: 'never' }],
    [{ kind: 'error', status: 503, code: 130000 }, { retry: 'unknown' }, { retry: 'later' }],
    [
      { kind: 'rate-limit', retryAfterSeconds: 7 },
      { code: 'discord-rate-limited', retry: 'later', retryAfterMs: 7000 },
      { retry: 'later', retryAfterMs: 7000 },
    ],
  ]
  it.each(cases)('that fails by %o tells whether it may have happened', async (mishap, write, read) => {
    for (const [call, expected] of [[post, write] as const, [list, read] as const]) {
      await using setup = await setUp(mishap.kind === 'slow' ? { timeoutMs: 250 } : {})
      setup.discord.next(/messages/, mishap)
      const error = await caught(call(setup.rest))
      expect(error).toMatchObject(expected)
      // discord.js' own errors hold the body, and addresses with tokens.
      expect(error.cause).toBeUndefined()
      expect(setup.discord.calls).toHaveLength(1)
    }
  })

  it('never happened where nobody listens', async () => {
    await using setup = await setUp()
    const { resume } = await setup.discord.pause()
    expect(await caught(post(setup.rest))).toMatchObject({ code: 'discord-unreachable', retry: 'later' })
    await resume()
  })

  it('is not made where what is waited for right before it throws', async () => {
    await using setup = await setUp()
    const before = () => Promise.reject(new Error('lost'))
    await expect(setup.rest.request('POST', messages, { body: {}, kind: 'write', before })).rejects.toThrow('lost')
    expect(setup.discord.calls).toEqual([])
  })

  it('takes no token to another address', async () => {
    await using setup = await setUp()
    const headers = { location: '/api/v10/channels/301/messages' }
    setup.discord.next(/POST/, { kind: 'error', status: 307, headers })
    expect(await caught(post(setup.rest))).toMatchObject({ code: 'discord-unreachable' })
    expect(setup.discord.calls).toHaveLength(1)
  })

  it('names the fix and no token', async () => {
    await using setup = await setUp()
    setup.discord.next(/webhooks/, { kind: 'error', status: 401, code: 50027 })
    const path = '/webhooks/100/interaction-token/messages/@original'
    const error = await caught(setup.rest.request('PATCH', path, { kind: 'write', auth: false }))
    expect(error).toMatchObject({ code: 'discord-50027', retry: 'never' })
    expect(error.message).toContain('ask again')
    expect(JSON.stringify([error, error.message, error.stack])).not.toContain('interaction-token')
    // It was the interaction's token: the bot's own still works.
    await post(setup.rest)
  })
})

describe('a token that was refused', () => {
  it('is not tried again: Discord bans addresses that do', async () => {
    await using setup = await setUp({ token: 'MTAw.another.token' })
    for (let count = 0; count < 3; count += 1) {
      const error = await caught(post(setup.rest))
      expect(error).toMatchObject({ code: 'discord-token-refused', retry: 'refused' })
      expect(error.message).toContain('DISCORD_TOKEN')
    }
    expect(setup.discord.calls).toHaveLength(1)
    // An interaction has one of its own.
    await setup.rest.request('PATCH', '/webhooks/100/t1/messages/@original', { body: {}, kind: 'write', auth: false })
  })
})

describe('rate limits', () => {
  const postBucket = 'discord:POST:channels:300:messages'

  it('holds all processes back from an exhausted bucket, and no other', async () => {
    await using setup = await setUp()
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2.5' }
    setup.discord.next(/POST/, { kind: 'headers', headers })
    await post(setup.rest)
    expect([...setup.limits.blocked]).toEqual([[postBucket, 2500]])
    expect(await caught(post(setup.other))).toMatchObject({ retry: 'later', retryAfterMs: 2500 })
    await post(setup.other, '/channels/301/messages')
    await list(setup.other)
    expect(setup.discord.calls).toHaveLength(3)
  })

  it.each(['user', 'shared'] as const)('waits in one bucket when Discord says so: %s', async (scope) => {
    await using setup = await setUp()
    setup.discord.next(/POST/, { kind: 'rate-limit', retryAfterSeconds: 3, scope })
    await caught(post(setup.rest))
    expect([...setup.limits.blocked.keys()]).toEqual([postBucket])
    expect(setup.limits.taken.filter((bucket) => bucket === 'discord:invalid')).toHaveLength(scope === 'user' ? 1 : 0)
  })

  it('waits a second at least, so that not all come back at once', async () => {
    await using setup = await setUp()
    const headers = { 'retry-after': '0', 'x-ratelimit-scope': 'user' }
    setup.discord.next(/POST/, { kind: 'error', status: 429, headers })
    await caught(post(setup.rest))
    expect(setup.limits.blocked.get(postBucket)).toBe(1_000)
  })

  it('stops everything but interactions when the limit is global, or the address is walled off', async () => {
    await using setup = await setUp()
    setup.discord.next(/POST/, { kind: 'rate-limit', retryAfterSeconds: 3, scope: 'global' })
    await caught(post(setup.rest))
    expect(setup.limits.blocked.get('discord:global')).toBe(3000)
    expect(await caught(list(setup.other))).toMatchObject({ retryAfterMs: 3000 })
    await setup.other.request('PATCH', '/webhooks/100/t1/messages/@original', { body: {}, kind: 'write', auth: false })
    expect(setup.discord.calls).toHaveLength(2)

    await using walled = await setUp()
    walled.discord.next(/POST/, { kind: 'error', status: 429, headers: { 'retry-after': '60' } })
    await caught(post(walled.rest))
    expect(walled.limits.blocked.get('discord:global')).toBe(60_000)
  })

  it('takes a turn of the 50 a second before each call', async () => {
    await using setup = await setUp({ turns: { 'discord:global': 2 } })
    await post(setup.rest)
    await post(setup.other)
    expect(await caught(post(setup.rest))).toMatchObject({ retry: 'later', retryAfterMs: 900 })
    expect(setup.discord.calls).toHaveLength(2)
  })

  it('spreads those who wait for the same turn', async () => {
    await using setup = await setUp()
    await setup.limits.block('discord:global', 5)
    const errors = await Promise.all(Array.from({ length: 40 }, () => caught(list(setup.rest))))
    const waits = errors.map(({ retryAfterMs = 0 }) => retryAfterMs)
    expect(new Set(waits).size).toBeGreaterThan(20)
    expect(Math.max(...waits)).toBeLessThanOrEqual(1006)
  })

  it('stops before Discord bans the address for too many refusals', async () => {
    await using setup = await setUp({ turns: { 'discord:invalid': 1 } })
    for (let count = 0; count < 2; count += 1) {
      setup.discord.next(/POST/, { kind: 'error', status: 403, code: 50013 })
      await caught(post(setup.rest))
    }
    expect(setup.limits.blocked.get('discord:global')).toBe(900)
  })

  it('writes no token of an interaction into the name of a bucket', async () => {
    await using setup = await setUp()
    const path = '/webhooks/100/interaction-token/messages/@original'
    await setup.rest.request('PATCH', path, { body: {}, kind: 'write', auth: false })
    expect(setup.limits.taken.join()).toMatch(/^discord:PATCH:webhooks:100:[\w-]{16}:messages:@original$/)
  })
})
