import { describe, expect, it } from 'vitest'
import { audienceOf, someone } from '../../../../src/askers.ts'
import { createReaders } from '../../../../src/bots/teams/people/readers.ts'
import { createConnector } from '../../../../src/bots/teams/send/connector.ts'
import type { Asker, Audience } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import { createTeamsStandIn } from '../../../stand-ins/teams.ts'

const ada = { id: '29:ada', aadObjectId: 'aad-ada', tenantId: 'tenant-1', userRole: 'user' }
const bob = { id: '29:bob', objectId: 'aad-bob', tenantId: 'tenant-1', userRole: 'user' }
const guest = { id: '29:gil', aadObjectId: 'aad-gil', tenantId: 'tenant-1', userRole: 'guest' }
const partner = { id: '29:pia', aadObjectId: 'aad-pia', tenantId: 'tenant-9', userRole: 'user' }

const place = (name: string) => `19:${name}@thread.tacv2`
const audience = (name: string): Audience => `channel:teams:tenant-1/${place(name)}`

/** Ada is the last of them. */
const crowd = (count: number) => [
  ...Array.from({ length: count - 1 }, (_, n) => ({ id: `29:${n}`, userRole: 'user' })),
  ada,
]

async function setUp() {
  const teams = await createTeamsStandIn()
  const clock = { now: 0 }
  const warnings: string[] = []
  const connector = createConnector(teams.config, { timeoutMs: 10_000 })
  const readableBy = createReaders({
    connector,
    now: () => clock.now,
    log: { warn: (message) => void warnings.push(message) },
  })
  const target = { serviceUrl: teams.serviceUrl, tenant: 'tenant-1', user: '29:ada' }
  const inChannel = (name: string, more: Record<string, string> = {}): Asker => ({
    ...at(`tenant-1/${place(name)}`, 'tenant-1/aad-ada'),
    target: { ...target, conversation: `${place(name)};messageid=1`, ...more },
  })
  const alone: Asker = { ...at(null, 'tenant-1/aad-ada'), target: { ...target, conversation: 'a:1ada' } }
  const reads = () => teams.count(/pagedmembers/)
  return { teams, clock, warnings, readableBy, inChannel, alone, reads, [Symbol.asyncDispose]: () => teams.close() }
}

describe('what was shared elsewhere', () => {
  it('is read where every reader is a member there', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada, bob])
    setup.teams.rosters.set(place('all'), [bob, partner, ada])
    setup.teams.rosters.set(place('few'), [ada])
    const channels = [audience('all'), audience('few'), audience('here')]
    expect(await setup.readableBy(setup.inChannel('here'), channels)).toEqual([
      audience('here'),
      'workspace',
      audience('all'),
    ])
  })

  it('knows people by their id in the directory, under either of its names', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [{ id: '29:ada-here', aadObjectId: 'aad-ada' }])
    setup.teams.rosters.set(place('there'), [{ id: '29:ada-there', objectId: 'aad-ada' }])
    expect(await setup.readableBy(setup.inChannel('here'), [audience('there')])).toContain(audience('there'))
  })

  it('is read alone by a member', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set('a:1ada', [ada])
    setup.teams.rosters.set(place('mine'), [bob, ada])
    setup.teams.rosters.set(place('theirs'), [bob])
    expect(await setup.readableBy(setup.alone, [audience('mine'), audience('theirs')])).toEqual([
      'person:teams:tenant-1/aad-ada',
      'workspace',
      audience('mine'),
    ])
  })

  it.each([
    ['the roster there is refused', 'there', [audience('here'), 'workspace']],
    ['the roster here is refused', 'here', [audience('here')]],
  ])('is not read when %s', async (_, unknown, expected) => {
    await using setup = await setUp()
    for (const name of ['here', 'there']) if (name !== unknown) setup.teams.rosters.set(place(name), [ada])
    expect(await setup.readableBy(setup.inChannel('here'), [audience('there')])).toEqual(expected)
    expect(setup.warnings).toHaveLength(1)
  })

  it('is not read in another tenant, and not even looked up', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    setup.teams.rosters.set(place('there'), [ada])
    const foreign: Audience = `channel:teams:tenant-9/${place('there')}`
    expect(await setup.readableBy(setup.inChannel('here'), [foreign])).toEqual([audience('here'), 'workspace'])
    expect(setup.reads()).toBe(1)
  })

  it('is not read by a place of which only the first page of members is in', async () => {
    await using setup = await setUp()
    setup.teams.rosterPageSize = 2
    setup.teams.rosters.set(place('here'), [ada, bob, { id: '29:cy', aadObjectId: 'aad-cy' }])
    setup.teams.rosters.set(place('there'), [ada, bob])
    expect(await setup.readableBy(setup.inChannel('here'), [audience('there')])).toEqual([
      audience('here'),
      'workspace',
    ])
    setup.teams.rosters.set(place('other'), [bob, { id: '29:cy', aadObjectId: 'aad-cy' }, ada])
    expect(await setup.readableBy(setup.inChannel('here'), [audience('other')])).toContain(audience('other'))
  })

  it('is not read by more people than are looked through', async () => {
    await using setup = await setUp()
    setup.teams.rosterPageSize = 1000
    setup.teams.rosters.set(place('here'), crowd(2001))
    setup.teams.rosters.set(place('there'), setup.teams.rosters.get(place('here')) ?? [])
    expect(await setup.readableBy(setup.inChannel('here'), [audience('there')])).toEqual([
      audience('here'),
      'workspace',
    ])
  })
})

