// The words that the benchmarks share.
import type { Texts } from './texts.ts'

/** One line of the table. Without a `verdict` the figure is for information: it has no bar. */
export interface Row {
  readonly what: string
  readonly figure: string
  readonly bar?: string
  readonly verdict?: 'ok' | 'MISSED' | 'not measured'
  /** The same as numbers, by name, for a comparison of two commits: less is better, */
  readonly costs?: Readonly<Record<string, number>>
  /** or more is. */
  readonly gains?: Readonly<Record<string, number>>
}

export interface Context {
  /** Where the evaluation data lies (`cranfield/`, `squad2-dev/`), from BENCH_DATA. */
  readonly dataFolder?: string
  readonly texts: Texts
}

export interface Benchmark {
  readonly name: string
  run(context: Context): Promise<readonly Row[]>
}
