// Whose delivery it is. Pure. Refuses what is for a team that our token was not given for: the signing secret is the
// app's, and an app may be installed in workspaces whose token is not ours.
import { isRecord, type Json, text } from '../json.ts'
import type { Install } from './lookups.ts'

/** The installs that see an event: https://docs.slack.dev/apis/events-api/#authorizations */
export function authorizations(body: Json): readonly Json[] {
  return Array.isArray(body.authorizations) ? body.authorizations.filter(isRecord) : []
}

/** Where it happened: of an event or command at the top, of an interaction inside `team`, or `user` on a whole Grid. */
export function originOf(body: Json): { readonly team: string | undefined; readonly enterprise: string | undefined } {
  const inside = (name: string) => (isRecord(body[name]) ? body[name] : {})
  return {
    team: text(body, 'team_id') ?? text(inside('team'), 'id') ?? text(inside('user'), 'team_id'),
    enterprise:
      text(body, 'enterprise_id') ?? text(inside('enterprise'), 'id') ?? text(inside('team'), 'enterprise_id'),
  }
}

/** The team that a delivery is not for us of, as the log names it; null when it is ours. */
export function strangerIn(body: Json, install: Install): string | null {
  const isOurs = (team: string | undefined, enterprise: string | undefined) =>
    team === install.team ||
    (install.enterprise !== undefined &&
      (install.isOrgWide ? enterprise === install.enterprise : team === undefined && enterprise === install.enterprise))
  const { team, enterprise } = originOf(body)
  const seenBy = authorizations(body)
  const named = seenBy.find((one) => isOurs(text(one, 'team_id'), text(one, 'enterprise_id')))
  if (seenBy.length > 0 && named === undefined) return text(seenBy[0] ?? {}, 'team_id') ?? 'unnamed'
  if (team === undefined && enterprise === undefined) return named === undefined ? 'unnamed' : null
  if (isOurs(team, enterprise)) return null
  // What happens in a channel that several share may be named after where it happened.
  const isSharedWithUs =
    named !== undefined &&
    (body.is_ext_shared_channel === true || (enterprise !== undefined && enterprise === install.enterprise))
  return isSharedWithUs ? null : (team ?? enterprise ?? 'unnamed')
}

/** The workspace that an event is kept under: the install's, not that of a stranger in a shared channel. */
export function teamOf(body: Json): string | undefined {
  const team = text(body, 'team_id')
  const installs = authorizations(body)
    .filter((one) => one.is_enterprise_install !== true)
    .flatMap((one) => text(one, 'team_id') ?? [])
  if (team !== undefined && (installs.length === 0 || installs.includes(team))) return team
  return installs[0] ?? team ?? text(body, 'enterprise_id')
}
