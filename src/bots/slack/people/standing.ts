// What someone is where they ask on Slack: a channel is set up by whoever made it, and by admins of the workspace.
import type { ChannelFacts } from '../../../askers.ts'
import type { Platform } from '../../types.ts'
import { targetOf } from '../target.ts'
import type { Directory } from './directory.ts'
import { isUnknown, type Lookups, type Unknown } from './lookups.ts'

const hears = { hearsAll: true, hearsBots: true } as const

export function createStandingOf(
  directory: Pick<Directory, 'person' | 'conversation'>,
  lookups: Pick<Lookups, 'install'>,
): NonNullable<Platform['standingOf']> {
  /** What an admin of one team of an organisation is in channels of the others is not theirs to say. */
  async function isTheirs(team: string | undefined, here: ChannelFacts | Unknown | null): Promise<boolean> {
    if (!(await lookups.install()).isOrgWide) return true
    return here !== null && !isUnknown(here) && team !== undefined && here.team === team
  }

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
    const isAdmin = person.isAdmin && (await isTheirs(person.teams[0], here))
    if (!isMember || isAdmin) return { isMember, isManager: isMember, isArchived, ...hears }
    if (here === null || isUnknown(here)) return { isMember, isManager: 'unknown', ...hears }
    return { isMember, isManager: here.creator === user, isArchived, ...hears }
  }
}
