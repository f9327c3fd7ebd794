// Whose documents a reply may use on Slack. Refuses by default: guests, people of other workspaces, conversations that
// such people read along in, and whatever could not be looked up get what was shared in that very place and nothing else.

import { audienceOf } from '../../../askers.ts'
import type { Asker, Audience } from '../../../model.ts'
import { type Json, text } from '../json.ts'
import { targetOf } from '../target.ts'
import { type Install, isUnknown, type Lookups, type Unknown } from './lookups.ts'

/** `outside` is known; an `Unknown` is closed as well, but whoever asks is told why. */
type Verdict = 'inside' | 'outside' | Unknown

const half: Unknown = { unknown: 'unavailable' }

const isSet = (record: Json, names: readonly string[]) =>
  names.some((name) => record[name] !== undefined && record[name] !== null && record[name] !== false)

// https://docs.slack.dev/reference/objects/user-object/ — `is_app_user` only says that someone has authorised the app.
const notMembers = [
  'deleted',
  'is_restricted',
  'is_ultra_restricted',
  'is_stranger',
  'is_bot',
  'is_connector_bot',
  'is_workflow_bot',
  'is_invited_user',
  'is_forgotten',
]

/** Full members of the install's workspace, or of its organisation where it is installed for all of that. */
function judgePerson(user: Json, install: Install): 'inside' | 'outside' | Unknown {
  if (isSet(user, notMembers)) return 'outside'
  if (user.is_restricted !== false) return half
  const inGrid = typeof user.enterprise_user === 'object' && user.enterprise_user !== null
  const grid = (inGrid ? user.enterprise_user : {}) as Json
  const teams: readonly unknown[] = Array.isArray(grid.teams) ? grid.teams : []
  const team = text(user, 'team_id')
  if (team === install.team || teams.includes(install.team)) return 'inside'
  if (install.isOrgWide && install.enterprise !== undefined)
    if (grid.enterprise_id === install.enterprise || user.enterprise_id === install.enterprise) return 'inside'
  return team === undefined ? half : 'outside'
}

const listsOfTeams = ['shared_team_ids', 'internal_team_ids', 'connected_team_ids', 'pending_connected_team_ids']
const hosts = ['conversation_host_id', 'context_team_id']

/**
 * Conversations that only people of the install read: https://docs.slack.dev/reference/objects/conversation-object/
 * An invitation that is yet to be accepted closes as well: who accepts it reads all that was said before.
 */
function judgeConversation(channel: Json, asker: string, install: Install): Verdict {
  if (channel.is_im === true) {
    // The bot's own with the asker: nobody else reads it.
    const isTheirs = channel.user === asker
    return isTheirs && !isSet(channel, ['is_ext_shared', 'is_pending_ext_shared']) ? 'inside' : 'outside'
  }
  if (isSet(channel, ['is_ext_shared', 'is_pending_ext_shared'])) return 'outside'
  if (!install.isOrgWide && isSet(channel, ['is_shared', 'is_org_shared'])) return 'outside'
  const isOurs = (id: unknown) => id === install.team || (id === install.enterprise && id !== undefined)
  const named = (name: string): readonly unknown[] => (Array.isArray(channel[name]) ? channel[name] : [])
  if (named('pending_shared').length > 0) return 'outside'
  if (!install.isOrgWide && listsOfTeams.flatMap(named).some((id) => !isOurs(id))) return 'outside'
  if (!install.isOrgWide && hosts.some((name) => text(channel, name) !== undefined && !isOurs(channel[name])))
    return 'outside'
  return channel.is_ext_shared === false ? 'inside' : half
}

export interface ReadersOptions {
  readonly lookups: Lookups
  /** Tells whoever asks, privately and not every time, why an answer has less than it could. */
  readonly tell: (asker: Asker, why: Unknown['unknown']) => void
}

export function createReaders({ lookups, tell }: ReadersOptions) {
  async function judge(asker: Asker): Promise<Verdict> {
    const { person: who, place } = asker
    // An event said so itself.
    if (who.kind !== 'someone' || place.kind === 'page' || who.isExternal === true) return 'outside'
    if (place.kind === 'channel' && place.hasExternals === true) return 'outside'
    const { team, channel, user } = targetOf(asker)
    if (!user) return 'outside'
    // Not known yet: it may be a stranger's, who is told nothing.
    const install = await lookups.install().catch(() => null)
    if (install === null) return 'outside'
    if (team !== install.team && !install.isOrgWide) return 'outside'
    const [person, conversation] = await Promise.all([lookups.person(user), lookups.conversation(channel)])
    const verdicts = [
      isUnknown(person) ? person : judgePerson(person, install),
      isUnknown(conversation) ? conversation : judgeConversation(conversation, user, install),
    ]
    // A direct message that the look-up calls something else is not what it seemed.
    if (place.kind === 'direct' && !isUnknown(conversation) && conversation.is_im !== true) return 'outside'
    return verdicts.find((one) => one === 'outside') ?? verdicts.find((one) => one !== 'inside') ?? 'inside'
  }

  /** The platform's `readableBy`. */
  return async (asker: Asker): Promise<readonly [Audience, ...Audience[]]> => {
    // What was shared in a channel is answered in that channel only.
    const own = audienceOf('slack', asker)
    const verdict = await judge(asker)
    if (verdict === 'inside') return [own, 'workspace']
    if (verdict !== 'outside') tell(asker, verdict.unknown)
    return [own]
  }
}
