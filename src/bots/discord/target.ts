// Where a reply goes on Discord, as it is stored with the message and the reply.
import type { Target } from '../../model.ts'
import type { Platform } from '../types.ts'
import { directGuild, encodeThreadKey } from './thread-key.ts'

export type DiscordTarget = {
  /** Absent in direct messages. */
  readonly guild?: string
  /** A channel, a thread, or the direct channel. */
  readonly channel: string
  /** Absent where nobody asked. */
  readonly user?: string
  /** Of the message that is answered. */
  readonly message?: string
  /** Of the interaction that is answered. */
  readonly interaction?: string
  /** A direct channel. */
  readonly isDirect?: true
  /** The interaction is deferred for its asker alone. */
  readonly isEphemeral?: true
  /** The reply begins a thread at the message, of this name. */
  readonly newThread?: string
}

/** A place's own posts, outside its threads: those go out in order. Makes the platform's `reach`. */
export const reach: Platform['reach'] = ({ place, person }, last) => {
  const known = last === null ? null : targetOf({ target: last })
  if (place.kind === 'channel') {
    const [guild, channel] = place.id.split('/')
    if (!guild || !channel) return null
    return {
      target: { guild, channel } satisfies DiscordTarget,
      threadKey: encodeThreadKey({ guild, thread: channel }),
    }
  }
  if (place.kind !== 'direct' || known === null) return null
  const { channel } = known
  return {
    target: { channel, user: person.id, isDirect: true } satisfies DiscordTarget,
    threadKey: encodeThreadKey({ guild: directGuild, thread: channel }),
  }
}

/** As this folder has stored it. */
export const targetOf = ({ target }: { readonly target: Target }) => target as DiscordTarget
