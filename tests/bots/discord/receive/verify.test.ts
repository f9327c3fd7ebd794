// Who is believed to be Discord.
import { describe, expect, it } from 'vitest'
import { createReplayGuard } from '../../../../src/bots/discord/receive/verify.ts'
import { createSigner } from '../../../stand-ins/discord.ts'
import { click, now, setUp, sign, slash } from '../fixtures.ts'

const minutes = (count: number) => now + count * 60_000
const ping = JSON.stringify({ id: '1', application_id: '100', type: 1, token: 'x', version: 1 })

describe('signatures', () => {
  const body = JSON.stringify(slash('ask', { question: 'who approves travel?' }))

  it('refuses forged, missing, old and future ones, and stores nothing', async () => {
    await using setup = await setUp()
    const good = sign(body)
    const signature = good['x-signature-ed25519']!
    const cases: Record<string, string>[] = [
      {},
      createSigner().headers(body, now),
      sign(`${body} `),
      sign(body, minutes(-5.1)),
      sign(body, minutes(5.1)),
      { ...good, 'x-signature-ed25519': '' },
      { ...good, 'x-signature-ed25519': '00'.repeat(64) },
      { ...good, 'x-signature-ed25519': `${signature}00` },
      { ...good, 'x-signature-timestamp': 'NaN' },
      { ...good, 'x-signature-timestamp': `0${good['x-signature-timestamp']}` },
      { ...good, 'x-signature-timestamp': String(now / 1000 + 1) },
    ]
    for (const headers of cases) expect(await setup.receiveRaw(body, headers)).toMatchObject({ status: 401 })
    expect(setup.host.accepted).toEqual([])
    expect(setup.discord.calls).toEqual([])
  })

  it('accepts a clock that is a little off either way', async () => {
    await using setup = await setUp()
    for (const at of [minutes(-4.9), minutes(4.9)])
      expect(await setup.receiveRaw(ping, sign(ping, at))).toMatchObject({ status: 200 })
  })

  it('refuses a body above its limit by route, and what is no JSON', async () => {
    await using setup = await setUp()
    expect(setup.platform.routes[0]?.bodyLimitBytes).toBeLessThan(1024 * 1024)
    for (const broken of ['', '{', '\u0000', '"x"', '[]', 'null', '{"type":2}'])
      expect(await setup.receiveRaw(broken)).toMatchObject({ status: 400 })
  })
})

describe('PING', () => {
  it('gets PONG when it is signed, even with no server to answer', async () => {
    await using setup = await setUp({ guildIds: [] })
    expect(await setup.receiveRaw(ping, {})).toMatchObject({ status: 401 })
    const { status, body } = await setup.receiveRaw(ping)
    expect([status, JSON.parse(String(body))]).toEqual([200, { type: 1 }])
  })
})

describe('replays', () => {
  it('stores a command once and gives the same deferral', async () => {
    await using setup = await setUp()
    const command = slash('ask', { question: 'who approves travel?' })
    expect(await setup.receive(command)).toEqual({ status: 200, body: { type: 5 } })
    expect(await setup.receive(command)).toEqual({ status: 200, body: { type: 5 } })
    expect(setup.host.accepted).toHaveLength(1)
  })

  it('refuses a second click and a second look for titles', async () => {
    await using setup = await setUp()
    const helpful = click('helpful:c1:2')
    const typing = slash('search', { query: { type: 3, value: 'tra', focused: true } }, { type: 4 })
    for (const one of [helpful, typing]) {
      expect(await setup.receive(one)).toMatchObject({ status: 200 })
      expect(await setup.receive(one)).toMatchObject({ status: 401 })
    }
    expect(setup.host.clicks).toHaveLength(1)
  })

  it('remembers for as long as a signature of a clock that is ahead is fresh', () => {
    let clock = now
    const isFirst = createReplayGuard(() => clock)
    expect(isFirst('a')).toBe(true)
    clock += 9.9 * 60_000
    expect(['b', 'a'].map(isFirst)).toEqual([true, false])
  })

  it('forgets after a signature is too old anyway, and never holds more than its capacity', () => {
    let clock = now
    const isFirst = createReplayGuard(() => clock, 3)
    expect(['a', 'b', 'a', 'c', 'd', 'd'].map(isFirst)).toEqual([true, true, false, true, true, false])
    // The oldest made room for the fourth.
    expect(isFirst('a')).toBe(true)
    clock += 11 * 60_000
    expect(['e', 'c'].map(isFirst)).toEqual([true, true])
  })
})
