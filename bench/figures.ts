// Samples to figures, figures to the table. Pure.
import { percentile } from '../src/rag/evaluation/metrics.ts'
import type { Row } from './types.ts'

/** @throws when there is no sample: a missing figure must not read as a good one */
export function percentileOf(samples: readonly number[], p: number): number {
  const value = percentile(samples, p)
  if (value === null) throw new Error('nothing was measured')
  return value
}

/** `p50 12  p95 30  p99 41  max 44 ms (n 200)` */
export function spread(samplesMs: readonly number[]): string {
  const at = (p: number) => percentileOf(samplesMs, p).toFixed(0)
  return `p50 ${at(50)}  p95 ${at(95)}  p99 ${at(99)}  max ${at(100)} ms (n ${samplesMs.length})`
}

/** What two runs are compared by: the tail of a few hundred samples says more about the machine. */
export function costsOf(samplesMs: readonly number[]): { readonly p50: number; readonly p95: number } {
  return { p50: percentileOf(samplesMs, 50), p95: percentileOf(samplesMs, 95) }
}

/** `4.91 s (4.80 to 5.12, n 3)`: the median with its extremes. */
export function medianSpread(samplesMs: readonly number[]): string {
  const at = (p: number) => (percentileOf(samplesMs, p) / 1000).toFixed(2)
  return `${at(50)} s (${at(0)} to ${at(100)}, n ${samplesMs.length})`
}

export function percent(share: number | null): string {
  return share === null ? 'none' : `${(share * 100).toFixed(1)} %`
}

export function judge(isReached: boolean): 'ok' | 'MISSED' {
  return isReached ? 'ok' : 'MISSED'
}

/** The end of a process that SIGTERM asked to stop. */
export function stopRow(tookMs: number, barMs: number): Row {
  const seconds = (tookMs / 1000).toFixed(2)
  return {
    what: '   stopped after SIGTERM',
    figure: `${seconds} s`,
    bar: `≤ ${barMs / 1000} s`,
    verdict: judge(tookMs <= barMs),
    costs: { seconds: tookMs / 1000 },
  }
}

export function notMeasured(what: string, bar: string, why: string): Row {
  return { what, figure: why, bar, verdict: 'not measured' }
}

export function formatTable(rows: readonly Row[]): string {
  const cells = [
    ['what', 'figure', 'bar', ''],
    ...rows.map(({ what, figure, bar, verdict }) => [what, figure, bar ?? '', verdict ?? '']),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => (row[column] ?? '').length)))
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