describe('the workspace’s own documents', () => {
  it.each([
    ['a guest', guest],
    ['someone of another organisation', partner],
    ['someone in a role that we do not know', { id: '29:zoe', userRole: 'anonymous' }],
  ])('are kept from a place with %s', async (_, stranger) => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada, stranger])
    setup.teams.rosters.set(place('there'), [ada, bob])
    expect(await setup.readableBy(setup.inChannel('here'), [audience('there')])).toEqual([audience('here')])
  })

  it('are kept from a guest who asks alone', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set('a:1ada', [{ ...ada, userRole: 'guest' }])
    expect(await setup.readableBy(setup.alone, [])).toEqual(['person:teams:tenant-1/aad-ada'])
  })

  it('are kept from a place whose members are unknown, also alone', async () => {
    await using setup = await setUp()
    const shared = setup.inChannel('here', { channelType: 'shared' })
    const places = [shared, setup.inChannel('here'), setup.alone]
    for (const reader of places) expect(await setup.readableBy(reader, [])).toEqual([audienceOf('teams', reader)])
    setup.teams.rosters.set(place('here'), [ada])
    setup.teams.rosters.set('a:1ada', [ada])
    setup.clock.now += 60_000
    for (const reader of places)
      expect(await setup.readableBy(reader, [])).toEqual([audienceOf('teams', reader), 'workspace'])
  })

  it('are kept from who is not among the members', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [bob])
    setup.teams.rosters.set('a:1ada', [bob])
    for (const reader of [setup.inChannel('here'), setup.alone])
      expect(await setup.readableBy(reader, [])).toEqual([audienceOf('teams', reader)])
  })

  it('are kept from a place whose roster names nobody, and from who is looked up and found to be another', async () => {
    await using setup = await setUp()
    const answer = (body: object) => setup.teams.next(/\/members\//, { kind: 'status', status: 200, body })
    setup.teams.rosters.set('a:1ada', [bob])
    answer(bob)
    expect(await setup.readableBy(setup.alone, [])).toEqual(['person:teams:tenant-1/aad-ada'])
    setup.teams.rosters.set(place('here'), [])
    answer(ada)
    expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
  })

  it('are kept from a place with more members than any team has', async () => {
    await using setup = await setUp()
    setup.teams.rosterPageSize = 5_000
    setup.teams.rosters.set(place('here'), crowd(30_001))
    expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
  })

  it('are for who has just come, and not for a guest who has', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [bob])
    const bobHere = { ...setup.inChannel('here'), person: someone('tenant-1/aad-bob') }
    expect(await setup.readableBy({ ...bobHere, target: { ...bobHere.target, user: '29:bob' } }, [])).toContain(
      'workspace',
    )
    setup.teams.rosters.set(place('here'), [bob, ada, guest])
    expect(await setup.readableBy(setup.inChannel('here'), [])).toContain('workspace')
    const gil = { ...setup.inChannel('here'), person: someone('tenant-1/aad-gil') }
    expect(await setup.readableBy({ ...gil, target: { ...gil.target, user: '29:gil' } }, [])).not.toContain('workspace')
  })

  it('are shown in private to the one who asks from a place with guests', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada, guest])
    const reader = { ...setup.inChannel('here'), place: { kind: 'direct' } as const }
    expect(await setup.readableBy(reader, [])).toEqual(['person:teams:tenant-1/aad-ada', 'workspace'])
  })
})

