// Deletes what was posted, where it was asked or in a person's own chat with the bot.
import { AppError } from '../../../errors.ts'
import type { Platform } from '../../types.ts'
import { targetOf } from '../target.ts'
import type { Connector } from './connector.ts'
import { refusalOf } from './errors.ts'
import { decodeSent } from './stream.ts'

/** Makes the platform's `remove`. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/update-and-delete-bot-messages */
export function createRemove(connector: Pick<Connector, 'call'>): NonNullable<Platform['remove']> {
  return async ({ target, messageId }) => {
    const { serviceUrl, conversation: here } = targetOf({ target })
    const sent = decodeSent(messageId)
    if (sent.kind === 'nothing') throw new AppError('not-deletable', 'Nothing was posted that could be deleted')
    const conversation = sent.kind === 'private' ? sent.conversation : here
    try {
      await connector.call(serviceUrl, 'write', ({ conversations }) =>
        conversations.deleteActivity(conversation, sent.id),
      )
    } catch (error) {
      // Whoever it was that deleted it: it is gone.
      if (refusalOf(error)?.status !== 404) throw error
    }
  }
}
