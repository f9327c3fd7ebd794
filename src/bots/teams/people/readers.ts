// Who reads where, by Teams' own rosters. Refuses by default: guests, people of other organisations and whoever cannot be
// found out see nothing of the workspace's own documents, and a roster that cannot be read nothing of what was shared
// elsewhere.

import { audienceOf } from '../../../askers.ts'
import type { Asker, Audience } from '../../../model.ts'
import { lookUp } from '../../look-up.ts'
import type { PlatformHost } from '../../types.ts'
import { isRecord, text } from '../json.ts'
import type { Connector } from '../send/connector.ts'
import { targetOf } from '../target.ts'

interface ReadersOptions {
  readonly connector: Connector
  readonly now: () => number
  readonly log: PlatformHost['log']
}

interface Member {
  /** In the directory, and with this bot: either may be missing. */
  readonly ids: readonly string[]
  /** Null: the roster does not tell. */
  readonly isStranger: boolean | null
}

interface Roster {
  /** Null where there are too many to keep. */
  readonly members: readonly Member[] | null
  readonly hasStrangers: boolean
  /** Of an earlier time: it could not be read again. */
  readonly isStale?: boolean
}
interface Place {
  readonly serviceUrl: string
  readonly tenant: string
  readonly conversation: string
}
type Readable = readonly [Audience, ...Audience[]]

const freshMs = 60_000
/** A roster that could not be read is asked for again sooner. */
const failedMs = 5_000
/** So long a place without guests is taken for one, when its roster cannot be read again. A guest is never forgotten. */
const rememberedMs = 10 * 60_000
const maxRosters = 200
const maxPlacesWithStrangers = 10_000
const maxStrangers = 50_000
/** Of a larger place it is only known whether strangers are in it, not who else is. */
const maxMembers = 2000
/** A team has no more: https://learn.microsoft.com/microsoftteams/limits-specifications-teams */
const maxRead = 25_000
const pageSize = 500
/** So many other places are looked at for one question. */
const maxCandidates = 10

/** Guests and those who joined a meeting by a link are not among them; nor is a role that is yet to be invented. */
const ownRoles = ['user', 'member', 'owner']

/** Teams calls the directory's id `objectId` in some rosters. */
function parseMember(account: unknown, ownTenant: string): Member {
  const ids = [text(account, 'aadObjectId'), text(account, 'objectId'), text(account, 'id')]
  const tenant = text(account, 'tenantId')?.toLowerCase()
  const role = text(account, 'userRole')?.toLowerCase()
  // A guest's name in the directory tells as much: `gil_partner.example#EXT#@contoso.example`.
  const isGuestByName = (text(account, 'userPrincipalName') ?? '').toUpperCase().includes('#EXT#')
  const isOther =
    (role !== undefined && !ownRoles.includes(role)) || (tenant !== undefined && tenant !== ownTenant.toLowerCase())
  return {
    ids: ids.filter((id) => id !== undefined),
    isStranger: isOther || isGuestByName || (role === undefined && tenant === undefined ? null : false),
  }
}

