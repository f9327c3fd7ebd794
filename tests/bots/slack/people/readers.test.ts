// Who gets the workspace's own documents: every kind of person in every kind of conversation, and every way in which a
// look-up fails.
import { describe, expect, it } from 'vitest'
import { someone } from '../../../../src/askers.ts'
import type { Asker } from '../../../../src/model.ts'
import { at as someoneAt } from '../../../askers.ts'
import type { Mishap } from '../../../stand-ins/slack.ts'
import { commandBody, eventBody } from '../../../stand-ins/slack.ts'
import { useMembers } from '../../members.ts'
import { form, mention, messageEvent, type Setup, setUp as setUpWith } from '../fixtures.ts'

type Fields = Record<string, unknown> | null

const makeMembers = useMembers('slack')
async function setUp(options: { timeoutMs?: number } = {}): Promise<Setup> {
  const setup = await setUpWith({ ...options, members: await makeMembers() })
  // Nobody's here.
  setup.slack.conversations.set('C5', { is_private: true })
  setup.slack.members.set('C5', ['U9'])
  return setup
}

const insiders: Record<string, Fields> = {
  member: {},
  admin: { is_admin: true, is_owner: true },
  'member who has authorised the app': { is_app_user: true },
  'member of the Grid workspace': { team_id: 'T7', enterprise_user: { enterprise_id: 'E1', teams: ['T7', 'T1'] } },
}
const outsiders: Record<string, Fields> = {
  guest: { is_restricted: true },
  'guest of one channel': { is_restricted: true, is_ultra_restricted: true },
  'guest by the second sign alone': { is_ultra_restricted: true },
  stranger: { is_stranger: true },
  'someone of another team': { team_id: 'T9' },
  'someone of another workspace of the Grid': {
    team_id: 'T9',
    enterprise_user: { enterprise_id: 'E1', teams: ['T9'] },
  },
  'someone who left': { deleted: true },
  bot: { is_bot: true },
  'workflow bot': { is_workflow_bot: true },
  'someone who was invited': { is_invited_user: true },
  'someone without a team': { team_id: undefined },
  'someone of whom nothing is said': { is_restricted: undefined },
  nobody: null,
  'someone else': { id: 'U2' },
}
const closedTo = { is_ext_shared: true, is_shared: true }
const insidePlaces: Record<string, readonly [string, Fields]> = {
  'a public channel': ['C1', {}],
  'a private channel': ['G1', { is_private: true, is_channel: false }],
  'a group of people': ['C2', { is_mpim: true, is_private: true }],
  'a direct message': ['D1', {}],
}
const outsidePlaces: Record<string, readonly [string, Fields]> = {
  'a shared channel': ['C1', closedTo],
  'a shared channel with another team in its list': ['C1', { shared_team_ids: ['T1', 'T9'] }],
  'a private shared channel': ['G1', { ...closedTo, is_private: true }],
  'a channel that another team was invited to': ['C1', { is_pending_ext_shared: true }],
  'a channel with an invitation in its list': ['C1', { pending_shared: ['T9'] }],
  'a channel with a team that is about to come': ['C1', { pending_connected_team_ids: ['T9'] }],
  'a channel of several workspaces': ['C1', { is_org_shared: true, is_shared: true }],
  'a channel of another team': ['C1', { context_team_id: 'T9' }],
  'a channel that another team owns': ['C1', { conversation_host_id: 'T9' }],
  'a shared group of people': ['C2', { ...closedTo, is_mpim: true }],
  'a shared direct message': ['D1', { is_ext_shared: true }],
  'a direct message of others': ['D1', { user: 'U2' }],
  'a channel that calls itself a direct message': ['D1', { is_im: false, is_ext_shared: false }],
  'a group of people that seems a direct message': [
    'D1',
    { is_im: false, is_mpim: true, is_private: true, is_ext_shared: false },
  ],
  'a channel of which nothing is said': ['C1', { is_ext_shared: undefined }],
  'a channel that is not there': ['C1', null],
  'another channel': ['C1', { id: 'C9' }],
}

function at(channel: string, more: Partial<Asker> = {}): Asker {
  const isDirect = channel.startsWith('D')
  const target = { team: 'T1', channel, user: 'U1' }
  return { ...someoneAt(isDirect ? null : `T1/${channel}`, 'T1/U1'), target, ...more }
}
const ownOf = (channel: string) => (channel.startsWith('D') ? 'person:slack:T1/U1' : `channel:slack:T1/${channel}`)

async function isInside(setup: Setup, reader: Asker): Promise<boolean> {
  const [own, ...more] = await setup.platform.readableBy(reader, ['channel:slack:T1/C5'])
  expect(own).toBe(ownOf(String(reader.target.channel)))
  expect([[], ['workspace']]).toContainEqual(more)
  return more.length > 0
}

