// When a digest is due: nine in the morning where the team is, on weekdays.
import { describe, expect, it } from 'vitest'
import { nextDigest } from '../../../src/queue/jobs/digest-times.ts'

const next = (every: 'daily' | 'weekly', after: string, zone = 'UTC') =>
  nextDigest(every, new Date(after), zone).toISOString()

describe('the next digest', () => {
  it('is the same day’s before nine, and then the next weekday’s', () => {
    expect(next('daily', '2026-12-02T08:59:59.999Z')).toBe('2026-12-02T09:00:00.000Z')
    expect(next('daily', '2026-12-02T09:00:00.000Z')).toBe('2026-12-03T09:00:00.000Z')
    // A Friday, and a Sunday.
    expect(next('daily', '2026-12-04T09:00:00.000Z')).toBe('2026-12-07T09:00:00.000Z')
    expect(next('daily', '2026-12-06T05:00:00.000Z')).toBe('2026-12-07T09:00:00.000Z')
  })

  it('of a week is a Monday’s', () => {
    expect(next('weekly', '2026-12-07T08:00:00.000Z')).toBe('2026-12-07T09:00:00.000Z')
    expect(next('weekly', '2026-12-07T09:00:00.000Z')).toBe('2026-12-14T09:00:00.000Z')
  })

  it('goes by the clock there, also where that is put forward or back meanwhile', () => {
    expect(next('daily', '2026-12-02T12:00:00.000Z', 'America/New_York')).toBe('2026-12-02T14:00:00.000Z')
    // There it is Tuesday already.
    expect(next('daily', '2026-12-07T23:00:00.000Z', 'Asia/Tokyo')).toBe('2026-12-08T00:00:00.000Z')
    // On Sunday the 25th of October 2026 Berlin goes back an hour, on the 28th of March 2027 forward.
    expect(next('weekly', '2026-10-24T12:00:00.000Z', 'Europe/Berlin')).toBe('2026-10-26T08:00:00.000Z')
    expect(next('weekly', '2027-03-27T12:00:00.000Z', 'Europe/Berlin')).toBe('2027-03-29T07:00:00.000Z')
    expect(nextDigest('daily', new Date()).getHours()).toBe(9)
  })
})
