// Two ranked lists made one: a weighted mean of min-max scores. Pure; knows nothing of where the lists come from.

/** `strength` is only compared inside its own list: the higher, the better. */
export interface Listed<T> {
  readonly item: T
  readonly strength: number
}

interface Fused<T> {
  readonly item: T
  /** 0 to 1. */
  readonly fused: number
}

/**
 * The dense list's share of what is fused. With vectors from LSA in place of a model, nDCG@10 of lexical / dense /
 * fused at 0.3, 0.5, 0.7 / reciprocal ranks: Cranfield 0.385 / 0.414 / 0.403, 0.409, 0.414 / 0.402, SQuAD 2 paragraphs
 * 0.915 / 0.835 / 0.910, 0.900, 0.880 / 0.886. So neither side may rule: half is within 0.015 of the better one on
 * both. Trained models earn at least that share, and scores beat ranks with them too: https://arxiv.org/abs/2210.11934
 */
const defaultDenseWeight = 0.5

/**
 * Both lists should be equally deep: the last of each counts 0, like what the other list alone found.
 * @param keyOf what makes two items the same one; the lexical list's item is kept
 * @param denseWeight 0 (lexical order) to 1 (dense order)
 * @returns best first; of equals the better lexical rank comes first, then the better dense one
 */
export function fuse<T>(
  lexical: readonly Listed<T>[],
  dense: readonly Listed<T>[],
  keyOf: (item: T) => string,
  denseWeight = defaultDenseWeight,
): readonly Fused<T>[] {
  const found = new Map<string, Fused<T>>()
  const add = (list: readonly Listed<T>[], weight: number) => {
    const seen = new Set<string>()
    for (const { item, strength } of normalize(list)) {
      const key = keyOf(item)
      if (seen.has(key)) continue
      seen.add(key)
      const known = found.get(key)
      found.set(key, { item: known?.item ?? item, fused: (known?.fused ?? 0) + weight * strength })
    }
  }
  add(lexical, 1 - denseWeight)
  add(dense, denseWeight)
  // A Map keeps the order of its first insertions and the sort is stable: that is the order of ties.
  return [...found.values()].sort((one, other) => other.fused - one.fused)
}

/** Best first; the best becomes 1, the worst 0. A list of equals is all 1: being found is worth something. */
function normalize<T>(list: readonly Listed<T>[]): readonly Listed<T>[] {
  const sorted = list.toSorted((one, other) => other.strength - one.strength)
  const best = sorted[0]?.strength ?? 0
  const range = best - (sorted.at(-1)?.strength ?? 0)
  return sorted.map(({ item, strength }) => ({ item, strength: range > 0 ? 1 - (best - strength) / range : 1 }))
}
