// What every reader of a reply may see: asked of the platform each time, and of the store which channels matter at all.

import type { Platform } from '../bots/types.ts'
import type { AccessScope, PlatformId, Reader, WorkspaceId } from '../model.ts'
import type { DocumentStore } from '../store/documents/documents.ts'

export type ScopeOf = (workspaceId: WorkspaceId, platform: PlatformId, reader: Reader) => Promise<AccessScope>

export function createScopeOf(
  store: Pick<DocumentStore, 'listChannelAudiences'>,
  platforms: ReadonlyMap<PlatformId, Platform>,
): ScopeOf {
  return async (workspaceId, id, reader) => {
    const platform = platformOf(platforms, id)
    const channels = await store.listChannelAudiences(workspaceId, id)
    return { workspaceId, audiences: await platform.readableBy(reader, channels) }
  }
}

/** @throws when the platform is off in this process */
export function platformOf(platforms: ReadonlyMap<PlatformId, Platform>, id: PlatformId): Platform {
  const platform = platforms.get(id)
  if (!platform) throw new Error(`the platform ${id} is off`)
  return platform
}
