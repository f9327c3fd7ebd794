// Who speaks where, from what a delivery says of it. Pure.
import { someone } from '../../../askers.ts'
import type { Asker } from '../../../model.ts'

export interface Origin {
  readonly team: string
  readonly channel: string
  readonly user: string
  readonly isDirect: boolean
  /** People of another organisation read here. */
  readonly isExternal: boolean
}

/** Who asks where. Nothing in a delivery says that nobody is from outside: there look-ups decide, see readers.ts. */
export function askerOf({ team, channel, user, isDirect, isExternal }: Origin): Pick<Asker, 'person' | 'place'> {
  const external = isExternal || 'unknown'
  const id = `${team}/${channel}`
  return {
    person: someone(`${team}/${user}`, { isExternal: external }),
    place: isDirect ? { kind: 'direct' } : { kind: 'channel', id, hasGuests: 'unknown', hasExternals: external },
  }
}
