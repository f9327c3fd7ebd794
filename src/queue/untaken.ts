// Work that was announced and that nobody took: the queue is away, or has lost its workers. It is done here, a few
// threads at a time, without the queue. The threads' leases keep it from being done twice.

import { describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { InstallId } from '../model.ts'
import type { SweepStore } from '../store/messages/sweep.ts'
import type { Pause, ThreadJob } from './types.ts'
import { pause as ownPause } from './waiting.ts'
import type { Jobs } from './workers.ts'

/** The sweeper has announced it twice by then. */
const untakenMs = 12_000
const lookEveryMs = 4_000
const threadsAtOnce = 4

export function startUntaken({
  store,
  jobs,
  log,
  installs,
  pause = ownPause,
}: {
  readonly store: Pick<SweepStore, 'findUnfinished'>
  readonly jobs: Pick<Jobs, 'answer' | 'deliver'>
  readonly log: Log
  /** Those whose tokens are here, now. */
  readonly installs: () => readonly InstallId[]
  /** Between two looks; for tests. */
  readonly pause?: Pause
}): { stop(): Promise<void> } {
  let isStopping = false

  async function look(): Promise<void> {
    const { incoming, outgoing } = await store.findUnfinished(untakenMs, installs())
    const found = incoming.length + outgoing.length
    if (found === 0) return
    log.warn('nobody takes what is announced: it is done without the queue', { found })
    // Its reply would wait as long again.
    const answer = (thread: ThreadJob) => jobs.answer(thread).then(() => jobs.deliver(thread))
    const work = [
      ...outgoing.map((thread) => () => jobs.deliver(thread)),
      ...incoming.map((thread) => () => answer(thread)),
    ].values()
    const lanes = Array.from({ length: threadsAtOnce }, async () => {
      for (const one of work) {
        if (isStopping) return
        // It says itself what went wrong; another look finds it again.
        await one().catch(() => {})
      }
    })
    await Promise.all(lanes)
  }

  async function run(): Promise<void> {
    while (!isStopping) {
      await pause(lookEveryMs, stopping.signal)
      if (!isStopping)
        await look().catch((error) => log.warn('looking for untaken work failed', { error: describeError(error) }))
    }
  }

  const stopping = new AbortController()
  const running = run()
  return {
    async stop() {
      isStopping = true
      stopping.abort()
      await running
    },
  }
}
