// The way in: stores a message, then announces it. Resolves when the row is committed, so a platform's "ok" is true.
// Refuses what a database that is away or hangs cannot take in time; should it have been stored even so, its natural key
// keeps the next delivery from being a second one, and the sweeper announces it.

import { randomUUID } from 'node:crypto'
import { settingsPlaceOf } from '../askers.ts'
import type { AcceptedMessage } from '../bots/types.ts'
import { AppError } from '../errors.ts'
import type { Incoming, Install } from '../model.ts'
import type { ChannelSettingsStore } from '../store/channel-settings.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { InboxStore } from '../store/messages/inbox.ts'
import type { Installs } from './installs.ts'
import type { ThreadJob, Wake } from './types.ts'

/** Slack and Discord wait 3 s, see bots/slack/index.ts and bots/discord/interactions.ts; what is refused can be sent again. */
export const acceptWithinMs = 2_000

/** Whose token it is: it opens for a reply to this message alone. */
export const replySeal = (install: Install, naturalKey: string | null) =>
  ['reply', install.workspaceId, install.id, naturalKey ?? ''] as const

type SealContext = ReturnType<typeof replySeal>

export interface Sealer {
  seal(text: string, context: SealContext): Buffer
  open(sealed: Buffer, context: SealContext): string
}

export function createInbox({
  store,
  installs,
  wake,
  sealer,
}: {
  readonly store: InboxStore & Pick<ChannelSettingsStore, 'readSettings'> & Deadlines
  readonly installs: Pick<Installs, 'takesDeliveries'>
  readonly wake: Wake
  readonly sealer: Sealer
}): { accept(install: Install, incoming: Incoming): Promise<AcceptedMessage> } {
  return {
    async accept(install, { secret, ...message }) {
      const sealed = secret === undefined ? null : sealer.seal(secret, replySeal(install, message.naturalKey))
      const until = performance.now() + acceptWithinMs
      const [isTaken, incoming] = await store.within(acceptWithinMs, () =>
        Promise.all([installs.takesDeliveries(install.id), asItIsHeard(store, install, message)]),
      )
      if (!isTaken)
        throw new AppError(
          'not-installed',
          `This install of ${install.platform} takes no deliveries: install the app again, or make its row in the table installs active`,
        )
      // Both together: as a rule the install is known, and takes no time.
      const row = { incoming, secret: sealed, traceId: randomUUID().slice(0, 8) }
      const accepted = await store.within(Math.max(1, until - performance.now()), () =>
        store.acceptIncoming(install, row, userMessage(incoming)),
      )
      if (!accepted.duplicate) wake.incoming(threadOf({ install, incoming }))
      return accepted
    },
  }
}

/** Who hears the reply is settled before anyone works on it: all that is shown and kept of it goes by that. */
async function asItIsHeard(
  store: Pick<ChannelSettingsStore, 'readSettings'>,
  install: Install,
  message: Omit<Incoming, 'secret'>,
): Promise<Omit<Incoming, 'secret'>> {
  const { place, isForAskerAlone, unasked } = message
  if (place.kind !== 'channel' || isForAskerAlone || unasked) return message
  const { settings } = await store.readSettings(install, settingsPlaceOf(message))
  return settings.replies === 'privately' ? { ...message, isForAskerAlone: true, isHeldBack: true } : message
}

/** The thread that a row is work of. */
export const threadOf = ({
  install,
  incoming,
}: {
  readonly install: Install
  readonly incoming: Pick<Incoming, 'threadKey'>
}): ThreadJob => ({ installId: install.id, platform: install.platform, threadKey: incoming.threadKey })

/** The asker's own question, for the transcript: nothing else enters it. */
export function userMessage(incoming: Incoming) {
  const { question } = incoming.request
  if (question === undefined) return undefined
  return {
    role: 'user',
    kind: 'user',
    contentMarkdown: question,
    // Also what is over the length of a question that is read.
    displayMarkdown: incoming.clientMessage?.content ?? question,
    ...(incoming.clientMessage
      ? { deviceId: incoming.clientMessage.deviceId, clientMessageId: incoming.clientMessage.id }
      : { platformMessageId: incoming.naturalKey }),
  } as const
}
