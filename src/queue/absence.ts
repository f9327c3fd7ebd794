// Processes that take messages and processes that answer them, apart: those that answer say that they are there, and those
// that take say when nobody is, in `/readyz`, in the log and, once a message, privately to whoever waits for an answer.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { noticeCard } from '../card.ts'
import { AppError, describeError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Finding, InstallId } from '../model.ts'
import type { Deadlines } from '../store/deadlines.ts'
import type { OutboxStore } from '../store/messages/outbox.ts'
import type { Waiting, WorkerStore } from '../store/messages/workers.ts'
import { sayAside } from './delivery/aside.ts'
import type { Sealer } from './inbox.ts'
import type { Platforms } from './scope.ts'
import type { Pause } from './types.ts'
import { pause as ownPause } from './waiting.ts'

const reportEveryMs = 10_000
const lookEveryMs = 5_000
/** `/readyz` waits no longer. */
const lookWithinMs = 2_000
const tellAfterMs = 60_000
const stopWithinMs = 2_000

/** Said in words that hold whatever the platform: the answer itself comes as it always does. */
const message = 'Nobody is working on questions at the moment. Yours is kept and will be answered.'

interface Stoppable {
  stop(): Promise<void>
}

/** Does it now and then until it is stopped; what fails is logged and done again. */
function repeat(everyMs: number, what: string, log: Log, work: () => Promise<void>, pause = ownPause): Stoppable {
  const stopping = new AbortController()
  const run = async () => {
    while (!stopping.signal.aborted) {
      await work().catch((error) => log.warn(`${what} failed`, { error: describeError(error) }))
      await pause(everyMs, stopping.signal)
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      // What waits for a database that is away is left.
      await Promise.race([running, sleep(stopWithinMs, undefined, { ref: false })])
    },
  }
}

/** Says that this process answers, until it is stopped. Resolves once it is said for the first time. */
export async function startPresence({
  store,
  log,
  installs,
  pause,
}: {
  readonly store: Pick<WorkerStore, 'reportWorking' | 'reportStopped'> & Deadlines
  readonly log: Log
  /** Those whose tokens are here, now. */
  readonly installs: () => readonly InstallId[]
  /** Between two reports; for tests. */
  readonly pause?: Pause
}): Promise<Stoppable> {
  const id = randomUUID()
  const report = () => store.within(reportEveryMs, () => store.reportWorking(id, installs()))
  await report()
  const reporting = repeat(reportEveryMs, 'saying that this process answers', log, report, pause)
  return {
    async stop() {
      await reporting.stop()
      // Who could not take its leave is missed half a minute later.
      await store.within(stopWithinMs, () => store.reportStopped(id)).catch(() => {})
    },
  }
}

export interface AbsenceOptions {
  readonly store: WorkerStore & Pick<OutboxStore, 'putPlaceholder'> & Deadlines
  readonly sealer: Sealer
  readonly log: Log
  /** Those whose messages this process takes, now. */
  readonly platforms: () => Platforms
  /** Between two looks; for tests. */
  readonly pause?: Pause
}

export function startAbsence(options: AbsenceOptions): Stoppable & { look(): Promise<readonly Finding[]> } {
  const { store, log, platforms } = options
  /** How often in a row each was found without anyone. */
  const missed = new Map<InstallId, number>()
  // One look may fall between a process that stops and the next that starts, or just after a clock was set back.
  const sureAfter = 3

  async function listAway(): Promise<readonly InstallId[]> {
    const worked = await store.within(lookWithinMs, () => store.listWorked())
    return [...platforms().keys()].filter((id) => !worked.includes(id))
  }

  async function watch(): Promise<void> {
    const away = await listAway()
    for (const [id, { id: platform }] of platforms()) {
      const before = missed.get(id) ?? 0
      const now = away.includes(id) ? before + 1 : 0
      missed.set(id, now)
      if (now === sureAfter) log.error('nobody works on questions: start a process with --roles workers', { platform })
      if (now === 0 && before >= sureAfter) log.warn('questions are worked on again', { platform })
    }
    for (const id of platforms().keys()) {
      if ((missed.get(id) ?? 0) >= sureAfter) await tellWaiting(options, id)
    }
  }

  const watching = repeat(lookEveryMs, 'looking whether anyone works on questions', log, watch, options.pause)
  return {
    stop: watching.stop,
    async look() {
      const away = await listAway()
      if (away.length === 0) return []
      return [
        {
          about: 'workers',
          level: 'error',
          message: `nobody works on the questions of ${away.map((id) => platforms().get(id)?.id).join(', ')}: they are kept and answered once someone does; start a process with --roles workers and the same settings`,
        },
      ]
    },
  }
}

async function tellWaiting(options: AbsenceOptions, id: InstallId): Promise<void> {
  const { store, log } = options
  for (;;) {
    const waiting = await store.within(lookEveryMs, () => store.claimUntold([id], tellAfterMs))
    if (!waiting) return
    try {
      await tell(options, waiting)
    } catch (error) {
      const isLater = error instanceof AppError && (error.retry === 'later' || error.retry === 'refused')
      log.warn('an asker could not be told', { traceId: waiting.traceId, error: describeError(error) })
      // Surely not said: the next look tries again. What may have been said is not said twice.
      if (isLater) return store.forgetTold(waiting.id)
    }
  }
}

async function tell({ store, sealer, platforms }: AbsenceOptions, waiting: Waiting): Promise<void> {
  if (waiting.incoming.unasked || waiting.incoming.isOverheard) return
  const unsent = await sayAside(
    { platforms: platforms(), sealer },
    waiting,
    'aside',
    noticeCard(message),
    waiting.receivedAt,
  )
  // Where nothing is sent, it is read where the answer will be, in the place of any sign.
  if (unsent !== null) await store.putPlaceholder(waiting, unsent, true)
}
