// Works off one thread's rows in order, under the thread's lease, which is renewed while a row takes long. A database that
// goes away meanwhile gets the lease back when it returns, so that the thread goes on at once.
import { isDatabaseAway } from '../errors.ts'
import type { Claim } from '../store/types.ts'
import { onceDatabaseIsBack } from './once-back.ts'

export interface ThreadWork<Row> {
  readonly claim: (holder: string) => Promise<Claim<Row>>
  readonly renew: (holder: string) => Promise<void>
  /** Throws only when the database is out of reach: the job is tried again. */
  readonly work: (row: Row) => Promise<void>
  /** @param row what was being worked on when `error` came, if anything was */
  readonly giveBack: (holder: string, error: unknown, row?: Row) => Promise<void>
  readonly wakeLater: (waitMs: number) => void
  readonly holder: string
  readonly renewEveryMs: number
}

export async function workThread<Row>({
  claim,
  renew,
  work,
  giveBack,
  wakeLater,
  holder,
  renewEveryMs,
}: ThreadWork<Row>): Promise<void> {
  const renewal = setInterval(() => {
    // A renewal that fails leaves the lease to expire; the row's unique keys keep a second worker from doubling.
    renew(holder).catch(() => {})
  }, renewEveryMs)
  let row: Row | undefined
  try {
    for (;;) {
      const next = await claim(holder)
      if (next.kind === 'later') wakeLater(next.waitMs)
      if (next.kind !== 'row') return
      row = next.row
      await work(row)
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
