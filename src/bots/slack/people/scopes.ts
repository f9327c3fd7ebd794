// The scopes of manifests/slack.json, and what an app that lacks some is told.
import type { Install } from './lookups.ts'

/** Without these nobody can be known for a member, so everybody counts as outside. */
export const readerScopes = ['users:read', 'channels:read', 'groups:read', 'im:read', 'mpim:read']

/** Those of manifests/slack.json. */
export const neededScopes = [
  'app_mentions:read',
  'channels:history',
  'chat:write',
  'commands',
  'groups:history',
  'im:history',
  'mpim:history',
  ...readerScopes,
]

export const reinstall =
  'update the app from manifests/slack.json at api.slack.com/apps and reinstall it to the workspace (docs/slack.md)'

/** Empty also where Slack did not tell which there are. */
export function missingScopes(install: Install | undefined): readonly string[] {
  const given = install?.scopes
  return given === undefined ? [] : neededScopes.filter((scope) => !given.includes(scope))
}
