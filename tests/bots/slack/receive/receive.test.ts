// What comes in over the webhook: who is believed, what is stored, and when it is acknowledged.
import { describe, expect, it } from 'vitest'
import { at } from '../../../askers.ts'
import { commandBody, eventBody, signHeaders } from '../../../stand-ins/slack.ts'
import { form, mention, messageEvent, now, secret, setUp } from '../fixtures.ts'

describe('signatures', () => {
  const body = eventBody(mention())
  const minutes = (count: number) => now + count * 60_000

  it('refuses forged, missing, old and future ones, and stores nothing', async () => {
    await using setup = await setUp()
    const good = signHeaders(body, secret, now)
    const cases: Record<string, string>[] = [
      {},
      signHeaders(body, 'another secret', now),
      signHeaders(`${body} `, secret, now),
      signHeaders(body, secret, minutes(-5.1)),
      signHeaders(body, secret, minutes(5.1)),
      { ...good, 'x-slack-signature': '' },
      { ...good, 'x-slack-signature': 'v0=00' },
      { ...good, 'x-slack-request-timestamp': 'NaN' },
      { ...good, 'x-slack-request-timestamp': `${good['x-slack-request-timestamp']}0` },
    ]
    for (const headers of cases) expect(await setup.receiveRaw(body, headers)).toMatchObject({ status: 401 })
    expect(setup.host.accepted).toEqual([])
    expect(setup.slack.calls).toEqual([])
  })

  it('refuses by the headers alone what could not be Slack’s', async () => {
    await using setup = await setUp()
    const admit = (changes: Record<string, string | undefined>) => {
      const headers = { ...signHeaders('{}', secret, now), ...changes }
      const request = { method: 'POST', path: '', params: {}, query: new URLSearchParams(), body: new Uint8Array() }
      return setup.platform.routes[0]?.admit?.({ ...request, headers })?.status
    }
    expect(admit({})).toBeUndefined()
    expect(admit({ 'content-type': form })).toBeUndefined()
    expect(admit({ 'content-type': 'multipart/form-data' })).toBe(400)
    for (const signature of [undefined, '', 'v0=', `v0=${'g'.repeat(64)}`, `v1=${'a'.repeat(64)}`, 'a'.repeat(5_000)])
      expect(admit({ 'x-slack-signature': signature })).toBe(401)
    for (const at of [undefined, '', 'soon', `${now / 1000 - 301}`, `${now / 1000 + 301}`, '1e9', '-1'])
      expect(admit({ 'x-slack-request-timestamp': at })).toBe(401)
  })

  it('accepts a clock that is a little off either way', async () => {
    await using setup = await setUp()
    for (const at of [minutes(-4.9), minutes(4.9)]) {
      expect(await setup.receiveRaw(body, signHeaders(body, secret, at))).toMatchObject({ status: 200 })
    }
  })

  it('checks url_verification as well before it answers the challenge', async () => {
    await using setup = await setUp()
    const challenge = JSON.stringify({ type: 'url_verification', challenge: 'c-1', token: 'x' })
    expect(await setup.receiveRaw(challenge, {})).toMatchObject({ status: 401 })
    const answer = await setup.receive(challenge)
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ challenge: 'c-1' })
  })
})

describe('bodies', () => {
  const button = JSON.stringify({
    type: 'block_actions',
    team: { id: 'T1', domain: 'x' },
    user: { id: 'U1', team_id: 'T1' },
    channel: { id: 'C1', name: 'general' },
    trigger_id: '1.2.3',
    actions: [{ type: 'button', action_id: 'open' }],
  })

  it.each(['{"type":', '[]', '"x"', '', '{"event":"x"}', '\u0000\u0001'])('refuses %j', async (body) => {
    await using setup = await setUp()
    expect(await setup.receive(body)).toMatchObject({ status: 400 })
  })

  it('refuses an interaction whose payload is broken', async () => {
    await using setup = await setUp()
    expect(await setup.receive('payload=%7B', form)).toMatchObject({ status: 400 })
  })

  it.each([
    [
      'an event we did not ask for',
      eventBody({ type: 'reaction_added', user: 'U1', item: { channel: 'C1' } }),
      undefined,
    ],
    ['a rate limit notice', JSON.stringify({ type: 'app_rate_limited', team_id: 'T1' }), undefined],
    ['a button', `payload=${encodeURIComponent(button)}`, form],
    ['a certificate check', 'ssl_check=1', form],
  ])('takes note of %s', async (_, body, contentType) => {
    await using setup = await setUp()
    expect(await setup.receive(body, contentType)).toMatchObject({ status: 200 })
    expect(setup.host.accepted).toEqual([])
  })
})

