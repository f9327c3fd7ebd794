// Where an interaction comes from, and what is asked there as the house takes it in. Pure.
import { someone } from '../../../askers.ts'
import { type Asker, type Incoming, isHint, type Request, type ThreadKey } from '../../../model.ts'
import type { Json } from '../json.ts'
import { askerAt, type Place } from '../people/access.ts'
import type { DiscordTarget } from '../target.ts'
import { directGuild, encodeThreadKey } from '../thread-key.ts'
import { type InteractionResponse, tell } from './responses.ts'
import type { Shared } from './sources.ts'

export interface Origin {
  readonly id: string
  readonly token: string
  /** Null in direct messages. */
  readonly place: Place | null
  readonly channel: string
  readonly person: string
  /** Milliseconds since the epoch: an interaction's token is good for 15 minutes from here. */
  readonly now: number
  /** With the member who asks. */
  readonly raw: Json
}

/** In a server. */
export type Located = Origin & { readonly place: Place }

/** Something to work on, or something that is said at once and stored nowhere. */
export type Settled =
  | { readonly kind: 'addressed'; readonly incoming: Incoming }
  | { readonly kind: 'answered'; readonly response: InteractionResponse }

export const answered = (response: InteractionResponse): Settled => ({ kind: 'answered', response })

/** What is asked for, and how. */
interface Wish {
  readonly request: Request
  readonly urls?: Shared['urls']
  /** Everyone there sees the reply. */
  readonly isPublic: boolean
  /** A conversation of its own, even inside a thread: what one person asked in private is no part of the thread's. */
  readonly isApart?: boolean
}

/** Who interacts, for what they alone are to see unless it is public. */
export function askerOf({ id, place, channel, person, raw }: Origin, isPublic = false): Asker {
  const target: DiscordTarget = {
    ...(place === null ? {} : { guild: place.guild }),
    channel,
    user: person,
    interaction: id,
    ...(place === null && { isDirect: true }),
    ...(!isPublic && { isEphemeral: true }),
  }
  const asker =
    place === null ? { person: someone(person), place: { kind: 'direct' } as const } : askerAt(place, person, raw)
  return { ...asker, target }
}

function threadKeyOf({ id, place }: Origin, isApart: boolean): ThreadKey {
  const thread = place?.isThread && !isApart ? place.channel : id
  return encodeThreadKey({ guild: place?.guild ?? directGuild, thread })
}

/** A hint is said at once. */
export function addressed(origin: Origin, { request, urls = {}, isPublic, isApart = false }: Wish): Settled {
  if (isHint(request)) return answered(tell(request.reason))
  const { id, token, now } = origin
  return {
    kind: 'addressed',
    incoming: {
      platform: 'discord',
      naturalKey: id,
      threadKey: threadKeyOf(origin, isApart),
      ...askerOf(origin, isPublic),
      request,
      ...(!isPublic && { isForAskerAlone: true }),
      secret: JSON.stringify({ token, receivedAt: now, ...(Object.keys(urls).length > 0 && { urls }) }),
    },
  }
}
