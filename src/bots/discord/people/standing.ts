// What someone is where they ask on Discord: a channel is set up by whoever may change it there ("Manage Channels").
import { isDatabaseAway } from '../../../errors.ts'
import type { Platform } from '../../types.ts'
import { text } from '../json.ts'
import type { Lookups } from './lookups.ts'
import { isGuest, managesChannel } from './permissions.ts'

export function createStandingOf(lookups: Lookups): NonNullable<Platform['standingOf']> {
  return async ({ person, place }) => {
    const [guild, id] = place.kind === 'channel' ? place.id.split('/') : []
    const unknown = { isMember: 'unknown', isManager: 'unknown' } as const
    if (guild === undefined || id === undefined) return unknown
    try {
      const [home, channels, member] = await Promise.all([
        lookups.guild(guild),
        lookups.channels(guild),
        lookups.member(guild, person.id),
      ])
      if (member === null || isGuest(member)) return { isMember: false, isManager: false, hearsBots: true }
      const parent = channels.has(id) ? id : (text((await lookups.channel(id)) ?? {}, 'parent_id') ?? '')
      const channel = channels.get(parent)
      if (home === null || channel === undefined) return { isMember: true, isManager: 'unknown', hearsBots: true }
      return { isMember: true, isManager: managesChannel(home, channel, member, person.id), hearsBots: true }
    } catch (error) {
      if (isDatabaseAway(error)) throw error
      return unknown
    }
  }
}
