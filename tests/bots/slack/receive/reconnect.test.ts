// The connection of Socket Mode: the next one is there before Slack closes the last, what ends it is told, and Slack is not
// stormed.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSocket } from '../../../../src/bots/slack/receive/socket.ts'
import { createWebClient } from '../../../../src/bots/slack/send/web-client.ts'
import { createSlackStandIn, type SlackStandIn } from '../../../stand-ins/slack.ts'

const appToken = 'xapp-token-of-the-tests'
const soon = { timeout: 30_000, interval: 5 }
const ended: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end()
})

/** Every connection is a good one at once, unless told otherwise. */
const quick = { firstRetryMs: 10, longestRetryMs: 40, refusedRetryMs: 60_000, steadyMs: 0, lingerMs: 500 }

async function open(
  patience: Partial<typeof quick & { helloWithinMs: number; pingEveryMs: number }> = {},
  token = appToken,
) {
  const slack = await createSlackStandIn({ botToken: 'xoxb', appToken })
  ended.push(() => slack.close())
  const taken: unknown[] = []
  const warnings: string[] = []
  const socket = createSocket({
    client: createWebClient(token, slack.apiUrl, 2_000),
    dispatch: async (body) => {
      taken.push(body)
      return {}
    },
    log: { warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`) },
    patience: { ...quick, ...patience },
  })
  ended.push(() => socket.stop())
  return { slack, socket, taken, warnings, level: async () => (await socket.check()).level }
}

async function openAndUp(patience?: Parameters<typeof open>[0]) {
  const opened = await open(patience)
  opened.socket.start()
  await vi.waitFor(async () => expect(await opened.level()).toBe('ok'), soon)
  return opened
}

const asked = (slack: SlackStandIn) => slack.calls.filter(({ method }) => method === 'apps.connections.open').length

describe('a connection', () => {
  it.each(['warning', 'refresh_requested'])(
    'that Slack is going to close (%s) is followed by the next at once, and still heard',
    async (reason) => {
      const { slack, taken, warnings } = await openAndUp()
      slack.socket.disconnect(reason)
      await vi.waitFor(() => expect(slack.socket.open).toBe(2), soon)
      expect(await slack.socket.deliver('events_api', { n: 1 }, { over: 'oldest' })).not.toBeNull()
      expect(await slack.socket.deliver('events_api', { n: 2 })).not.toBeNull()
      expect(taken).toEqual([{ n: 1 }, { n: 2 }])
      await vi.waitFor(() => expect(slack.socket.open).toBe(1), soon)
      expect([slack.socket.opened, warnings]).toEqual([2, []])
    },
  )

  it('that is cut is opened again', async () => {
    const { slack, level } = await openAndUp({ steadyMs: 60_000 })
    slack.socket.cut()
    await vi.waitFor(() => expect([slack.socket.opened, slack.socket.open]).toEqual([2, 1]), soon)
    await vi.waitFor(async () => expect(await level()).toBe('ok'), soon)
  })

  it('is opened again when Slack was away', async () => {
    const { slack, socket, warnings } = await openAndUp()
    const { resume } = await slack.pause()
    await vi.waitFor(
      async () => expect((await socket.check()).message).toMatch(/no connection.*could not be reached/),
      soon,
    )
    expect(warnings.filter((one) => one.includes('could not be reached'))).toHaveLength(1)
    await resume()
    await vi.waitFor(() => expect(slack.socket.open).toBe(1), soon)
  })

  it('over which Slack went silent is opened again', async () => {
    const { slack, level } = await openAndUp({ pingEveryMs: 10 })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(slack.socket.opened).toBe(1)
    slack.socket.isSilent = true
    await vi.waitFor(() => expect(slack.socket.opened).toBeGreaterThan(1), soon)
    slack.socket.isSilent = false
    slack.socket.cut()
    await vi.waitFor(async () => expect(await level()).toBe('ok'), soon)
  })

  it('without a hello is given up', async () => {
    const { slack, socket } = await open({ helloWithinMs: 30 })
    slack.socket.isSilent = true
    socket.start()
    await vi.waitFor(async () => expect((await socket.check()).message).toContain('no hello'), soon)
    slack.socket.isSilent = false
    await vi.waitFor(async () => expect((await socket.check()).level).toBe('ok'), soon)
  })
})

describe('attempts', () => {
  it('become rare when each connection ends at once', async () => {
    const { slack, socket } = await open({ steadyMs: 60_000, firstRetryMs: 20, longestRetryMs: 10_000 })
    slack.socket.goodbye = 'refresh_requested'
    socket.start()
    await new Promise((resolve) => setTimeout(resolve, 700))
    // 20, 40, 80, 160 and 320 ms at the least.
    expect(slack.socket.opened).toBeGreaterThan(2)
    expect(slack.socket.opened).toBeLessThanOrEqual(6)
  })

  it.each([
    ['link_disabled', /Socket Mode was turned off.*api\.slack\.com/],
    ['too_many_websockets', /ten connections/],
  ])('wait for a person after %s', async (reason, message) => {
    const { slack, socket, warnings } = await openAndUp()
    slack.socket.disconnect(reason)
    slack.socket.cut()
    await vi.waitFor(async () => expect((await socket.check()).message).toMatch(message), soon)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([slack.socket.opened, warnings.length]).toEqual([1, 1])
  })

  it('wait for a person when the token is refused, which is said once without it, and end well when it is mended', async () => {
    const { slack, socket, warnings } = await open({ refusedRetryMs: 30 })
    slack.plan(() => ({ kind: 'error', error: 'invalid_auth' }))
    socket.start()
    await vi.waitFor(() => expect(asked(slack)).toBeGreaterThan(2), soon)
    const found = await socket.check()
    expect(found).toMatchObject({ about: 'slack', level: 'error' })
    expect(found.message).toMatch(/SLACK_APP_TOKEN was refused \(invalid_auth\).*connections:write/)
    expect(warnings).toHaveLength(1)
    expect(warnings[0] + found.message).not.toContain(appToken)
    slack.plan(null)
    await vi.waitFor(async () => expect((await socket.check()).level).toBe('ok'), soon)
  })

  it('come as soon and as loudly after a good connection as at the start', async () => {
    const { slack, socket, warnings } = await open({ firstRetryMs: 5, longestRetryMs: 40 })
    const away = () => slack.plan(() => ({ kind: 'error', error: 'internal_error' }))
    away()
    socket.start()
    await vi.waitFor(() => expect(asked(slack)).toBeGreaterThan(5), soon)
    slack.plan(null)
    await vi.waitFor(async () => expect((await socket.check()).level).toBe('ok'), soon)
    away()
    slack.socket.cut()
    await vi.waitFor(() => expect(warnings).toHaveLength(2), soon)
    const [first, second] = warnings.map((one) => Number(/"waitMs":(\d+)/.exec(one)?.[1]))
    expect([first! < 10, second! < 10]).toEqual([true, true])
  })

  it('go on often enough while Slack is away, and wait where it asks to', async () => {
    const { slack, socket } = await open({ firstRetryMs: 1, longestRetryMs: 2 })
    slack.plan(() => ({ kind: 'error', error: 'internal_error' }))
    socket.start()
    // Doubled each time, the eighteenth would come after a minute.
    await vi.waitFor(() => expect(asked(slack)).toBeGreaterThan(18), soon)
    const limited = await open()
    limited.slack.next('apps.connections.open', { kind: 'rate-limit', retryAfterSeconds: 7 })
    limited.socket.start()
    await vi.waitFor(() => expect(limited.warnings[0]).toMatch(/"waitMs":(?:[7-9]|1\d)\d{3}\b/), soon)
  })

  it('end with the platform, also between two of them and while one is under way', async () => {
    const waiting = await open({ refusedRetryMs: 80 }, 'xapp-wrong')
    waiting.socket.start()
    await vi.waitFor(() => expect(waiting.warnings).toHaveLength(1), soon)
    await waiting.socket.stop()
    const before = asked(waiting.slack)
    const asking = await open()
    asking.slack.next('apps.connections.open', { kind: 'slow', ms: 50 })
    asking.socket.start()
    await vi.waitFor(() => expect(asked(asking.slack)).toBe(1), soon)
    await asking.socket.stop()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect([asked(waiting.slack) - before, asked(asking.slack), asking.slack.socket.opened]).toEqual([0, 1, 0])
  })
})

describe('before it is started', () => {
  it('a connection is asked for, but not opened', async () => {
    const { slack, socket } = await open()
    expect(await socket.check()).toEqual({ about: 'slack', level: 'ok', message: 'Slack accepts SLACK_APP_TOKEN' })
    const refused = await open({}, 'xoxb-a-bot-token')
    expect(await refused.socket.check()).toMatchObject({
      level: 'error',
      message: expect.stringContaining('SLACK_APP_TOKEN'),
    })
    expect(slack.socket.opened).toBe(0)
  })
})
