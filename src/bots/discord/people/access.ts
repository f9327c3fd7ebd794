// Where and whom the bot answers by its configuration. Pure. Refuses with a reason that names the variable.

import { someone } from '../../../askers.ts'
import type { Asker, Known } from '../../../model.ts'
import { type Json, record, strings, text } from '../json.ts'

/** What DISCORD_GUILD_IDS, DISCORD_CHANNEL_IDS and DISCORD_ROLE_IDS say; no channels or roles mean all of them. */
export interface Allowed {
  readonly guildIds: readonly string[]
  readonly channelIds: readonly string[]
  readonly roleIds: readonly string[]
}

/** A channel or thread of a guild. */
export interface Place {
  readonly guild: string
  /** Its own id: where replies are posted. */
  readonly channel: string
  /** Of a thread: the channel it belongs to. */
  readonly parent?: string
  readonly isThread: boolean
  /** `<guild>/<channel>`: who reads here. Everyone who sees a channel sees its public threads. */
  readonly readers: string
  /** Temporary guests may read along in the chat of a voice channel; unknown where Discord did not say the type. */
  readonly hasGuests: Known
}

const threadTypes: readonly unknown[] = [10, 11, 12]
/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
export const privateThread = 12
const voiceTypes: readonly unknown[] = [2, 13]

/** @param channel a channel object, as far as Discord sent one */
export function placeOf(guild: string, id: string, channel: Json): Place {
  const parent = threadTypes.includes(channel.type) ? text(channel, 'parent_id') : undefined
  const isShared = parent !== undefined && channel.type !== privateThread
  return {
    guild,
    channel: id,
    ...(parent === undefined ? {} : { parent }),
    isThread: parent !== undefined,
    readers: `${guild}/${isShared ? parent : id}`,
    hasGuests: typeof channel.type === 'number' ? voiceTypes.includes(channel.type) : 'unknown',
  }
}

/** Who asks in a guild. @param message carries the member, roles included */
export function askerAt(
  { guild, channel, parent, readers, hasGuests }: Place,
  person: string,
  message: Json,
): Pick<Asker, 'person' | 'place' | 'setUpIn'> {
  const isTold = Array.isArray(record(message, 'member').roles)
  return {
    person: someone(person, isTold ? { roles: rolesOf(message) } : {}),
    // Servers are joined by people, not by organisations.
    place: { kind: 'channel', id: readers, hasGuests, hasExternals: false },
    // A private thread has readers of its own, and the settings of its channel.
    ...(parent !== undefined && readers === `${guild}/${channel}` && { setUpIn: `${guild}/${parent}` }),
  }
}

/** The roles of a member, as interactions and messages carry it. */
export const rolesOf = (message: Json): readonly string[] => strings(record(message, 'member'), 'roles')

export const hasAllowedRole = ({ roleIds }: Allowed, roles: readonly string[]) =>
  roleIds.length === 0 || roles.some((role) => roleIds.includes(role))

const notAllowedRole =
  'None of your roles is allowed to ask me. Whoever runs me can add one of them to DISCORD_ROLE_IDS.'

/** Why the bot does not answer there; null when it does. */
export function reasonToRefuse(allowed: Allowed, place: Place, roles: readonly string[]): string | null {
  if (!allowed.guildIds.includes(place.guild))
    return `I do not answer in this server. Whoever runs me can add its id, ${place.guild}, to DISCORD_GUILD_IDS.`
  const channel = place.parent ?? place.channel
  if (allowed.channelIds.length > 0 && !allowed.channelIds.includes(channel))
    return `I do not answer in this channel. Whoever runs me can add its id, ${channel}, to DISCORD_CHANNEL_IDS.`
  return hasAllowedRole(allowed, roles) ? null : notAllowedRole
}
