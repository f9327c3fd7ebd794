// Whether the token works and has the scopes of manifests/slack.json, and what an app that lacks some is told.
import type { Finding } from '../../model.ts'
import type { Install, Lookups } from './people/lookups.ts'
import { toAppError } from './send/errors.ts'

/** Without these nobody can be known for a member, so everybody counts as outside. */
const readerScopes = ['users:read', 'channels:read', 'groups:read', 'im:read', 'mpim:read']

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

/** The platform's `check`. */
export function createCheck(lookups: Lookups): () => Promise<readonly Finding[]> {
  return async () => {
    let install: Install
    try {
      install = await lookups.readInstall()
    } catch (error) {
      return [{ about: 'slack', level: 'error', message: toAppError(error, 'read').message }]
    }
    const missing = missingScopes(install)
    if (missing.length === 0) {
      const message = `installed in ${install.team} as ${install.botUserId ?? 'a bot without a user'}`
      return [{ about: 'slack', level: 'ok', message }]
    }
    const effect = missing.some((scope) => readerScopes.includes(scope))
      ? ', so nobody is known for a member and only what was shared in a conversation is answered there'
      : ''
    return [{ about: 'slack', level: 'error', message: `the app lacks ${missing.join(', ')}${effect}: ${reinstall}` }]
  }
}
