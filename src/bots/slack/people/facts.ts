// What Slack's objects of people and conversations say, as facts. Pure. Refuses to guess: half an answer is none.
import type { ChannelFacts, PersonFacts } from '../../../askers.ts'
import { isRecord, type Json, text } from '../json.ts'
import type { Install } from './lookups.ts'

const isSet = (record: Json, names: readonly string[]) =>
  names.some((name) => record[name] !== undefined && record[name] !== null && record[name] !== false)
const named = (record: Json, name: string): readonly unknown[] => (Array.isArray(record[name]) ? record[name] : [])

// https://docs.slack.dev/reference/objects/user-object/ — `is_app_user` only says that someone has authorised the app.
const gone = ['deleted', 'is_forgotten']
const bots = ['is_bot', 'is_connector_bot', 'is_workflow_bot']
const guests = ['is_restricted', 'is_ultra_restricted', 'is_invited_user']

/** Whether someone is of the install's workspace, or of its organisation where it is installed for all of that. */
function isOfInstall(user: Json, install: Install): boolean | null {
  const grid = isRecord(user.enterprise_user) ? user.enterprise_user : {}
  const team = text(user, 'team_id')
  if (team === install.team || named(grid, 'teams').includes(install.team)) return true
  if (install.isOrgWide && install.enterprise !== undefined)
    if (grid.enterprise_id === install.enterprise || user.enterprise_id === install.enterprise) return true
  return team === undefined ? null : false
}

/** @param user of https://docs.slack.dev/reference/methods/users.info/ */
export function personFacts(user: Json, install: Install): PersonFacts | null {
  const grid = isRecord(user.enterprise_user) ? user.enterprise_user : {}
  const teams = [...new Set([text(user, 'team_id'), ...named(grid, 'teams')])].filter((id) => typeof id === 'string')
  const as = (kind: PersonFacts['kind']): PersonFacts => ({
    kind,
    isAdmin: isSet(user, ['is_admin', 'is_owner']),
    teams,
  })
  if (isSet(user, gone)) return as('deleted')
  if (isSet(user, bots)) return as('bot')
  const isOurs = isOfInstall(user, install)
  if (isSet(user, ['is_stranger']) || isOurs === false) return as('external')
  if (isSet(user, guests)) return as('guest')
  return user.is_restricted === false && isOurs ? as('member') : null
}

const listsOfTeams = ['shared_team_ids', 'internal_team_ids', 'connected_team_ids', 'pending_connected_team_ids']
const hosts = ['conversation_host_id', 'context_team_id']

/** An invitation that is yet to be accepted counts as well: who accepts it reads all that was said before. */
function isShared(channel: Json, install: Install): boolean {
  if (isSet(channel, ['is_ext_shared', 'is_pending_ext_shared'])) return true
  if (named(channel, 'pending_shared').length > 0) return true
  if (install.isOrgWide) return false
  const isOurs = (id: unknown) => id === install.team || (id === install.enterprise && id !== undefined)
  return (
    isSet(channel, ['is_shared', 'is_org_shared']) ||
    listsOfTeams.flatMap((name) => named(channel, name)).some((id) => !isOurs(id)) ||
    hosts.some((name) => text(channel, name) !== undefined && !isOurs(channel[name]))
  )
}

function kindOf(channel: Json): ChannelFacts['kind'] | null {
  if (channel.is_im === true) return 'direct'
  if (channel.is_mpim === true) return 'group'
  if (typeof channel.is_private !== 'boolean') return null
  return channel.is_private ? 'private' : 'public'
}

/** @param channel https://docs.slack.dev/reference/objects/conversation-object/ */
export function channelFacts(channel: Json, install: Install): ChannelFacts | null {
  const kind = kindOf(channel)
  const shared =
    kind === 'direct' ? isSet(channel, ['is_ext_shared', 'is_pending_ext_shared']) : isShared(channel, install)
  if (kind === null || (kind !== 'direct' && !shared && channel.is_ext_shared !== false)) return null
  return {
    kind,
    isShared: shared,
    isArchived: channel.is_archived === true,
    name: text(channel, 'name') ?? null,
    peer: text(channel, 'user') ?? null,
    team: text(channel, 'context_team_id') ?? null,
    creator: text(channel, 'creator') ?? null,
  }
}
