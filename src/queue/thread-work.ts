// Works off one thread's rows in order, under the thread's lease, which is renewed while a row takes long. A worker that
// lost it, because it stood still or the database was away, begins nothing any more. A database that goes away meanwhile
// gets the lease back when it returns, so that the thread goes on at once.
import { AppError, isDatabaseAway } from '../errors.ts'
import type { Claim } from '../store/messages/leases.ts'
import { onceDatabaseIsBack } from './once-back.ts'

export interface Lease {
  /**
   * Resolves while the thread is this worker's: for right before what must not happen twice.
   * @throws AppError `lease-lost` when another worker may have it
   */
  hold(): Promise<void>
}

export interface ThreadWork<Row> {
  readonly claim: (holder: string) => Promise<Claim<Row>>
  /** False when another holder has the lease. */
  readonly renew: (holder: string) => Promise<boolean>
  /**
   * `stop` gives the lease back although there may be more rows.
   * Throws only when the database is out of reach: the job is tried again.
   */
  readonly work: (row: Row, lease: Lease) => Promise<'stop' | undefined>
  /** @param row what was being worked on when `error` came, if anything was */
  readonly giveBack: (holder: string, error?: unknown, row?: Row) => Promise<void>
  readonly wakeLater: (waitMs: number) => void
  readonly holder: string
  readonly leaseMs: number
  /** Starts a stopwatch that reads milliseconds; for tests. */
  readonly stopwatch?: () => () => number
}

/** By both clocks: one stands still while the machine sleeps, the other may be set. */
function startStopwatch(): () => number {
  const [steady, wall] = [performance.now(), Date.now()]
  return () => Math.max(performance.now() - steady, Date.now() - wall)
}

export async function workThread<Row>({
  claim,
  renew,
  work,
  giveBack,
  wakeLater,
  holder,
  leaseMs,
  stopwatch = startStopwatch,
}: ThreadWork<Row>): Promise<void> {
  const renewEveryMs = leaseMs / 3
  let isLost = false
  let hasBegun = false
  // Since before the database was asked: the lease lasts at least as long from there.
  let sinceHeld = stopwatch()

  async function renewNow(): Promise<void> {
    const sinceAsked = stopwatch()
    if (!(await renew(holder))) isLost = true
    else if (sinceAsked() < sinceHeld()) sinceHeld = sinceAsked
  }
  const lease: Lease = {
    async hold() {
      if (isLost || sinceHeld() >= renewEveryMs) {
        // Without the database it is still ours until it would have run out.
        if (!isLost) await renewNow().catch(() => {})
        if (isLost || sinceHeld() >= leaseMs)
          throw new AppError('lease-lost', 'Another worker may have taken this thread over', { retry: 'later' })
      }
    },
  }
  const renewal = setInterval(() => {
    // A renewal that fails leaves the lease to expire.
    if (hasBegun) renewNow().catch(() => {})
  }, renewEveryMs)
  let row: Row | undefined
  try {
    while (!isLost) {
      const sinceAsked = stopwatch()
      const next = await claim(holder)
      sinceHeld = sinceAsked
      if (next.kind === 'later') wakeLater(next.waitMs)
      if (next.kind !== 'row') return
      hasBegun = true
      row = next.row
      if ((await work(row, lease)) === 'stop') return await giveBack(holder)
      row = undefined
    }
  } catch (error) {
    if (isDatabaseAway(error))
      // One that cannot be given back runs out by itself.
      onceDatabaseIsBack(() => giveBack(holder, error, row)).then(
        () => wakeLater(0),
        () => {},
      )
    throw error
  } finally {
    clearInterval(renewal)
  }
}
