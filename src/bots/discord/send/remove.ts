// Deletes what was posted in a channel. Refuses what only one person sees: the webhook that could is over by then.
import { AppError } from '../../../errors.ts'
import type { Platform } from '../../types.ts'
import { codes, isRefusal } from './errors.ts'
import type { DiscordRest } from './rest.ts'
import { messagePath } from './send.ts'

/** Makes the platform's `remove`. https://docs.discord.com/developers/resources/message#delete-message */
export function createRemove(rest: DiscordRest): NonNullable<Platform['remove']> {
  return async ({ messageId }) => {
    const path = messagePath(messageId)
    if (path === undefined) throw new AppError('not-deletable', 'Discord lets me delete only what stands in a channel')
    try {
      await rest.request('DELETE', path, { kind: 'read' })
    } catch (error) {
      // Whoever it was that deleted it: it is gone.
      if (!isRefusal(error, codes.unknownMessage, codes.unknownChannel)) throw error
    }
  }
}
