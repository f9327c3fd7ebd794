import { describe, expect, it } from 'vitest'
import { support } from '../../../../src/rag/answer/guard/verify.ts'

const leave =
  'Every employee gets 30 days of paid vacation a year. Unused days expire at the end of March. Dana Whitfield approves longer leave.'
const rules = 'Visitors may not park in the yard. The gate is open from 7 to 19 o’clock.'

describe('support', () => {
  it.each([
    ['Every employee gets 30 days of paid vacation a year.', leave],
    ['Employees get thirty-day periods of paid vacation: 30 days a year.', leave],
    ['Unused days of vacation expire when March ends.', leave],
    ['A year brings each employee 30 days of paid leave.', leave],
    ['Leave that is longer is approved by Dana Whitfield.', leave],
    ['Visitors are not allowed to park in the yard.', rules],
    ['You have three attempts.', 'There are 3 attempts before the lock.'],
  ])('is carried: %s', (sentence, evidence) => {
    expect(support(sentence, evidence)).toBeGreaterThan(0.6)
  })

  it.each([
    ['another number', 'Every employee gets 25 days of paid vacation a year.', leave],
    ['another number in words', 'The gate is open from eight to 19 o’clock.', rules],
    ['a name that is not there', 'In Berlin, unused days expire.', leave],
    ['another name', 'Longer leave: it is Priya Natarajan who approves it.', leave],
    ['a denial that is not there', 'Unused days do not expire at the end of March.', leave],
    ['a denial left out', 'Visitors may park in the yard.', rules],
    ['other words', 'The cafeteria serves soup.', leave],
  ])('is not carried: %s', (_, sentence, evidence) => {
    expect(support(sentence, evidence)).toBeLessThan(0.5)
  })

  it('lets neither "not only" nor "no later than" deny', () => {
    expect(support('It runs on Linux and Windows.', 'It runs not only on Linux but also on Windows.')).toBe(1)
    expect(support('Reports are due by Friday.', 'Reports are due no later than Friday.')).toBe(1)
  })

  it('is 0 without words on either side', () => {
    expect(support('', leave)).toBe(0)
    expect(support('It is so.', leave)).toBe(0)
    expect(support('Unused days expire.', '')).toBe(0)
  })
})
