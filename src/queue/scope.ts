// What every reader of a reply may see: asked of the platform each time, and of the store which channels matter at all.
// The one place where a reader becomes a scope, and where that is made sure of once more before anything is shown.

import { audienceOf, type Standing } from '../askers.ts'
import type { Platform } from '../bots/types.ts'
import type { AccessScope, Audience, Install, InstallId, Known, Reader } from '../model.ts'
import type { DocumentStore } from '../store/documents/documents.ts'
import type { SharedFileStore } from '../store/documents/shared-files.ts'

/** @param also channels that matter besides those that have documents */
export type ScopeOf = (reader: Reader, also?: readonly Audience[]) => Promise<AccessScope>

/** Of the installs whose tokens this process has. */
export type Platforms = ReadonlyMap<InstallId, Platform>

export function createScopeOf(store: Pick<DocumentStore, 'listChannelAudiences'>, platforms: Platforms): ScopeOf {
  return async (reader, also = []) => {
    const { workspaceId, platform } = reader.install
    const channels = [...new Set([...(await store.listChannelAudiences(workspaceId, platform)), ...also])]
    return { workspaceId, audiences: await platformOf(platforms, reader.install).readableBy(reader, channels) }
  }
}

/** What the platform of someone's install says that they are where they ask; else what came with their message. */
export function createStandingOf(platforms: Platforms): (reader: Reader) => Promise<Standing> {
  return async (reader) => {
    const { person, install } = reader
    if (person.kind === 'owner') return { isMember: true, isManager: true }
    const told = await platformOf(platforms, install).standingOf?.(reader)
    return told ?? { isMember: not(or(person.isGuest, person.isExternal)), isManager: 'unknown' }
  }
}

const not = (known: Known): Known => (known === 'unknown' ? known : !known)
const or = (one: Known, other: Known): Known => one === true || other === true || (one === false ? other : one)

/** What is made sure of once more about the readers of a reply. Platforms that never look again are taken at their word. */
export interface SecondLook {
  /** Whether every reader may still see these documents, by what the platform says now. */
  stillReadable(reader: Reader, documentIds: readonly string[]): Promise<boolean>
  /**
   * Whether nothing could come of it: no other channel is open to all readers, and no file that may be gone, so words may be
   * shown as they are written.
   */
  isNeedless(reader: Reader): Promise<boolean>
}

export function createSecondLook(
  store: Pick<DocumentStore, 'listAudiences'> & Pick<SharedFileStore, 'holdsFiles'>,
  platforms: Platforms,
  scopeOf: ScopeOf,
): SecondLook {
  /** What these documents are shown to, after their platform made sure of those that are files of its own. */
  async function listShown({ install: { workspaceId } }: Reader, platform: Platform, ids: readonly string[]) {
    const shown = await store.listAudiences(workspaceId, ids)
    const files = shown.map(({ sourceKey }) => sourceKey).filter((key) => key.startsWith(`${platform.id}:`))
    if (files.length === 0 || platform.lookAgainAtFiles === undefined) return shown
    await platform.lookAgainAtFiles(files)
    return store.listAudiences(workspaceId, ids)
  }

  // What is for the place itself, or for all of the workspace, rests on no other channel.
  const ownOf = (reader: Reader): readonly Audience[] => [audienceOf(reader.install.platform, reader), 'workspace']
  return {
    async stillReadable(reader, documentIds) {
      const platform = platformOf(platforms, reader.install)
      if (platform.lookAgain === undefined || documentIds.length === 0) return true
      const shown = await listShown(reader, platform, documentIds)
      const own = ownOf(reader)
      const elsewhere = shown
        .filter((one) => !one.audiences.some((audience) => own.includes(audience)))
        .flatMap((one) => one.audiences)
      const audiences: readonly Audience[] = elsewhere.length === 0 ? [] : (await scopeOf(reader)).audiences
      await platform.lookAgain(reader, [...new Set(elsewhere.filter((audience) => audiences.includes(audience)))])
      const now = await scopeOf(reader)
      // One that was deleted meanwhile is not there.
      return documentIds.every((id) =>
        shown.some((one) => one.id === id && one.audiences.some((audience) => now.audiences.includes(audience))),
      )
    },
    async isNeedless(reader) {
      const platform = platformOf(platforms, reader.install)
      if (platform.lookAgain === undefined) return true
      const own = ownOf(reader)
      const scope = await scopeOf(reader)
      if (!scope.audiences.every((audience) => own.includes(audience))) return false
      return platform.lookAgainAtFiles === undefined || !(await store.holdsFiles(scope, platform.id))
    },
  }
}

/** @throws when this process has no token of the install */
export function platformOf(platforms: Platforms, { id, platform: name }: Install): Platform {
  const platform = platforms.get(id)
  if (!platform) throw new Error(`there is no token of this install of ${name} here`)
  return platform
}
