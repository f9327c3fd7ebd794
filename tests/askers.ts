// Someone at a place, for tests that are about something else.
import { someone } from '../src/askers.ts'
import type { Known, Person, Place } from '../src/model.ts'

/** @param channel its id; null alone with the bot */
export const at = (
  channel: string | null,
  person: string,
  hasGuests: Known = 'unknown',
): { readonly person: Person; readonly place: Place } => ({
  person: someone(person),
  place: channel === null ? { kind: 'direct' } : { kind: 'channel', id: channel, hasGuests, hasExternals: 'unknown' },
})