describe('people in places', () => {
  const cases = [...Object.entries(insiders), ...Object.entries(outsiders)].flatMap(([who, person]) =>
    [...Object.entries(insidePlaces), ...Object.entries(outsidePlaces)].map(([where, [channel, fields]]) => ({
      who,
      where,
      person,
      channel,
      fields,
      expected: who in insiders && where in insidePlaces,
    })),
  )

  it('gives the workspace’s documents to its members among themselves, and to nobody else anywhere', async () => {
    const wrong: string[] = []
    await using setup = await setUp()
    for (const { who, where, person, channel, fields, expected } of cases) {
      setup.clock.now += 3_600_000
      setup.slack.people.set('U1', person)
      setup.slack.conversations.set(channel, fields)
      if ((await isInside(setup, at(channel))) !== expected) wrong.push(`${who} in ${where}`)
    }
    expect(wrong).toEqual([])
    expect(cases.filter(({ expected }) => expected)).toHaveLength(16)
  })

  it('gives what everyone who reads a channel may see where no person asks, and tells nobody why it is less', async () => {
    await using setup = await setUp()
    const { slack, platform, clock } = setup
    slack.conversations.set('C1', { is_private: true })
    const byBot = at('C1', {
      ...someoneAt('T1/C1', 'T1/U7'),
      target: { team: 'T1', channel: 'C1', user: 'U7' },
      bot: ['U7'],
    })
    const byNobody = at('C1', { ...someoneAt('T1/C1', 'nobody'), target: { team: 'T1', channel: 'C1' }, bot: [] })
    const closed = ['channel:slack:T1/C1']
    for (const reader of [byBot, byNobody]) {
      const read = async (members: string[], fields: Fields = { is_private: true }) => {
        clock.now += 3_600_000
        slack.members.set('C1', members)
        slack.conversations.set('C1', fields)
        return platform.readableBy(reader, ['channel:slack:T1/C5'])
      }
      slack.people.set('U2', {}).set('U3', { is_restricted: true })
      slack.people.set('U7', { is_bot: true }).set('U9', {})
      expect(await read(['U2'])).toEqual([...closed, 'workspace'])
      expect(await read(['U9', 'U7'])).toEqual([...closed, 'workspace', 'channel:slack:T1/C5'])
      expect(await read(['U2', 'U3'])).toEqual(closed)
      expect(await read(['U2'], closedTo)).toEqual(closed)
      expect(await read(['U2'], null)).toEqual(closed)
      // Of whom nothing is known, and nobody at all.
      expect(await read(['U7'])).toEqual(closed)
    }
    expect(await platform.readableBy({ ...byNobody, ...someoneAt(null, 'nobody') }, [])).toEqual([
      'person:slack:nobody',
    ])
    expect(slack.posts).toEqual([])
  })

  it('takes a person’s id for the bot’s messages with them, and asks who they are', async () => {
    await using setup = await setUp()
    const directly = at('U1', { ...someoneAt(null, 'T1/U1') })
    const all = ['channel:slack:T1/C5'] as const
    expect(await setup.platform.readableBy(directly, all)).toEqual(['person:slack:T1/U1', 'workspace'])
    expect(setup.slack.calls.filter(({ args }) => args.channel === 'U1')).toEqual([])
    setup.clock.now += 3_600_000
    setup.slack.people.set('U1', { is_restricted: true })
    expect(await setup.platform.readableBy(directly, all)).toEqual(['person:slack:T1/U1'])
  })

  it('closes what an event said of itself without asking', async () => {
    await using setup = await setUp()
    const stranger = someone('T1/U1', { isExternal: true })
    const inChannel = { kind: 'channel', id: 'T1/C1', hasGuests: 'unknown' } as const
    for (const reader of [
      at('C1', { person: stranger }),
      at('C1', { place: { ...inChannel, hasExternals: true } }),
      at('D1', { person: stranger }),
    ])
      expect(await isInside(setup, reader)).toBe(false)
    expect(setup.slack.calls).toEqual([])
  })

  it('knows a Grid that it is installed for as a whole', async () => {
    await using setup = await setUp()
    setup.slack.install = { enterprise_id: 'E1', is_enterprise_install: true }
    const grid = { team_id: 'T9', enterprise_user: { enterprise_id: 'E1', teams: ['T9'] } }
    setup.slack.people.set('U1', grid)
    setup.slack.conversations.set('C1', { is_org_shared: true, is_shared: true, shared_team_ids: ['T9', 'T1'] })
    expect(await isInside(setup, at('C1'))).toBe(true)
    setup.slack.people.set('U1', { ...grid, enterprise_user: { enterprise_id: 'E9', teams: ['T9'] } })
    setup.clock.now += 60_000
    expect(await isInside(setup, at('C1'))).toBe(false)
  })
})

