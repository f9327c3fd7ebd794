// A token that is refused holds all replies back, costs them nothing, and is said now and then.
import { describe, expect, it } from 'vitest'
import { useDelivery } from '../delivery.ts'

const { opened, slack, refusals, logged, restart, reply, deliver, pass, texts, posted, states } = useDelivery()
const hour = 60 * 60_000

describe('a token that is refused', () => {
  const refusing = ['invalid_auth', 'token_revoked', 'token_expired', 'account_inactive', 'not_authed']
  it.each(refusing)('(%s) holds all replies back until a try now and then succeeds', async (error) => {
    for (let n = 0; n < 2; n += 1) await reply(`t${n}`)
    slack().plan(() => ({ kind: 'error', error }))
    for (let n = 0; n < 2; n += 1) await deliver(`t${n}`)
    expect(posted()).toBe(1)
    expect(await states()).toEqual(['pending', 'pending'])
    expect(refusals().findings()).toMatchObject([{ about: 'slack', level: 'error' }])
    await pass(16_000)
    for (let n = 0; n < 2; n += 1) await deliver(`t${n}`)
    expect(posted()).toBe(2)
    slack().plan(null)
    await pass(16_000)
    for (let n = 0; n < 2; n += 1) await deliver(`t${n}`)
    expect(texts()).toHaveLength(2)
    expect(refusals().findings()).toEqual([])
    const [row] = await opened().db.asSystem((sql) => sql<{ attempts: number }>('select attempts from outbox'))
    expect(row).toEqual({ attempts: 1 })
  })

  it('is replaced by a restart: all is sent at once', async () => {
    for (let n = 0; n < 3; n += 1) await reply(`r${n}`)
    slack().plan(() => ({ kind: 'error', error: 'invalid_auth' }))
    for (let n = 0; n < 3; n += 1) await deliver(`r${n}`)
    slack().plan(null)
    restart()
    const found = await opened().store.findUnfinished(0, [opened().installOf('slack').id])
    expect(found.outgoing.map(({ threadKey }) => threadKey).toSorted()).toEqual(['r0', 'r1', 'r2'])
    for (const { threadKey } of found.outgoing) await deliver(threadKey)
    expect(texts()).toHaveLength(3)
  })

  it('is said once a minute, and after an hour the replies are dead letters that can be revived', async () => {
    for (let n = 0; n < 3; n += 1) await reply(`h${n}`)
    slack().plan(() => ({ kind: 'error', error: 'token_revoked' }))
    for (let n = 0; n < 9; n += 1) {
      await deliver('h0')
      await pass(15_000)
    }
    expect(logged.filter((line) => line.includes('no reply can be sent'))).toHaveLength(3)
    await reply('late')
    await pass(hour - 60_000)
    await deliver('h0')
    expect(await states()).toEqual(['dead', 'dead', 'dead', 'pending'])
    slack().plan(null)
    restart()
    expect(await opened().store.reviveDeadLetters()).toBe(3)
    for (const key of ['h0', 'h1', 'h2', 'late']) await deliver(key)
    expect(texts()).toHaveLength(4)
  })

  it('while a lost post is looked for does not count as a look', async () => {
    await reply('l')
    slack().next('chat.postMessage', { kind: 'cut' })
    await deliver('l')
    slack().plan(() => ({ kind: 'error', error: 'invalid_auth' }))
    await pass(5_000)
    await deliver('l')
    expect(await states()).toEqual(['ambiguous'])
    slack().plan(null)
    await pass(16_000)
    expect(await deliver('l')).toBeGreaterThan(9_000)
  })

  it('is not mistaken for a reply that is refused for its own sake', async () => {
    await reply('scope')
    await reply('fine')
    slack().next('chat.postMessage', { kind: 'error', error: 'as_user_not_supported' })
    await deliver('scope')
    await deliver('fine')
    expect(texts()).toContain('An answer')
    expect((await states()).toSorted()).toEqual(['dead', 'sent'])
  })
})
