// Waiting, in SQL: until when a row waits is a time of the database's clock, and such a clock may be set back. A row
// remembers when it began to wait; a clock that shows an earlier time has jumped, and the wait is over.

/** True when the row's time has come. */
export const isDue = (row: string) => `(${row}.not_before <= now() or ${row}.waits_from > now())`

/** How long the row still waits, in milliseconds; 0 or less when its time has come. */
export const waitMs = (row: string) =>
  `(case when ${row}.waits_from > now() then 0 else extract(epoch from ${row}.not_before - now()) * 1000 end)::int`
