// Whose documents a reply may use on Slack: those that all who can read it may see. Full members see the workspace's and
// all public channels'; guests those of their channels; conversations that people of other organisations read, and whatever
// could not be looked up, get what was shared in that very place and nothing else.

import { audienceOf, type ChannelFacts, type Circle, type Members, type Together } from '../../../askers.ts'
import type { Asker, Audience } from '../../../model.ts'
import type { Platform } from '../../types.ts'
import { isWithBot, targetOf } from '../target.ts'
import type { Directory, Glance } from './directory.ts'
import { isUnknown, type Lookups, type Unknown } from './lookups.ts'

/** Why there is less than there could be. */
export type Why = Unknown['unknown'] | 'guests'

/** What they shared with the bot alone. */
const theirs = ({ person }: Asker): Audience => audienceOf('slack', { person, place: { kind: 'direct' } })

const outside: Together = { everyone: 'outside', channels: [] }

/** The channel of an audience, with its team; null for any other. */
function channelOf(audience: Audience): { readonly team: string; readonly channel: string } | null {
  const [, team, channel] = /^channel:slack:([^/]+)\/(.+)$/.exec(audience) ?? []
  return team === undefined || channel === undefined ? null : { team, channel }
}

/** What a person's id stands for, where they have not written to the bot. */
const withBot = (peer: string): Pick<ChannelFacts, 'kind' | 'isShared' | 'peer'> => ({
  kind: 'direct',
  isShared: false,
  peer,
})

interface ReadersOptions {
  readonly lookups: Lookups
  readonly directory: Directory
  readonly members: Members
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Tells whoever asks, privately and not every time, why an answer has less than it could. */
  readonly tell: (asker: Asker, why: Why) => void
}

export type Readers = Pick<Platform, 'readableBy'> & Required<Pick<Platform, 'lookAgain' | 'waitsFor'>>

/** A look right before an answer is judged by it: one that failed earlier is made again with the answer. */
const lostMs = 1_000
const mostKept = 5_000

/** While Slack does everything but tell who reads, and while it is away altogether: nothing could be posted then. */
const patienceMs = { failing: 20_000, away: 3_600_000 }

