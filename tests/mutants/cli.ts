import type { Mutant } from './mutant.ts'

export const cli: readonly Mutant[] = []
