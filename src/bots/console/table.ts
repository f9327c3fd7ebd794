// A table as lines with its columns aligned, cut to the width. Pure.
import { type Part, tableLines } from '../../card.ts'
import { bold, cut, oneLine, widthOf, wrap } from './text.ts'

const gap = '  '
/** Narrower columns say nothing. */
const leastColumns = 6

export function table(part: Extract<Part, { kind: 'table' }>, columns: number): string {
  const [header = [], ...rows] = [part.header, ...part.rows].map((row) => row.map(oneLine))
  const widths: number[] = []
  for (const row of [header, ...rows])
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell))
  const cap = capOf(widths, columns - gap.length * (widths.length - 1))
  if (cap === null)
    return tableLines({ ...part, header, rows })
      .map((line) => wrap(line, columns, '  ', '- '))
      .join('\n')
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => {
        const shown = cut(cell, cap)
        return shown + ' '.repeat(Math.max(0, Math.min(widths[i] ?? 0, cap) - widthOf(shown)))
      })
      .join(gap)
      .trimEnd()
  return [bold(line(header)), ...rows.map(line)].filter((one) => one !== '').join('\n')
}

/** How wide the widest columns may be, so that all fit; null where they cannot. */
function capOf(widths: readonly number[], room: number): number | null {
  let left = room
  for (const [i, width] of widths.toSorted((a, b) => a - b).entries()) {
    const share = Math.floor(left / (widths.length - i))
    if (width > share) return share < leastColumns ? null : share
    left -= width
  }
  return Math.max(room, 0)
}
