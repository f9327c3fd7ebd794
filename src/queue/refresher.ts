// Reads sources again when they are due: two at a time, each under a lease on its site, so that after a time of rest they
// come one after the other and no site is asked by two. What ends in the middle is due again.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, describeError, isDatabaseAway } from '../errors.ts'
import type { Log } from '../log.ts'
import type { IndexOutcome } from '../model.ts'
import type { Rag, ReadingOptions, SourceReading } from '../rag/types.ts'
import type { ClaimedSource, SourceStore } from '../store/documents/sources.ts'
import type { LeaseStore } from '../store/messages/leases.ts'

const lookEveryMs = 30_000
const renewEveryMs = 5_000
const stopWithinMs = 2_000
// One that is slow does not hold up all others, and questions go first.
const atOnce = 2

export interface RefresherOptions {
  readonly store: SourceStore & Pick<LeaseStore, 'renewLease' | 'dropLease'>
  readonly rag: Pick<Rag, 'readSource' | 'embedMissing'>
  readonly log: Log
  /** Milliseconds since 1970; the real clock by default. */
  readonly now?: () => number
}

export function startRefresher(options: RefresherOptions): { stop(): Promise<void> } {
  const { store, log, now = Date.now } = options
  const stopping = new AbortController()

  async function work(holder: string): Promise<void> {
    while (!stopping.signal.aborted) {
      const claimed = await store.claimDueSource(holder, new Date(now()))
      if (!claimed) return
      const reading = await readClaimed(options, claimed, { isAgain: true }, stopping.signal)
      if (reading) {
        const { indexed, unchanged, failed, retired, error } = reading
        log.info('a source was read', {
          source: claimed.source.id,
          indexed,
          unchanged,
          failed,
          retired,
          code: error?.code,
        })
      }
    }
  }

  const lanes = Array.from({ length: atOnce }, () => {
    // Its own: who holds a lease may take it again.
    const holder = randomUUID()
    let running: Promise<void> | undefined
    return {
      start() {
        running ??= work(holder)
          .catch((error) => log.warn('sources are looked at again', { error: describeError(error) }))
          .finally(() => {
            running = undefined
          })
      },
      ended: () => running,
    }
  })
  const look = () => {
    for (const lane of lanes) lane.start()
  }
  const timer = setInterval(look, lookEveryMs)
  look()
  return {
    async stop() {
      clearInterval(timer)
      stopping.abort(new AppError('stopped', 'The process ends, and this source is read again by the next one.'))
      // What waits for a site or a database is left to its lease.
      const patience = sleep(stopWithinMs, undefined, { ref: false })
      await Promise.race([Promise.all(lanes.map(({ ended }) => ended())), patience])
    },
  }
}

type Reading = Omit<ReadingOptions, 'isAgain' | 'signal'> & {
  readonly isAgain: boolean
  readonly onOutcome?: (outcome: IndexOutcome) => void
}

/**
 * Reads a source that was claimed, keeps its lease meanwhile and gives it back.
 * @param stopping aborted with an AppError: the reading is cut off
 * @returns null when it was cut off or failed for no reason of the source; that is logged
 */
export async function readClaimed(
  { store, rag, log, now = Date.now }: RefresherOptions,
  { source, lease, holder }: ClaimedSource,
  { onOutcome, ...reading }: Reading,
  stopping: AbortSignal,
): Promise<SourceReading | null> {
  const lost = new AbortController()
  const renewal = setInterval(() => {
    store.renewLease(lease, holder).then(
      (isOurs) => isOurs || lost.abort(new AppError('lease-lost', 'Another process may read this source.')),
      // The next renewal tells, or the lease runs out.
      () => {},
    )
  }, renewEveryMs)
  let ended: SourceReading | null = null
  try {
    const onEnd = (end: SourceReading) => {
      ended = end
      reading.onEnd?.(end)
    }
    const signal = AbortSignal.any([stopping, lost.signal])
    for await (const outcome of rag.readSource(source, { ...reading, signal, onEnd })) onOutcome?.(outcome)
    await rag.embedMissing(source.workspaceId)
  } catch (error) {
    log.warn('a source was not read to its end', { source: source.id, error: describeError(error) })
    if (stopping.aborted) await store.giveBackSource(source, new Date(now()))
    else if (!isDatabaseAway(error) && !lost.signal.aborted) await writeDown(error)
  } finally {
    clearInterval(renewal)
    await store.dropLease(lease, holder).catch(() => {})
  }
  return ended

  /** A fault of ours: its turn comes again, later each time. */
  async function writeDown(error: unknown): Promise<void> {
    const code = error instanceof AppError ? error.code : 'broken'
    const failed = { kind: source.kind, leftOut: 0, note: null, error: { code, message: describeError(error) } }
    await store.finishReading(source, failed, new Date(now()))
  }
}
