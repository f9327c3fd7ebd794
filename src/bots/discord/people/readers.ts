// Whose documents a reply may use: those that everyone who reads it may see on Discord. Fails closed: a channel whose
// rules cannot be looked up lends nothing and gets nothing of another, and where guests read along only what was shared
// there is used.

import { audienceOf } from '../../../askers.ts'
import { isDatabaseAway } from '../../../errors.ts'
import type { Asker, Audience } from '../../../model.ts'
import { type Json, strings, text } from '../json.ts'
import { type Allowed, hasAllowedRole, privateThread } from './access.ts'
import type { Lookups } from './lookups.ts'
import { canRead, hasSameRules, isGuest, isOpen, letsGuestsIn, managesThreads } from './permissions.ts'

/** Private threads are looked up one by one: more of them than this in one reply are left out. */
const maxThreads = 100

export interface Readers {
  readableBy(asker: Asker, channels: readonly Audience[]): Promise<readonly [Audience, ...Audience[]]>
  /**
   * Whether someone may ask in direct messages: a member of an allowed server, with an allowed role.
   * @throws AppError when Discord could not be asked
   */
  mayAskDirectly(person: string): Promise<boolean>
}

interface Candidate {
  readonly audience: Audience
  readonly guild: string
  readonly channel: string
}

function parseAudience(audience: Audience): Candidate | null {
  const [, guild, channel] = /^channel:discord:(\d+)\/(\d+)$/.exec(audience) ?? []
  return guild === undefined || channel === undefined ? null : { audience, guild, channel }
}

/** What cannot be found out is left out; while the database is away, the whole answer waits instead. */
const closed =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (isDatabaseAway(error)) throw error
    return instead
  }

/** Those that pass; a check that fails to find out is a no. */
async function filterOpenly<T>(all: readonly T[], passes: (one: T) => Promise<boolean>): Promise<T[]> {
  const passed = await Promise.all(all.map((one) => passes(one).catch(closed(false))))
  return all.filter((_, index) => passed[index])
}

export function createReaders(lookups: Lookups, allowed: Allowed): Readers {
  /** The member of a guild, unless a guest. */
  async function memberOf(guild: string, person: string): Promise<Json | null> {
    const member = await lookups.member(guild, person)
    return member === null || isGuest(member) ? null : member
  }

  async function personMayRead(person: string, { guild, channel }: Candidate): Promise<boolean> {
    const [home, channels, member] = await Promise.all([
      lookups.guild(guild),
      lookups.channels(guild),
      memberOf(guild, person),
    ])
    if (home === null || member === null) return false
    const ordinary = channels.get(channel)
    if (ordinary !== undefined) return canRead(home, ordinary, member, person)
    const thread = await lookups.channel(channel)
    const parent = thread?.guild_id === guild ? channels.get(text(thread, 'parent_id') ?? '') : undefined
    if (thread?.type !== privateThread || parent === undefined || !canRead(home, parent, member, person)) return false
    return managesThreads(home, parent, member, person) || (await lookups.isInThread(channel, person))
  }

  async function readableByPerson(person: string, candidates: readonly Candidate[]): Promise<Audience[]> {
    const memberships = await filterOpenly(allowed.guildIds, async (guild) => (await memberOf(guild, person)) !== null)
    const here = candidates.filter(({ guild }) => memberships.includes(guild))
    const known = await filterOpenly(here, async ({ guild, channel }) => (await lookups.channels(guild)).has(channel))
    const threads = here.filter((candidate) => !known.includes(candidate)).slice(0, maxThreads)
    const readable = await filterOpenly([...known, ...threads], (candidate) => personMayRead(person, candidate))
    return [...(memberships.length > 0 ? ['workspace' as const] : []), ...readable.map(({ audience }) => audience)]
  }

  /** Everyone who reads in a private thread reads in its channel too, so the channel's rules hold for both. */
  async function readableInChannel(place: Candidate, candidates: readonly Candidate[]): Promise<Audience[]> {
    const [home, channels] = await Promise.all([lookups.guild(place.guild), lookups.channels(place.guild)])
    const thread = channels.has(place.channel) ? null : await lookups.channel(place.channel)
    const channel = channels.get(thread === null ? place.channel : (text(thread, 'parent_id') ?? ''))
    if (channel !== undefined && letsGuestsIn(channel)) return []
    // Its server is allowed, so the workspace's own documents are for its members; no other channel's are.
    if (home === null || channel === undefined) return ['workspace']
    const readable = candidates.filter((candidate) => {
      const other = candidate.guild === place.guild ? channels.get(candidate.channel) : undefined
      return other !== undefined && (isOpen(home, other) || hasSameRules(channel, other))
    })
    return ['workspace', ...readable.map(({ audience }) => audience)]
  }

  return {
    async readableBy(asker, channels) {
      const own = audienceOf('discord', asker)
      const here = parseAudience(own)
      const others = channels
        .map(parseAudience)
        .filter((one) => one !== null)
        .filter(({ audience, guild }) => audience !== own && allowed.guildIds.includes(guild))
      if (here === null) return [own, ...(await readableByPerson(asker.person.id, others).catch(closed([])))]
      // Also where Discord did not say what the place is.
      if (asker.place.kind === 'channel' && asker.place.hasGuests !== false) return [own]
      return [own, ...(await readableInChannel(here, others).catch(closed(['workspace' as const])))]
    },
    async mayAskDirectly(person) {
      const isLetIn = async (guild: string) => {
        const member = await lookups.member(guild, person)
        return member !== null && hasAllowedRole(allowed, strings(member, 'roles'))
      }
      const answers = await Promise.allSettled(allowed.guildIds.map(isLetIn))
      if (answers.some((answer) => answer.status === 'fulfilled' && answer.value)) return true
      const failed = answers.find((answer) => answer.status === 'rejected')
      if (failed !== undefined) throw failed.reason
      return false
    },
  }
}