describe('look-ups that fail', () => {
  const ways: Record<string, Mishap> = {
    'a limit of 30 s': { kind: 'rate-limit', retryAfterSeconds: 30 },
    'HTTP 500': { kind: 'status', status: 500 },
    'HTTP 404': { kind: 'status', status: 404 },
    'no JSON': { kind: 'body', body: '<html>out of order</html>' },
    'a cut connection': { kind: 'drop' },
    'no answer in time': { kind: 'slow', ms: 2_000 },
    'a missing scope': { kind: 'error', error: 'missing_scope' },
    'an unknown method': { kind: 'error', error: 'unknown_method' },
    'a refused token': { kind: 'error', error: 'invalid_auth' },
    'an internal error': { kind: 'error', error: 'internal_error' },
  }
  const methods = ['auth.test', 'users.info', 'conversations.info']
  it.each(methods.flatMap((method) => Object.keys(ways).map((way) => [method, way] as const)))(
    '%s with %s: closed, and open again soon after it works',
    async (method, way) => {
      // Long enough for a busy machine where time is not what fails.
      await using setup = await setUp({ timeoutMs: way === 'no answer in time' ? 700 : 5_000 })
      setup.slack.plan((one) => (one === method ? ways[way]! : undefined))
      for (const channel of ['C1', 'D1']) expect(await isInside(setup, at(channel))).toBe(false)
      setup.slack.plan(null)
      expect(await isInside(setup, at('C1'))).toBe(false)
      setup.clock.now += way.startsWith('a limit') ? 60_000 : 5_000
      for (const channel of ['C1', 'D1']) expect(await isInside(setup, at(channel))).toBe(true)
    },
  )

  it('once are tried again at once', async () => {
    await using setup = await setUp()
    for (const method of methods) setup.slack.next(method, { kind: 'status', status: 503 })
    expect(await isInside(setup, at('C1'))).toBe(true)
  })
})

describe('look-ups', () => {
  it('are made once for all who ask together, kept for a minute, and made again', async () => {
    await using setup = await setUp()
    const ask = () => isInside(setup, at('C1'))
    expect(await Promise.all([ask(), ask(), ask(), ask()])).toEqual([true, true, true, true])
    const lookedUp = setup.slack.calls.map(({ method, args }) => [method, args.channel ?? args.user].join(' '))
    expect(lookedUp.sort()).toEqual([
      'auth.test ',
      'conversations.info C1',
      'conversations.info C5',
      'conversations.members C1',
      'conversations.members C5',
      'users.info U0BOT',
      'users.info U1',
    ])
    setup.slack.people.set('U1', { is_restricted: true })
    setup.clock.now += 59_999
    expect(await ask()).toBe(true)
    setup.clock.now += 1
    expect(await ask()).toBe(false)
  })
})

