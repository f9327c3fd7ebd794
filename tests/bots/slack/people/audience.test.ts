// Who reads a reply decides what it may use: guests, private channels, people who leave while an answer is written, events
// that come, come late or never, and look-ups that are not had.
import { expect, it } from 'vitest'
import type { Asker, Audience } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import { eventBody } from '../../../stand-ins/slack.ts'
import { useMembers } from '../../members.ts'
import { type Setup, setUp } from '../fixtures.ts'

const makeMembers = useMembers('slack')
const audience = (channel: string): Audience => `channel:slack:T1/${channel}`

/** C1, C2 are public, P1, P2 private; U1 to U3 are full members, G1 a guest, X1 from outside. */
async function open(): Promise<Setup> {
  const setup = await setUp({ members: await makeMembers() })
  const { slack } = setup
  for (const id of ['U1', 'U2', 'U3']) slack.people.set(id, {})
  slack.people.set('G1', { is_restricted: true })
  slack.people.set('X1', { is_stranger: true, team_id: 'T9' })
  for (const id of ['P1', 'P2']) slack.conversations.set(id, { is_private: true, is_channel: false })
  slack.members.set('C1', ['U1', 'U2', 'U0BOT'])
  slack.members.set('C2', ['U2', 'U0BOT'])
  slack.members.set('P1', ['U1', 'U2', 'U0BOT'])
  slack.members.set('P2', ['U1', 'U0BOT'])
  return setup
}

const direct = (user: string): Asker => ({
  ...at(null, `T1/${user}`),
  target: { team: 'T1', channel: user.replace('U', 'D'), user },
})
const inside = (channel: string, user = 'U1'): Asker => ({
  ...at(`T1/${channel}`, `T1/${user}`),
  target: { team: 'T1', channel, user },
})

const all = ['C1', 'C2', 'P1', 'P2']
/** Ids of channels, and `workspace`, without the place's own. */
async function read({ platform }: Setup, asker: Asker, channels = all): Promise<string[]> {
  const [, ...more] = await platform.readableBy(asker, channels.map(audience))
  // Two channels are looked at for the first time with each question.
  const [, ...again] = await platform.readableBy(asker, channels.map(audience))
  expect(again.length).toBeGreaterThanOrEqual(more.length)
  return again.map((one) => one.replace('channel:slack:T1/', '')).sort()
}
const tell = (setup: Setup, event: Record<string, unknown>) => setup.receive(eventBody(event))
const asked = ({ slack }: Setup, method: string) => slack.calls.filter((call) => call.method === method).length

it('shows each what all readers may see', async () => {
  await using setup = await open()
  const { slack } = setup
  slack.conversations.set('DG', { user: 'G1' })
  expect(await read(setup, direct('U1'))).toEqual(['C1', 'C2', 'P1', 'P2', 'workspace'])
  expect(await read(setup, direct('U2'))).toEqual(['C1', 'C2', 'P1', 'workspace'])
  expect(await read(setup, direct('U3'))).toEqual(['C1', 'C2', 'workspace'])
  // All full members read a public channel, so no private one is theirs together.
  expect(await read(setup, inside('C1'))).toEqual(['C2', 'workspace'])
  // All of P2 are in P1, and not the other way round.
  expect(await read(setup, inside('P2'))).toEqual(['C1', 'C2', 'P1', 'workspace'])
  expect(await read(setup, inside('P1'))).toEqual(['C1', 'C2', 'workspace'])
})

it('shows whoever alone reads a reply all that they may see, wherever they asked', async () => {
  await using setup = await open()
  const { slack } = setup
  /** With what they shared with the bot alone. */
  const own = (user: string, ...more: string[]) => [...more, `person:slack:T1/${user}`].sort()
  const alone = (asker: Asker): Asker => ({ ...asker, isForAskerAlone: true })
  slack.members.set('C1', ['U1', 'G1', 'U0BOT']).set('P1', ['U1', 'G1', 'U0BOT'])
  slack.conversations.set('CX', { is_ext_shared: true, is_shared: true })
  expect(await read(setup, alone(inside('C1')))).toEqual(own('U1', 'C2', 'P1', 'P2', 'workspace'))
  expect(await read(setup, alone(inside('C1', 'U3')))).toEqual(own('U3', 'C2', 'workspace'))
  expect(await read(setup, alone(inside('CX')))).toEqual(own('U1', 'C1', 'C2', 'P1', 'P2', 'workspace'))
  expect(await read(setup, alone(inside('C1', 'G1')))).toEqual(own('G1', 'P1'))
  expect(await read(setup, alone(inside('CX', 'X1')))).toEqual(own('X1'))
  const unknown = alone(inside('CX', 'U9'))
  slack.people.set('U9', null)
  expect(await read(setup, unknown)).toEqual(own('U9'))
  expect(slack.posts.filter(({ content }) => String(content.text).includes('Guests'))).toEqual([])
})

