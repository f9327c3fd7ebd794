// Whether Microsoft gives the app a token.
import { describeError } from '../../errors.ts'
import type { Finding } from '../../model.ts'
import type { Connector } from './send/connector.ts'

/** The platform's `check`. */
export function createCheck(connector: Connector, appId: string): () => Promise<readonly Finding[]> {
  return async () => {
    try {
      await connector.signIn()
      return [{ about: 'teams', level: 'ok', message: `Microsoft gives the app ${appId} a token` }]
    } catch (error) {
      return [{ about: 'teams', level: 'error', message: describeError(error) }]
    }
  }
}
