// What every reader of a reply may see: asked of the platform each time, and of the store which channels matter at all.
// The one place where a reader becomes a scope.

import type { Platform } from '../bots/types.ts'
import type { AccessScope, Install, InstallId, Reader } from '../model.ts'
import type { DocumentStore } from '../store/documents/documents.ts'

export type ScopeOf = (reader: Reader) => Promise<AccessScope>

/** Of the installs whose tokens this process has. */
export type Platforms = ReadonlyMap<InstallId, Platform>

export function createScopeOf(store: Pick<DocumentStore, 'listChannelAudiences'>, platforms: Platforms): ScopeOf {
  return async (reader) => {
    const { workspaceId, platform } = reader.install
    const channels = await store.listChannelAudiences(workspaceId, platform)
    return { workspaceId, audiences: await platformOf(platforms, reader.install).readableBy(reader, channels) }
  }
}

/** @throws when this process has no token of the install */
export function platformOf(platforms: Platforms, { id, platform: name }: Install): Platform {
  const platform = platforms.get(id)
  if (!platform) throw new Error(`there is no token of this install of ${name} here`)
  return platform
}