describe('a delivery for a team that is no install of ours', () => {
  const their = { team_id: 'T9', authorizations: [{ team_id: 'T9', user_id: 'U0BOT', is_bot: true }] }
  const button = (team: string) =>
    `payload=${encodeURIComponent(
      JSON.stringify({ type: 'block_actions', team: { id: team }, user: { id: 'U1', team_id: team }, actions: [] }),
    )}`
  it.each([
    ['an event', eventBody(mention({ team: 'T9' }), their)],
    ['an event without authorizations', eventBody(mention(), { team_id: 'T9', authorizations: [] })],
    ['an event that names us for them', eventBody(mention(), { team_id: 'T9' })],
    ['an event of ours that only they may see', eventBody(mention(), { ...their, team_id: 'T1' })],
    ['an event of no team', eventBody(mention(), { team_id: undefined, authorizations: undefined })],
    ['a direct message', eventBody(messageEvent({ channel: 'D1', channel_type: 'im' }), their)],
    ['an event of another Grid', eventBody(mention(), { ...their, enterprise_id: 'E9' })],
    ['a command', commandBody('ask who pays?', { team_id: 'T9' })],
    [
      'a command of another Grid',
      commandBody('ask who?', { team_id: 'T9', enterprise_id: 'E9', is_enterprise_install: 'true' }),
    ],
    ['a button', button('T9')],
  ])('%s is acknowledged, logged, and neither stored nor answered', async (_, body) => {
    await using setup = await setUp()
    const answer = await setup.receive(body, body.startsWith('{') ? undefined : form)
    expect(answer).toMatchObject({ status: 200 })
    expect(setup.host.accepted).toEqual([])
    expect(setup.slack.calls.map(({ method }) => method)).toEqual(body.includes('block_actions') ? [] : ['auth.test'])
  })

  it('is one of another workspace of our Grid too, unless the app is installed for all of it', async () => {
    const neighbours = commandBody('ask who?', { team_id: 'T2', enterprise_id: 'E1' })
    for (const isForAll of [false, true]) {
      await using setup = await setUp()
      setup.slack.install = { enterprise_id: 'E1', is_enterprise_install: isForAll }
      expect(await setup.receive(neighbours, form)).toMatchObject({ status: 200 })
      expect(setup.host.accepted).toHaveLength(isForAll ? 1 : 0)
    }
  })

  it.each([
    ['ours', eventBody(mention()), undefined],
    [
      'ours in a channel that they share',
      eventBody(mention({ team: 'T9', user_team: 'T9' }), { team_id: 'T9', is_ext_shared_channel: true }),
      undefined,
    ],
    [
      'ours by the authorizations of several',
      eventBody(mention(), { authorizations: [{ team_id: 'T9' }, { team_id: 'T1' }] }),
      undefined,
    ],
    ['a command of ours', commandBody('ask who pays?'), form],
  ])('%s is no such delivery', async (_, body, type) => {
    await using setup = await setUp()
    expect(await setup.receive(body, type)).toMatchObject({ status: 200 })
    expect(setup.host.accepted).toMatchObject([{ target: { team: 'T1' } }])
  })

  it('is stored while it is not known who we are, and never posted once it is', async () => {
    await using setup = await setUp()
    setup.slack.plan((method) => (method === 'auth.test' ? { kind: 'status', status: 500 } : undefined))
    await setup.receive(eventBody(mention({ team: 'T9' }), their))
    const [incoming] = setup.host.accepted
    expect(await setup.platform.readableBy(incoming!, [])).toEqual(['channel:slack:T9/C1'])
    setup.slack.plan(null)
    setup.clock.now += 5_000
    expect(await setup.platform.readableBy(incoming!, [])).toEqual(['channel:slack:T9/C1'])
    const reply = {
      id: '1',
      kind: 'final',
      attempt: 1,
      payload: { text: 'x' },
      private: false,
      createdAt: new Date(),
    } as const
    await expect(setup.platform.send({ ...reply, target: incoming!.target })).rejects.toMatchObject({ retry: 'never' })
    expect(setup.slack.posts).toEqual([])
  })
})

describe('an app that was installed before', () => {
  const before = [
    'app_mentions:read',
    'channels:history',
    'chat:write',
    'commands',
    'groups:history',
    'im:history',
    'mpim:history',
  ]

  it('answers from the place alone, and says so once to each who asks', async () => {
    await using setup = await setUp()
    setup.slack.scopes = before
    const taken = new Set<string>()
    setup.host.limits.take = async (...turns) => {
      const isNew = turns.every(({ bucket }) => !taken.has(bucket))
      for (const { bucket } of turns) taken.add(bucket)
      return isNew ? 0 : 60_000
    }
    for (let n = 0; n < 3; n += 1) expect(await isInside(setup, at('C1'))).toBe(false)
    await expect.poll(() => setup.slack.posts.length).toBe(1)
    const other = at('C1', { person: someone('T1/U2'), target: { team: 'T1', channel: 'C1', user: 'U2' } })
    await setup.platform.readableBy(other, [])
    await expect.poll(() => setup.slack.posts.map(({ user }) => user)).toEqual(['U1', 'U2'])
    const text = String(setup.slack.posts[0]?.content.text)
    for (const word of ['users:read', 'channels:read', 'groups:read', 'im:read', 'mpim:read', 'reinstall'])
      expect(text).toContain(word)
  })

  it('says it directly where it is no member', async () => {
    await using setup = await setUp()
    setup.slack.scopes = before
    setup.slack.next('chat.postEphemeral', { kind: 'error', error: 'not_in_channel' })
    await isInside(setup, at('C1'))
    await expect.poll(() => setup.slack.posts).toMatchObject([{ channel: 'U1' }])
  })

  it('tells a guest nothing of it', async () => {
    await using setup = await setUp()
    setup.slack.scopes = [...before, 'users:read']
    setup.slack.people.set('U1', { is_restricted: true })
    await isInside(setup, at('C1'))
    expect(setup.slack.posts).toEqual([])
  })

  it('is found by the check, with what is missing and what to do', async () => {
    await using setup = await setUp()
    expect(await setup.platform.check?.()).toEqual([
      { about: 'slack', level: 'ok', message: 'installed in T1 as U0BOT' },
    ])
    setup.slack.scopes = before
    const [finding] = (await setup.platform.check?.()) ?? []
    expect(finding).toMatchObject({ about: 'slack', level: 'error' })
    expect(finding?.message).toMatch(/users:read.*reinstall/)
    setup.slack.next('auth.test', { kind: 'error', error: 'invalid_auth' })
    expect(await setup.platform.check?.()).toMatchObject([{ level: 'error', message: /SLACK_BOT_TOKEN/ }])
  })
})
