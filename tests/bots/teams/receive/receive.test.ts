import { describe, expect, it } from 'vitest'
import { channelMessage, personalMessage, upload } from '../fixtures.ts'
import { setUp } from '../set-up.ts'

describe('the gate', () => {
  it('refuses an unsigned delivery by its headers, without a word to anyone', async () => {
    await using setup = await setUp()
    expect(await setup.receiveRaw('{', {})).toMatchObject({ status: 401 })
    expect(await setup.receiveRaw('{', { authorization: 'Bearer x' })).toMatchObject({ status: 401 })
    expect(setup.teams.requests).toEqual([])
  })

  it('refuses a forged delivery, and accepts nothing of it', async () => {
    await using setup = await setUp()
    const activity = personalMessage({ serviceUrl: setup.teams.serviceUrl })
    const headers = await setup.teams.headersFor(activity, { key: setup.teams.strangersKey })
    expect(await setup.receiveRaw(JSON.stringify(activity), headers)).toMatchObject({ status: 401 })
    expect(setup.host.accepted).toEqual([])
  })

  it('lets in what Microsoft signed, and asks for nothing but the keys', async () => {
    await using setup = await setUp()
    expect(await setup.receive(channelMessage())).toEqual({ status: 200 })
    expect(setup.host.accepted).toMatchObject([{ platform: 'teams', request: { kind: 'ask' } }])
    expect(setup.teams.requests.map(({ path }) => path)).toEqual(['/openid', '/keys'])
  })

  it('refuses to answer to an address that is not allowed, and names the fix', async () => {
    await using setup = await setUp()
    const activity = personalMessage({ serviceUrl: 'https://connector.example/teams/' })
    const headers = await setup.teams.headersFor(activity)
    expect(await setup.receiveRaw(JSON.stringify(activity), headers)).toMatchObject({ status: 403 })
    expect(setup.host.warnings.join()).toMatch(/MICROSOFT_SERVICE_URLS.*https:\/\/connector\.example/)
    expect(setup.host.accepted).toEqual([])
    expect(setup.teams.count(/token|v3/)).toBe(0)
  })

  it('asks for another delivery while the keys are out of reach', async () => {
    await using setup = await setUp()
    setup.teams.next(/openid/, { kind: 'status', status: 500 })
    expect(await setup.receive(personalMessage())).toMatchObject({ status: 503 })
  })
})

describe('acknowledgement', () => {
  it('goes out only after the message is committed', async () => {
    await using setup = await setUp()
    await setup.receive(personalMessage())
    const order: string[] = []
    const { promise, resolve } = Promise.withResolvers<void>()
    setup.host.before = () => promise.then(() => void order.push('committed'))
    const answer = setup.receive(personalMessage({ id: 'next' })).then(() => order.push('answered'))
    await new Promise((done) => setImmediate(done))
    resolve()
    await answer
    expect(order).toEqual(['committed', 'answered'])
  })

  it('asks for another delivery when storing failed, without naming the text', async () => {
    await using setup = await setUp()
    setup.host.before = () => Promise.reject(new Error('database is away'))
    expect(await setup.receive(personalMessage())).toMatchObject({ status: 503 })
    expect(setup.host.warnings.join()).toContain('database is away')
    expect(setup.host.warnings.join()).not.toContain('travel')
  })
})

