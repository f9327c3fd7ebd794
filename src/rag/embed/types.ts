// What makes vectors of texts: the one interface in front of a server and of a local model.

/** Some models read a question differently from what may answer it. */
export type TextKind = 'document' | 'query'

export interface Embedder {
  /** What vectors are told apart by: two models are never mixed. */
  readonly model: string
  /** The share of its ranking in what words and meaning find together, 0 to 1: that of fuse.ts unless a model has its own. */
  readonly share?: number
  /** Known after the first call when not configured. */
  readonly dimensions: number | undefined
  /**
   * Documents are patient, and go in batches; a query is given up after seconds, so that search can go on without.
   * @returns unit vectors, in order
   * @throws AppError with retry `later` or `never`; `circuit-open` for a query while the server keeps failing
   */
  embed(texts: readonly string[], kind: TextKind): Promise<readonly Float32Array[]>
  close?(): Promise<void>
}
