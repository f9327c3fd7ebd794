// Whether the token works and has the scopes of manifests/slack.json.
import type { Finding } from '../../model.ts'
import type { Install, Lookups } from './people/lookups.ts'
import { missingScopes, readerScopes, reinstall } from './people/scopes.ts'
import { toAppError } from './send/errors.ts'

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
