// Work that nobody does, and what was given up.

import type { Finding, PlatformId } from '../model.ts'
import type { InstallStore } from '../store/installs.ts'
import type { SweepStore } from '../store/messages/sweep.ts'

const waitsTooLongMs = 60_000

/** @param platforms those that are on */
export async function checkWork(
  store: Pick<SweepStore, 'countRows' | 'findUnfinished'> & Pick<InstallStore, 'listInstalls'>,
  platforms: readonly PlatformId[],
): Promise<readonly Finding[]> {
  const installs = (await store.listInstalls()).filter(({ platform }) => platforms.includes(platform))
  const [{ inbox, outbox, uploads }, stuck] = await Promise.all([
    store.countRows(),
    store.findUnfinished(
      waitsTooLongMs,
      installs.map(({ id }) => id),
    ),
  ])
  const dead = (inbox.dead ?? 0) + (outbox.dead ?? 0)
  const waiting = stuck.incoming.length + stuck.outgoing.length + stuck.uploads.length
  const findings: Finding[] = []
  if (dead > 0)
    findings.push({
      about: 'dead letters',
      level: 'warning',
      message: `${dead} were given up: "ragbot jobs failed" shows why, "ragbot jobs retry" tries again`,
    })
  if (waiting > 0)
    findings.push({
      about: 'work',
      level: 'error',
      message: `${waiting} threads or files wait for longer than a minute and nobody works on them: is a "ragbot start" with the role workers running?`,
    })
  if (findings.length > 0) return findings
  const pending = [inbox, outbox, uploads].reduce((sum, rows) => sum + (rows.pending ?? 0), 0)
  return [{ about: 'work', level: 'ok', message: `${pending} waiting, nothing given up` }]
}
