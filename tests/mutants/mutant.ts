/** A mistake somebody could make, in one place of the source, and what it would do to those who use ragbot. */
export interface Mutant {
  /** From the project's root: `src/store/messages/leases.ts`. */
  readonly file: string
  /** Stands in the file exactly once. */
  readonly from: string
  readonly to: string
  /** What a user would suffer, in words: "a guest reads the workspace's documents". */
  readonly suffered: string
  /** The test files that should notice, as vitest filters them: `tests/store/leases`. The faster the better. */
  readonly tests: readonly string[]
}