it('shows guests what was shared in their channels, and full members beside them no more', async () => {
  await using setup = await open()
  const { slack } = setup
  const guest: Asker = { ...at(null, 'T1/G1'), target: { team: 'T1', channel: 'D9', user: 'G1' } }
  slack.conversations.set('D9', { user: 'G1' })
  slack.members.set('C1', ['U1', 'G1', 'U0BOT'])
  slack.members.set('P1', ['U1', 'U2', 'G1', 'U0BOT'])
  expect(await read(setup, inside('C1'))).toEqual([])
  await expect
    .poll(() => slack.posts.map(({ user, content }) => [user, content.text]))
    .toEqual([['U1', expect.stringContaining('Guests read along here')]])
  expect(await read(setup, inside('P1'))).toEqual(['C1'])
  expect(await read(setup, guest)).toEqual(['C1', 'P1'])
  expect(await read(setup, inside('C1', 'G1'))).toEqual([])
  expect(slack.posts.filter(({ user }) => user === 'G1')).toEqual([])
  slack.members.set('C1', ['U1', 'U0BOT'])
  setup.clock.now += 60_000
  expect(await read(setup, inside('C1'))).toEqual(['C2', 'workspace'])
})

it('closes where people from outside read, and where someone is not known', async () => {
  await using setup = await open()
  const { slack } = setup
  // Someone from outside who is in both channels still reads nothing of the other one.
  slack.members.set('C2', ['U2', 'X1', 'U0BOT'])
  expect(await read(setup, inside('C2', 'U2'))).toEqual([])
  for (const [who, person] of [
    ['X1', slack.people.get('X1')],
    ['N1', null],
    ['H1', { is_restricted: undefined }],
  ] as const) {
    slack.people.set(who, person ?? null)
    slack.members.set('C1', ['U1', who, 'U0BOT'])
    setup.clock.now += 60_000
    expect([who, await read(setup, inside('C1'))]).toEqual([who, []])
  }
  slack.people.set('B1', { is_bot: true })
  slack.people.set('L1', { deleted: true })
  slack.members.set('C1', ['U1', 'B1', 'L1', 'U0BOT'])
  setup.clock.now += 60_000
  expect(await read(setup, inside('C1'))).toEqual(['C2', 'workspace'])
})

it('counts a change from its event on, and a minute later where the event was lost', async () => {
  await using setup = await open()
  const { slack, clock } = setup
  expect(await read(setup, direct('U2'))).toContain('P1')
  slack.members.set('P1', ['U1', 'U0BOT'])
  await tell(setup, { type: 'member_left_channel', user: 'U2', channel: 'P1', channel_type: 'G', team: 'T1' })
  expect(await read(setup, direct('U2'))).toEqual(['C1', 'C2', 'workspace'])

  expect(await read(setup, inside('C1'))).toContain('workspace')
  slack.members.set('C1', ['U1', 'G1', 'U0BOT'])
  await tell(setup, { type: 'member_joined_channel', user: 'G1', channel: 'C1', channel_type: 'C', team: 'T1' })
  expect(await read(setup, inside('C1'))).toEqual([])
  // Whatever it says, it is the look-up that counts: this one is an old one, delivered again.
  await tell(setup, { type: 'member_left_channel', user: 'G1', channel: 'C1', channel_type: 'C', team: 'T1' })
  expect(await read(setup, inside('C1'))).toEqual([])

  slack.people.set('U3', { is_restricted: true })
  await tell(setup, { type: 'user_change', user: { id: 'U3', is_restricted: true } })
  expect(await read(setup, direct('U3'))).toEqual([])
  slack.conversations.set('C2', { is_ext_shared: true, is_shared: true })
  await tell(setup, { type: 'channel_shared', channel: 'C2', connected_team_id: 'T9' })
  expect(await read(setup, inside('C2', 'U2'))).toEqual([])

  slack.people.set('U2', { is_restricted: true })
  expect(await read(setup, direct('U2'))).toContain('workspace')
  clock.now += 60_000
  expect(await read(setup, direct('U2'))).toEqual([])
})

