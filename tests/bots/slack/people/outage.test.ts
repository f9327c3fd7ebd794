// How long a message may wait for look-ups that fail: not at all where Slack tells, or asks to wait, and long where it is away.
import { describe, expect, it } from 'vitest'
import { at as someoneAt } from '../../../askers.ts'
import type { Mishap } from '../../../stand-ins/slack.ts'
import { useMembers } from '../../members.ts'
import { type Setup, setUp as setUpWith } from '../fixtures.ts'

const makeMembers = useMembers('slack')
const setUp = async () => setUpWith({ members: await makeMembers() })

const at = (channel: string, user = 'U1') => ({
  ...someoneAt(`T1/${channel}`, `T1/${user}`),
  target: { team: 'T1', channel, user },
})
const down: Mishap = { kind: 'status', status: 500 }
const waits = ({ platform }: Setup, asker = at('C1')) => platform.waitsFor!(asker)
const fail = ({ slack }: Setup, ...methods: readonly string[]) =>
  slack.plan((method) => (methods.includes(method) ? down : undefined))
const told = ({ slack }: Setup) => slack.posts.filter(({ user }) => user === 'U1').length

describe('a message', () => {
  it('waits while Slack does not tell who reads, nobody else’s does, and whoever asks hears of less once it is so', async () => {
    await using setup = await setUp()
    expect(await waits(setup)).toBe(0)
    fail(setup, 'users.info')
    await setup.platform.readableBy(at('C1'), [])
    expect(await waits(setup)).toBe(20_000)
    expect(await waits(setup, at('C1', 'U2'))).toBe(0)
    expect(await waits(setup, at('C2'))).toBe(0)
    setup.clock.now += 19_000
    await setup.platform.readableBy(at('C1'), [])
    expect(told(setup)).toBe(0)
    setup.clock.now += 6_000
    await setup.platform.readableBy(at('C1'), [])
    await expect.poll(() => told(setup), { timeout: 30_000 }).toBe(1)
    setup.slack.plan(null)
    setup.clock.now += 6_000
    await setup.platform.readableBy(at('C1'), [])
    expect(await waits(setup)).toBe(0)
  })

  it('waits for an hour where Slack is away altogether: nothing could be posted', async () => {
    await using setup = await setUp()
    await setup.platform.check?.()
    fail(setup, 'users.info', 'auth.test')
    await setup.platform.readableBy(at('C1'), [])
    expect(await waits(setup)).toBe(3_600_000)
  })

  it.each([
    ['asks to wait', { kind: 'rate-limit', retryAfterSeconds: 30 }],
    ['refuses to tell', { kind: 'error', error: 'missing_scope' }],
  ] as [string, Mishap][])('waits for nothing where Slack %s', async (_, mishap) => {
    await using setup = await setUp()
    setup.slack.plan((method) => (method === 'users.info' ? mishap : undefined))
    await setup.platform.readableBy(at('C1'), [])
    expect(await waits(setup)).toBe(0)
    await expect.poll(() => told(setup), { timeout: 30_000 }).toBe(1)
  })

  it('waits where a source could not be looked up right before its answer is shown, for that answer', async () => {
    await using setup = await setUp()
    setup.slack.conversations.set('P1', { is_private: true, is_channel: false })
    const channel = 'channel:slack:T1/P1'
    await setup.platform.readableBy(at('C1'), [channel])
    setup.clock.now += 61_000
    fail(setup, 'conversations.members')
    await setup.platform.lookAgain!(at('C1'), [channel])
    expect(await waits(setup)).toBe(20_000)
    setup.clock.now += 2_000
    expect(await waits(setup)).toBe(0)
    setup.slack.plan(null)
    setup.clock.now += 5_000
    await setup.platform.lookAgain!(at('C1'), [channel])
    expect(await waits(setup)).toBe(0)
  })
})
