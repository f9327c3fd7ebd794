// Deletes what was posted. Refuses what only one person sees: Slack deletes none of that for an app.
import { AppError } from '../../../errors.ts'
import type { Platform } from '../../types.ts'
import { isWithBot, targetOf } from '../target.ts'
import { slackErrorOf, toAppError } from './errors.ts'
import { isPrivateId } from './send.ts'
import type { SlackClient } from './web-client.ts'

/** Makes the platform's `remove`. https://docs.slack.dev/reference/methods/chat.delete/ */
export function createRemove(client: SlackClient): NonNullable<Platform['remove']> {
  return async ({ target, messageId }) => {
    const { channel, user } = targetOf({ target })
    if (isPrivateId(messageId) || isWithBot({ channel, ...(user !== undefined && { user }) }))
      throw new AppError('not-deletable', 'Slack lets me delete only what all see')
    try {
      await client.apiCall('chat.delete', { channel, ts: messageId })
    } catch (error) {
      const cause = toAppError(error, 'read')
      // Whoever it was that deleted it: it is gone.
      if (slackErrorOf(cause) !== 'message_not_found') throw cause
    }
  }
}