it('looks again at the channels that an answer rests on, and forgets what it cannot find out', async () => {
  await using setup = await open()
  const { slack, platform, clock } = setup
  const asker = direct('U2')
  expect(await read(setup, asker)).toContain('P1')
  clock.now += 30_000
  const before = slack.calls.length
  await platform.lookAgain!(asker, [audience('P1'), audience('C2')])
  expect(slack.calls.length).toBe(before)
  clock.now += 30_000
  slack.members.set('P1', ['U1', 'U0BOT'])
  await platform.lookAgain!(asker, [audience('P1'), audience('C2')])
  expect(
    slack.calls
      .slice(before)
      .map(({ method, args }) => `${method} ${args.channel}`)
      .sort(),
  ).toEqual(['conversations.info C2', 'conversations.members P1'])
  expect(await read(setup, asker)).toEqual(['C1', 'C2', 'workspace'])

  expect(await read(setup, direct('U1'))).toContain('P2')
  for (const error of ['channel_not_found', 'missing_scope', 'internal_error', 'ratelimited']) {
    clock.now += 60_000
    slack.plan((method) => (method === 'conversations.members' ? { kind: 'error', error } : undefined))
    await platform.lookAgain!(direct('U1'), [audience('P2')])
    const [, ...left] = await platform.readableBy(direct('U1'), [audience('P2')])
    expect([error, left]).toEqual([error, ['workspace']])
    slack.plan(null)
    clock.now += 5_000
    expect(await read(setup, direct('U1'), ['P2'])).toEqual(['P2', 'workspace'])
  }
})

it('asks for many people by the list, for few one by one, and never for more than its share', async () => {
  await using setup = await open()
  const { slack, clock } = setup
  const crowd = Array.from({ length: 1_500 }, (_, n) => `U${n + 100}`)
  for (const id of crowd) slack.people.set(id, {})
  slack.members.set('C1', ['U1', ...crowd, 'U0BOT'])
  expect(await read(setup, inside('C1'))).toEqual(['C2', 'workspace'])
  expect(asked(setup, 'users.list')).toBe(2)
  expect(asked(setup, 'users.info')).toBeLessThan(5)
  slack.people.set('U1599', { is_ultra_restricted: true })
  clock.now += 60_000
  expect(await read(setup, inside('C1'))).toEqual([])

  slack.people.set('U1599', {})
  clock.now += 60_000
  expect(await read(setup, inside('C1'))).toEqual(['C2', 'workspace'])

  setup.host.blocked.set('slack-look-members', 60_000)
  clock.now += 60_000
  expect(await read(setup, inside('C1'))).toEqual([])
  expect(await read(setup, direct('U1'), ['C1'])).toEqual(['C1', 'workspace'])
  setup.host.blocked.clear()
  // Of more than 20,000 the last are not looked up: nobody knows that a guest reads too.
  slack.members.set('C1', [...Array.from({ length: 14 }, () => crowd).flat(), 'G1'])
  clock.now += 60_000
  expect(await read(setup, inside('C1'))).toEqual([])
})

it('takes events of a stranger’s team for nothing', async () => {
  await using setup = await open()
  expect(await read(setup, direct('U2'))).toContain('P1')
  const their = { team_id: 'T9', authorizations: [{ team_id: 'T9', user_id: 'U0BOT', is_bot: true }] }
  const left = { type: 'member_left_channel', user: 'U2', channel: 'P1', channel_type: 'G', team: 'T9' }
  expect(await setup.receive(eventBody(left, their))).toMatchObject({ status: 200 })
  expect(await read(setup, direct('U2'))).toContain('P1')
})

it('notices within a minute that a private channel was shared with another company, also without an event', async () => {
  await using setup = await open()
  const { slack, clock } = setup
  expect(await read(setup, inside('P1'))).toContain('workspace')
  slack.conversations.set('P1', { is_private: true, is_channel: false, is_ext_shared: true, is_shared: true })
  clock.now += 61_000
  expect(await read(setup, inside('P1'))).toEqual([])
})

it('looks again at what it seems to know from a time to come, since the clock was set back', async () => {
  await using setup = await open()
  const { slack, clock } = setup
  expect(await read(setup, direct('U1'))).toContain('workspace')
  clock.now -= 86_400_000
  slack.people.set('U1', { deleted: true })
  expect(await read(setup, direct('U1'))).toEqual([])
})

it('takes a channel of another team for none of its own, also where its id is the same', async () => {
  await using setup = await open()
  const [, ...more] = await setup.platform.readableBy(direct('U1'), ['channel:slack:T9/P1', 'channel:slack:T1/P2'])
  expect(more).not.toContain('channel:slack:T9/P1')
})
