// Questions in 20 channels by 50 people, five of them guests and three from outside, while they come and go and a third of the
// events are lost: what is shown is held against who was where during the last minute. MOVING_QUESTIONS asks more, and
// MOVING_PRIVATE has more private channels than ten.
import { expect, it } from 'vitest'
import type { Asker, Audience } from '../../../../src/model.ts'
import { at } from '../../../askers.ts'
import { eventBody } from '../../../stand-ins/slack.ts'
import { useMembers } from '../../members.ts'
import { setUp } from '../fixtures.ts'

const questions = Number(process.env.MOVING_QUESTIONS ?? 250)
const publicChannels = 10
const privateChannels = Number(process.env.MOVING_PRIVATE ?? 10)
const makeMembers = useMembers('slack')

/** Numbers that are the same in each run: https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createDice(seed: number) {
  let state = seed
  return (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * sides)
  }
}

const kinds = new Map<string, 'member' | 'guest' | 'outside'>()
for (let n = 0; n < 50; n += 1) kinds.set(`U${n}`, n < 42 ? 'member' : n < 47 ? 'guest' : 'outside')
const people = [...kinds.keys()]
const isPublic = (channel: string) => Number(channel.slice(1)) < publicChannels
const channels = Array.from({ length: publicChannels + privateChannels }, (_, n) => `C${n}`)

/** Who is in each channel, from `from` on. */
interface Snapshot {
  readonly from: number
  readonly inside: ReadonlyMap<string, ReadonlySet<string>>
}

/** The rule itself, over one moment: whether all who read in a place may see what was shared in a channel, or `workspace`. */
function maySee({ inside }: Snapshot, user: string, place: string | null, shared: string): boolean {
  const readers = new Set([user, ...(place === null ? [] : inside.get(place)!)])
  if ([...readers].some((one) => kinds.get(one) === 'outside')) return false
  if (shared === 'workspace') return [...readers].every((one) => kinds.get(one) === 'member')
  const isMember = (one: string) => inside.get(shared)!.has(one)
  if (isPublic(shared)) return [...readers].every((one) => kinds.get(one) === 'member' || isMember(one))
  return (place === null || !isPublic(place)) && [...readers].every(isMember)
}

it('shows nobody what they may not see, and nearly all of what they may', { timeout: 3_600_000 }, async () => {
  await using setup = await setUp({ members: await makeMembers() })
  const { slack, platform, clock } = setup
  const dice = createDice(7)
  const fields = { member: {}, guest: { is_restricted: true }, outside: { is_stranger: true, team_id: 'T9' } }
  for (const [id, kind] of kinds) slack.people.set(id, fields[kind])
  const inside = new Map<string, Set<string>>()
  for (const id of channels) {
    slack.conversations.set(id, isPublic(id) ? {} : { is_private: true, is_channel: false })
    // People from outside and guests are in few of them.
    const joins = people.filter((one) => dice(kinds.get(one) === 'member' ? 3 : 12) === 0)
    inside.set(id, new Set(joins))
  }
  const past: Snapshot[] = []
  const remember = () => {
    past.push({ from: clock.now, inside: new Map([...inside].map(([id, set]) => [id, new Set(set)])) })
    for (const [id, set] of inside) slack.members.set(id, [...set, 'U0BOT'])
  }
  remember()

  async function move(): Promise<void> {
    const [id, set] = [...inside][dice(channels.length)]!
    const user = people[dice(dice(3) === 0 ? 50 : 42)]!
    const isIn = set.delete(user)
    if (!isIn) set.add(user)
    remember()
    if (dice(3) === 0) return
    const type = isIn ? 'member_left_channel' : 'member_joined_channel'
    await setup.receive(eventBody({ type, user, channel: id, team: 'T1' }))
  }

  const counted = { leaks: 0, shown: 0, missed: 0, closed: 0 }
  const begun = clock.now
  for (let n = 0; n < questions; n += 1) {
    clock.now += 2_000
    if (dice(4) === 0) await move()
    const place = dice(4) === 0 ? null : channels[dice(channels.length)]!
    // Whoever asks somewhere is there.
    const there = place === null ? people : [...inside.get(place)!]
    const user = there[dice(there.length)] ?? 'U0'
    const target = { team: 'T1', channel: place ?? `D${user.slice(1)}`, user }
    const asker: Asker = { ...at(place === null ? null : `T1/${place}`, `T1/${user}`), target }
    const others = channels.filter((id) => id !== place)
    const audiences = others.map((id): Audience => `channel:slack:T1/${id}`)
    // The answer rests on one of them, or on the workspace's own.
    const asked = dice(3) === 0 ? 'workspace' : others[dice(others.length)]!
    const audience: Audience = asked === 'workspace' ? asked : `channel:slack:T1/${asked}`
    const found = (await platform.readableBy(asker, audiences)).includes(audience)
    if (found) await platform.lookAgain!(asker, asked === 'workspace' ? [] : [audience])
    const isShown = found && (await platform.readableBy(asker, audiences)).includes(audience)
    const lately = past.filter((_, index) => (past[index + 1]?.from ?? clock.now) > clock.now - 60_000)
    const verdicts = [...lately, past.at(-1)!].map((moment) => maySee(moment, user, place, asked))
    if (isShown) counted[verdicts.includes(true) ? 'shown' : 'leaks'] += 1
    else counted[verdicts.includes(false) ? 'closed' : 'missed'] += 1
  }
  const minutes = (clock.now - begun) / 60_000
  const looked = slack.calls.filter(({ method }) => method === 'conversations.members').length / minutes
  process.stderr.write(`${JSON.stringify(counted)}, ${looked.toFixed(1)} conversations.members a minute\n`)
  expect(counted.leaks).toBe(0)
  expect(counted.shown).toBeGreaterThan(questions / 10)
  // The first minute of channels that nobody has looked at yet is part of it.
  expect(counted.missed).toBeLessThanOrEqual(Math.max(8, counted.shown / 100))
  expect(looked).toBeLessThanOrEqual(60)
})
