// Two runs over the same queries and questions: is a difference more than the luck of which ones were asked? Pure; the
// same runs give the same figures every time. Refuses runs that share nothing.
import { AppError } from '../../errors.ts'
import type { Item } from './items.ts'
import { fraction, metrics } from './report.ts'

type Verdict = 'better' | 'worse' | 'no clear difference' | 'the same'

interface Difference {
  readonly part: Item['part']
  readonly metric: string
  readonly before: number
  readonly after: number
  /** After − before. */
  readonly difference: number
  /** Of the difference: the middle 95 % of the resamples. */
  readonly low: number
  readonly high: number
  /** Two-sided: how often resamples fall on the other side of 0, twice. */
  readonly p: number
  /** Of `after`. "Better" and "worse" only when 0 lies outside of the interval. */
  readonly verdict: Verdict
}

export interface Comparison {
  /** Items in both runs with the same text; `leftOut` are in one only. */
  readonly shared: number
  readonly leftOut: number
  readonly differences: readonly Difference[]
}

const resamples = 10_000
const seed = 20_260_301

/**
 * A paired bootstrap (Efron & Tibshirani 1993; for retrieval: Sakai 2006, https://doi.org/10.1145/1148170.1148261): the
 * items are drawn with replacement, both runs get the same draw, and the difference of every metric is taken.
 * @throws AppError `eval-compare` when the runs share no item
 */
export function compare(before: readonly Item[], after: readonly Item[]): Comparison {
  const known = new Map(before.map((item) => [keyOf(item), item]))
  const pairs = after.flatMap((item): [Item, Item][] => {
    const other = known.get(keyOf(item))
    return other ? [[other, item]] : []
  })
  if (pairs.length === 0)
    throw new AppError('eval-compare', 'the two runs have no question in common: compare runs over the same folder')
  return {
    shared: pairs.length,
    leftOut: before.length + after.length - 2 * pairs.length,
    differences: (['search', 'answers'] as const).flatMap((part) =>
      compareParts(
        part,
        pairs.filter(([item]) => item.part === part),
      ),
    ),
  }
}

function keyOf({ part, id, text }: Item): string {
  return JSON.stringify([part, id, text])
}

function compareParts(part: Item['part'], pairs: readonly (readonly [Item, Item])[]): Difference[] {
  const columns = Object.entries(metrics[part])
    .map(([metric, { better }]) => ({ metric, better, column: columnOf(pairs, metric), found: [] as number[] }))
    .filter(({ column }) => !Number.isNaN(differenceOf(column, null)))
  const random = createRandom(seed)
  const counts = new Uint16Array(pairs.length)
  for (let i = 0; i < resamples; i += 1) {
    counts.fill(0)
    for (let drawn = 0; drawn < pairs.length; drawn += 1) {
      const at = Math.floor(random() * pairs.length)
      counts[at] = (counts[at] ?? 0) + 1
    }
    for (const { column, found } of columns) {
      const difference = differenceOf(column, counts)
      // A resample without any item that the metric applies to says nothing.
      if (!Number.isNaN(difference)) found.push(difference)
    }
  }
  return columns.map(({ metric, better, column, found }) => {
    const [ownBefore, ownAfter] = quotients(column, null)
    const difference = ownAfter - ownBefore
    const sorted = Float64Array.from(found).sort()
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? difference
    const [low, high] = [at(0.025), at(0.975)]
    // One is added to both, so that no finite number of resamples claims to be certain.
    const tail = (isBeyond: (value: number) => boolean) => (sorted.filter(isBeyond).length + 1) / (sorted.length + 1)
    const p = Math.min(
      1,
      2 *
        Math.min(
          tail((value) => value <= 0),
          tail((value) => value >= 0),
        ),
    )
    const verdict = verdictOf(isSame(column), low, high, better)
    return { part, metric, before: ownBefore, after: ownAfter, difference, low, high, p, verdict }
  })
}

function verdictOf(isSame: boolean, low: number, high: number, better: 'higher' | 'lower'): Verdict {
  if (isSame) return 'the same'
  if (low <= 0 && high >= 0) return 'no clear difference'
  return low > 0 === (better === 'higher') ? 'better' : 'worse'
}

/** The figures of one metric, four numbers an item: numerator and denominator before, and after. */
interface Column {
  /** The items it applies to in either run. */
  readonly items: Uint32Array
  readonly values: Float64Array
}

function columnOf(pairs: readonly (readonly [Item, Item])[], metric: string): Column {
  const rows = pairs.flatMap(([before, after], i) => {
    const values = [...fraction(before.figures[metric]), ...fraction(after.figures[metric])]
    return values[1] === 0 && values[3] === 0 ? [] : [{ i, values }]
  })
  return {
    items: Uint32Array.from(rows, ({ i }) => i),
    values: Float64Array.from(rows.flatMap(({ values }) => values)),
  }
}

/** @param counts how often each item was drawn; null is once. NaN for a run without any item that applies. */
function quotients({ items, values }: Column, counts: Uint16Array | null): readonly [number, number] {
  let [n0, d0, n1, d1] = [0, 0, 0, 0]
  for (let row = 0; row < items.length; row += 1) {
    const times = counts === null ? 1 : (counts[items[row] as number] as number)
    if (times === 0) continue
    const at = 4 * row
    n0 += times * (values[at] as number)
    d0 += times * (values[at + 1] as number)
    n1 += times * (values[at + 2] as number)
    d1 += times * (values[at + 3] as number)
  }
  return [n0 / d0, n1 / d1]
}

function differenceOf(column: Column, counts: Uint16Array | null): number {
  const [before, after] = quotients(column, counts)
  return after - before
}

function isSame({ items, values }: Column): boolean {
  return items.every((_, row) => values[4 * row] === values[4 * row + 2] && values[4 * row + 1] === values[4 * row + 3])
}

/** Mulberry32, from 0 up to 1: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function createRandom(from: number): () => number {
  let state = from
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
