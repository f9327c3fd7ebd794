// Whether Discord takes the token, and whose it is.
import { describeError } from '../../errors.ts'
import type { Finding } from '../../model.ts'
import { isRecord, text } from './json.ts'
import type { DiscordRest } from './send/rest.ts'

/** The platform's `check`. */
export function createCheck(rest: DiscordRest): () => Promise<readonly Finding[]> {
  return async () => {
    try {
      // https://docs.discord.com/developers/resources/user#get-current-user
      const me = await rest.request<unknown>('GET', '/users/@me', { kind: 'read' })
      const id = isRecord(me) ? text(me, 'id') : undefined
      return [{ about: 'discord', level: 'ok', message: `the token is of the bot ${id ?? 'without an id'}` }]
    } catch (error) {
      return [{ about: 'discord', level: 'error', message: describeError(error) }]
    }
  }
}