describe('acknowledgement', () => {
  it('goes out only after the message is committed', async () => {
    await using setup = await setUp()
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    setup.host.before = () => promise.then(() => void order.push('committed'))
    const answer = setup.receive(eventBody(mention())).then(() => order.push('answered'))
    await new Promise((done) => setImmediate(done))
    resolve()
    await answer
    expect(order).toEqual(['committed', 'answered'])
  })

  it('asks for another delivery when storing failed, without naming the text', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('database is away'))
    expect(await setup.receive(eventBody(mention()))).toMatchObject({ status: 503 })
    expect(setup.host.warnings.join()).toContain('database is away')
    expect(setup.host.warnings.join()).not.toContain('travel')
  })

  it('asks Slack once who it is, and waits for that no longer than Slack waits', async () => {
    await using setup = await setUp()
    setup.slack.next('auth.test', { kind: 'slow', ms: 5_000 })
    const began = performance.now()
    await setup.receive(eventBody(mention()))
    expect(performance.now() - began).toBeLessThan(2_900)
    expect(setup.host.accepted).toHaveLength(1)
    expect(setup.slack.calls.map((call) => call.method)).toEqual(['auth.test'])
  })

  it('learns its own user id when it starts, so that a mention is known by the message alone', async () => {
    await using setup = await setUp()
    setup.platform.start?.()
    await expect.poll(() => setup.slack.calls.map((call) => call.method)).toEqual(['auth.test'])
    const twin = messageEvent({ text: 'hey <@U0BOT> when is it?', ts: '1790000011.000100' })
    await expect
      .poll(async () => {
        await setup.receive(eventBody(twin, { authorizations: undefined }))
        return setup.host.accepted.length
      })
      .toBe(1)
    expect(setup.slack.calls).toHaveLength(1)
  })

  it('learns its own user id in the background when deliveries do not name it', async () => {
    await using setup = await setUp()
    await setup.receive(eventBody(mention({ text: '<@U0BOT> ask <@U7|una>?' }), { authorizations: undefined }))
    expect(setup.host.accepted[0]?.request).toMatchObject({ question: 'ask @una?' })
    await expect.poll(() => setup.slack.calls.map((call) => call.method)).toEqual(['auth.test'])
    const twin = messageEvent({ text: 'hey <@U0BOT> when?', ts: '1790000009.000100' })
    await expect
      .poll(async () => {
        await setup.receive(eventBody(twin, { authorizations: undefined }))
        return setup.host.accepted.length
      })
      .toBe(2)
    expect(setup.slack.calls).toHaveLength(1)
  })
})

describe('deliveries', () => {
  it('stores a mention and its message twin once, whichever comes first, however often', async () => {
    await using setup = await setUp()
    const bodies = [messageEvent(), mention(), mention(), messageEvent()].map((event) => eventBody(event))
    for (const body of bodies) expect(await setup.receive(body)).toMatchObject({ status: 200 })
    expect(setup.host.accepted).toHaveLength(1)
    expect(setup.host.accepted[0]).toMatchObject({
      platform: 'slack',
      naturalKey: 'T1:C1:1790000000.000100',
      threadKey: 'slack:T1:C1:1790000000.000100',
      ...at('T1/C1', 'T1/U1'),
      request: { kind: 'ask', question: 'who approves travel?', cut: false },
      target: { team: 'T1', channel: 'C1', thread_ts: '1790000000.000100', ts: '1790000000.000100', user: 'U1' },
    })
  })

  it('takes a reply without a mention only in a thread that it has answered in', async () => {
    await using setup = await setUp()
    const reply = messageEvent({ text: 'and on weekends?', ts: '1790000001.000100', thread_ts: '1790000000.000100' })
    await setup.receive(eventBody(reply))
    expect(setup.host.accepted).toEqual([])
    setup.host.knownThreads.add('slack:T1:C1:1790000000.000100')
    await setup.receive(eventBody(reply))
    expect(setup.host.accepted[0]).toMatchObject({
      threadKey: 'slack:T1:C1:1790000000.000100',
      request: { question: 'and on weekends?' },
    })
  })

  it('takes a slash command with its response URL as a secret', async () => {
    await using setup = await setUp()
    const body = commandBody('search travel &amp; food', { response_url: setup.slack.responseUrl })
    expect(await setup.receive(body, form)).toEqual({ status: 200, body: '' })
    const [incoming] = setup.host.accepted
    expect(incoming).toMatchObject({
      naturalKey: 'T1:command:13345224609.738474920.8088930838d88f008e0',
      place: { id: 'T1/C1' },
      request: { kind: 'search', query: 'travel & food' },
      target: { team: 'T1', channel: 'C1', user: 'U1' },
      secret: setup.slack.responseUrl,
    })
    expect(JSON.stringify(incoming?.target)).not.toContain('response')
  })
})
