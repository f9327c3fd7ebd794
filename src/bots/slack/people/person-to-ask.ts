// Whom a question can be handed to on Slack: who made the channel, or someone who knows of it, if they are a full member and
// in it still. Refuses everyone of whom that is not known now.
import { withoutTeam } from '../../../askers.ts'
import type { Platform } from '../../types.ts'
import { targetOf } from '../target.ts'
import type { Directory } from './directory.ts'
import { isUnknown, type Lookups } from './lookups.ts'

export function createPersonToAsk(
  directory: Pick<Directory, 'person' | 'conversation'>,
  lookups: Pick<Lookups, 'members'>,
): NonNullable<Platform['personToAsk']> {
  return async (asker, named) => {
    if (asker.place.kind !== 'channel') return null
    const { channel } = targetOf(asker)
    const here = await directory.conversation(channel)
    // Of a group message everyone in it is as much its maker as whoever wrote first.
    if (isUnknown(here) || here.isArchived || (here.kind !== 'public' && here.kind !== 'private')) return null
    const id = named === undefined ? here.creator : withoutTeam(named)
    if (id === null) return null
    const [person, members] = await Promise.all([directory.person(id), lookups.members(channel)])
    if (isUnknown(person) || isUnknown(members)) return null
    return person.kind === 'member' && members.includes(id) ? id : null
  }
}
