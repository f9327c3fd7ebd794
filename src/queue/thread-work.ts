// Works off one thread's rows in order, under the thread's lease, which is renewed while a row takes long.
import type { Claim } from '../store/types.ts'

export interface ThreadWork<Row> {
  readonly claim: (holder: string) => Promise<Claim<Row>>
  readonly renew: (holder: string) => Promise<void>
  /** Throws only when the database is out of reach: the job is tried again, the lease runs out by itself. */
  readonly work: (row: Row) => Promise<void>
  readonly wakeLater: (waitMs: number) => void
  readonly holder: string
  readonly renewEveryMs: number
}

export async function workThread<Row>({
  claim,
  renew,
  work,
  wakeLater,
  holder,
  renewEveryMs,
}: ThreadWork<Row>): Promise<void> {
  const renewal = setInterval(() => {
    // A renewal that fails leaves the lease to expire; the row's unique keys keep a second worker from doubling.
    renew(holder).catch(() => {})
  }, renewEveryMs)
  try {
    for (;;) {
      const next = await claim(holder)
      if (next.kind === 'later') wakeLater(next.waitMs)
      if (next.kind !== 'row') return
      await work(next.row)
    }
  } finally {
    clearInterval(renewal)
  }
}
