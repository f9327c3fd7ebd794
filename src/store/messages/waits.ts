// Waiting, in SQL: until when a row waits is a time of the database's clock, and such a clock may be set back. A row
// remembers when it began to wait; a clock that shows an earlier time has jumped, and the wait is over.

/**
 * SQL: true for a time that is still to come. A little later than now is none: now() is when a transaction began, and one
 * that waited for another may have begun before it.
 */
export const isFromLater = (time: string) => `${time} > now() + interval '1 second'`

/** True when the row's time has come. */
export const isDue = (row: string) => `(${row}.not_before <= now() or ${isFromLater(`${row}.waits_from`)})`

/** How long the row still waits, in milliseconds; 0 or less when its time has come. */
export const waitMs = (row: string) =>
  `(case when ${isFromLater(`${row}.waits_from`)} then 0 else extract(epoch from ${row}.not_before - now()) * 1000 end)::int`
