// Who may see a channel, computed from roles and overwrites. Pure. Refuses by default: a part that is missing or has
// another shape gives no permission.
// Source: https://docs.discord.com/developers/topics/permissions#permission-overwrites
import { ChannelType, GuildMemberFlags, PermissionFlagsBits } from 'discord.js'
import { type Json, records, strings, text } from '../json.ts'

/** As in GET /guilds/{id}: `owner_id` and `roles`. */
type Guild = Json
/** As in GET /guilds/{id}/channels: `type` and `permission_overwrites`. */
type Channel = Json

const { Administrator, ViewChannel, ReadMessageHistory, Connect, ManageChannels, ManageThreads } = PermissionFlagsBits

function bits(holder: Json | undefined, name: string): bigint {
  const value = holder === undefined ? undefined : text(holder, name)
  return value !== undefined && /^\d{1,30}$/.test(value) ? BigInt(value) : 0n
}

/**
 * People who are no members may be invited into these for as long as they talk, and read along:
 * https://docs.discord.com/developers/resources/guild#guild-member-object-guild-member-flags (IS_GUEST)
 */
export const letsGuestsIn = ({ type }: Channel) =>
  type === ChannelType.GuildVoice || type === ChannelType.GuildStageVoice

/** What reading what was shared in a channel takes. The text of a voice channel is shown to who may connect. */
const needed = (channel: Channel) => ViewChannel | ReadMessageHistory | (letsGuestsIn(channel) ? Connect : 0n)

const overwrites = (channel: Channel) => records(channel, 'permission_overwrites')

const everyoneRole = (guild: Guild) => records(guild, 'roles').find((role) => role.id === guild.id)

function permissionsOf(guild: Guild, channel: Channel, member: Json, person: string): bigint {
  if (guild.owner_id === person) return Administrator
  const roles = strings(member, 'roles')
  const base = records(guild, 'roles')
    .filter(({ id }) => id === guild.id || roles.includes(String(id)))
    .reduce((sum, role) => sum | bits(role, 'permissions'), 0n)
  if ((base & Administrator) !== 0n) return Administrator

  const own = (ids: readonly unknown[], type: number) =>
    overwrites(channel).filter((one) => one.type === type && ids.includes(one.id))
  const ofRoles = roles.filter((id) => id !== guild.id)
  return [own([guild.id], 0), own(ofRoles, 0), own([person], 1)].reduce((sum, layer) => {
    const denied = layer.reduce((all, one) => all | bits(one, 'deny'), 0n)
    const allowed = layer.reduce((all, one) => all | bits(one, 'allow'), 0n)
    return (sum & ~denied) | allowed
  }, base)
}

/** Whether one member may read what was shared in a channel. */
export function canRead(guild: Guild, channel: Channel, member: Json, person: string): boolean {
  const permissions = permissionsOf(guild, channel, member, person)
  return permissions === Administrator || (permissions & needed(channel)) === needed(channel)
}

/** Whether one member sees private threads without being in them. */
export const managesThreads = (guild: Guild, channel: Channel, member: Json, person: string) =>
  (permissionsOf(guild, channel, member, person) & (Administrator | ManageThreads)) !== 0n

/** Whether one member may change a channel itself. */
export const managesChannel = (guild: Guild, channel: Channel, member: Json, person: string) =>
  (permissionsOf(guild, channel, member, person) & (Administrator | ManageChannels)) !== 0n

/** Whether every member may read there: `@everyone` may, and no overwrite takes it from anyone. */
export function isOpen(guild: Guild, channel: Channel): boolean {
  const everyone = everyoneRole(guild)
  if (everyone === undefined || !Array.isArray(channel.permission_overwrites)) return false
  const opened = overwrites(channel).find((one) => one.id === guild.id && one.type === 0)
  const granted = bits(everyone, 'permissions') | bits(opened, 'allow')
  const isDenied = overwrites(channel).some((one) => (bits(one, 'deny') & needed(channel)) !== 0n)
  return !isDenied && (granted & needed(channel)) === needed(channel)
}

/** What a channel's overwrites say about reading, in one order. */
function readingRules(channel: Channel): string {
  return overwrites(channel)
    .map(
      (one) => [one.type, one.id, bits(one, 'allow') & needed(channel), bits(one, 'deny') & needed(channel)] as const,
    )
    .filter(([, , allow, deny]) => allow !== 0n || deny !== 0n)
    .map((rule) => rule.join(' '))
    .sort()
    .join('\n')
}

/** Whether exactly the same members may read in two channels of one guild, by the same rules. */
export function hasSameRules(one: Channel, other: Channel): boolean {
  const isKnown = Array.isArray(one.permission_overwrites) && Array.isArray(other.permission_overwrites)
  return isKnown && !letsGuestsIn(one) && !letsGuestsIn(other) && readingRules(one) === readingRules(other)
}

/** Someone who was let into one voice channel only. */
export const isGuest = ({ flags }: Json) => typeof flags !== 'number' || (flags & GuildMemberFlags.IsGuest) !== 0
