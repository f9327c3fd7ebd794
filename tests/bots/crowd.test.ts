// 1,000 questions by members, guests and people from outside in 30 places of each platform, while look-ups fail now and
// then: nobody is answered from workspace documents who may not be, and members are wherever they can be told from others.
import { expect, it } from 'vitest'
import { createReaders } from '../../src/bots/teams/people/readers.ts'
import { createConnector } from '../../src/bots/teams/send/connector.ts'
import type { Asker } from '../../src/model.ts'
import { at } from '../askers.ts'
import { createTeamsStandIn } from '../stand-ins/teams.ts'
import { member, setUp as setUpDiscord } from './discord/fixtures.ts'
import { useMembers } from './members.ts'
import { setUp as setUpSlack } from './slack/fixtures.ts'

const questions = 1_000
const makeMembers = useMembers('slack')

/** Numbers that are the same in each run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createDice(seed: number) {
  let state = seed
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

interface Asked {
  readonly reader: Asker
  readonly mayRead: boolean
  /** A look-up failed: whoever may read may also be left out. */
  readonly isUnsure: boolean
}

async function count(
  readableBy: (reader: Asker, channels: readonly []) => Promise<readonly string[]>,
  next: () => Asked,
) {
  const counted = { leaks: 0, answered: 0, missed: 0, refused: 0, unsure: 0 }
  for (let n = 0; n < questions; n += 1) {
    const { reader, mayRead, isUnsure } = next()
    const hasWorkspace = (await readableBy(reader, [])).includes('workspace')
    if (hasWorkspace) counted[mayRead ? 'answered' : 'leaks'] += 1
    else if (!mayRead) counted.refused += 1
    else counted[isUnsure ? 'unsure' : 'missed'] += 1
  }
  return counted
}

it('Slack', async () => {
  await using setup = await setUpSlack({ members: await makeMembers() })
  const { slack, platform, clock } = setup
  const people = Array.from({ length: 40 }, (_, n) => {
    const kinds = [{}, {}, {}, { is_restricted: true }, { is_restricted: true, is_ultra_restricted: true }]
    const others = [{ team_id: 'T9' }, { is_stranger: true, team_id: 'T8' }, { is_bot: true }]
    const fields = [...kinds, ...others][n % 8] ?? {}
    slack.people.set(`U${n}`, fields)
    return { id: `U${n}`, isMember: n % 8 < 3 }
  })
  const places = Array.from({ length: 30 }, (_, n) => {
    const kinds = [{}, { is_private: true }, { is_mpim: true, is_private: true }]
    const shared = [{ is_ext_shared: true }, { is_pending_ext_shared: true }, { is_shared: true, is_org_shared: true }]
    slack.conversations.set(`C${n}`, [...kinds, ...shared][n % 6] ?? {})
    return { id: `C${n}`, isOpen: n % 6 < 3, isDirect: n >= 24 }
  })
  const dice = createDice(1)
  let sinceFailure = 100
  const counted = await count(platform.readableBy, () => {
    clock.now += 2_000
    const person = people[dice(people.length)]!
    const { id, isOpen, isDirect } = places[dice(places.length)]!
    const channel = isDirect ? `D${person.id.slice(1)}` : id
    sinceFailure = dice(10) === 0 ? 0 : sinceFailure + 1
    if (sinceFailure === 0) {
      const error = dice(2) === 0 ? { kind: 'rate-limit', retryAfterSeconds: 3 } : { kind: 'error', error: 'fatal' }
      slack.plan((method) => (method.endsWith('.info') && dice(2) === 0 ? (error as never) : undefined))
    } else slack.plan(null)
    const place = isDirect ? null : `T1/${channel}`
    return {
      reader: { ...at(place, `T1/${person.id}`), target: { team: 'T1', channel, user: person.id } },
      mayRead: person.isMember && (isDirect || isOpen),
      // What failed counts for some seconds.
      isUnsure: sinceFailure < 5,
    }
  })
  expect(counted).toMatchObject({ leaks: 0, missed: 0 })
  expect(counted.answered).toBeGreaterThan(125)
}, 120_000)

