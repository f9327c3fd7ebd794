// Events that tell who may read what now. Pure. They say that something changed, and not what holds: they may come late,
// twice or in another order, so what holds is looked up.
import type { Members } from '../../../askers.ts'
import { isRecord, type Json, text } from '../json.ts'
import { authorizations } from '../people/install.ts'

/** Those of manifests/slack.json. https://docs.slack.dev/reference/events/ */
export const changeEvents = [
  'channel_shared',
  'channel_unshared',
  'member_joined_channel',
  'member_left_channel',
  'user_change',
] as const

/** The app was removed, or its token taken back. */
export const endEvents = ['app_uninstalled', 'tokens_revoked'] as const

/** https://docs.slack.dev/reference/events/tokens_revoked/: tokens of people end without that of the bot. */
export function endsInstall(body: Json): boolean {
  const event = isRecord(body.event) ? body.event : {}
  const tokens = isRecord(event.tokens) ? event.tokens : {}
  return (
    event.type === 'app_uninstalled' ||
    (event.type === 'tokens_revoked' && Array.isArray(tokens.bot) && tokens.bot.length > 0)
  )
}

/** An organisation lets its app into teams, or takes it out. They need no scope. */
export const teamEvents = ['team_access_granted', 'team_access_revoked'] as const

/**
 * The teams of such an event, and whose they are; null for any other.
 * https://docs.slack.dev/reference/events/team_access_granted/
 */
export function teamsChangedBy(
  body: Json,
): { readonly enterprise: string; readonly isGranted: boolean; readonly teams: readonly string[] } | null {
  const event = isRecord(body.event) ? body.event : {}
  if (!teamEvents.some((type) => type === event.type)) return null
  const enterprise =
    text(body, 'enterprise_id') ?? authorizations(body).flatMap((one) => text(one, 'enterprise_id') ?? [])[0]
  const named = Array.isArray(event.team_ids) ? event.team_ids : []
  const teams = named.filter((id) => typeof id === 'string' && /^T[A-Z0-9]{1,30}$/.test(id)).slice(0, 1_000)
  return enterprise === undefined || teams.length === 0
    ? null
    : { enterprise, isGranted: event.type === 'team_access_granted', teams }
}

/** What it is about; null for one that names nothing. */
export function changeOf(body: Json): Parameters<Members['noteChange']>[0] | null {
  const event = isRecord(body.event) ? body.event : {}
  const user = isRecord(event.user) ? text(event.user, 'id') : text(event, 'user')
  if (event.type === 'user_change') return user === undefined ? null : { person: user }
  const channel = text(event, 'channel')
  if (channel === undefined) return null
  return { channel, ...(event.type === 'member_left_channel' && user !== undefined && { left: user }) }
}