describe('a guest who was seen', () => {
  it.each([
    ['on the first page', (others: readonly object[]) => [guest, ...others]],
    ['on the last page', (others: readonly object[]) => [...others, guest]],
  ])('is known in a place of more than 2,000, %s, and members there as members', async (_, join) => {
    await using setup = await setUp()
    setup.teams.rosterPageSize = 500
    setup.teams.rosters.set(place('here'), join(crowd(2400)) as never)
    setup.teams.rosters.set(place('members'), crowd(2400))
    expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
    expect(await setup.readableBy(setup.inChannel('members'), [])).toEqual([audience('members'), 'workspace'])
    const alone = { ...setup.inChannel('here'), place: { kind: 'direct' } as const }
    expect(await setup.readableBy(alone, [])).toContain('workspace')
    const gil = { ...alone, person: someone('tenant-1/aad-gil'), target: { ...alone.target, user: '29:gil' } }
    expect(await setup.readableBy(gil, [])).toEqual(['person:teams:tenant-1/aad-gil'])
  })

  it.each([429, 500, 403])('is not forgotten when a later page, or all of it, is answered %i', async (status) => {
    await using setup = await setUp()
    setup.teams.rosterPageSize = 1
    setup.teams.rosters.set(place('here'), [guest, ada])
    setup.teams.rosters.set('a:1ada', [{ ...ada, userRole: 'guest' }])
    const refuse = (times: number) => {
      for (let n = 0; n < times; n += 1) setup.teams.next(/members/, { kind: 'status', status, retryAfter: '30' })
    }
    expect(await setup.readableBy(setup.alone, [])).not.toContain('workspace')
    setup.teams.next(/pagedmembers/, { kind: 'slow', ms: 0 })
    refuse(1)
    expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
    for (const waitMs of [60_000, 24 * 3_600_000]) {
      setup.clock.now += waitMs
      refuse(4)
      expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
      expect(await setup.readableBy(setup.alone, [])).toEqual(['person:teams:tenant-1/aad-ada'])
    }
  })

  it('has members wait for ten minutes of failures, and no longer', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    setup.teams.rosters.set(place('there'), [ada])
    setup.teams.rosters.set('a:1ada', [ada])
    const places = [setup.inChannel('here'), setup.alone]
    for (const reader of places) expect(await setup.readableBy(reader, [audience('there')])).toHaveLength(3)
    for (const [afterMs, expected] of [
      [300_000, ['workspace']],
      [300_000, []],
    ] as const) {
      setup.clock.now += afterMs
      for (const reader of places) {
        for (let n = 0; n < 3; n += 1) setup.teams.next(/members/, { kind: 'status', status: 429, retryAfter: '30' })
        expect(await setup.readableBy(reader, [audience('there')])).toEqual([audienceOf('teams', reader), ...expected])
        for (let n = 0; n < 3; n += 1) await fetch(`${setup.teams.url}/v3/conversations/x/members`)
      }
    }
  })
})