describe('deliveries', () => {
  it('are stored once, however often they come', async () => {
    await using setup = await setUp()
    for (let n = 0; n < 3; n += 1) expect(await setup.receive(channelMessage())).toMatchObject({ status: 200 })
    expect(setup.host.accepted).toHaveLength(1)
  })

  it('without a mention are taken only in a thread that the bot has answered in', async () => {
    await using setup = await setUp()
    const reply = channelMessage({ id: '1790000000009', text: 'and on weekends?', entities: [] }, '1790000000002')
    await setup.receive(reply)
    expect(setup.host.accepted).toEqual([])
    setup.host.knownThreads.add('teams:tenant-1:19%3Ageneral%40thread.tacv2:1790000000002')
    await setup.receive(reply)
    expect(setup.host.accepted).toMatchObject([{ request: { question: 'and on weekends?' } }])
  })

  it.each([
    ['an edit', personalMessage({ type: 'messageUpdate' })],
    ['the bot’s own message', personalMessage({ from: personalMessage().recipient })],
    ['a reaction', personalMessage({ type: 'messageReaction' })],
    ['an activity without a conversation', personalMessage({ conversation: undefined })],
  ])('are only noted: %s', async (_, activity) => {
    await using setup = await setUp()
    expect(await setup.receive(activity)).toMatchObject({ status: 200 })
    expect(setup.host.accepted).toEqual([])
  })

  it('of people who are not let in get a reason and nothing else', async () => {
    await using setup = await setUp({ tenantIds: [] })
    await setup.receive(personalMessage({ attachments: [upload()] }))
    expect(setup.host.accepted).toMatchObject([
      { request: { kind: 'hint', reason: expect.stringContaining('MICROSOFT_APP_TENANT_ID') } },
    ])
  })
})

describe('buttons that come as messages', () => {
  const click = personalMessage({ text: undefined, value: { verb: 'act', token: 'save:1' } })

  it('are handed on, and what came of them is said', async () => {
    await using setup = await setUp()
    await setup.receive(click)
    expect(setup.host.clicks).toEqual([
      { asker: expect.objectContaining({ place: { kind: 'direct' } }), token: 'save:1' },
    ])
    expect(setup.host.accepted).toMatchObject([{ request: { kind: 'hint', reason: 'Noted.' } }])
  })

  it('are not delivered again once they are stored, which would take them back', async () => {
    await using setup = await setUp()
    let calls = 0
    setup.host.before = () => {
      calls += 1
      return calls > 1 ? Promise.reject(new Error('database is away')) : Promise.resolve()
    }
    expect(await setup.receive(click)).toMatchObject({ status: 200 })
    expect(setup.host.clicks).toHaveLength(1)
  })

  it('carry what was filled in, and what was chosen', async () => {
    await using setup = await setUp()
    const value = { verb: 'act', token: 'report:1', isFilled: true, 'text.2': 'outdated' }
    await setup.receive(personalMessage({ id: '1', text: undefined, value }))
    await setup.receive(personalMessage({ id: '2', text: undefined, value: { verb: 'act', choice: 'sum:2' } }))
    expect(setup.host.clicks).toMatchObject([{ token: 'report:1', input: { text: 'outdated' } }, { token: 'sum:2' }])
  })

  it('ask as a message does, and are delivered again when that could not be stored', async () => {
    await using setup = await setUp()
    setup.host.clicked = { kind: 'asked', request: { kind: 'ask', question: 'who?' } }
    await setup.receive(click)
    expect(setup.host.accepted).toMatchObject([
      {
        naturalKey: 'a:1ada:1790000000001',
        directKey: 'teams:tenant-1:a%3A1ada:direct',
        request: { question: 'who?' },
      },
    ])
    const { accept } = setup.host
    Object.assign(setup.host, { accept: () => Promise.reject(new Error('database is away')) })
    expect(await setup.receive({ ...click, id: 'next' })).toMatchObject({ status: 503 })
    Object.assign(setup.host, { accept })
    expect(await setup.receive({ ...click, id: 'next' })).toMatchObject({ status: 200 })
    expect(setup.host.accepted).toHaveLength(2)
  })

  it('say what to do about a form that cannot be opened there', async () => {
    await using setup = await setUp()
    setup.host.clicked = { kind: 'form', form: { title: 'Report', fields: [], submit: 'Send' }, token: 'report:1' }
    await setup.receive(click)
    expect(setup.host.accepted).toMatchObject([
      { request: { kind: 'hint', reason: expect.stringContaining('ask me again') } },
    ])
  })
})
