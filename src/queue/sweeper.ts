// Announces again what is committed and unfinished: a lost job, a wiped Redis or a crash between commit and enqueue
// costs seconds, not an answer. Also removes rows that have served their time, and has missing vectors made.

import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { InstallId } from '../model.ts'
import type { Rag } from '../rag/types.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { EndedInstallStore } from '../store/ended-installs.ts'
import type { IndexStore } from '../store/indexing/indexing.ts'
import type { RemovalStore } from '../store/indexing/removal.ts'
import type { SweepStore } from '../store/messages/sweep.ts'
import type { RetentionStore } from '../store/transcripts/retention.ts'
import type { WorkspaceStore } from '../store/workspaces.ts'
import type { Wake } from './types.ts'

const sweepEveryMs = 5_000
const tidyEveryMs = 60 * 60 * 1_000
/** For one of its transactions. */
const tidyWithinMs = 10 * 60 * 1_000
const stopWithinMs = 2_000

export async function startSweeper({
  store,
  rag,
  wake,
  log,
  installs,
  sendingTo = installs,
}: {
  readonly store: SweepStore &
    Pick<EndedInstallStore, 'removeEnded'> &
    WorkspaceStore &
    RemovalStore &
    RetentionStore &
    Deadlines &
    Pick<IndexStore, 'vacuum'>
  readonly rag: Pick<Rag, 'embedMissing'>
  readonly wake: Wake
  readonly log: Log
  /** Those whose tokens are here, now: the rows of others wait. */
  readonly installs: () => readonly InstallId[]
  /** Those of them that take replies just now. */
  readonly sendingTo?: () => readonly InstallId[]
}): Promise<{ stop(): Promise<void> }> {
  let isStopping = false

  async function sweep(olderThanMs: number): Promise<void> {
    const { incoming, outgoing, uploads } = await store.findUnfinished(olderThanMs, installs(), sendingTo())
    for (const thread of incoming) wake.incoming(thread)
    for (const thread of outgoing) wake.outgoing(thread)
    for (const upload of uploads) wake.upload(upload)
    const found = incoming.length + outgoing.length + uploads.length
    if (found > 0) log.info('unfinished work found', { found })
  }

  async function tidy(): Promise<void> {
    await store.removeOldRows()
    await store.removeEnded()
    for (const { id } of await store.listWorkspaces()) {
      if (isStopping) return
      await store.removeExpired(id)
      await store.removeRetired(id)
      await store.compactCounts(id)
      // It may take long and reports its own failures: sweeping goes on meanwhile.
      void rag.embedMissing(id)
    }
    if (!isStopping) await store.vacuum()
  }

  // Each one at a time: on a slow database a second sweep would only add to the load.
  const alone = (work: () => Promise<void>) => {
    let running: Promise<void> | undefined
    return {
      start() {
        running ??= work()
          .catch((error) => log.warn('the sweeper will try again', { error: describeError(error) }))
          .finally(() => {
            running = undefined
          })
      },
      ended: () => running,
    }
  }
  const sweeping = alone(() => sweep(sweepEveryMs))
  // Also beside a tidying up that waits for the database.
  const tidying = alone(() => store.within(tidyWithinMs, tidy))
  await sweep(0)
  const timers = [setInterval(sweeping.start, sweepEveryMs), setInterval(tidying.start, tidyEveryMs)]
  tidying.start()
  return {
    async stop() {
      isStopping = true
      for (const timer of timers) clearInterval(timer)
      // What waits for a database that is away is left to the next start.
      const patience = sleep(stopWithinMs, undefined, { ref: false })
      await Promise.race([Promise.all([sweeping.ended(), tidying.ended()]), patience])
    },
  }
}