export function createReaders({ lookups, directory, members, now, tell }: ReadersOptions): Readers {
  /** Who reads the reply, as far as it has to be known; null where people from outside do. */
  async function circleOf(
    { place, target, isForAskerAlone, bot }: Asker,
    user: string,
    known: Glance,
  ): Promise<Circle | Unknown | null> {
    const { channel } = targetOf({ target })
    if (bot !== undefined) return placeOf(place, channel, known)
    const [person, here] = await Promise.all([
      known.person ?? directory.person(user),
      isWithBot({ channel, user }) ? withBot(user) : (known.here ?? directory.conversation(channel)),
    ])
    if (!isUnknown(person) && person.kind !== 'member' && person.kind !== 'guest') return null
    // Where it is said does not matter to who reads it.
    if (isForAskerAlone === true) return isUnknown(person) ? person : { asker: user, channel: null, isOpen: false }
    if (!isUnknown(here) && here.isShared) return null
    // What the look-up calls something else is not what it seemed: a direct message of others, or none at all.
    if (!isUnknown(here) && (here.kind === 'direct') !== (place.kind === 'direct')) return null
    if (!isUnknown(here) && here.kind === 'direct' && here.peer !== user) return null
    if (isUnknown(person)) return person
    if (isUnknown(here)) return here
    if (here.kind === 'direct') return { asker: user, channel: null, isOpen: false }
    return (await readersOf(channel, known)) ?? { asker: user, channel, isOpen: here.kind === 'public' }
  }

  /** Where no person asks: everyone who reads a channel. */
  async function placeOf(place: Asker['place'], channel: string, known: Glance): Promise<Circle | Unknown | null> {
    const here = known.here ?? (await directory.conversation(channel))
    if (isUnknown(here)) return here
    if (place.kind !== 'channel' || here.isShared || here.kind === 'direct') return null
    return (await readersOf(channel, known)) ?? { asker: null, channel, isOpen: here.kind === 'public' }
  }

  const readersOf = (channel: string, { areReadersKnown }: Glance) =>
    areReadersKnown ? null : directory.readers(channel)

  /** Guests know that they are, and see no more when they ask directly. */
  async function isMember(asker: Asker): Promise<boolean> {
    const person = await directory.person(targetOf(asker).user ?? '')
    return !isUnknown(person) && person.kind === 'member'
  }

  async function judge(asker: Asker, audiences: readonly Audience[]): Promise<Together | Unknown> {
    const { person: who, place } = asker
    const { team, user = '' } = targetOf(asker)
    // An event said so itself.
    if (who.kind !== 'someone' || place.kind === 'page' || who.isExternal === true) return outside
    if (user === '' && asker.bot === undefined) return outside
    if (place.kind === 'channel' && place.hasExternals === true && asker.isForAskerAlone !== true) return outside
    // Not known yet: it may be a stranger's, who is told nothing.
    const install = await lookups.install().catch(() => null)
    if (install === null) return outside
    if (team !== install.team && !install.isOrgWide) return outside
    const channels = audiences.flatMap((audience) => {
      const found = channelOf(audience)
      return found !== null && (found.team === install.team || install.isOrgWide) ? [found.channel] : []
    })
    const known = await directory.glance(user, targetOf(asker).channel, channels)
    const circle = await circleOf(asker, user, known)
    if (circle === null) return outside
    if (isUnknown(circle)) return circle
    if (!known.areOthersKnown) await directory.discover(channels)
    return members.readableTogether(circle, channels, install.isOrgWide)
  }

  /** Whose readers Slack did not tell, and whose sources it did not tell of, by asker and place: since when. */
  const cut = new Map<string, number>()
  const lost = new Map<string, number>()
  const keyOf = ({ target, isForAskerAlone }: Asker) => {
    const { team, channel, user } = targetOf({ target })
    return `${team}/${channel}/${user}/${isForAskerAlone}`
  }
  const keep = (kept: Map<string, number>, key: string, isFailure: boolean) => {
    if (kept.size >= mostKept) kept.clear()
    if (!isFailure || lookups.failingMs() === null) kept.delete(key)
    else if (!kept.has(key) || kept === lost) kept.set(key, now())
  }
  /** Whoever asks hears of less only once it is what they get. */
  const mayBeAskedAgain = (asker: Asker) => now() - (cut.get(keyOf(asker)) ?? 0) < patienceMs.failing

  return {
    async waitsFor(asker) {
      const key = keyOf(asker)
      if (!cut.has(key) && now() - (lost.get(key) ?? 0) > lostMs) return 0
      return lookups.readInstall().then(
        () => patienceMs.failing,
        () => patienceMs.away,
      )
    },

    async readableBy(asker, channels) {
      // What was shared in a channel of people from outside is answered in that channel only.
      const here = audienceOf('slack', asker)
      const own = [
        here,
        ...(asker.isForAskerAlone === true && asker.place.kind !== 'direct' ? [theirs(asker)] : []),
      ] as const
      const others = channels.filter((audience) => audience !== here)
      const together = await judge(asker, others)
      const isKnown = !isUnknown(together) && together.everyone !== 'unknown' && lookups.known() !== undefined
      keep(cut, keyOf(asker), !isKnown)
      const hears = asker.bot === undefined && !mayBeAskedAgain(asker)
      if (isUnknown(together)) {
        if (hears) tell(asker, together.unknown)
        return own
      }
      if (together.everyone === 'outside') return own
      if (together.everyone === 'unknown') {
        if (hears) tell(asker, 'unavailable')
        return own
      }
      const isRead = asker.place.kind === 'channel' && asker.isForAskerAlone !== true && asker.bot === undefined
      if (together.everyone === 'guests' && isRead && (await isMember(asker))) tell(asker, 'guests')
      const shared = others.filter((audience) => together.channels.includes(channelOf(audience)?.channel ?? ''))
      return [...own, ...(together.everyone === 'members' ? ['workspace' as const] : []), ...shared]
    },

    async lookAgain(asker, audiences) {
      const own = audienceOf('slack', asker)
      const channels = audiences.flatMap((audience) => (audience === own ? [] : (channelOf(audience)?.channel ?? [])))
      const confirmed = await Promise.all(channels.map((channel) => directory.confirm(channel)))
      keep(lost, keyOf(asker), confirmed.includes(false))
    },
  }
}
