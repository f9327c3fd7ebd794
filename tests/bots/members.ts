// A store for platforms that keep who is where: an install of its own for each that asks.
import { randomUUID } from 'node:crypto'
import type { PlatformHost } from '../../src/bots/types.ts'
import type { InstallId, PlatformId } from '../../src/model.ts'
import { membersOf } from '../../src/queue/platform-host.ts'
import { openStore } from '../contracts/open-store.ts'
import { quickDatabase } from '../databases.ts'

/** @returns what makes one, within tests */
export function useMembers(platform: PlatformId): () => Promise<PlatformHost['members']> {
  const open = openStore(quickDatabase)
  return async () => {
    const { db, store, home } = open()
    const id = randomUUID() as InstallId
    await db.asSystem((sql) =>
      sql(
        `insert into installs (id, workspace_id, platform, app, account) values ($1::uuid, $2, $3, 'test', $1::uuid::text)`,
        [id, home, platform],
      ),
    )
    return membersOf(store, { id, platform, workspaceId: home })
  }
}
