// What someone is where they ask on Slack: a channel is set up by whoever made it, and by admins of the workspace.
import type { Platform } from '../../types.ts'
import { targetOf } from '../target.ts'
import type { Directory } from './directory.ts'
import { isUnknown } from './lookups.ts'

const hears = { hearsAll: true, hearsBots: true } as const

export function createStandingOf(
  directory: Pick<Directory, 'person' | 'conversation'>,
): NonNullable<Platform['standingOf']> {
  return async (asker) => {
    const { channel, user } = targetOf(asker)
    if (user === undefined) return { isMember: false, isManager: false }
    const [person, here] = await Promise.all([
      directory.person(user),
      asker.place.kind === 'channel' ? directory.conversation(channel) : null,
    ])
    if (isUnknown(person)) return { isMember: 'unknown', isManager: 'unknown', ...hears }
    const isMember = person.kind === 'member'
    const isArchived = here !== null && !isUnknown(here) && here.isArchived
    // A guest may make no public channel, and of a group message everyone in it is as much its maker as whoever wrote first.
    if (!isMember || person.isAdmin) return { isMember, isManager: isMember, isArchived, ...hears }
    if (here === null || isUnknown(here)) return { isMember, isManager: 'unknown', ...hears }
    return { isMember, isManager: here.creator === user, isArchived, ...hears }
  }
}
