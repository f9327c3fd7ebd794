import type { Mutant } from './mutant.ts'

export const config: readonly Mutant[] = []
