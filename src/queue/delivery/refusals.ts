// Platforms that refuse the installation: a token that was revoked or mistyped says nothing about a reply. Nothing is sent
// there until a try now and then succeeds; what waits is lost to nobody for an hour, and the log says so all the while.
import type { Log } from '../../log.ts'
import type { Finding, InstallId, PlatformId } from '../../model.ts'
import type { ThreadJob } from '../types.ts'

/** Discord bans addresses that have 10,000 requests refused in ten minutes. */
const probeEveryMs = 15_000
const sayEveryMs = 60_000
/** How long a reply waits for a token that works. */
export const patienceMs = 60 * 60_000

// Some replies go out without the token: that one of them did says little.
const forgetAfterMs = 5 * 60_000

/** Whose token it is. */
type Of = Pick<ThreadJob, 'installId' | 'platform'>

interface Refusal {
  readonly platform: PlatformId
  readonly sinceMs: number
  readonly reason: string
  triedMs: number
  saidMs: number
  isOver: boolean
}

export interface Refusals {
  /** Whether a reply may be tried: all, or one now and then while the platform refuses. */
  admit(install: Of): boolean
  /** @returns how long it has refused without a break, in milliseconds */
  refused(install: Of, reason: string): number
  /** It took something, or refused that for its own sake. */
  accepted(install: Of): void
  /** Those whose next try is not due yet. */
  closed(): readonly InstallId[]
  findings(): readonly Finding[]
}

/** @param now milliseconds of a clock that does not jump */
export function createRefusals({ log, now }: { readonly log: Log; readonly now: () => number }): Refusals {
  const refusals = new Map<InstallId, Refusal>()
  const isClosed = ({ triedMs, isOver }: Refusal) => !isOver && now() - triedMs < probeEveryMs
  return {
    admit({ installId }) {
      const refusal = refusals.get(installId)
      if (!refusal || refusal.isOver) return true
      if (isClosed(refusal)) return false
      refusal.triedMs = now()
      return true
    },
    refused({ installId, platform }, reason) {
      const last = refusals.get(installId)
      const known = last && (!last.isOver || now() - last.triedMs < forgetAfterMs) ? last : undefined
      const refusal = {
        platform,
        sinceMs: known?.sinceMs ?? now(),
        reason,
        triedMs: now(),
        saidMs: known?.saidMs ?? Number.NEGATIVE_INFINITY,
        isOver: false,
      }
      refusals.set(installId, refusal)
      if (now() - refusal.saidMs >= sayEveryMs) {
        refusal.saidMs = now()
        log.error('no reply can be sent', { platform, error: reason })
      }
      return now() - refusal.sinceMs
    },
    accepted({ installId, platform }) {
      const refusal = refusals.get(installId)
      if (!refusal || refusal.isOver) return
      refusal.isOver = true
      log.warn('replies are sent again', { platform })
    },
    closed: () => [...refusals].filter(([, refusal]) => isClosed(refusal)).map(([installId]) => installId),
    findings: () =>
      [...refusals]
        .filter(([, { isOver }]) => !isOver)
        .map(([, { platform: about, reason }]) => ({
          about,
          level: 'error' as const,
          message: `${reason}. Replies wait for an hour; a restart with a token that works sends them at once.`,
        })),
  }
}
