// People, conversations and members as the house keeps them, looked up again when that is older than a minute or when an
// event said that something changed; once for all who want to know at the same time. What cannot be found out is an
// `Unknown`, and nobody goes by what was known of it before.
import type { ChannelFacts, KeptChannel, KeptPerson, Members, PersonFacts } from '../../../askers.ts'
import type { RateLimits } from '../../types.ts'
import { channelFacts, personFacts } from './facts.ts'
import { failedMs, type Install, isUnknown, type Lookups, type Unknown } from './lookups.ts'

const keptMs = 60_000
/** Who the other one in a direct message is never changes, and each is a conversation of its own. */
const directKeptMs = 3_600_000
/** So many are asked for one by one, and more of them by the list of all. */
const fewPeople = 3
const mostPeople = 20
const perMinute = (count: number) => [{ count, perMs: 60_000 }]
// Below Slack's own: tiers 2 (20 a minute), 3 (50) and 4 (100). https://docs.slack.dev/apis/web-api/rate-limits/
const turns = {
  people: { bucket: 'slack-look-people', allowance: perMinute(10) },
  conversation: { bucket: 'slack-look-conversation', allowance: perMinute(45) },
  members: { bucket: 'slack-look-members', allowance: perMinute(90) },
  /** Of channels that nobody asked in and that are not cited. */
  discovery: { bucket: 'slack-look-discovery', allowance: perMinute(20) },
}
/** Channels that are looked at for the first time while someone waits for an answer. */
const mostDiscovered = 2

/** What is kept and recent; null where it has to be looked up. */
export interface Glance {
  readonly person: PersonFacts | null
  readonly here: ChannelFacts | null
  /** Who reads it, and who they are, is up to date. */
  readonly areReadersKnown: boolean
  /** None of the other channels is one that nobody ever looked at. */
  readonly areOthersKnown: boolean
}

export interface Directory {
  /** In one look at what is kept, for whatever needs no more: most questions. Asks Slack nothing. */
  glance(user: string, channel: string, others: readonly string[]): Promise<Glance>
  person(user: string): Promise<PersonFacts | Unknown>
  conversation(channel: string): Promise<ChannelFacts | Unknown>
  /** Brings up to date who reads a channel, and who they are; of whom nothing is known the house knows as well. */
  readers(channel: string): Promise<Unknown | null>
  /** Looks at some of these channels if nobody ever has. */
  discover(channels: readonly string[]): Promise<void>
  /** Brings a channel up to date that an answer rests on. @returns whether that was possible */
  confirm(channel: string): Promise<boolean>
}