it('Teams', async () => {
  const teams = await createTeamsStandIn()
  try {
    const clock = { now: 1_790_000_000_000 }
    const log = { warn: () => {} }
    const connector = createConnector(teams.config, { timeoutMs: 10_000 })
    const readableBy = createReaders({ connector, now: () => clock.now, log })
    const people = Array.from({ length: 40 }, (_, n) => {
      const kind = [{}, {}, {}, { userRole: 'guest' }, { tenantId: 'tenant-9' }, { userRole: 'anonymous' }][n % 6]
      const account = { id: `29:${n}`, aadObjectId: `aad-${n}`, tenantId: 'tenant-1', userRole: 'user', ...kind }
      teams.rosters.set(`a:${n}`, [account])
      return { account, isMember: n % 6 < 3 }
    })
    const crowd = Array.from({ length: 2_100 }, (_, n) => ({ id: `29:x${n}`, tenantId: 'tenant-1', userRole: 'user' }))
    const members = people.filter(({ isMember }) => isMember)
    const places = Array.from({ length: 30 }, (_, n) => {
      const isDirect = n >= 20
      const readers = n % 2 === 0 ? members : people
      // Two are large, one of them with guests at its very end.
      const roster = [...(n < 2 ? crowd : []), ...readers.map(({ account }) => account)]
      if (!isDirect) teams.rosters.set(`19:p${n}`, roster)
      return { id: `19:p${n}`, isDirect, readers, isOpen: n % 2 === 0 }
    })
    const dice = createDice(2)
    let sinceFailure = 100
    const counted = await count(readableBy, () => {
      clock.now += 2_000
      const { id, isDirect, readers, isOpen } = places[dice(places.length)]!
      const person = isDirect ? people[dice(people.length)]! : readers[dice(readers.length)]!
      const user = person.account.id
      const conversation = isDirect ? `a:${user.slice(3)}` : id
      sinceFailure = dice(10) === 0 ? 0 : sinceFailure + 1
      if (sinceFailure === 0) teams.next(/members/, { kind: 'status', status: 429, retryAfter: '30' })
      const target = { serviceUrl: teams.serviceUrl, tenant: 'tenant-1', user, conversation }
      return {
        reader: {
          ...at(isDirect ? null : `tenant-1/${id}`, `tenant-1/${person.account.aadObjectId}`),
          target,
        },
        mayRead: person.isMember && (isDirect || isOpen),
        isUnsure: sinceFailure < 5,
      }
    })
    expect(counted).toMatchObject({ leaks: 0, missed: 0 })
    expect(counted.answered).toBeGreaterThan(400)
  } finally {
    await teams.close()
  }
}, 120_000)

it('Discord', async () => {
  await using setup = await setUpDiscord()
  const { discord, platform } = setup
  const people = Array.from({ length: 40 }, (_, n) => {
    const id = String(9_000 + n)
    // Some are no members at all.
    const kind = n % 4
    if (kind < 3) discord.members.set(id, member(id, kind === 2 ? { flags: 16 } : {}))
    return { id, isMember: kind < 2 }
  })
  const places = Array.from({ length: 30 }, (_, n) => {
    const id = String(3_000 + n)
    const type = [0, 0, 5, 2, 13][n % 5]
    discord.channels.set(id, { id, type, guild_id: '200', permission_overwrites: [] })
    return { id, isDirect: n >= 22, isOpen: n % 5 < 3 }
  })
  const dice = createDice(3)
  const counted = await count(platform.readableBy, () => {
    setup.clock += 2_000
    const person = people[dice(people.length)]!
    const { id, isDirect, isOpen } = places[dice(places.length)]!
    return {
      reader: {
        ...at(isDirect ? null : `200/${id}`, person.id, !isOpen),
        target: { guild: '200', channel: id, user: person.id },
      },
      // In a channel of the server its members alone read, whoever of them asks; guests get into voice channels only.
      mayRead: isDirect ? person.isMember : isOpen,
      isUnsure: false,
    }
  })
  expect(counted).toMatchObject({ leaks: 0, missed: 0 })
  expect(counted.answered).toBeGreaterThan(400)
}, 120_000)
