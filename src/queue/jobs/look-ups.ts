// A message whose answer would have less than it could, as its platform does not tell just now who reads it: it waits, and is
// answered without once it has waited for long enough.

import type { InboxRow } from '../../store/messages/inbox.ts'
import { type Platforms, platformOf, type SecondLook } from '../scope.ts'

const leastWaitMs = 2_000
const longestWaitMs = 60_000

interface LookUpOptions {
  readonly platforms: Platforms
  readonly secondLook: Pick<SecondLook, 'isNeedless'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** @returns how long it waits before it is tried again, in milliseconds; 0: it is answered as it can be */
export async function waitForLookUps(
  { platforms, now }: Pick<LookUpOptions, 'platforms' | 'now'>,
  { install, incoming, receivedAt }: Pick<InboxRow, 'install' | 'incoming' | 'receivedAt'>,
): Promise<number> {
  const patienceMs = (await platformOf(platforms, install).waitsFor?.(incoming)) ?? 0
  const ageMs = now() - receivedAt.getTime()
  // The database's clock may be ahead of ours.
  return patienceMs === 0 || ageMs >= patienceMs ? 0 : Math.min(Math.max(ageMs / 2, leastWaitMs), longestWaitMs)
}

/** The same before the work, which is not done in vain while look-ups fail: they are tried first. */
export async function waitBeforeWork(options: LookUpOptions, row: InboxRow): Promise<number> {
  const { install, incoming } = row
  if (incoming.request.question === undefined || (await waitForLookUps(options, row)) === 0) return 0
  await options.secondLook.isNeedless({ ...incoming, install }).catch(() => {})
  return waitForLookUps(options, row)
}