describe('who was once seen to be a guest', () => {
  const asGil = (reader: Asker): Asker => ({
    ...reader,
    person: someone('tenant-1/aad-gil'),
    target: { ...reader.target, user: '29:gil' },
  })

  it('is one by a name in the directory', async () => {
    await using setup = await setUp()
    const name = { id: '29:gil', userPrincipalName: 'gil_partner.example#EXT#@contoso.example', tenantId: 'tenant-1' }
    setup.teams.rosters.set(place('here'), [ada, name])
    expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
  })

  it('stays one in a chat whose roster tells nothing of them, until a roster says otherwise', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada, guest])
    await setup.readableBy(setup.inChannel('here'), [])
    const alone = asGil({ ...setup.alone, target: { ...setup.alone.target, conversation: 'a:gil' } })
    setup.teams.rosters.set('a:gil', [{ id: '29:gil', aadObjectId: 'aad-gil' }])
    expect(await setup.readableBy(alone, [])).toEqual(['person:teams:tenant-1/aad-gil'])
    setup.clock.now += 61_000
    setup.teams.rosters.set('a:gil', [{ ...guest, userRole: 'user' }])
    expect(await setup.readableBy(alone, [])).toContain('workspace')
  })

  it('closes a place as soon as they ask there, also for who asks next', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    expect(await setup.readableBy(setup.inChannel('here'), [])).toContain('workspace')
    setup.teams.rosters.set(place('here'), [ada, guest])
    expect(await setup.readableBy(asGil(setup.inChannel('here')), [])).toEqual([audience('here')])
    expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
  })
})

describe('a roster that cannot be read again', () => {
  it('lends nothing of its channel, for who is asking may have left it', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    setup.teams.rosters.set(place('there'), [ada])
    const ask = () => setup.readableBy(setup.inChannel('here'), [audience('there')])
    expect(await ask()).toContain(audience('there'))
    setup.clock.now += 60_000
    setup.teams.next(/there.*pagedmembers/, { kind: 'status', status: 403 })
    expect(await ask()).toEqual([audience('here'), 'workspace'])
  })

  it('keeps its place closed where a guest has asked meanwhile', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    await setup.readableBy(setup.inChannel('here'), [])
    setup.teams.rosters.set(place('here'), [ada, guest])
    const gil = setup.inChannel('here', { user: '29:gil' })
    await setup.readableBy({ ...gil, person: someone('tenant-1/aad-gil') }, [])
    setup.teams.next(/here.*pagedmembers/, { kind: 'status', status: 403 })
    expect(await setup.readableBy(setup.inChannel('here'), [])).toEqual([audience('here')])
  })
})

describe('rosters', () => {
  it('are read once for all who ask, and again after a minute', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    const ask = () => setup.readableBy(setup.inChannel('here'), [])
    await Promise.all([ask(), ask(), ask()])
    expect(setup.reads()).toBe(1)
    setup.teams.rosters.set(place('here'), [ada, guest])
    setup.clock.now += 59_000
    expect(await ask()).toContain('workspace')
    setup.clock.now += 1_000
    expect(await ask()).not.toContain('workspace')
    expect(setup.reads()).toBe(2)
  })

  it('that could not be read are asked for again after seconds', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    setup.teams.rosters.set(place('there'), [ada])
    setup.teams.next(/there.*pagedmembers/, { kind: 'reset' })
    const ask = () => setup.readableBy(setup.inChannel('here'), [audience('there')])
    expect(await ask()).not.toContain(audience('there'))
    setup.clock.now += 5_000
    expect(await ask()).toContain(audience('there'))
  })

  it('of ten other places are looked at for one question', async () => {
    await using setup = await setUp()
    setup.teams.rosters.set(place('here'), [ada])
    const channels = Array.from({ length: 25 }, (_, n) => audience(`other-${n}`))
    for (let n = 0; n < 25; n += 1) setup.teams.rosters.set(place(`other-${n}`), [ada])
    expect(await setup.readableBy(setup.inChannel('here'), channels)).toHaveLength(12)
    expect(setup.reads()).toBe(11)
  })

  it('are forgotten, the oldest first, when there are many', async () => {
    await using setup = await setUp()
    for (let n = 0; n < 201; n += 1) {
      setup.teams.rosters.set(place(`p-${n}`), [ada])
      await setup.readableBy(setup.inChannel(`p-${n}`), [])
    }
    await setup.readableBy(setup.inChannel('p-200'), [])
    expect(setup.reads()).toBe(201)
    await setup.readableBy(setup.inChannel('p-0'), [])
    expect(setup.reads()).toBe(202)
  })
})

it('shares what is shared with those who read there', async () => {
  await using setup = await setUp()
  expect(audienceOf('teams', setup.inChannel('here'))).toBe(audience('here'))
  expect(audienceOf('teams', setup.alone)).toBe('person:teams:tenant-1/aad-ada')
})
