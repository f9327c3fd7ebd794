// When a digest is due: at nine in the morning of a weekday, where the team is. Pure.
const hour = 9
const hourMs = 3_600_000
const dayMs = 24 * hourMs

interface Local {
  /** Midnight of the day there, as if it were UTC. */
  readonly day: number
  /** What the clock there is ahead of UTC by. */
  readonly aheadMs: number
}

function localOf(at: number, timeZone: string | undefined): Local {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...(timeZone !== undefined && { timeZone }),
    ...({ hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  }).formatToParts(at)
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value)
  const day = Date.UTC(read('year'), read('month') - 1, read('day'))
  const local = day + read('hour') * hourMs + read('minute') * 60_000 + read('second') * 1_000
  return { day, aheadMs: local - Math.floor(at / 1_000) * 1_000 }
}

/**
 * The next one after a moment: Monday to Friday, or Mondays.
 * @param timeZone as in the IANA's database; by default this process's
 */
export function nextDigest(every: 'daily' | 'weekly', after: Date, timeZone?: string): Date {
  const { day } = localOf(after.getTime(), timeZone)
  for (let ahead = 0; ; ahead += 1) {
    const morning = day + ahead * dayMs
    const weekday = new Date(morning).getUTCDay()
    if (every === 'weekly' ? weekday !== 1 : weekday === 0 || weekday === 6) continue
    const wanted = morning + hour * hourMs
    // By the clock that holds then: it may be put forward or back on the way there.
    const at = wanted - localOf(wanted - localOf(wanted, timeZone).aheadMs, timeZone).aheadMs
    if (at > after.getTime()) return new Date(at)
  }
}