interface DirectoryOptions {
  readonly lookups: Lookups
  readonly members: Members
  readonly limits: RateLimits
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const unavailable: Unknown = { unknown: 'unavailable' }

export function createDirectory({ lookups, members, limits, now }: DirectoryOptions): Directory {
  const asked = new Map<string, Promise<unknown>>()
  const failed = new Map<string, { readonly why: Unknown; readonly until: number }>()

  /** A time to come means that the clock was set back. */
  const isFresh = (checkedAt: number | null, forMs: number) =>
    checkedAt !== null && checkedAt <= now() && now() < checkedAt + forMs

  function once<T>(key: string, work: () => Promise<T>): Promise<T> {
    const known = asked.get(key) as Promise<T> | undefined
    if (known !== undefined) return known
    const answer = work().finally(() => asked.delete(key))
    asked.set(key, answer)
    return answer
  }

  /** Asks Slack, at most once in five seconds while it does not tell. */
  async function look<T extends object>(key: string, work: () => Promise<T | Unknown>): Promise<T | Unknown> {
    const before = failed.get(key)
    if (before !== undefined && now() < before.until) return before.why
    failed.delete(key)
    const answer = await work()
    if (!isUnknown(answer)) return answer
    if (failed.size > 5_000) failed.clear()
    failed.set(key, { why: answer, until: now() + failedMs })
    return answer
  }

  async function limited<T extends object>(turn: (typeof turns)['people'], work: () => Promise<T | Unknown>) {
    return (await limits.take(turn)) > 0 ? unavailable : work()
  }

  async function lookAtPerson({ person, changes }: KeptPerson, install: Install): Promise<PersonFacts | Unknown> {
    const at = new Date(now())
    const user = await look(`person ${person}`, () => lookups.person(person))
    const facts = isUnknown(user) ? user : (personFacts(user, install) ?? unavailable)
    if (!isUnknown(facts)) await members.savePeople([{ person, changes, ...facts }], at)
    return facts
  }

  /** Who was looked up before then is looked up again. */
  const freshSince = () => new Date(now() - keptMs + 1)
  const freshFacts = ({ facts, checkedAt }: KeptChannel) =>
    facts !== null && isFresh(checkedAt, facts.kind === 'direct' ? directKeptMs : keptMs) ? facts : null

  async function glance(user: string, channel: string, others: readonly string[]): Promise<Glance> {
    const { person, here, isChecked, unseen } = await members.readAround(user, channel, others, freshSince())
    return {
      person: isFresh(person.checkedAt, keptMs) ? person.facts : null,
      here: freshFacts(here),
      areReadersKnown: isChecked && isFresh(here.membersCheckedAt, keptMs),
      areOthersKnown: unseen.length === 0,
    }
  }

  function person(user: string): Promise<PersonFacts | Unknown> {
    return once(`person ${user}`, async () => {
      const [kept] = await members.readPeople([user])
      if (kept?.facts != null && isFresh(kept.checkedAt, keptMs)) return kept.facts
      return lookAtPerson(kept!, await lookups.install())
    })
  }

  function conversation(channel: string): Promise<ChannelFacts | Unknown> {
    return once(`conversation ${channel}`, async () => {
      const kept = await members.readChannel(channel)
      const known = freshFacts(kept)
      if (known !== null) return known
      const { changes } = kept
      const at = new Date(now())
      const install = await lookups.install()
      const found = await look(`conversation ${channel}`, () =>
        limited(turns.conversation, () => lookups.conversation(channel)),
      )
      const facts = isUnknown(found) ? found : (channelFacts(found, install) ?? unavailable)
      if (!isUnknown(facts)) await members.saveChannel(channel, facts, { changes, at })
      return facts
    })
  }

  function membersOf(channel: string): Promise<Unknown | null> {
    return once(`members ${channel}`, async () => {
      const { membersCheckedAt, changes } = await members.readChannel(channel)
      if (isFresh(membersCheckedAt, keptMs)) return null
      const at = new Date(now())
      const found = await look(`members ${channel}`, () => limited(turns.members, () => lookups.members(channel)))
      if (isUnknown(found)) return found
      await members.saveMembers(channel, found, { changes, at })
      return null
    })
  }

  /** All people of a team at once: of a whole organisation Slack lists none. */
  function lookAtEveryone(install: Install): Promise<void> {
    return once('everyone', async () => {
      const at = new Date(now())
      const found = await look('everyone', () => limited(turns.people, lookups.people))
      if (isUnknown(found)) return
      const users = found.filter(({ id }) => typeof id === 'string')
      const kept = await members.readPeople(users.map(({ id }) => String(id)))
      const people = users.flatMap((user, index) => {
        const facts = personFacts(user, install)
        return facts === null ? [] : [{ person: String(user.id), changes: kept[index]!.changes, ...facts }]
      })
      await members.savePeople(people, at)
    })
  }

  async function readers(channel: string): Promise<Unknown | null> {
    const why = await membersOf(channel)
    if (why !== null) return why
    const unchecked = () => members.listUnchecked(channel, freshSince())
    const install = await lookups.install()
    let left = await unchecked()
    if (left.length > fewPeople && !install.isOrgWide) {
      await lookAtEveryone(install)
      left = await unchecked()
    }
    // Those not known come first; whoever was known a while ago still is, until an event says otherwise.
    await Promise.all(left.slice(0, left.length > fewPeople ? mostPeople : fewPeople).map((one) => person(one.person)))
    return null
  }

  async function confirm(channel: string): Promise<boolean> {
    const known = await members.readChannel(channel)
    const facts = known.facts !== null && known.facts.kind !== 'public' ? known.facts : await conversation(channel)
    const why = isUnknown(facts) ? facts : facts.kind === 'public' ? null : await membersOf(channel)
    const isKnown = !isUnknown(facts) && why === null
    if (!isKnown) await members.forgetChannel(channel)
    return isKnown
  }

  return {
    glance,
    person,
    conversation,
    readers,
    confirm,
    async discover(channels) {
      const unseen = await members.listUnseen(channels)
      for (const channel of unseen.slice(0, mostDiscovered)) {
        if ((await limits.take(turns.discovery)) > 0) return
        const facts = await conversation(channel)
        if (!isUnknown(facts) && facts.kind !== 'public') await membersOf(channel)
      }
    },
  }
}
