// Where a reply goes on Teams, as it is stored with the message and the reply.
import type { Target } from '../../model.ts'
import type { Platform } from '../types.ts'
import { encodeThreadKey } from './thread-key.ts'

export type TeamsTarget = {
  readonly serviceUrl: string
  /** With `;messageid=` in a channel's thread. */
  readonly conversation: string
  readonly type: 'personal' | 'groupChat' | 'channel'
  readonly tenant: string
  /** The asker's id with this bot; '' where nobody asked. */
  readonly user: string
  /** The asker's id in the directory. */
  readonly aadUser?: string
  /** The conversation without its thread, and its team in the directory. */
  readonly channel?: string
  readonly team?: string
  /** `private`, `shared` or `standard`, as far as Teams says. */
  readonly channelType?: string
  /** The message that is answered. */
  readonly activity?: string
}

/**
 * A place's own posts, outside its threads: those go out in order. Only where something was said before: a service
 * address is told by messages alone. Makes the platform's `reach`.
 */
export const reach: Platform['reach'] = ({ place }, last) => {
  if (last === null) return null
  const { activity: _, conversation: whole, aadUser, user, ...known } = targetOf({ target: last })
  const conversation = whole.split(';')[0] ?? ''
  // Of a place that several read it is no matter who asked there last.
  const asker = place.kind === 'direct' ? { user, ...(aadUser && { aadUser }) } : { user: '' }
  return {
    target: { ...known, ...asker, conversation } satisfies TeamsTarget,
    threadKey: encodeThreadKey({ tenant: known.tenant, conversation, thread: 'unasked' }),
  }
}

/** As this folder has stored it. */
export const targetOf = ({ target }: { readonly target: Target }) => target as TeamsTarget
