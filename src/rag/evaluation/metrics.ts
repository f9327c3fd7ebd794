// The measures of ranked retrieval and of latency. Pure.

/** Judgements of one query: document id → grade; 0 and below is not relevant. */
export type Judgements = ReadonlyMap<string, number>

/**
 * nDCG@k with linear gain (the grade itself, not 2^grade − 1) and a log2(rank + 1) discount, as trec_eval's `ndcg_cut`
 * computes it, which BEIR reports: https://github.com/usnistgov/trec_eval/blob/main/m_ndcg_cut.c
 * @param ranked distinct document ids, best first
 * @returns 0 to 1; 0 when nothing is relevant
 */
export function ndcg(ranked: readonly string[], judged: Judgements, k = 10): number {
  const gain = (grades: readonly number[]) =>
    grades.slice(0, k).reduce((sum, grade, i) => sum + Math.max(0, grade) / Math.log2(i + 2), 0)
  const ideal = gain([...judged.values()].sort((a, b) => b - a))
  return ideal === 0 ? 0 : gain(ranked.map((id) => judged.get(id) ?? 0)) / ideal
}

/** Share of the relevant documents among the first k. */
export function recall(ranked: readonly string[], judged: Judgements, k = 10): number {
  const relevant = [...judged.values()].filter((grade) => grade > 0).length
  const found = ranked.slice(0, k).filter((id) => (judged.get(id) ?? 0) > 0).length
  return relevant === 0 ? 0 : found / relevant
}

/** 1 / rank of the first relevant document among the first k, else 0. */
export function reciprocalRank(ranked: readonly string[], judged: Judgements, k = 10): number {
  const at = ranked.slice(0, k).findIndex((id) => (judged.get(id) ?? 0) > 0)
  return at < 0 ? 0 : 1 / (at + 1)
}

/** The nearest-rank percentile. @param p 0 to 100 */
export function percentile(values: readonly number[], p: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? null
}

/** Whether a text holds one of the answers, by letters and digits alone. */
export function holdsAnyAnswer(text: string, answers: readonly string[]): boolean {
  const plain = (value: string) =>
    ` ${value
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()} `
  const said = plain(text)
  return answers.some((answer) => plain(answer).trim() !== '' && said.includes(plain(answer)))
}
