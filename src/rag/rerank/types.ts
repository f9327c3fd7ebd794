// What grades passages against a query after retrieval: the one interface in front of a rerank server and a judge.

export interface Reranker {
  readonly model: string
  /**
   * @returns a score from 0 to 1 for each passage, in the order given; comparable within one call only
   * @throws AppError when it fails, takes too long or answers junk: the caller keeps its order
   */
  rerank(query: string, passages: readonly string[]): Promise<readonly number[]>
}
