// Term weights in pgvector's sparse form. Term ids count from 1, the library's indices from 0.
import { SparseVector } from 'pgvector'

/** The most that sparsevec takes, so that term ids can be hashes. */
const dimensions = 1_000_000_000

/** @param weights term id (1 … 999,999,999) → weight; stored as 32-bit floats, so five decimals say it all */
export function sparsevec(weights: Iterable<readonly [number, number]>): string {
  const byIndex = new Map([...weights].map(([term, weight]) => [term - 1, Number(weight.toFixed(5))]))
  return new SparseVector(byIndex, dimensions).toPostgres()
}
