import type { Mutant } from './mutant.ts'

export const rag: readonly Mutant[] = []