export function createReaders({ connector, now, log }: ReadersOptions) {
  /** By tenant, conversation and who of it; oldest first. Null: unknown. */
  const rosters = new Map<string, { readonly roster: Promise<Roster | null>; until: number }>()
  const lastRead = new Map<string, { readonly roster: Roster; readonly at: number }>()
  /** Also of those whose roster went with the oldest. */
  const withStrangers = new Set<string>()
  /** By tenant and id: guests are so in the whole directory, also where a roster says nothing of them. */
  const strangers = new Set<string>()

  /** As a roster said it, and where it says nothing, as one said before. */
  function knownMember(account: unknown, tenant: string): Member {
    const member = parseMember(account, tenant)
    const keys = member.ids.map((id) => `${tenant}/${id}`)
    if (member.isStranger === null) return { ...member, isStranger: keys.some((key) => strangers.has(key)) || null }
    for (const key of keys) {
      strangers.delete(key)
      if (member.isStranger) strangers.add(key)
      dropOldest(strangers, maxStrangers)
    }
    return member
  }

  const call = (serviceUrl: string, work: Parameters<Connector['call']>[2]) =>
    lookUp(() => connector.call<unknown>(serviceUrl, 'read', work))

  /** Of more than `maxCount` members the rest is left unread, and nobody known; those of more than 25,000 are unknown. */
  async function readRoster({ serviceUrl, tenant, conversation }: Place, maxCount: number): Promise<Roster | null> {
    let members: Member[] | null = []
    let hasStrangers = false
    // The SDK's type wants a token where the first page has none.
    let options = { pageSize } as { pageSize: number; continuationToken: string }
    for (let count = 0; ; ) {
      let page: unknown
      try {
        page = await call(serviceUrl, (client) =>
          client.conversations.getConversationPagedMembers(conversation, options),
        )
      } catch (error) {
        if (hasStrangers) return { members: null, hasStrangers }
        throw error
      }
      const list = isRecord(page) && Array.isArray(page.members) ? page.members : []
      const read = list.map((account) => knownMember(account, tenant))
      count += read.length
      hasStrangers ||= read.some(({ isStranger }) => isStranger === true)
      members = members === null || count > maxMembers ? null : [...members, ...read]
      const continuationToken = text(page, 'continuationToken')
      if (continuationToken === undefined) return count === 0 ? null : { members, hasStrangers }
      if (members === null && (hasStrangers || count > maxCount)) return { members, hasStrangers }
      if (read.length === 0 || count > maxRead) return hasStrangers ? { members: null, hasStrangers } : null
      options = { pageSize, continuationToken }
    }
  }

  async function readMember({ serviceUrl, tenant, conversation }: Place, user: string): Promise<Roster | null> {
    const found = await call(serviceUrl, (client) => client.conversations.getConversationMember(conversation, user))
    const member = knownMember(found, tenant)
    return member.ids.includes(user) ? { members: [member], hasStrangers: member.isStranger === true } : null
  }

  /** What was known when it could be read, as far as that still counts. */
  function remembered(key: string): Roster | null {
    const last = lastRead.get(key)
    if (withStrangers.has(key)) return { members: last?.roster.members ?? null, hasStrangers: true, isStale: true }
    if (last === undefined || now() - last.at >= rememberedMs) return null
    return { ...last.roster, isStale: true }
  }

  function remember(key: string, roster: Roster): void {
    lastRead.delete(key)
    lastRead.set(key, { roster, at: now() })
    dropOldest(lastRead, maxRosters)
    withStrangers.delete(key)
    if (roster.hasStrangers) withStrangers.add(key)
    dropOldest(withStrangers, maxPlacesWithStrangers)
  }

  function keep(key: string, read: () => Promise<Roster | null>): Promise<Roster | null> {
    const known = rosters.get(key)
    if (known !== undefined && now() < known.until) return known.roster
    const failed = () => {
      entry.until = Math.min(entry.until, now() + failedMs)
      return remembered(key)
    }
    const roster = read().then(
      (answer) => {
        if (answer === null) return failed()
        remember(key, answer)
        return answer
      },
      (error: { code?: string }) => {
        log.warn('teams: a roster could not be read', { code: error.code ?? 'unknown' })
        return failed()
      },
    )
    const entry = { roster, until: now() + freshMs }
    rosters.delete(key)
    rosters.set(key, entry)
    dropOldest(rosters, maxRosters)
    return roster
  }

  const keyOf = ({ tenant, conversation }: Place) => `${tenant}/${conversation}`
  const rosterOf = (place: Place) => keep(keyOf(place), () => readRoster(place, maxMembers))

  /** Of a large place too it says whether strangers are in it. */
  async function wholeRosterOf(place: Place): Promise<Roster | null> {
    const roster = await rosterOf(place)
    if (roster === null || roster.members !== null || roster.hasStrangers) return roster
    return keep(`${keyOf(place)} whole`, () => readRoster(place, Number.POSITIVE_INFINITY))
  }

  /**
   * Those of the place who read the reply, null when that is unknown; and whether all of them belong to the organisation.
   * Who asks has to be among them, or to be found by name.
   */
  async function readersOf(asker: Asker): Promise<{
    readonly members: readonly Member[] | null
    readonly isInside: boolean
  }> {
    const { serviceUrl, conversation, tenant, user } = targetOf(asker)
    const isAlone = asker.place.kind === 'direct'
    const place = { serviceUrl, tenant, conversation: conversation.split(';')[0] ?? '' }
    // Alone it matters only who asks.
    const roster = await (isAlone ? rosterOf(place) : wholeRosterOf(place))
    if (!isAlone && roster?.hasStrangers !== false)
      return { members: roster?.isStale ? null : (roster?.members ?? null), isInside: false }
    if (asker.bot !== undefined)
      return {
        members: roster?.isStale ? null : (roster?.members ?? null),
        isInside: !isAlone && roster?.hasStrangers === false,
      }
    const own =
      roster?.members?.filter(({ ids }) => ids.some((id) => id === user || `${tenant}/${id}` === asker.person.id)) ?? []
    if (own.length > 0) {
      const members = roster?.isStale ? null : isAlone ? own : (roster?.members ?? null)
      return { members, isInside: !own.some(({ isStranger }) => isStranger === true) }
    }
    // A large place, one that cannot be read as a whole, or someone who has just come.
    const found = await keep(`${keyOf(place)} ${user}`, () => readMember(place, user))
    if (!isAlone && found?.hasStrangers) {
      // Who asks here reads here too, whatever was read of the place before.
      withStrangers.add(keyOf(place))
      rosters.delete(keyOf(place))
    }
    return { members: null, isInside: found?.hasStrangers === false }
  }

  /** The platform's `readableBy`. */
  return async (asker: Asker, channels: readonly Audience[]): Promise<Readable> => {
    const own = audienceOf('teams', asker)
    const { serviceUrl, tenant } = targetOf(asker)
    const { members: readers, isInside } = await readersOf(asker)
    const workspace: Audience[] = isInside ? ['workspace'] : []
    if (readers === null) return [own, ...workspace]

    const prefix = `channel:teams:${tenant}/`
    const candidates = channels.filter((one) => one !== own && one.startsWith(prefix)).slice(0, maxCandidates)
    const checked = await Promise.all(
      candidates.map(async (candidate) => {
        const roster = await rosterOf({ serviceUrl, tenant, conversation: candidate.slice(prefix.length) })
        const known = new Set(roster?.isStale ? [] : roster?.members?.flatMap(({ ids }) => ids))
        return readers.every(({ ids }) => ids.some((id) => known.has(id))) ? [candidate] : []
      }),
    )
    return [own, ...workspace, ...checked.flat()]
  }
}

function dropOldest<K>(
  kept: { readonly size: number; keys(): Iterator<K>; delete(key: K): boolean },
  max: number,
): void {
  const oldest = kept.size > max ? kept.keys().next() : undefined
  if (oldest !== undefined && !oldest.done) kept.delete(oldest.value)
}
