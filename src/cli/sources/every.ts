// How often a source is read, as people write it. Pure.
import { AppError } from '../../errors.ts'

const secondsOf: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 }
const longestSeconds = 90 * 86_400

/** Seconds. @throws AppError `usage` */
export function parseEvery(value: string | boolean | undefined): number | undefined {
  if (value === undefined) return undefined
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(String(value)) ?? []
  const seconds = Number(count) * (secondsOf[unit ?? ''] ?? Number.NaN)
  if (!(seconds > 0 && seconds <= longestSeconds))
    throw new AppError('usage', '--every needs a time such as 30m, 6h, 1d or 2w, 90d at most')
  return seconds
}

/** `6h` for 21,600. */
export function shownEvery(seconds: number): string {
  const [unit, size] = Object.entries(secondsOf).findLast(([, size]) => seconds % size === 0) ?? ['m', 60]
  return `${Math.round(seconds / size)}${unit}`
}
