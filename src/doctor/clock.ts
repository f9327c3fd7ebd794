// This machine's clock against the platforms', as their APIs say it in the Date header. Slack refuses nothing of ours by
// the clock, but we refuse what Slack signed more than five minutes ago.
import type { Finding } from '../model.ts'

const tolerableMs = 60_000
const refusedMs = 5 * 60_000

/**
 * @param url an address of the platform that answers anyone, with any status
 * @param now milliseconds since the epoch
 */
export async function checkClock(
  platform: string,
  url: string,
  now: () => number,
  timeoutMs: number,
): Promise<readonly Finding[]> {
  const about = `${platform} clock`
  const begun = now()
  const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
  await response.body?.cancel()
  const theirs = Date.parse(response.headers.get('date') ?? '')
  // Not every server says it; then there is nothing to compare.
  if (Number.isNaN(theirs)) return []
  const offMs = (begun + now()) / 2 - theirs
  return [clockFinding(about, offMs)]
}

/** @param offMs how far this machine is ahead */
function clockFinding(about: string, offMs: number): Finding {
  const off = Math.abs(offMs)
  const seconds = `${Math.round(off / 1_000)} s ${offMs > 0 ? 'ahead' : 'behind'}`
  if (off <= tolerableMs) return { about, level: 'ok', message: 'agrees with this machine’s' }
  const message = `this machine is ${seconds}: let it set its clock by NTP${off > refusedMs ? '; every signed delivery is refused until then' : ''}`
  return { about, level: off > refusedMs ? 'error' : 'warning', message }
}
