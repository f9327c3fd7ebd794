// Who reads where, by Teams' own rosters. Refuses by default: a roster that cannot be read lets nobody see what was shared
// elsewhere, and guests and people of other organisations see nothing of the workspace's own documents.
import type { Audience, Reader } from '../../model.ts'
import type { PlatformHost } from '../types.ts'
import type { Connector } from './connector.ts'
import { isRecord, text } from './json.ts'

interface ReadersOptions {
  readonly connector: Connector
  readonly now: () => number
  readonly log: PlatformHost['log']
}

interface Member {
  /** In the directory, and with this bot: either may be missing. */
  readonly ids: readonly string[]
  readonly tenant: string | undefined
  readonly role: string | undefined
}

type Roster = readonly Member[]
type Readable = readonly [Audience, ...Audience[]]

const freshMs = 60_000
/** A roster that could not be read is asked for again sooner. */
const failedMs = 5_000
const maxRosters = 200
/** A larger place counts as unknown. */
const maxMembers = 2000
const pageSize = 500
/** So many other places are looked at for one question. */
const maxCandidates = 10

/** The audience of what is shared where `reader` is. */
export function sharedWith({ channel, person }: Reader): Audience {
  return channel === null ? `person:teams:${person}` : `channel:teams:${channel}`
}

/** Guests and those who joined a meeting by a link are not among them; nor is a role that is yet to be invented. */
const ownRoles = ['user', 'member', 'owner']

/** Teams calls the directory's id `objectId` in some rosters. */
function parseMember(account: unknown): Member {
  const ids = [text(account, 'aadObjectId'), text(account, 'objectId'), text(account, 'id')]
  return {
    ids: ids.filter((id) => id !== undefined),
    tenant: text(account, 'tenantId')?.toLowerCase(),
    role: text(account, 'userRole')?.toLowerCase(),
  }
}

export function createReaders({ connector, now, log }: ReadersOptions) {
  /** By tenant and conversation, oldest first. Null: could not be read. */
  const rosters = new Map<string, { readonly roster: Promise<Roster | null>; until: number }>()

  async function readRoster(serviceUrl: string, conversation: string): Promise<Roster | null> {
    const members: Member[] = []
    // The SDK's type wants a token where the first page has none.
    let options = { pageSize } as { pageSize: number; continuationToken: string }
    for (;;) {
      const page: unknown = await connector.call(serviceUrl, 'read', (client) =>
        client.conversations.getConversationPagedMembers(conversation, options),
      )
      const list = isRecord(page) && Array.isArray(page.members) ? page.members : []
      members.push(...list.map(parseMember))
      const continuationToken = text(page, 'continuationToken')
      if (members.length === 0 || members.length > maxMembers) return null
      if (continuationToken === undefined) return members
      options = { pageSize, continuationToken }
    }
  }

  function rosterOf(serviceUrl: string, tenant: string, conversation: string): Promise<Roster | null> {
    const key = `${tenant}/${conversation}`
    const known = rosters.get(key)
    if (known !== undefined && now() < known.until) return known.roster
    const roster = readRoster(serviceUrl, conversation).catch((error: { code?: string }) => {
      log.warn('teams: a roster could not be read', { code: error.code ?? 'unknown' })
      entry.until = Math.min(entry.until, now() + failedMs)
      return null
    })
    const entry = { roster, until: now() + freshMs }
    rosters.delete(key)
    rosters.set(key, entry)
    const oldest = rosters.size > maxRosters ? rosters.keys().next().value : undefined
    if (oldest !== undefined) rosters.delete(oldest)
    return roster
  }

  /** Those of the place who read the reply; null when that is unknown. */
  async function readersOf({ channel, person, target }: Reader): Promise<Roster | null> {
    const { serviceUrl = '', conversation = '', tenant = '', user } = target
    const roster = await rosterOf(serviceUrl, tenant, conversation.split(';')[0] ?? '')
    if (channel !== null || roster === null) return roster
    const own = roster.filter(({ ids }) => ids.some((id) => id === user || `${tenant}/${id}` === person))
    return own.length > 0 ? own : null
  }

  /** The platform's `readableBy`. */
  return async (reader: Reader, channels: readonly Audience[]): Promise<Readable> => {
    const own = sharedWith(reader)
    const { serviceUrl = '', tenant = '', channelType } = reader.target
    const readers = await readersOf(reader)
    // A shared channel may hold people of any organisation: only its roster can say.
    if (readers === null) return channelType === 'shared' ? [own] : [own, 'workspace']

    const isStranger = (member: Member) =>
      (member.role !== undefined && !ownRoles.includes(member.role)) ||
      (member.tenant !== undefined && member.tenant !== tenant.toLowerCase())
    const workspace: Audience[] = readers.some(isStranger) ? [] : ['workspace']

    const prefix = `channel:teams:${tenant}/`
    const candidates = channels.filter((one) => one !== own && one.startsWith(prefix)).slice(0, maxCandidates)
    const checked = await Promise.all(
      candidates.map(async (candidate) => {
        const members = await rosterOf(serviceUrl, tenant, candidate.slice(prefix.length))
        const known = new Set(members?.flatMap(({ ids }) => ids))
        return readers.every(({ ids }) => ids.some((id) => known.has(id))) ? [candidate] : []
      }),
    )
    return [own, ...workspace, ...checked.flat()]
  }
}
